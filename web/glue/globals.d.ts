/** What `build.mjs` puts into the sources. */

/** Size of the compiler's script in bytes. */
declare const __SOLC_BYTES__: number;

/** The libraries that were bundled, and the size of the list of their paths in bytes. */
declare const __BUNDLES__: {
  libraries: { id: string; name: string; version: string; bytes: number }[];
  pathsBytes: number;
};

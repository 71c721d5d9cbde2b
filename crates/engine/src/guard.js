// @ts-check

/**
 * Runs a function of the WebAssembly module and says what it threw, if anything.
 *
 * A trap (a panic, a stack that is used up, memory that is refused) unwinds no Rust code: it
 * leaves the module as an exception, and only JavaScript can catch it.
 *
 * @param {() => void} run
 * @returns {string | undefined}
 */
export function attempt(run) {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

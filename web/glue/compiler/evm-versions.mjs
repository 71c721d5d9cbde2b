// @ts-check

/** The EVM versions that the bundled compiler takes without objections, newest first. The first is the default. */
export const EVM_VERSIONS = Object.freeze(['osaka', 'prague', 'cancun', 'shanghai', 'paris', 'london']);

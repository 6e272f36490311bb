/**
 * Runs before each test file. Gives every property test the seed and the number of cases that
 * `npm test -- --seed N` and `npm run test:fuzz` ask for; a failing property prints its seed by itself.
 */
const { REROOT_SEED, REROOT_RUNS } = process.env;

if (REROOT_SEED !== undefined || REROOT_RUNS !== undefined) {
  const { default: fc } = await import("fast-check");
  fc.configureGlobal({
    ...(REROOT_SEED !== undefined && { seed: Number(REROOT_SEED) }),
    // A budget in time as well, so that one slow property cannot eat the whole run.
    ...(REROOT_RUNS !== undefined && { numRuns: Number(REROOT_RUNS), interruptAfterTimeLimit: 10_000 }),
  });
}

export {};

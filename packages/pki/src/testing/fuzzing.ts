/**
 * How many cases a property test runs when nobody asks for a number: reading costs more for some inputs than for
 * others. `npm run test:fuzz -- --runs N` and `npm test -- --seed N` go before it (test/set-up-property-tests.ts).
 */
export function casesUnlessAsked(cases: number): { readonly numRuns?: number } {
  return process.env.REROOT_RUNS === undefined ? { numRuns: cases } : {};
}

/**
 * Bounds on the work for one question. Names and cross-signatures can make the number of paths, and the
 * number of name comparisons, grow beyond any limit; a budget turns that into an answer.
 */
export interface Budget {
  /** Issuer candidates looked at. */
  readonly steps: number;
  /** Signatures checked (not counting those remembered). */
  readonly signatureChecks: number;
  /** Names compared with name constraints. */
  readonly nameComparisons: number;
  /** Certificates between target and anchor, self-issued ones included. */
  readonly pathLength: number;
}

/** Far above what any genuine chain needs, and answered in well under a second. */
export const defaultBudget: Budget = {
  steps: 20_000,
  signatureChecks: 300,
  nameComparisons: 1 << 20,
  pathLength: 48,
};

export type Spendable = "steps" | "signatureChecks" | "nameComparisons";

/** What is left of a budget; shared by everything that works on one question. */
export class Spending {
  readonly #left: Record<Spendable, number>;
  exhausted: Spendable | undefined = undefined;

  constructor(readonly budget: Budget) {
    this.#left = { ...budget };
  }

  /** Takes one; false when nothing is left. */
  take(what: Spendable): boolean {
    if (--this.#left[what] >= 0) return true;
    this.exhausted ??= what;
    return false;
  }
}

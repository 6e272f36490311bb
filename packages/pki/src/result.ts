/**
 * The answer of an operation whose caller must branch on failure: a value, or a failure from a closed union.
 * A failure carries a code and the facts behind it; the words for a reader are chosen where they are shown.
 */
export type Result<T, F> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: F };

export function success<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function failed<F>(failure: F): { readonly ok: false; readonly failure: F } {
  return { ok: false, failure };
}

/** Somewhere a session can go from EXEC and come back from, with a prompt and a language of its own. */
export interface Plane {
  prompt(): string;
  /** What a line does there; `leaves` ends the stay. */
  run(line: string): PlaneAnswer | Promise<PlaneAnswer>;
  /** The words that may come next; undefined where the line makes no sense, or there is no such help. */
  next(typed: string): readonly string[] | undefined;
}

export type PlaneAnswer =
  | { readonly kind: "prints"; readonly lines: readonly string[] }
  | { readonly kind: "leaves" }
  | { readonly kind: "enters"; readonly plane: Plane; readonly lines: readonly string[] };

export const prints = (...lines: readonly string[]): PlaneAnswer => ({ kind: "prints", lines });

/** What `?` prints, and what Tab completes, from the words that may come next. */
import { pipeNames } from "./pipes.js";

type Next = (typed: string) => readonly string[] | undefined;

/** Undefined where `?` is an ordinary character. */
export function helpLines(typed: string, nextOf: Next): readonly string[] | undefined {
  const filter = /\|\s*(\S*)$/.exec(typed)?.[1];
  if (filter !== undefined) return pipeNames(filter).map((name) => `  ${name}`);
  // What a filter is told may hold a question mark.
  if (typed.includes("|")) return undefined;
  const next = nextOf(typed);
  if (next === undefined) return ["% Unrecognized command"];
  return typed === "" || typed.endsWith(" ") ? next.map((word) => `  ${word}`) : [next.join("  ")];
}

/** Undefined where more than one word fits, or none. */
export function completed(typed: string, nextOf: Next): string | undefined {
  const next = (nextOf(typed) ?? []).filter((word) => word === word.toLowerCase() && !word.startsWith("<"));
  const partial = /\S*$/.exec(typed)![0];
  return next.length === 1 && partial !== ""
    ? `${typed.slice(0, typed.length - partial.length)}${next[0]} `
    : undefined;
}

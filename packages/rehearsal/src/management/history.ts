/** Pages of what happened, oldest first: the whole of it may be hundreds of thousands of entries. */
import type { ManagedLab } from "../lab-types.js";

interface Numbered {
  readonly sequence: number;
  readonly from?: { readonly device?: string };
}

const MAXIMUM_PAGE = 200_000;

/** Format `lab-history/1`. */
export function historyAnswer(lab: ManagedLab, query: URLSearchParams) {
  const page = pageOf(lab.cloud.history, query, ["kind", "host", "device", "outcome"]);
  return { format: "lab-history/1", lab: lab.id, now: lab.clock.now(), ...page };
}

/**
 * The entries after `since` that match, at most `limit`. `next` is the last sequence number looked at: the `since` of the
 * next page. `oldest` is the first that is still kept.
 */
export function pageOf<T extends Numbered>(
  entries: readonly T[],
  query: URLSearchParams,
  filters: readonly string[],
) {
  for (const key of query.keys())
    if (!["since", "limit", ...filters].includes(key))
      throw new RangeError(`"${key}" is not known here; known: since, limit, ${filters.join(", ")}`);
  const since = wholeNumber(query, "since", 0);
  const limit = Math.min(wholeNumber(query, "limit", MAXIMUM_PAGE), MAXIMUM_PAGE);
  const wanted = filters.flatMap((filter) => {
    const value = query.get(filter);
    return value === null ? [] : [[filter, value] as const];
  });
  const page: T[] = [];
  let next = since;
  for (const entry of entries) {
    if (entry.sequence <= since) continue;
    if (page.length === limit) break;
    next = entry.sequence;
    if (wanted.every(([filter, value]) => fieldOf(entry, filter) === value)) page.push(entry);
  }
  return { oldest: entries[0]?.sequence ?? null, next, entries: page };
}

function fieldOf(entry: Numbered, field: string): unknown {
  const own = (entry as unknown as Record<string, unknown>)[field];
  return field === "device" ? (entry.from?.device ?? own) : own;
}

function wholeNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,15}$/.test(text)) throw new RangeError(`"${name}" must be a whole number`);
  return Number(text);
}

/** Servers that changed their roots when they were seen to: what was seen outweighs what was announced. */
import type { EndpointObservation, Evidence, FieldNotice } from "@reroot/core";
import type { EndpointSpec } from "@reroot/rehearsal";

const DAY_MS = 86_400_000;

export function likeEndpoints(
  announced: readonly EndpointSpec[],
  { endpoints }: Evidence,
  notice: FieldNotice,
): readonly EndpointSpec[] {
  const required = new Set<string>(notice.requiredRoots.map(({ sha256 }) => sha256));
  const retired = new Set<string>(notice.retiredRoots.map(({ sha256 }) => sha256));
  return announced.map((endpoint) => {
    const seen = endpoints.filter(({ host }) => host === endpoint.host);
    const first = momentsUnder(required, seen)[0];
    const last = momentsUnder(retired, seen).at(-1);
    return { ...endpoint, cutOverAt: cutOver(endpoint.cutOverAt, first, last) };
  });
}

/** Where a server had changed before its announced day, and the evidence is from before that day as well. */
export function seenEarlier(
  like: readonly EndpointSpec[],
  announced: readonly EndpointSpec[],
  at: Date,
): readonly { readonly host: string; readonly at: string }[] {
  return announced.flatMap(({ host, cutOverAt }) => {
    const changed = like.find((endpoint) => endpoint.host === host)?.cutOverAt ?? cutOverAt;
    return changed < cutOverAt && at < cutOverAt ? [{ host, at: changed.toISOString() }] : [];
  });
}

function momentsUnder(roots: ReadonlySet<string>, seen: readonly EndpointObservation[]): readonly Date[] {
  return seen
    .filter(({ served }) => served.known && roots.has(served.value.rootSha256 ?? ""))
    .map(({ at }) => new Date(at))
    .sort((a, b) => a.getTime() - b.getTime());
}

function cutOver(announced: Date, first: Date | undefined, last: Date | undefined): Date {
  if (first !== undefined && first < announced) return first;
  // Still under the retired root after the announced day: it changes at some later time, which nobody knows.
  if (last !== undefined && last >= announced && first === undefined)
    return new Date(last.getTime() + DAY_MS);
  return announced;
}

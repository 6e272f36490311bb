/**
 * Which root an endpoint's chain leads to at a given moment. The notice's dates are no-later-than
 * dates, so a chain that was seen outweighs one that was announced. Knows nothing of devices.
 */
import type { EndpointObservation, ServedChain } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { FieldNotice, NoticeEndpoint } from "../notice/notice.js";

export interface Served {
  /** `unknown`: no date is announced; or the required root was seen only later, and earlier than announced. */
  readonly root: "retired" | "required" | "unknown";
  readonly basis: "observed" | "announced";
  /** Since when the required root is served (or from when it will be), where that is known. */
  readonly requiredFrom?: string;
}

/** Answers for any moment (ISO 8601) of one endpoint's life. */
export type ServedAt = (moment: string) => Served;

export function servedBy(
  notice: FieldNotice,
  endpoint: NoticeEndpoint,
  observations: readonly EndpointObservation[],
): ServedAt {
  const announced = endpoint.cutoverNoLaterThan;
  const announcedFrom = announced === null ? undefined : `${announced}T00:00:00.000Z`;
  const seen = rootsSeen(notice, endpoint, observations);
  const firstRequired = seen.find((sight) => sight.root === "required")?.at;
  const requiredFrom = earliest(firstRequired, announcedFrom);
  return (moment) => {
    const sight = seen.findLast((one) => one.at <= moment) ?? seen.find((one) => one.root === "retired");
    const from = requiredFrom === undefined ? {} : { requiredFrom };
    if (sight && outweighs(sight, moment, announcedFrom))
      return { root: sight.root, basis: "observed", ...from };
    const isAnnounced = announcedFrom !== undefined && announcedFrom <= moment;
    if (firstRequired !== undefined && !isAnnounced) return { root: "unknown", basis: "observed", ...from };
    if (announcedFrom === undefined) return { root: "unknown", basis: "announced" };
    return { root: announcedFrom <= moment ? "required" : "retired", basis: "announced", ...from };
  };
}

export interface SeenChain extends ServedChain {
  readonly seenAt: string;
}

/** The chain as it was seen last. */
export function newestChain(
  endpoint: NoticeEndpoint,
  observations: readonly EndpointObservation[],
): SeenChain | undefined {
  const own = observations.filter((one) => one.host === endpoint.host && one.port === endpoint.port);
  const newest = own.reduce<EndpointObservation | undefined>((a, b) => (a && a.at > b.at ? a : b), undefined);
  const chain = newest && ifKnown(newest.served);
  return chain && newest && { ...chain, seenAt: newest.at };
}

interface Sight {
  readonly at: string;
  readonly root: "retired" | "required";
}

/**
 * A required root once seen stays. A retired root seen holds for every earlier moment, and for
 * later ones until the announced date comes after the sight.
 */
function outweighs(sight: Sight, moment: string, announcedFrom: string | undefined): boolean {
  if (sight.root === "required" || moment <= sight.at || announcedFrom === undefined) return true;
  return announcedFrom <= sight.at || moment < announcedFrom;
}

function rootsSeen(
  notice: FieldNotice,
  endpoint: NoticeEndpoint,
  observations: readonly EndpointObservation[],
): readonly Sight[] {
  const holds = (roots: FieldNotice["requiredRoots"], sha256: string) =>
    roots.some((root) => root.sha256 === sha256);
  return observations
    .filter((one) => one.host === endpoint.host && one.port === endpoint.port)
    .flatMap((one): readonly Sight[] => {
      const sha256 = ifKnown(one.served)?.rootSha256;
      if (sha256 === undefined) return [];
      if (holds(notice.requiredRoots, sha256)) return [{ at: one.at, root: "required" }];
      return holds(notice.retiredRoots, sha256) ? [{ at: one.at, root: "retired" }] : [];
    })
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

function earliest(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

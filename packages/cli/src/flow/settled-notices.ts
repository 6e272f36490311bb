/** Which field notices a change of certificates settles: whether the roots that they require are held before and after. */
import type { FieldNotice } from "@reroot/core";
import { poolHolds, type TrustPool } from "@reroot/pki";
import { soughtRoot } from "./notice-certificates.js";

export type Held = ReturnType<typeof poolHolds>;

export interface NoticeChange {
  readonly notice: string;
  readonly roots: readonly RootChange[];
  readonly outcome: "settled" | "held-before" | "not-settled" | "lost" | "undetermined";
}

export interface RootChange {
  readonly commonName: string;
  readonly sha256: string;
  readonly before: Held;
  readonly after: Held;
}

export function noticeChange(notice: FieldNotice, before: TrustPool, after: TrustPool): NoticeChange {
  const roots = notice.requiredRoots.map((root) => ({
    commonName: root.commonName,
    sha256: root.sha256,
    before: poolHolds(before, soughtRoot(root)),
    after: poolHolds(after, soughtRoot(root)),
  }));
  return { notice: notice.id, roots, outcome: outcomeOf(roots) };
}

/** The notice is settled only if every root that it requires is held. What is lost outweighs what is gained. */
function outcomeOf(roots: readonly RootChange[]): NoticeChange["outcome"] {
  if (roots.some(({ before, after }) => before === "held" && after === "absent")) return "lost";
  if (roots.some(({ after }) => after === "absent")) return "not-settled";
  if (roots.every(({ before, after }) => before === "held" && after === "held")) return "held-before";
  const isClear = roots.every(({ before, after }) => before !== "undetermined" && after === "held");
  return isClear ? "settled" : "undetermined";
}

/** Everything that the flow needs of the world outside, as one set of ports. */
import type { Evidence } from "./evidence/evidence.js";
import type { FleetReader } from "./evidence/gather.js";
import type { Assessment } from "./finding/finding.js";
import type { FieldNotice } from "./notice/notice.js";
import type { BundleOffer } from "./plan/bundle-offer.js";
import type { ApprovedPlan, Plan } from "./plan/plan.js";
import type { JournalEntry } from "./rollout/rollout.js";

export interface World {
  readonly reader: FleetReader;
  now(): Date;
  /** Stores what was found, because a proof cites evidence by digest and does not carry it. */
  keep(when: "before" | "after", evidence: Evidence, assessment: Assessment): Promise<void>;
  /** Fetches and verifies the bundles that devices could import: first that of the notice's own remedy. */
  offerBundles(notice: FieldNotice): Promise<readonly BundleOffer[]>;
  /** Somebody answerable says yes to exactly this plan; rejects when nobody does. */
  approve(plan: Plan): Promise<ApprovedPlan>;
  rollOut(approved: ApprovedPlan): Promise<readonly JournalEntry[]>;
}

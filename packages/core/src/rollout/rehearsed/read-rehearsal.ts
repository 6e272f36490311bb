/** A rehearsal as it is read back: whole, unaltered, of this plan, and not too old to go by. */
import { failed, type Result, success } from "@reroot/pki";
import { z } from "zod";
import { digestOf } from "../../canonical.js";
import type { Plan } from "../../plan/plan.js";
import { SEPARATE_APPROVALS, type SeparateApproval } from "../../plan/step.js";
import { isTooOld, maxRehearsalAgeOf } from "./as-rehearsed.js";
import { COMPARABLE_FACTS } from "./difference.js";
import { REHEARSAL_FORMAT, type Rehearsal } from "./rehearsal.js";

export type RehearsalFailure =
  | { readonly code: "rehearsal/unknown-format"; readonly found: unknown }
  /** `part` is the path of the first part that is not what it must be. */
  | { readonly code: "rehearsal/malformed"; readonly part: string }
  | { readonly code: "rehearsal/altered"; readonly stated: string; readonly computed: string }
  | { readonly code: "rehearsal/other-plan"; readonly rehearsed: string; readonly plan: string }
  | { readonly code: "rehearsal/too-old"; readonly madeAt: string; readonly maxAgeSeconds: number }
  /** Of the steps that need a yes of their own, others were rehearsed than were approved. */
  | {
      readonly code: "rehearsal/other-approvals";
      readonly rehearsed: readonly SeparateApproval[];
      readonly approved: readonly SeparateApproval[];
    };

const moment = z.iso.datetime();
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const outcome = z.enum(["done", "held", "failed", "not-reached", "not-imitated"]);
const looks = z.array(z.nullable(z.partialRecord(z.enum(COMPARABLE_FACTS), z.string())));

const schema = z.strictObject({
  formatVersion: z.literal(REHEARSAL_FORMAT),
  digest,
  planDigest: digest,
  at: moment,
  madeWith: z.strictObject({ version: z.string(), seed: z.number() }),
  lab: z.strictObject({ name: z.string(), noticeDigest: digest, from: moment, to: moment }),
  also: z.array(z.enum(SEPARATE_APPROVALS)),
  waves: z.array(
    z.strictObject({
      wave: z.string(),
      failures: z.int().min(0),
      gate: z.enum(["opens", "stays-shut"]),
    }),
  ),
  devices: z.array(
    z.strictObject({
      device: z.string(),
      outcome,
      reason: z.looseObject({ code: z.string().startsWith("rollout/") }).optional(),
      looks,
      unlike: z.array(
        z.strictObject({
          because: z.string(),
          detail: z.string(),
          facts: z.array(z.enum(COMPARABLE_FACTS)),
        }),
      ),
    }),
  ),
});

/** The digest that a rehearsal must carry: of everything in it but the digest itself. */
export function rehearsalDigestOf({ digest: _, ...body }: Rehearsal): string {
  return digestOf(body);
}

/** @param value what a JSON file holds. */
export function readRehearsal(value: unknown): Result<Rehearsal, RehearsalFailure> {
  const found = (value as { formatVersion?: unknown } | null)?.formatVersion;
  if (found !== REHEARSAL_FORMAT) return failed({ code: "rehearsal/unknown-format", found });
  const checked = schema.safeParse(value);
  if (!checked.success) {
    const part = checked.error.issues[0]?.path.join(".") ?? "";
    return failed({ code: "rehearsal/malformed", part });
  }
  const rehearsal = value as Rehearsal;
  const computed = rehearsalDigestOf(rehearsal);
  if (computed === rehearsal.digest) return success(rehearsal);
  return failed({ code: "rehearsal/altered", stated: rehearsal.digest, computed });
}

/** Whether a rollout may go by it: made of this plan, with what is approved, and lately. */
export function checkRehearsal(
  { planDigest, at, also: rehearsed }: Rehearsal,
  plan: Pick<Plan, "digest" | "rehearsal">,
  approved: readonly SeparateApproval[],
  now: Date,
): RehearsalFailure | undefined {
  if (planDigest !== plan.digest) {
    return { code: "rehearsal/other-plan", rehearsed: planDigest, plan: plan.digest };
  }
  const maxAgeSeconds = maxRehearsalAgeOf(plan);
  if (isTooOld(at, maxAgeSeconds, now.toISOString())) {
    return { code: "rehearsal/too-old", madeAt: at, maxAgeSeconds };
  }
  const isSame = SEPARATE_APPROVALS.every((one) => rehearsed.includes(one) === approved.includes(one));
  return isSame ? undefined : { code: "rehearsal/other-approvals", rehearsed, approved };
}

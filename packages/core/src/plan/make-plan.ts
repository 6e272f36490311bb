/**
 * Findings in, plan out: a pure function. It decides for each device whether it gets the remedy, is
 * held back (with what would free it), or needs nothing; and it writes down the exact lines to send.
 * The lines come from the notice; nothing here knows a router's grammar.
 */

import { digestOf } from "../canonical.js";
import type { DeviceEvidence, Evidence, PoolLabel } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import { cannotResolve } from "../finding/failure-cause.js";
import type { Assessment, Finding } from "../finding/finding.js";
import type { FieldNotice, Remedy } from "../notice/notice.js";
import { hostOf } from "../url-host.js";
import type { BundleOffer, VerifiedOffer } from "./bundle-offer.js";
import type { HoldReason } from "./hold-reason.js";
import { type DevicePlan, type HeldBack, PLAN_FORMAT, type Plan, type Wave } from "./plan.js";
import type { Policy } from "./policy.js";
import { stepsFor } from "./steps.js";

export interface PlanInputs {
  readonly notice: FieldNotice;
  readonly evidence: Evidence;
  readonly before: Assessment;
  /** The bundle at the remedy's URL, as the controller fetched and verified it. */
  readonly offer: BundleOffer;
  readonly policy: Policy;
  /** When the plan is made. */
  readonly at: Date;
  readonly parent?: string;
}

export function makePlan(inputs: PlanInputs): Plan {
  const { notice, before, offer, policy, at, parent } = inputs;
  const refusal = refusalOf(notice, offer);
  const evidenceOf = new Map(inputs.evidence.devices.map((one) => [one.device, one]));
  const decisions = before.findings.map((finding) =>
    decide(inputs, finding, evidenceOf.get(finding.device), refusal),
  );
  const devices = decisions.flatMap((one) => ("plan" in one ? [one.plan] : []));
  const body: Omit<Plan, "digest"> = {
    formatVersion: PLAN_FORMAT,
    ...(parent !== undefined && { parent }),
    notice: before.notice,
    assessmentDigest: digestOf(before),
    author: policy.author,
    createdAt: at.toISOString(),
    pace: { concurrency: policy.concurrency },
    ...(offer.ok && !refusal && { bundle: offer.bundle }),
    pools: poolsOf(devices, inputs.evidence),
    ...(refusal && { refusal }),
    waves: wavesOf(devices, policy),
    heldBack: decisions.flatMap((one) => ("heldBack" in one ? [one.heldBack] : [])),
    untouched: decisions.flatMap((one) => ("untouched" in one ? [one.untouched] : [])),
  };
  return { ...body, digest: digestOf(body) };
}

/** The digest that a plan must carry: everything in it except the digest itself. */
export function planDigestOf({ digest: _, ...body }: Plan): string {
  return digestOf(body);
}

/** Why nothing may be sent to anybody: the bundle cannot be had, is not genuine, or would not help. */
function refusalOf(notice: FieldNotice, offer: BundleOffer): HoldReason | undefined {
  if (!offer.ok) return offer.reason;
  const { url } = offer.bundle;
  const lacking = notice.requiredRoots.find(
    (root) => !offer.bundle.certificates.some(({ sha256 }) => sha256 === root.sha256),
  );
  return lacking && { code: "plan/bundle-lacks-root", url, commonName: lacking.commonName };
}

type Decision =
  | { readonly plan: DevicePlan }
  | { readonly heldBack: HeldBack }
  | { readonly untouched: Plan["untouched"][number] };

function decide(
  inputs: PlanInputs,
  finding: Finding,
  evidence: DeviceEvidence | undefined,
  refusal: HoldReason | undefined,
): Decision {
  const { device, verdict } = finding;
  if (verdict === "protected" || verdict === "not-applicable") return { untouched: { device, verdict } };
  const hold = (reason: HoldReason): Decision => ({ heldBack: { device, verdict, reason } });
  if (!evidence) throw new Error(`the assessment names ${device}, the evidence does not`);
  const open = undecided(finding);
  if (open) return hold(open);
  const remedy = remedyFor(inputs.notice, evidence);
  const cause = otherCause(finding, evidence, remedy);
  if (cause) return hold(cause);
  if (!remedy) return hold({ code: "plan/no-remedy", os: ifKnown(evidence.facts.system)?.os ?? "unknown" });
  if (refusal || !inputs.offer.ok) return hold(refusal ?? { code: "plan/no-remedy", os: "unknown" });
  const labels = poolOf(inputs.evidence, evidence);
  if (!labels.some(({ sha1 }) => sha1 === (inputs.offer as VerifiedOffer).signerRootSha1)) {
    return hold({ code: "plan/signer-not-in-pool", signerRootSha256: inputs.offer.bundle.signerRootSha256 });
  }
  return { plan: stepsFor({ ...inputs, finding, evidence, remedy, labels }) };
}

function undecided({ verdict, services }: Finding): HoldReason | undefined {
  if (verdict !== "undetermined") return undefined;
  const because = services
    .flatMap(({ reasons }) => reasons)
    .flatMap((reason) => ("because" in reason ? [reason.because] : []))[0];
  return { code: "plan/not-determined", ...(because && { because }) };
}

/** The notice's first remedy for this platform that needs nothing but the device itself. */
function remedyFor(notice: FieldNotice, { facts }: DeviceEvidence): Remedy | undefined {
  const os = ifKnown(facts.system)?.os;
  return notice.remedies.find(
    ({ id, platforms }) =>
      id === "import-from-default-url" &&
      (os === undefined || platforms.includes(os) || platforms.length === 0),
  );
}

/** A device that fails for another reason gets that mended first: importing would not show whether it helped. */
function otherCause(
  { verdict, services }: Finding,
  evidence: DeviceEvidence,
  remedy: Remedy | undefined,
): HoldReason | undefined {
  const host = remedy?.bundleUrl && hostOf(remedy.bundleUrl);
  if (host && cannotResolve(evidence.facts, host))
    return { code: "plan/device-cannot-resolve-bundle-host", host };
  if (verdict !== "failing-otherwise") return undefined;
  const cause = services
    .filter((service) => service.verdict === "failing-otherwise")
    .flatMap(({ reasons }) => reasons)
    .flatMap((reason) => (reason.code === "finding/cause" ? [reason.cause] : []))[0];
  return { code: "plan/other-cause-first", cause: cause ?? "unexplained" };
}

function poolOf(evidence: Evidence, { facts }: DeviceEvidence): readonly PoolLabel[] {
  const digest = ifKnown(facts.trustPool);
  return (digest !== undefined && evidence.pools[digest]) || [];
}

/** A fleet shares few pools: each is listed once, so that what an import adds can be told. */
function poolsOf(devices: readonly DevicePlan[], { pools }: Evidence): Plan["pools"] {
  const digests = [...new Set(devices.map(({ basedOn }) => basedOn.pool))].sort();
  return Object.fromEntries(digests.map((digest) => [digest, (pools[digest] ?? []).map(({ sha1 }) => sha1)]));
}

function wavesOf(devices: readonly DevicePlan[], policy: Policy): readonly Wave[] {
  const gate = { failuresAllowed: policy.failuresAllowed, soakSeconds: policy.soakSeconds };
  const waves: Wave[] = [];
  for (let from = 0; from < devices.length; ) {
    const [name, size] =
      waves.length === 0
        ? (["canary", policy.canary] as const)
        : ([`wave ${waves.length}`, policy.waveSize] as const);
    waves.push({ name, devices: devices.slice(from, from + size), gate });
    from += size;
  }
  return waves;
}

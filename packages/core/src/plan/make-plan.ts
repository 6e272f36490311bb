/**
 * Findings in, plan out: a pure function. It decides for each device whether it gets a remedy, is
 * held back (with what would free it), or needs nothing; and it writes down the exact lines to send.
 */

import { digestOf } from "../canonical.js";
import type { DeviceEvidence, Evidence } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { Assessment, FailureCause, Finding } from "../finding/finding.js";
import { addressOf } from "../inventory/address-of.js";
import type { Inventory } from "../inventory/inventory.js";
import type { FieldNotice } from "../notice/notice.js";
import type { BundleOffer, VerifiedOffer } from "./bundle-offer.js";
import { acceptsSigner, atHandOf, type BundleChoice, chooseBundle, poolOf } from "./choose-bundle.js";
import { chooseRemedy } from "./choose-remedy.js";
import { newerThan } from "./earlier-import.js";
import type { HoldReason } from "./hold-reason.js";
import { type DevicePlan, type HeldBack, PLAN_FORMAT, type Plan } from "./plan.js";
import { DEFAULT_POLICY, type Policy } from "./policy.js";
import { type StepInputs, stepsFor } from "./steps.js";
import { type Placed, wavesOf } from "./waves.js";
import type { MaintenanceWindow } from "./window.js";

export interface PlanInputs {
  readonly notice: FieldNotice;
  readonly evidence: Evidence;
  readonly before: Assessment;
  /** What the controller fetched and verified: first the bundle at the notice's own URL. */
  readonly offers: readonly BundleOffer[];
  /** Bundles that the devices may have imported earlier, held so that they can be imported again. */
  readonly earlier?: readonly VerifiedOffer[];
  /** For sites and groups. */
  readonly inventory?: Inventory;
  readonly policy: Policy;
  /** When the plan is made. */
  readonly at: Date;
  readonly parent?: string;
}

export function makePlan(inputs: PlanInputs): Plan {
  const { notice, before, policy, at, parent, evidence, offers, earlier = [] } = inputs;
  const evidenceOf = new Map(evidence.devices.map((one) => [one.device, one]));
  const concerned = before.findings.flatMap((one) =>
    isInNeed(one) ? (evidenceOf.get(one.device) ?? []) : [],
  );
  const pools = concerned.map((one) => poolOf(evidence, one));
  const choice = chooseBundle({ notice, offers, earlier, pools, at: at.toISOString() });
  const places = placesOf(inputs);
  const decisions = before.findings.map((finding) =>
    decide(inputs, finding, evidenceOf.get(finding.device), choice, places(finding.device)),
  );
  const placed = decisions.flatMap((one) => ("placed" in one ? [one.placed] : []));
  const devices = placed.map((one) => one.plan);
  const body: Omit<Plan, "digest"> = {
    formatVersion: PLAN_FORMAT,
    ...(parent !== undefined && { parent }),
    notice: before.notice,
    assessmentDigest: digestOf(before),
    author: policy.author,
    createdAt: at.toISOString(),
    pace: policy.pace,
    ...(hasRule(policy) && { approvers: policy.approvers }),
    ...(isOfItsOwn(policy.rehearsal) && { rehearsal: policy.rehearsal }),
    ...("offer" in choice && { bundle: choice.offer.bundle }),
    ...(earlier.length > 0 && { earlierBundles: earlier.map(({ bundle }) => bundle) }),
    pools: poolsOf(devices, evidence),
    ...("refusal" in choice && { refusal: choice.refusal }),
    waves: wavesOf(placed, policy),
    heldBack: decisions.flatMap((one) => ("heldBack" in one ? [one.heldBack] : [])),
    untouched: decisions.flatMap((one) => ("untouched" in one ? [one.untouched] : [])),
  };
  return { ...body, digest: digestOf(body) };
}

/** The digest that a plan must carry: everything in it except the digest itself. */
export function planDigestOf({ digest: _, ...body }: Plan): string {
  return digestOf(body);
}

function hasRule({ approvers }: Policy): boolean {
  return approvers.names.length > 0 || approvers.author === "must-not-approve";
}

function isOfItsOwn({ need, maxAgeSeconds }: Policy["rehearsal"]): boolean {
  const { rehearsal } = DEFAULT_POLICY;
  return need !== rehearsal.need || maxAgeSeconds !== rehearsal.maxAgeSeconds;
}

function isInNeed({ verdict }: Finding): boolean {
  return verdict !== "protected" && verdict !== "not-applicable";
}

type Decision =
  | { readonly placed: Placed }
  | { readonly heldBack: HeldBack }
  | { readonly untouched: Plan["untouched"][number] };

function decide(
  inputs: PlanInputs,
  finding: Finding,
  evidence: DeviceEvidence | undefined,
  choice: BundleChoice,
  place: Place,
): Decision {
  const { device, verdict } = finding;
  if (!isInNeed(finding)) return { untouched: { device, verdict } };
  const hold = (reason: HoldReason): Decision => ({ heldBack: { device, verdict, reason } });
  if (!evidence) throw new Error(`the assessment names ${device}, the evidence does not`);
  const open = undecided(finding);
  if (open) return hold(open);
  const mending = mendingOf(finding, inputs.policy);
  if ("hold" in mending) return hold(mending.hold);
  if (!offersAnything(inputs.notice, evidence)) return hold(noRemedy(evidence));
  if ("refusal" in choice) return hold(choice.refusal);
  const { offer } = choice;
  const { facts } = evidence;
  const { bundle } = offer;
  const remedy = chooseRemedy({ ...inputs, bundle, facts, names: mending.names });
  if ("hold" in remedy) return hold(remedy.hold);
  const labels = poolOf(inputs.evidence, evidence);
  if (!acceptsSigner(labels, offer)) {
    return hold({ code: "plan/signer-not-in-pool", signerRootSha256: bundle.signerRootSha256 });
  }
  const { notice, policy, earlier = [] } = inputs;
  const older = newerThan(labels, offer, atHandOf(inputs.offers, earlier));
  if (older) return hold(older);
  const { site, address, windows } = place;
  if (windows === "none") return hold({ code: "plan/no-window", ...(site !== undefined && { site }) });
  const { besides } = mending;
  const told: Omit<StepInputs, "site" | "address"> = {
    notice,
    policy,
    finding,
    evidence,
    choice: remedy.chosen,
    offer,
    earlier,
    labels,
    besides,
    at: inputs.at.toISOString(),
  };
  const plan = stepsFor({
    ...told,
    ...(site !== undefined && { site }),
    ...(address !== undefined && { address }),
  });
  return { placed: { plan, windows, lane: place.lane } };
}

function undecided({ verdict, services }: Finding): HoldReason | undefined {
  if (verdict !== "undetermined") return undefined;
  const because = services
    .flatMap(({ reasons }) => reasons)
    .flatMap((reason) => ("because" in reason ? [reason.because] : []))[0];
  return { code: "plan/not-determined", ...(because && { because }) };
}

/** What the plan does about a device that fails for another reason than the missing root. */
type Mending =
  | { readonly besides: StepInputs["besides"]; readonly names: "fail" | "not-seen-to-fail" }
  | { readonly hold: HoldReason };

/**
 * Another cause is mended first: importing would not show whether it helped. But where a name is not
 * resolved and the root is lacking too, the root can be brought by a way that needs no name.
 */
function mendingOf({ verdict, services }: Finding, policy: Policy): Mending {
  if (verdict !== "failing-otherwise") return { besides: "nothing", names: "not-seen-to-fail" };
  const failing = services.filter((service) => service.verdict === "failing-otherwise");
  const cause: FailureCause =
    failing
      .flatMap(({ reasons }) => reasons)
      .flatMap((reason) => (reason.code === "finding/cause" ? [reason.cause] : []))[0] ?? "unexplained";
  if (cause === "dns" && failing.some(({ alsoNeedsRoot }) => alsoNeedsRoot)) {
    return { besides: "cause-remains", names: "fail" };
  }
  if (cause === "crl" && policy.crlOptional === "offer") {
    return { besides: "crl-check", names: "not-seen-to-fail" };
  }
  return { hold: { code: "plan/other-cause-first", cause } };
}

function offersAnything({ remedies }: FieldNotice, { facts }: DeviceEvidence): boolean {
  const os = ifKnown(facts.system)?.os;
  return remedies.some(
    ({ platforms }) => os === undefined || platforms.includes(os) || platforms.length === 0,
  );
}

function noRemedy({ facts }: DeviceEvidence): HoldReason {
  return { code: "plan/no-remedy", os: ifKnown(facts.system)?.os ?? "unknown" };
}

interface Place {
  readonly site?: string;
  readonly address?: string;
  readonly lane: string;
  /** `none`: there are windows, and none is for this device. */
  readonly windows: readonly MaintenanceWindow[] | "none";
}

function placesOf({ inventory, policy }: PlanInputs): (device: string) => Place {
  const known = new Map(inventory?.devices.map((one) => [one.name, one]));
  return (device) => {
    const listed = known.get(device);
    const { site, groups = [] } = listed ?? {};
    const { by } = policy.waves;
    const lane = by === "site" ? (site ?? "") : by === "group" ? (groups[0] ?? "") : "";
    const windows = policy.windows.filter((window) => isFor(window, site, groups));
    return {
      ...(site !== undefined && { site }),
      ...(listed && { address: addressOf(listed) }),
      lane,
      windows: policy.windows.length > 0 && windows.length === 0 ? "none" : windows,
    };
  };
}

function isFor(
  { sites, groups }: MaintenanceWindow,
  site: string | undefined,
  memberOf: readonly string[],
): boolean {
  if (!sites && !groups) return true;
  return (
    (site !== undefined && sites?.includes(site)) || (groups?.some((one) => memberOf.includes(one)) ?? false)
  );
}

/** A fleet shares few pools: each is listed once, so that what an import adds can be told. */
function poolsOf(devices: readonly DevicePlan[], { pools }: Evidence): Plan["pools"] {
  const digests = [...new Set(devices.map(({ basedOn }) => basedOn.pool))].sort();
  return Object.fromEntries(digests.map((digest) => [digest, (pools[digest] ?? []).map(({ sha1 }) => sha1)]));
}

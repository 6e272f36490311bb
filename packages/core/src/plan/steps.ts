/**
 * The steps for one device: the lines that are sent, what must be seen after each, what takes them
 * back, and what to beware of. Lines that the notice prints are the notice's.
 */
import type { DeviceEvidence, DeviceFacts, PoolLabel } from "../evidence/evidence.js";
import { ifKnown, type Known } from "../evidence/known.js";
import { hasStandby } from "../evidence/switchovers.js";
import type { Finding } from "../finding/finding.js";
import type { FieldNotice } from "../notice/notice.js";
import type { VerifiedOffer } from "./bundle-offer.js";
import type { RemedyChoice } from "./choose-remedy.js";
import { lostBy } from "./earlier-import.js";
import { configuration, copyOf, filePath, removal } from "./lines.js";
import type { Caution, DevicePlan } from "./plan.js";
import type { Policy } from "./policy.js";
import { type PlannedStep, TOKEN } from "./step.js";
import { undoOf } from "./undo.js";

export interface StepInputs {
  readonly notice: FieldNotice;
  readonly policy: Policy;
  readonly finding: Finding;
  readonly evidence: DeviceEvidence;
  readonly site?: string;
  readonly address?: string;
  readonly choice: RemedyChoice;
  readonly offer: VerifiedOffer;
  /** Bundles that were imported earlier and are held. */
  readonly earlier: readonly VerifiedOffer[];
  readonly labels: readonly PoolLabel[];
  /** What is mended besides, or what stays broken. */
  readonly besides: "nothing" | "crl-check" | "cause-remains";
  /** When the plan is made; ISO 8601. */
  readonly at: string;
}

export function stepsFor(inputs: StepInputs): DevicePlan {
  const { finding, evidence, choice, labels, site, address, earlier } = inputs;
  const pool = ifKnown(evidence.facts.trustPool);
  if (pool === undefined) throw new Error(`${finding.device} is planned although its pool is unknown`);
  const contacts = contactSteps(inputs);
  const steps = [...importSteps(inputs), ...crlSteps(inputs), ...contacts];
  const bundleUrl = ifKnown(evidence.facts.trustPoolPolicy)?.bundleUrl;
  const commitId = ifKnown(evidence.facts.commitHistory ?? UNREAD)?.newest?.id;
  const before = bundleUrl === undefined ? {} : { bundleUrl };
  return {
    device: finding.device,
    ...(site !== undefined && { site }),
    remedy: choice.id,
    because: choice.because,
    basedOn: {
      pool,
      verdict: finding.verdict,
      ...(address !== undefined && { address }),
      ...(commitId !== undefined && { commitId }),
      ...before,
    },
    steps,
    undo: undoOf({ steps, pool, labels, earlier, ...before }),
    cautions: cautionsOf(inputs, steps),
  };
}

const UNREAD: Known<never> = { known: false, reason: { code: "evidence/not-read", command: "" } };

/** The pool that holds every required root already is left alone. */
function importSteps(inputs: StepInputs): readonly PlannedStep[] {
  const { notice, labels, choice, offer } = inputs;
  const held = new Set(labels.map(({ sha1 }) => sha1));
  if (notice.requiredRoots.every(({ sha1 }) => held.has(sha1))) return [];
  const requiredRoots = notice.requiredRoots.map(({ sha256, sha1 }) => ({ sha256, sha1 }));
  const from = (place: string): PlannedStep => ({
    kind: "import-bundle",
    action: { kind: "exec", command: importLine(notice, place) },
    requiredRoots,
  });
  switch (choice.id) {
    case "import-from-default-url":
      return [from(offer.bundle.url)];
    case "import-from-mirror":
      return fromMirror(inputs, from);
    case "import-from-file": {
      const path = filePath(offer.bundle);
      return [copyOf(offer.bundle), from(path), removal(path)];
    }
  }
}

/** The notice's own import line, with the place that is meant here. */
function importLine(notice: FieldNotice, place: string): string {
  const lines = notice.remedies.flatMap(({ commands }) => commands);
  const line = lines.find(({ mode, text }) => mode === "exec" && /\burl \S+$/.test(text))?.text;
  if (line === undefined) throw new Error(`${notice.id} prints no import that names a URL`);
  return line.replace(/\burl \S+$/, () => `url ${place}`);
}

/** The import names the mirror itself; the policy is changed only where the team wants it to stay. */
function fromMirror(
  { policy, choice, notice }: StepInputs,
  from: (place: string) => PlannedStep,
): readonly PlannedStep[] {
  const { mirror } = policy;
  if (!mirror) throw new Error("a mirror was chosen and none is named");
  if (mirror.configure === "leave-policy-alone") return [from(mirror.url)];
  const line = choice.remedy.commands.find(({ mode }) => mode === "configuration")?.text;
  if (line === undefined) throw new Error(`${notice.id} prints no line that configures a mirror`);
  const lines = [line.replace(/<[^>]*>/, () => mirror.url)];
  const action = configuration(lines, `Reroot: bundle URL for ${notice.id}`);
  return [{ kind: "set-bundle-url", action, bundleUrl: mirror.url }, from(mirror.url)];
}

/** The notice does not say so; Cisco's guides do: lists are fetched for the trustpoint of the pool. */
const POOL_TRUSTPOINT = "Trustpool";

function crlSteps({ besides, notice }: StepInputs): readonly PlannedStep[] {
  if (besides !== "crl-check") return [];
  const lines = [`crypto ca trustpoint ${POOL_TRUSTPOINT} crl optional`];
  const action = configuration(lines, `Reroot: CRL check optional for ${notice.id}`);
  return [{ kind: "make-crl-optional", action, trustpoint: POOL_TRUSTPOINT, needs: "crl-optional" }];
}

/** What shows that it worked; nothing where contacts cannot succeed yet. */
function contactSteps(inputs: StepInputs): readonly PlannedStep[] {
  if (inputs.besides === "cause-remains") return [];
  return [...licensingStep(inputs), ...callHomeStep(inputs)];
}

/** Only an agent that is registered, over a transport of its own, has an authorization to renew. */
function licensingStep({ notice, policy, evidence }: StepInputs): readonly PlannedStep[] {
  const { deadlineSeconds } = policy.renewal;
  switch (agentOf(evidence.facts)) {
    case "registered": {
      if (!notice.renewal) return [];
      const action = { kind: "exec", command: notice.renewal.command.text } as const;
      return [{ kind: "renew-authorization", action, deadlineSeconds }];
    }
    case "not-registered": {
      if (policy.registration === "never") return [];
      const action = { kind: "exec", command: `license smart register idtoken ${TOKEN}` } as const;
      return [{ kind: "register", action, deadlineSeconds, needs: "registration" }];
    }
    case "no-agent":
      return [];
  }
}

/** Reservations and Using Policy have nothing to renew; on-premises servers are no business of this notice. */
function agentOf(facts: DeviceFacts): "registered" | "not-registered" | "no-agent" {
  const licence = ifKnown(facts.licence);
  const { transport } = licence ?? {};
  if (licence?.mode !== "smart" || (transport !== "callhome" && transport !== "smart")) return "no-agent";
  const { status } = licence.registration;
  if (status === "registering") return "no-agent";
  return status === "registered" ? "registered" : "not-registered";
}

/** Smart Call Home is proven by a message of its own, sent by a profile that reports to the vendor. */
function callHomeStep({ policy, finding, evidence }: StepInputs): readonly PlannedStep[] {
  const service = finding.services.find((one) => one.service === "smart-call-home");
  if (policy.callHomeTest === "never" || !service || service.verdict === "not-applicable") return [];
  const callHome = ifKnown(evidence.facts.callHome);
  const profile = callHome?.profiles.find(
    ({ active, transport, reports }) =>
      active && transport === "http" && reports.includes("smart-call-home-data"),
  );
  if (!callHome?.serviceActive || !profile || !/^[\w.-]+$/.test(profile.name)) return [];
  const { deadlineSeconds } = policy.renewal;
  const action = { kind: "exec", command: `call-home test profile ${profile.name}` } as const;
  return [{ kind: "send-call-home-test", action, profile: profile.name, deadlineSeconds }];
}

function cautionsOf(inputs: StepInputs, steps: readonly PlannedStep[]): readonly Caution[] {
  const { finding, evidence, besides, offer, labels, at } = inputs;
  const { facts } = evidence;
  const imports = steps.some(({ kind }) => kind === "import-bundle");
  const renews = steps.some(({ kind }) => kind === "renew-authorization");
  const isAuthorized = ifKnown(facts.licence)?.authorization?.status === "authorized";
  const found: (Caution | false)[] = [
    renews && isAuthorized && "renewal-may-show-out-of-compliance",
    !renews && "renewal-not-possible",
    agentOf(facts) === "not-registered" && "agent-not-registered",
    finding.verdict === "masked" && "verification-is-off",
    hasStandby(facts) && "standby-pool-unseen",
    besides === "cause-remains" && "other-cause-remains",
    besides === "crl-check" && "crl-check-weakened",
    imports && lostBy(offer, labels, at).length > 0 && "import-may-drop-certificates",
  ];
  return found.filter((one) => one !== false);
}

/** The lines for one device, what must be seen after each, and what takes them back. */
import type { DeviceEvidence, PoolDigest, PoolLabel } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { Finding } from "../finding/finding.js";
import type { FieldNotice, Remedy } from "../notice/notice.js";
import type { Caution, DevicePlan, Undo } from "./plan.js";
import type { Policy } from "./policy.js";
import type { PlannedStep } from "./step.js";

export interface StepInputs {
  readonly notice: FieldNotice;
  readonly policy: Policy;
  readonly finding: Finding;
  readonly evidence: DeviceEvidence;
  readonly remedy: Remedy;
  readonly labels: readonly PoolLabel[];
}

export function stepsFor(inputs: StepInputs): DevicePlan {
  const { finding, evidence, labels } = inputs;
  const pool = ifKnown(evidence.facts.trustPool);
  if (pool === undefined) throw new Error(`${finding.device} is planned although its pool is unknown`);
  const renewal = renewalStep(inputs);
  return {
    device: finding.device,
    remedy: "import-from-default-url",
    because: [{ code: "remedy/first-choice" }],
    basedOn: { pool, verdict: finding.verdict },
    steps: [...importSteps(inputs), ...renewal],
    undo: undoOf(pool, labels),
    cautions: cautionsOf(inputs, renewal.length > 0),
  };
}

function importSteps({ notice, remedy }: StepInputs): readonly PlannedStep[] {
  const requiredRoots = notice.requiredRoots.map(({ sha256, sha1 }) => ({ sha256, sha1 }));
  return remedy.commands
    .filter(({ mode }) => mode === "exec")
    .map(({ text }) => ({ kind: "import-bundle", action: { kind: "exec", command: text }, requiredRoots }));
}

/** Only an agent that is registered, over a transport of its own, has an authorization to renew. */
function renewalStep({ notice, policy, evidence }: StepInputs): readonly PlannedStep[] {
  const licence = ifKnown(evidence.facts.licence);
  const renews =
    licence?.mode === "smart" &&
    licence.registration.status === "registered" &&
    (licence.transport === "callhome" || licence.transport === "smart");
  if (!renews || !notice.renewal) return [];
  const deadlineSeconds = policy.renewalDeadlineSeconds;
  const action = { kind: "exec", command: notice.renewal.command.text } as const;
  return [{ kind: "renew-authorization", action, deadlineSeconds }];
}

/** Grammar of XR: `clean` removes the Downloaded certificates and leaves the Built-In ones. */
const REMOVE_DOWNLOADED = "crypto ca trustpool import url clean";

function undoOf(pool: PoolDigest, labels: readonly PoolLabel[]): Undo {
  if (!labels.every(({ set }) => set === "Built-In")) {
    return { kind: "none", because: "earlier-downloaded-certificates" };
  }
  const action = { kind: "exec", command: REMOVE_DOWNLOADED } as const;
  return { kind: "steps", steps: [{ kind: "restore-pool", action, pool }] };
}

function cautionsOf({ finding, evidence }: StepInputs, renews: boolean): readonly Caution[] {
  const cautions: Caution[] = [];
  if (renews && ifKnown(evidence.facts.licence)?.authorization?.status === "authorized") {
    cautions.push("renewal-may-show-out-of-compliance");
  }
  if (!renews) cautions.push("renewal-not-possible");
  if (finding.verdict === "masked") cautions.push("verification-is-off");
  return cautions;
}

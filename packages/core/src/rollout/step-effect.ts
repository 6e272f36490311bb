/**
 * How each kind of step is recognised to have had its effect, what must be looked at for that, and
 * whether it may be sent a second time. Success is an effect that is seen, never a word in an output.
 */
import { ifKnown } from "../evidence/known.js";
import type { Plan } from "../plan/plan.js";
import type { PlannedStep } from "../plan/step.js";
import { isLaterContact } from "./later-contact.js";
import type { Observation, ObservedFact } from "./observation.js";
import type { DeviceProgress, Send } from "./progress.js";

/** What shows the effect of the step. */
export function factsShowing({ kind }: PlannedStep): readonly ObservedFact[] {
  switch (kind) {
    case "import-bundle":
    case "restore-pool":
      return ["clock", "pool"];
    case "set-bundle-url":
      return ["clock", "policy"];
    case "copy-bundle":
    case "remove-file":
      return ["clock", "files"];
    case "renew-authorization":
    case "register":
      return ["clock", "licence"];
    case "send-call-home-test":
      return ["clock", "callHomeContact"];
    case "make-crl-optional":
    case "restore-crl-check":
      return ["clock", "cryptoConfiguration"];
  }
}

/** Steps after which something else than the device has to answer: waited for until a deadline, never repeated. */
export type WaitedFor = Extract<PlannedStep, { readonly deadlineSeconds: number }>;

export function isWaitedFor(step: PlannedStep): step is WaitedFor {
  return "deadlineSeconds" in step;
}

export function isMet(
  step: PlannedStep,
  index: number,
  progress: DeviceProgress,
  latest: Observation,
): boolean {
  switch (step.kind) {
    case "import-bundle": {
      const held = ifKnown(latest.pool)?.sha1 ?? [];
      return step.requiredRoots.every(({ sha1 }) => held.includes(sha1));
    }
    case "restore-pool":
      return ifKnown(latest.pool)?.digest === step.pool;
    case "set-bundle-url":
      return latest.policy.known && (latest.policy.value.bundleUrl ?? null) === step.bundleUrl;
    case "copy-bundle":
      return ifKnown(latest.files)?.[step.path] === step.md5;
    case "remove-file":
      return ifKnown(latest.files)?.[step.path] === null;
    case "make-crl-optional":
      return crlCheckOf(step.trustpoint, latest) === "optional";
    case "restore-crl-check":
      return crlCheckOf(step.trustpoint, latest) === "required";
    case "register":
      return ifKnown(latest.licence)?.registration.status === "registered";
    case "renew-authorization":
      return sendsOf(index, progress).some((send) => contactCameAfter(send, latest));
    case "send-call-home-test":
      return sendsOf(index, progress).some((send) => ownContactCameAfter(send, latest));
  }
}

/** A trustpoint that is not configured requires its lists. */
function crlCheckOf(trustpoint: string, { cryptoConfiguration }: Observation) {
  if (!cryptoConfiguration.known) return undefined;
  return cryptoConfiguration.value.trustpoints.find(({ name }) => name === trustpoint)?.crl ?? "required";
}

export function sendsOf(step: number, { sends }: DeviceProgress): readonly Send[] {
  return sends.filter((send) => send.step === step);
}

/** Success is a contact that came after this step began, never the word SUCCEEDED on its own. */
function contactCameAfter(send: Send, latest: Observation): boolean {
  return isSuccessAfter(ifKnown(latest.licence)?.lastContact, send, send.before?.lastContact?.at);
}

function ownContactCameAfter(send: Send, latest: Observation): boolean {
  return isSuccessAfter(ifKnown(latest.callHomeContact)?.last, send, send.before?.callHomeContact?.at);
}

function isSuccessAfter(
  contact: { readonly result: string; readonly at: string } | undefined,
  { deviceTime }: Send,
  contactBefore: string | undefined,
): boolean {
  if (contact?.result !== "succeeded" || deviceTime === undefined) return false;
  return isLaterContact(contact.at, { deviceTime, ...(contactBefore !== undefined && { contactBefore }) });
}

/** What an import brought that was neither in the device's pool before nor is in the approved bundle. */
export function foreignCertificates(plan: Plan, poolBefore: string, latest: Observation): readonly string[] {
  const before = plan.pools[poolBefore];
  if (!before || !plan.bundle) return [];
  const allowed = new Set([...before, ...plan.bundle.certificates.map(({ sha1 }) => sha1)]);
  return (ifKnown(latest.pool)?.sha1 ?? []).filter((sha1) => !allowed.has(sha1));
}

/** What of the approved bundle the pool does not show: a device may leave out what it holds to be useless. */
export function lackingCertificates({ bundle }: Plan, latest: Observation): readonly string[] {
  const held = new Set(ifKnown(latest.pool)?.sha1 ?? []);
  return (bundle?.certificates ?? []).map(({ sha1 }) => sha1).filter((sha1) => !held.has(sha1));
}

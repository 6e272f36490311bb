/**
 * What to do next with one device: the state machine of the remedy. It acts only on what is seen
 * now; a command whose outcome is unknown is looked at, never sent again on suspicion.
 */
import { ifKnown } from "../evidence/known.js";
import type { DevicePlan, PlannedStep } from "../plan/plan.js";
import { isLaterContact } from "./later-contact.js";
import type { DeviceProgress, Send } from "./progress.js";
import type { Intent, JournalEvent, Observation, StopReason } from "./rollout.js";

export type Move =
  | { readonly do: "record"; readonly event: JournalEvent }
  | { readonly do: "act"; readonly intent: Intent; readonly deviceTime?: string }
  | { readonly do: "wait"; readonly until: string };

/** An import whose outcome is unknown and whose effect is not there may be sent once more: it is idempotent. */
const IMPORT_ATTEMPTS = 2;
const OBSERVE_ATTEMPTS = 5;
const POLL_SECONDS = [2, 5, 10, 20, 40, 60];

export function nextDeviceMove(
  plan: DevicePlan,
  progress: DeviceProgress,
  latest: Observation | undefined,
  at: string,
): Move {
  const { device } = plan;
  if (!latest || progress.seenSince.length === 0) return { do: "act", intent: { kind: "observe", device } };
  if (!latest.pool.known) return unseen(plan, progress, latest, at);
  const step = plan.steps.findIndex((_, index) => !progress.stepsMet.has(index));
  const planned = plan.steps[step];
  if (!planned) return record({ event: "device-done", device });
  if (isMet(planned, step, progress, latest)) return record({ event: "step-met", device, step });
  const sends = progress.sends.filter((send) => send.step === step);
  const last = sends.at(-1);
  if (!last) return firstSend(plan, step, planned, progress, latest);
  if (last.outcome?.result === "refused") return refused(device, planned, last.outcome.text);
  return planned.kind === "import-bundle"
    ? importedWithoutEffect(device, step, planned, last, latest)
    : pollForContact(device, planned, last, progress, latest, at);
}

function isMet(step: PlannedStep, index: number, progress: DeviceProgress, latest: Observation): boolean {
  if (step.kind === "import-bundle") {
    const held = ifKnown(latest.pool)?.sha1 ?? [];
    return step.requiredRoots.every(({ sha1 }) => held.includes(sha1));
  }
  const send = progress.sends.findLast((one) => one.step === index);
  return send !== undefined && newContactSucceeded(send, latest);
}

/** Success is a contact that came after this step began, never the word SUCCEEDED on its own. */
function newContactSucceeded({ deviceTime, before }: Send, latest: Observation): boolean {
  const contact = ifKnown(latest.licence)?.lastContact;
  if (contact?.result !== "succeeded" || deviceTime === undefined) return false;
  const contactBefore = before?.lastContact?.at;
  return isLaterContact(contact.at, { deviceTime, ...(contactBefore !== undefined && { contactBefore }) });
}

/** Before the first command the device must be as the plan found it; after it, our own effects are expected. */
function firstSend(
  { device, basedOn }: DevicePlan,
  step: number,
  planned: PlannedStep,
  progress: DeviceProgress,
  latest: Observation,
): Move {
  const found = ifKnown(latest.pool)?.digest;
  const untouched = progress.sends.length === 0 && progress.stepsMet.size === 0;
  if (untouched && found !== undefined && found !== basedOn.pool) {
    return held(device, { code: "rollout/device-changed", expected: basedOn.pool, found });
  }
  return send(device, step, 1, planned.command, latest);
}

function importedWithoutEffect(
  device: string,
  step: number,
  planned: PlannedStep,
  last: Send,
  latest: Observation,
): Move {
  const doubtful = last.outcome === undefined || last.outcome.result === "unknown";
  if (doubtful && last.attempt < IMPORT_ATTEMPTS) {
    return send(device, step, last.attempt + 1, planned.command, latest);
  }
  return failedBy(device, { code: "rollout/import-without-effect", command: planned.command });
}

function pollForContact(
  device: string,
  planned: Extract<PlannedStep, { kind: "renew-authorization" }>,
  last: Send,
  progress: DeviceProgress,
  latest: Observation,
  at: string,
): Move {
  const since = last.deviceTime;
  const now = ifKnown(latest.clock)?.deviceTime;
  const { deadlineSeconds } = planned;
  if (since !== undefined && now !== undefined && secondsBetween(since, now) > deadlineSeconds) {
    return failedBy(device, { code: "rollout/no-contact-since", since, deadlineSeconds });
  }
  return observeAgain(device, progress, latest, at);
}

/** The pool could not be seen: before anything was sent the device is held, after it we keep looking. */
function unseen({ device }: DevicePlan, progress: DeviceProgress, latest: Observation, at: string): Move {
  if (latest.pool.known) throw new Error("asked about a pool that was seen");
  const reason: StopReason = { code: "rollout/cannot-observe", because: latest.pool.reason };
  if (progress.sends.length === 0) return held(device, reason);
  if (progress.seenSince.length >= OBSERVE_ATTEMPTS) return failedBy(device, reason);
  return observeAgain(device, progress, latest, at);
}

function observeAgain(device: string, { seenSince }: DeviceProgress, latest: Observation, at: string): Move {
  const pause = POLL_SECONDS[Math.min(seenSince.length, POLL_SECONDS.length) - 1] ?? 0;
  const until = new Date(Date.parse(latest.at) + pause * 1000).toISOString();
  return until <= at ? { do: "act", intent: { kind: "observe", device } } : { do: "wait", until };
}

function send(device: string, step: number, attempt: number, command: string, latest: Observation): Move {
  const deviceTime = ifKnown(latest.clock)?.deviceTime;
  const intent: Intent = { kind: "send", device, step, attempt, command };
  return { do: "act", intent, ...(deviceTime !== undefined && { deviceTime }) };
}

function refused(device: string, { command }: PlannedStep, text: string): Move {
  return failedBy(device, { code: "rollout/command-refused", command, text });
}

const record = (event: JournalEvent): Move => ({ do: "record", event });
const held = (device: string, reason: StopReason) => record({ event: "device-held", device, reason });
const failedBy = (device: string, reason: StopReason) => record({ event: "device-failed", device, reason });

const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;

/**
 * What to do next with one device: the state machine of the remedy. It acts only on what is seen
 * now; an action whose outcome is unknown is looked at, never repeated on suspicion.
 */
import { ifKnown } from "../evidence/known.js";
import type { ApprovedPlan, DevicePlan } from "../plan/plan.js";
import { linesOf, type PlannedStep } from "../plan/step.js";
import type { Controls } from "./next-rollout-move.js";
import { type Observation, type ObservedFact, unseenFact } from "./observation.js";
import { heldBecause, PRE_CHECKED } from "./pre-checks.js";
import type { DeviceProgress, Send } from "./progress.js";
import { rehearsalObjection } from "./rehearsed/as-rehearsed.js";
import { READ_TO_COMPARE } from "./rehearsed/comparable-facts.js";
import type { DeviceRehearsal } from "./rehearsed/rehearsal.js";
import type { Intent, JournalEvent, SendOutcome } from "./rollout.js";
import {
  factsShowing,
  foreignCertificates,
  isMet,
  isWaitedFor,
  lackingCertificates,
  sendsOf,
} from "./step-effect.js";
import type { StopReason } from "./stop-reason.js";

export type DeviceMove =
  | { readonly do: "record"; readonly event: JournalEvent }
  | { readonly do: "observe"; readonly device: string; readonly wanted: readonly ObservedFact[] }
  /** Write the intent first; then carry it out; then write what came of it. */
  | { readonly do: "send"; readonly intent: Intent; readonly deviceTime?: string }
  | { readonly do: "wait"; readonly until: string }
  /** Until the controls change. */
  | { readonly do: "stand-by" }
  /** The device has come to its end. */
  | { readonly do: "end" };

/** One device of an approved plan. */
export interface PlannedDevice extends ApprovedPlan {
  readonly devicePlan: DevicePlan;
  readonly wave: string;
  /** What was rehearsed of it, where the rollout requires that. */
  readonly rehearsed?: DeviceRehearsal;
}

export interface DeviceNow {
  readonly progress: DeviceProgress;
  /** Of this run; absent after a restart and after something was sent, so that it is looked at again. */
  readonly latest?: Observation;
  readonly at: string;
  readonly controls: Controls;
}

/** What is idempotent may be sent once more where its outcome is unknown and its effect is not there. */
const ATTEMPTS = 2;
const NOT_SENT_ATTEMPTS = 3;
/** Looks in a row at which a device that was sent something could not be read. */
const UNSEEN_ATTEMPTS = 9;
/** An effect on the device itself may take a moment to show. */
const EFFECT_LOOKS = 3;
/** Older than this, what was seen is no ground for sending anything. */
const STALE_SECONDS = 600;
const POLL_SECONDS = [2, 5, 10, 20, 40, 60];

export function nextDeviceMove(planned: PlannedDevice, now: DeviceNow): DeviceMove {
  const { progress, controls } = now;
  if (progress.state !== "open") return { do: "end" };
  if (controls.mode === "paused") return { do: "stand-by" };
  const index = openStep(planned.devicePlan, progress);
  const step = planned.devicePlan.steps[index];
  if (!step) return atTheEnd({ planned, now });
  if (controls.mode === "stop") return stopped({ planned, now, index, step });
  const shut = outsideOfWindow({ planned, now, index, step });
  if (shut) return shut;
  if (step.needs !== undefined && !planned.approval.also?.includes(step.needs)) {
    return record({
      event: "step-skipped",
      device: planned.devicePlan.device,
      step: index,
      because: "not-approved",
    });
  }
  return withStep({ planned, now, index, step });
}

interface Turn {
  readonly planned: PlannedDevice;
  readonly now: DeviceNow;
}

interface At extends Turn {
  readonly index: number;
  readonly step: PlannedStep;
}

function openStep({ steps }: DevicePlan, { stepsMet, stepsSkipped }: DeviceProgress): number {
  return steps.findIndex((_, index) => !stepsMet.has(index) && !stepsSkipped.has(index));
}

/** Nothing is begun outside of the window; what was begun is brought to its end. */
function outsideOfWindow(at: At): DeviceMove | undefined {
  const { progress, controls } = at.now;
  const { window } = controls;
  if (window === "open" || wasReached(progress)) return undefined;
  return window === "over"
    ? stop(at, { code: "rollout/window-over" })
    : { do: "wait", until: window.opensAt };
}

/** Cancelled: what was sent is looked at once, so that the journal does not end in a question. */
function stopped(at: At): DeviceMove {
  const { now } = at;
  const { sends, seenSince } = now.progress;
  const isOpen = sends.length > 0 && seenSince.length === 0;
  if (isOpen) return look(at, factsShowing(at.step));
  if (now.latest && isMet(at.step, at.index, now.progress, now.latest)) return met(at, now.latest);
  return stop(at, { code: "rollout/cancelled" });
}

/** Where the plan was rehearsed, the device is looked at once more: it must have come out as its like did. */
function atTheEnd(turn: Turn): DeviceMove {
  const { planned, now } = turn;
  const done = record({ event: "device-done", ...named(planned) });
  if (!planned.rehearsed || now.controls.mode === "stop") return done;
  const { latest } = now;
  if (!latest || !covers(latest, READ_TO_COMPARE)) return look(turn, READ_TO_COMPARE);
  if (unseenFact(latest)) return unseen(turn, latest);
  return unlikeRehearsed(turn, latest, planned.devicePlan.steps.length) ?? done;
}

function unlikeRehearsed(turn: Turn, seen: Observation, look: number): DeviceMove | undefined {
  const { planned, now } = turn;
  const { plan, devicePlan, rehearsed } = planned;
  const { progress, at } = now;
  if (!rehearsed) return undefined;
  const isUntouched = wasReached(progress) || progress.stepsMet.size > 0 ? "touched" : "untouched";
  const objection = rehearsalObjection({
    plan,
    devicePlan,
    rehearsed,
    progress,
    look,
    seen,
    at,
    isUntouched,
  });
  if (!objection) return undefined;
  return "record" in objection ? record(objection.record) : stop(turn, objection.stop);
}

function withStep(at: At): DeviceMove {
  const { now, index, step } = at;
  const { progress, latest } = now;
  const sends = sendsOf(index, progress);
  const inRound = sends.filter(({ round }) => round === progress.round);
  const last = inRound.at(-1);
  const delayed = last ? undefined : delayOf(at);
  if (delayed !== undefined) return { do: "wait", until: delayed };
  const wanted = last ? factsShowing(step) : wantedBefore(at);
  if (!latest || progress.seenSince.length === 0 || !covers(latest, wanted)) return look(at, wanted);
  if (unseenFact(latest)) return unseen(at, latest);
  if (isMet(step, index, progress, latest)) return met(at, latest);
  if (!last) return checkedSend(at, latest, sends.length + 1);
  return afterSend(at, latest, last, sends.length);
}

function wantedBefore({ planned, step }: At): readonly ObservedFact[] {
  const storage: readonly ObservedFact[] = step.kind === "copy-bundle" ? ["storage"] : [];
  const compared = planned.rehearsed ? READ_TO_COMPARE : [];
  return [...new Set([...PRE_CHECKED, ...factsShowing(step), ...storage, ...compared])];
}

function covers({ wanted }: Observation, facts: readonly ObservedFact[]): boolean {
  return facts.every((fact) => wanted.includes(fact));
}

/** Counted from the last effect before it, whatever was skipped in between, so that it holds after any restart. */
function delayOf({ now, index, step }: At): string | undefined {
  if (step.kind !== "renew-authorization" || !step.delaySeconds) return undefined;
  const since = [...now.progress.stepsMet]
    .flatMap(([met, at]) => (met < index ? [at] : []))
    .sort()
    .at(-1);
  if (since === undefined) return undefined;
  const until = later(since, step.delaySeconds);
  return until > now.at ? until : undefined;
}

/** What the pool holds after our own import is compared with the approved bundle, certificate by certificate. */
function met({ planned, now, index, step }: At, latest: Observation): DeviceMove {
  const { device, basedOn } = planned.devicePlan;
  const isOurImport = step.kind === "import-bundle" && sendsOf(index, now.progress).length > 0;
  if (!isOurImport) return record({ event: "step-met", device, step: index });
  const foreign = foreignCertificates(planned.plan, basedOn.pool, latest);
  if (foreign.length > 0) {
    return failedBy(planned, { code: "rollout/foreign-certificates", sha1: foreign.slice(0, 10) });
  }
  const lacking = lackingCertificates(planned.plan, latest);
  const missing = { count: lacking.length, sha1: lacking.slice(0, 10) };
  return record({
    event: "step-met",
    device,
    step: index,
    ...(lacking.length > 0 && { lacking: missing }),
  });
}

/** Before the first action the device must be as the plan found it; after it, our own effects are expected. */
function checkedSend(at: At, latest: Observation, attempt: number): DeviceMove {
  const { planned, now, index, step } = at;
  const wanted = wantedBefore(at);
  const isStale = secondsBetween(latest.at, now.at) > STALE_SECONDS;
  if (!covers(latest, wanted) || isStale) return look(at, wanted);
  const reason = heldBecause(planned.devicePlan, step, latest, isChanged(at) ? "touched" : "untouched");
  if (reason) return stop(at, reason);
  return unlikeRehearsed(at, latest, index) ?? send(at, attempt, latest);
}

/** By us, or by somebody who brought the root meanwhile: its pool is no longer the one that the plan found. */
function isChanged({ planned, now: { progress } }: Turn): boolean {
  const { steps } = planned.devicePlan;
  const fillsPool = (index: number) => /^(?:import-bundle|restore-pool)$/.test(steps[index]?.kind ?? "");
  return wasReached(progress) || [...progress.stepsMet.keys()].some(fillsPool);
}

/** Whether anything that was sent may have reached the device. */
function wasReached({ sends }: DeviceProgress): boolean {
  return sends.some(({ outcome }) => outcome?.result !== "not-sent" && outcome?.result !== "held");
}

function afterSend(at: At, latest: Observation, last: Send, sentSoFar: number): DeviceMove {
  const { planned, step } = at;
  const { outcome } = last;
  if (outcome?.result === "refused") return refused(planned, step, outcome);
  if (outcome?.result === "held") {
    const { text, because } = outcome;
    return stop(at, { code: "rollout/change-held", text, because });
  }
  if (outcome?.result === "not-sent") return notSent(at, latest, outcome.detail, sentSoFar);
  const isStillTime = isWaitedFor(step)
    ? secondsSince(last, latest) <= step.deadlineSeconds
    : at.now.progress.seenSince.length < EFFECT_LOOKS;
  if (isStillTime) return lookAgain(at, latest);
  // Only now: whoever sent it may have died while the device was at it.
  const isDoubtful = outcome === undefined || outcome.result === "unknown";
  if (isDoubtful && doubtful(at) < ATTEMPTS && !isOtherPool(at, latest))
    return checkedSend(at, latest, sentSoFar + 1);
  return failedBy(planned, withoutEffect(step, last));
}

/** A pool neither as it was nor as it is to be was changed by what was sent: once more would be a second time. */
function isOtherPool({ planned, index, step }: At, latest: Observation): boolean {
  if (step.kind !== "restore-pool") return false;
  const { steps, basedOn } = planned.devicePlan;
  const restored = steps.slice(0, index).flatMap((one) => (one.kind === "restore-pool" ? [one.pool] : []));
  return ifKnown(latest.pool)?.digest !== (restored.at(-1) ?? basedOn.pool);
}

/** Sends of this round that may have reached the device. */
function doubtful({ now, index }: At): number {
  return sendsOf(index, now.progress).filter(
    ({ round, outcome }) => round === now.progress.round && outcome?.result !== "not-sent",
  ).length;
}

/** Nothing reached the device, so nothing is repeated by trying again. */
function notSent(at: At, latest: Observation, detail: string, sentSoFar: number): DeviceMove {
  const { now, index } = at;
  const tried = sendsOf(index, now.progress).filter(({ round }) => round === now.progress.round).length;
  if (tried >= NOT_SENT_ATTEMPTS) return stop(at, { code: "rollout/not-sent", detail });
  const until = later(latest.at, POLL_SECONDS[tried] ?? 60);
  return until <= now.at ? checkedSend(at, latest, sentSoFar + 1) : { do: "wait", until };
}

function withoutEffect(step: PlannedStep, last: Send): StopReason {
  if (isWaitedFor(step)) {
    const since = last.deviceTime ?? last.at;
    return { code: "rollout/no-contact-since", since, deadlineSeconds: step.deadlineSeconds };
  }
  const command = linesOf(step.action).join("; ");
  return step.kind === "import-bundle"
    ? { code: "rollout/import-without-effect", command }
    : { code: "rollout/step-without-effect", kind: step.kind, command };
}

function refused(
  planned: PlannedDevice,
  { action }: PlannedStep,
  { text, because }: Extract<SendOutcome, { result: "refused" }>,
): DeviceMove {
  const command = linesOf(action).join("; ");
  return failedBy(planned, { code: "rollout/command-refused", command, text, ...(because && { because }) });
}

/** By the device's clock; by the controller's where the device does not tell its own. */
function secondsSince({ deviceTime, at }: Send, latest: Observation): number {
  const now = ifKnown(latest.clock)?.deviceTime;
  return deviceTime !== undefined && now !== undefined
    ? secondsBetween(deviceTime, now)
    : secondsBetween(at, latest.at);
}

/** It could not be seen: before anything was sent the device is held, after it we keep looking for a while. */
function unseen(at: Turn, latest: Observation): DeviceMove {
  const because = unseenFact(latest);
  if (!because) throw new Error("asked about an observation that shows everything");
  const { progress } = at.now;
  const seen = progress.seenSince;
  const inVain = seen.length - (seen.findLastIndex((one) => one.unseen === undefined) + 1);
  const isEnough = !wasReached(progress) || inVain >= UNSEEN_ATTEMPTS;
  return isEnough ? stop(at, { code: "rollout/cannot-observe", because }) : lookAgain(at, latest);
}

function look({ planned }: Turn, wanted: readonly ObservedFact[]): DeviceMove {
  return { do: "observe", device: planned.devicePlan.device, wanted };
}

function lookAgain(at: Turn, latest: Observation): DeviceMove {
  const seen = at.now.progress.seenSince.length;
  const until = later(latest.at, POLL_SECONDS[Math.min(seen, POLL_SECONDS.length) - 1] ?? 0);
  return until <= at.now.at ? look(at, latest.wanted) : { do: "wait", until };
}

function send({ planned, index, step }: At, attempt: number, latest: Observation): DeviceMove {
  const deviceTime = ifKnown(latest.clock)?.deviceTime;
  const intent: Intent = { device: planned.devicePlan.device, step: index, attempt, action: step.action };
  return { do: "send", intent, ...(deviceTime !== undefined && { deviceTime }) };
}

const record = (event: JournalEvent): DeviceMove => ({ do: "record", event });
const named = ({ devicePlan, wave }: PlannedDevice) => ({ device: devicePlan.device, wave });

/** Held where nothing reached the device, failed where something did. */
function stop({ planned, now }: Turn, reason: StopReason): DeviceMove {
  if (wasReached(now.progress)) return failedBy(planned, reason);
  return record({ event: "device-held", ...named(planned), reason });
}

function failedBy(planned: PlannedDevice, reason: StopReason): DeviceMove {
  return record({ event: "device-failed", ...named(planned), reason });
}

const secondsBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;
const later = (from: string, seconds: number) => new Date(Date.parse(from) + seconds * 1000).toISOString();

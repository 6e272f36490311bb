/**
 * One line a device: what it was, what it is, and why. Drawn from a proof, the same for the final table
 * of a terminal, for `--json` and for the report.
 */
import type {
  ComparedProof,
  DevicePlan,
  Finding,
  Grade,
  Plan,
  PlannedStep,
  Proof,
  ServiceProof,
  StepKind,
  Verdict,
} from "@reroot/core";
import { joined } from "../words/count.js";
import { second } from "../words/dates.js";
import { warningInWords } from "../words/finding-notes.js";
import { reasonsInWords } from "../words/finding-reason.js";
import { AFTER_SWITCHOVER, holdReasonInWords } from "../words/hold-reason.js";
import { type Fate, lackingInWords } from "../words/proof-words.js";
import { stopReasonInWords } from "../words/rollout-words.js";
import { serviceName } from "../words/service.js";
import { asSentence, type Words } from "../words/words.js";
import { leadingService } from "./leading-service.js";

export interface DeviceStory {
  readonly device: string;
  readonly before: Verdict;
  readonly after: Verdict;
  readonly grade: Grade;
  readonly fate: Fate;
  readonly reasons: readonly string[];
  /** Why it was what it was before; empty where that is still so. */
  readonly reasonsBefore: readonly string[];
  /** What to do next, where something is left to do. */
  readonly advice: readonly string[];
}

export function deviceStories(proof: Proof): readonly DeviceStory[] {
  const { plan } = proof.approved;
  const planned = new Map(plan.waves.flatMap(({ devices }) => devices.map((one) => [one.device, one])));
  const stops = new Map([...heldByPlan(plan), ...neverReached(proof), ...stoppedByRollout(proof)]);
  const findings = new Map(proof.after.findings.map((finding) => [finding.device, finding]));
  const earlier = new Map(proof.before.findings.map((finding) => [finding.device, finding]));
  return proof.devices.map(({ device, before, after, grade, services, rehearsed }) => {
    const stop = stops.get(device);
    const plannedAs = planned.get(device);
    const fate = stop?.fate ?? (plannedAs ? "migrated" : "untouched");
    const [was, is] = [earlier.get(device), findings.get(device)];
    const found = reasonsOf(is).filter(
      ({ sentence }) => !stop?.words.sentence.includes(withoutQuotation(sentence)),
    );
    const words = [
      ...(stop ? [stop.words] : []),
      ...(fate === "migrated" ? doneTo(plannedAs, proof) : []),
      ...(fate === "migrated" && rehearsed ? [{ sentence: COMPARED[rehearsed] }] : []),
      ...(fate === "migrated" ? twoFacts(services, was, is) : []),
      ...found,
      ...warningsOf(is),
      ...(stop ? [] : services.flatMap(gapsOf)),
      ...(fate === "migrated" ? standbyUnseen(plannedAs) : []),
    ];
    const reasonsBefore = before === after ? [] : told(reasonsOf(was)).reasons;
    return { device, before, after, grade, fate, ...told(words), reasonsBefore };
  });
}

/**
 * The plan did not refuse to send anything, every device that it was to change has the required root,
 * and none was stopped on the way. Devices that it held back from the start do not count against it.
 */
export function isCarriedOut(proof: Proof): boolean {
  if (proof.approved.plan.refusal) return false;
  return deviceStories(proof).every(({ device, fate, grade }) => {
    const held = proof.approved.plan.heldBack.some((one) => one.device === device);
    if (held || fate === "untouched") return true;
    return fate === "migrated" && (grade === "proven" || grade === "prepared");
  });
}

interface Stop {
  readonly fate: "held" | "failed";
  readonly words: Words;
}

function heldByPlan({ heldBack }: Plan): ReadonlyMap<string, Stop> {
  return new Map(heldBack.map(({ device, reason }) => [device, held(holdReasonInWords(reason))]));
}

/** Devices of a wave that was not opened, or whose turn in it never came. */
function neverReached({ approved, journal }: Proof): ReadonlyMap<string, Stop> {
  const done = new Set(journal.flatMap((entry) => (entry.event === "device-done" ? [entry.device] : [])));
  const closed = journal.find((entry) => entry.event === "gate-closed");
  const because = closed ? `the gate after ${closed.wave} closed` : "the rollout ended before";
  const stop = held({
    sentence: `its turn never came: ${because}`,
    advice: "Look at what failed before it, then make a new plan.",
  });
  const devices = approved.plan.waves.flatMap((wave) => wave.devices.map(({ device }) => device));
  return new Map(devices.filter((device) => !done.has(device)).map((device) => [device, stop]));
}

function stoppedByRollout({ journal }: Proof): ReadonlyMap<string, Stop> {
  const stops = new Map<string, Stop>();
  for (const entry of journal) {
    if (entry.event === "device-held") stops.set(entry.device, held(stopReasonInWords(entry.reason)));
    if (entry.event === "device-retried") stops.delete(entry.device);
    if (entry.event === "device-skipped") stops.set(entry.device, held(skipped(entry)));
    if (entry.event !== "device-failed") continue;
    const words = stopReasonInWords(entry.reason);
    stops.set(entry.device, { fate: "failed", words: { ...words, sentence: `stopped: ${words.sentence}` } });
  }
  return stops;
}

function skipped({ by, why }: { readonly by: string; readonly why?: string }): Words {
  const sentence = why === undefined ? `${by} had it skipped` : `${by} had it skipped: ${why}`;
  return { sentence, advice: "Plan it again when it is to be migrated." };
}

function held(words: Words): Stop {
  return { fate: "held", words: { ...words, sentence: `held back: ${words.sentence}` } };
}

function reasonsOf(finding: Finding | undefined): readonly Words[] {
  const leading = finding && leadingService(finding);
  return leading ? reasonsInWords(leading.reasons) : [];
}

function warningsOf(finding: Finding | undefined): readonly Words[] {
  return (finding && leadingService(finding)?.warnings.map(warningInWords)) ?? [];
}

function gapsOf({ service, lacking }: ServiceProof): readonly Words[] {
  return lacking.map((gap) => ({ sentence: `${serviceName(service)}: ${lackingInWords(gap)}` }));
}

/** Steps that were sent and whose effect was seen: not what was so already, nor what nobody approved. */
function doneTo(plan: DevicePlan | undefined, { journal }: Proof): readonly Words[] {
  const [sent, met] = [new Set<number>(), new Set<number>()];
  for (const entry of journal) {
    if (entry.event === "intent" && entry.intent.device === plan?.device) sent.add(entry.intent.step);
    if (entry.event === "step-met" && entry.device === plan?.device) met.add(entry.step);
  }
  const done = (plan?.steps ?? []).flatMap((step, index) =>
    sent.has(index) && met.has(index) ? [doneBy(step)] : [],
  );
  return done.length === 0 ? [] : [{ sentence: joined(done) }];
}

function doneBy(step: PlannedStep): string {
  const isTakenOut = step.kind === "set-bundle-url" && step.bundleUrl === null;
  return isTakenOut ? "bundle URL taken out of the configuration" : DONE[step.kind];
}

const DONE: Readonly<Record<StepKind, string>> = {
  "import-bundle": "bundle imported",
  "set-bundle-url": "bundle URL configured",
  "copy-bundle": "bundle copied to the device",
  "remove-file": "file removed again",
  "restore-pool": "earlier trust pool restored",
  "renew-authorization": "authorization renewed",
  "send-call-home-test": "Call Home message sent",
  register: "registered",
  "make-crl-optional": "CRL check made optional",
  "restore-crl-check": "CRL check required again",
};

/** What the rollout found of its rehearsal. */
const COMPARED: Readonly<Record<ComparedProof, string>> = {
  "as-rehearsed": "it answered as rehearsed",
  explained: "it answered as rehearsed, but for what the lab does not imitate",
  accepted: "what differed from its rehearsal was accepted",
  unlike: "it did not answer as rehearsed",
};

/** Communication restored, and whether there are enough licences, which no certificate decides. */
function twoFacts(
  services: readonly ServiceProof[],
  before: Finding | undefined,
  after: Finding | undefined,
): readonly Words[] {
  return [...communication(services, after), ...licenceCompliance(before, after)];
}

/** A contact of the licensing agent that came after the action. */
function communication(services: readonly ServiceProof[], finding: Finding | undefined): readonly Words[] {
  const contact = finding?.licence?.lastContact;
  const counts = services.some(
    ({ service, grade, lacking }) =>
      service.startsWith("smart-licensing-") &&
      (grade === "prepared" || grade === "proven") &&
      !lacking.includes("contact-after-action"),
  );
  if (!counts || contact?.result !== "succeeded") return [];
  return [{ sentence: `communication restored: contact succeeded on ${second(contact.at)}, after that` }];
}

function licenceCompliance(before: Finding | undefined, after: Finding | undefined): readonly Words[] {
  const [was, is] = [before, after].map((one) => one?.licence?.authorization?.status);
  if (is === undefined) return [];
  const sentence = `licence compliance, another matter: ${is.replaceAll("-", " ").toUpperCase()}`;
  if (is !== "out-of-compliance") return [{ sentence }];
  return [
    {
      sentence: was === "authorized" ? `${sentence}, AUTHORIZED before` : sentence,
      advice: "Compare licences bought and in use in the vendor's licence account: `show license usage`.",
    },
  ];
}

/** A proof is about the active route processor; the other one has a trust pool of its own. */
function standbyUnseen(plan: DevicePlan | undefined): readonly Words[] {
  if (!plan?.cautions.includes("standby-pool-unseen")) return [];
  const sentence = "the pool of the standby route processor was not seen: no command shows it";
  return [{ sentence, advice: `After the next switchover: ${AFTER_SWITCHOVER}.` }];
}

function withoutQuotation(sentence: string): string {
  return sentence.replace(/: ".*$/s, "");
}

function told(words: readonly Words[]): Pick<DeviceStory, "reasons" | "advice"> {
  return {
    reasons: distinct(words.map(({ sentence }) => asSentence(sentence))),
    advice: distinct(words.flatMap(({ advice }) => advice ?? [])),
  };
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}

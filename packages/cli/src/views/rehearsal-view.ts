/** What a plan did in the lab, device by device, and about what that says nothing. */
import { linesOf, type Plan, type PlannedStep, type Rehearsal, type RehearsedDevice } from "@reroot/core";
import type { Page } from "../terminal/page.js";
import { type Span, type Tone, toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { rehearsedOutcomeInWords } from "../words/rehearsal.js";
import { stopReasonInWords } from "../words/rollout-words.js";
import { asSentence } from "../words/words.js";

/** `3 of 4 devices came to a good end in the lab`. */
export function rehearsalInShort({ devices }: Rehearsal): string {
  const done = devices.filter(({ outcome }) => outcome === "done").length;
  return `${done} of ${count(devices.length, "device")} came to a good end in the lab`;
}

export function isGoodRehearsal({ devices, waves }: Rehearsal): boolean {
  return devices.every(({ outcome }) => outcome === "done") && waves.every(({ gate }) => gate === "opens");
}

export function showRehearsal(rehearsal: Rehearsal, plan: Plan, page: Page): void {
  const steps = new Map(
    plan.waves.flatMap(({ devices }) => devices.map((one) => [one.device, one.steps] as const)),
  );
  page.line("");
  page.table({
    columns: [
      { title: "Device" },
      { title: "In the lab" },
      { title: "What came of it", wraps: true },
      { title: "Not imitated", wraps: true },
    ],
    rows: rehearsal.devices.map((device) => [
      toned("strong", device.device),
      toned(TONES[device.outcome], device.outcome),
      whatCameOf(device, steps.get(device.device) ?? []),
      notImitated(device),
    ]),
  });
  page.line("");
  for (const { wave, failures, gate } of rehearsal.waves) {
    const judged = gate === "opens" ? "would open" : "would stay shut";
    page.line(toned("faint", `Gate after ${wave}: ${judged}, with ${count(failures, "failure")}.`));
  }
}

const TONES: Readonly<Record<RehearsedDevice["outcome"], Tone>> = {
  done: "good",
  held: "warning",
  failed: "bad",
  "not-reached": "warning",
  "not-imitated": "warning",
};

function whatCameOf(
  { outcome, reason, looks }: RehearsedDevice,
  steps: readonly PlannedStep[],
): readonly Span[] {
  const answers = steps.flatMap(({ action }, index) => {
    const answer = looks[index + 1]?.["answer-to-step"];
    return answer === undefined ? [] : [`${linesOf(action).join("; ")}: ${answer}`];
  });
  const stopped = reason ? [asSentence(stopReasonInWords(reason).sentence)] : [];
  const why = outcome === "done" || reason ? [] : [asSentence(rehearsedOutcomeInWords(outcome))];
  return [...answers, ...stopped, ...why];
}

function notImitated({ unlike }: RehearsedDevice): readonly Span[] {
  return unlike.length === 0 ? ["-"] : unlike.map(({ detail }) => toned("faint", asSentence(detail)));
}

/** A plan for the person who is to approve it: every line that would be sent, and who is held back and why. */
import { type DevicePlan, type HeldBack, linesOf, type Plan } from "@reroot/core";
import type { Page } from "../terminal/page.js";
import { type Span, toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { cautionInWords, gateInWords, holdReasonInWords, undoInWords } from "../words/hold-reason.js";
import { noticeName } from "../words/notice-name.js";
import { hours } from "../words/rehearsal.js";
import { remedyReasonInWords } from "../words/remedy-reason.js";
import { verdictTone } from "../words/verdict.js";
import { asSentence } from "../words/words.js";

export function showPlan(plan: Plan, page: Page): void {
  const planned = plan.waves.reduce((sum, wave) => sum + wave.devices.length, 0);
  page.line(
    toned("strong", `${plan.undoes ? "Undo plan" : "Plan"} for ${noticeName(plan.notice)}`),
    `, made by ${plan.author}`,
  );
  page.line("  ", toned("faint", plan.digest));
  const needs = plan.untouched.length === 1 ? "1 needs nothing" : `${plan.untouched.length} need nothing`;
  const sent =
    planned === 0 ? "nothing is sent" : `${count(planned, "device")} in ${count(plan.waves.length, "wave")}`;
  page.line(`  ${sent}; ${plan.heldBack.length} held back, ${needs}`);
  if (plan.refusal) showRefusal(plan, page);
  if (plan.bundle) {
    const { name, version, url } = plan.bundle;
    page.line(`  bundle ${name} version ${version}, verified, from ${url}`);
  }
  if (plan.rehearsal?.need === "required") {
    page.line(`  to be rehearsed first; a rehearsal counts for ${hours(plan.rehearsal.maxAgeSeconds)}`);
  }
  for (const wave of plan.waves) showWave(wave, page);
  if (plan.heldBack.length > 0) showHeldBack(plan.heldBack, page);
}

function showRefusal({ refusal }: Plan, page: Page): void {
  if (!refusal) return;
  const words = holdReasonInWords(refusal);
  page.line("");
  page.paragraph(toned("bad", asSentence(`nothing may be sent: ${words.sentence}`)), 2);
  if (words.advice) page.paragraph(words.advice, 2);
}

function showWave({ name, devices, gate }: Plan["waves"][number], page: Page): void {
  page.heading(`${name.charAt(0).toUpperCase()}${name.slice(1)}: ${count(devices.length, "device")}`);
  page.table({
    columns: [
      { title: "Device" },
      { title: "Sent, in this order", wraps: true },
      { title: "Undo", wraps: true },
    ],
    rows: devices.map((device) => [toned("strong", device.device), sent(device), undoInWords(device.undo)]),
  });
  page.paragraph(toned("faint", gateInWords(gate)));
}

function sent({ steps, cautions, because }: DevicePlan): readonly Span[] {
  return [
    ...because.flatMap((one) =>
      one.code === "remedy/first-choice" ? [] : [toned("faint", remedyReasonInWords(one))],
    ),
    ...steps.flatMap(({ action, needs }) => [
      ...linesOf(action),
      ...(needs ? [toned("notable", `only if approved by name: --also ${needs}`)] : []),
    ]),
    ...cautions.map((caution) => toned("warning", cautionInWords(caution))),
  ];
}

function showHeldBack(heldBack: readonly HeldBack[], page: Page): void {
  page.heading(`Held back: ${count(heldBack.length, "device")}`);
  page.table({
    columns: [
      { title: "Device" },
      { title: "Verdict" },
      { title: "Why, and what would free it", wraps: true },
    ],
    rows: heldBack.map(({ device, verdict, reason }) => {
      const { sentence, advice } = holdReasonInWords(reason);
      return [
        toned("strong", device),
        toned(verdictTone(verdict), verdict),
        [asSentence(sentence), ...(advice ? [toned("faint", advice)] : [])],
      ];
    }),
  });
}

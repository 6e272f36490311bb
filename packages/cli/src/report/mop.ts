/**
 * A plan as a method of procedure, for a change ticket: who, what, where and when, each command with the answer that
 * is expected and the check after it, what takes it back, and when to stop. It concludes nothing: it words a plan.
 */
import {
  type DevicePlan,
  type FieldNotice,
  linesOf,
  type Plan,
  type PlannedStep,
  type Wave,
} from "@reroot/core";
import { count, joined } from "../words/count.js";
import { minute } from "../words/dates.js";
import {
  AFTER_SWITCHOVER,
  cautionInWords,
  gateInWords,
  holdReasonInWords,
  undoInWords,
} from "../words/hold-reason.js";
import { noticeName } from "../words/notice-name.js";
import { hours } from "../words/rehearsal.js";
import { remedyName, remedyReasonInWords } from "../words/remedy-reason.js";
import { stepInWords } from "../words/step.js";
import { asSentence } from "../words/words.js";
import type { Block } from "./blocks.js";

export function methodOfProcedure(plan: Plan, notice: FieldNotice): readonly Block[] {
  return [
    { kind: "heading", level: 1, text: procedureTitle(plan) },
    ...(plan.notice.lab ? [OF_A_LAB] : []),
    { kind: "text", text: asSentence(notice.headline) },
    ...summary(plan),
    ...contacts(),
    ...before(plan),
    ...plan.waves.flatMap(waveBlocks),
    ...stopping(),
    ...afterwards(plan),
    ...heldBack(plan),
  ];
}

export function procedureTitle({ notice }: Plan): string {
  return `Method of procedure: ${noticeName(notice)}`;
}

const OF_A_LAB: Block = {
  kind: "text",
  text: "LAB: made from what the emulated routers of a lab said. It is no procedure for any real router.",
};

function summary(plan: Plan): readonly Block[] {
  const devices = plan.waves.reduce((sum, wave) => sum + wave.devices.length, 0);
  const { bundle } = plan;
  const rows = [
    ["Plan", plan.digest],
    ["Made by", `${plan.author}, ${minute(plan.createdAt)}`],
    [
      "Changes",
      `${count(devices, "device")} in ${count(plan.waves.length, "wave")}; at most ${plan.pace.concurrency} at the same time`,
    ],
    ...(plan.rehearsal?.need === "required"
      ? [
          [
            "Rehearsal",
            `required, at most ${hours(plan.rehearsal.maxAgeSeconds)} old: \`reroot rehearse --plan\``,
          ],
        ]
      : []),
    ["Left alone", `${plan.heldBack.length} held back, ${plan.untouched.length} need nothing`],
    ...(bundle
      ? [
          ["Bundle", `${bundle.name} version ${bundle.version}, ${bundle.bytes} bytes, signature verified`],
          ["Bundle SHA-256", bundle.sha256],
          ["Bundle MD5", bundle.md5],
        ]
      : []),
    ["Approved by", "(name, date, signature)"],
  ];
  return [
    { kind: "heading", level: 2, text: "The change" },
    { kind: "table", head: ["What", ""], rows },
  ];
}

function contacts(): readonly Block[] {
  const rows = ["Carries it out", "On call for the network", "Site", "Vendor case"].map((who) => [
    who,
    "",
    "",
  ]);
  return [
    { kind: "heading", level: 2, text: "Contacts" },
    { kind: "table", head: ["Role", "Name", "Telephone"], rows },
  ];
}

function before(plan: Plan): readonly Block[] {
  const checks = [
    "The trust pool of each device is the one that was audited (its digest stands in the plan).",
    "Nobody has committed since the audit, nobody holds the configuration lock, no install or ISSU is in progress.",
    "A standby route processor, where there is one, is ready.",
    "The user that logs in may change what the plan changes.",
    ...(plan.bundle
      ? ["What the bundle's URL serves still has the SHA-256 above; it is fetched again before each wave."]
      : []),
  ];
  return [
    { kind: "heading", level: 2, text: "Before anything is sent" },
    {
      kind: "text",
      text: "Reroot checks each of these for each device, immediately before its first command. A device that is otherwise is held, and counts against the gate.",
    },
    { kind: "list", items: checks },
  ];
}

function waveBlocks(wave: Wave): readonly Block[] {
  const title = `${wave.name.charAt(0).toUpperCase()}${wave.name.slice(1)}: ${count(wave.devices.length, "device")}`;
  return [
    { kind: "heading", level: 2, text: title },
    { kind: "text", text: windowsInWords(wave) },
    ...treatedAlike(wave.devices).flatMap(deviceBlocks),
    { kind: "text", text: gateInWords(wave.gate) },
  ];
}

function windowsInWords({ windows = [] }: Wave): string {
  if (windows.length === 0) return "No maintenance window is set: it may begin at any time.";
  const told = windows.map(({ days, dates, from, to, timeZone }) => {
    const when = dates ? joined(dates) : days ? joined(days) : "every day";
    return `${when}, ${from} to ${to} (${timeZone})`;
  });
  return `Begun only within: ${told.join("; ")}.`;
}

interface Treatment {
  /** By name, with the site where there is one. */
  readonly names: readonly string[];
  readonly procedure: readonly Block[];
}

/** Devices to which exactly the same is done stand together, in the order of the plan. */
function treatedAlike(devices: readonly DevicePlan[]): readonly Treatment[] {
  const alike = new Map<string, { names: string[]; procedure: readonly Block[] }>();
  for (const one of devices) {
    const procedure = procedureOf(one);
    const key = JSON.stringify(procedure);
    const known = alike.get(key) ?? { names: [], procedure };
    known.names.push(one.site === undefined ? one.device : `${one.device} (${one.site})`);
    alike.set(key, known);
  }
  return [...alike.values()];
}

function deviceBlocks({ names, procedure }: Treatment): readonly Block[] {
  const [only = "", ...others] = names;
  if (others.length === 0) return [{ kind: "heading", level: 3, text: only }, ...procedure];
  const title = `${count(names.length, "device")}, each of them alike`;
  return [{ kind: "heading", level: 3, text: title }, { kind: "text", text: names.join(", ") }, ...procedure];
}

function procedureOf({ steps, undo, cautions, because, remedy }: DevicePlan): readonly Block[] {
  const why = because.map(remedyReasonInWords).join("; ");
  const risks = cautions.map((one) => asSentence(cautionInWords(one)));
  return [
    { kind: "text", text: asSentence(`${remedyName(remedy)}: ${why}`) },
    stepTable(steps),
    ...(risks.length > 0 ? [{ kind: "list", items: risks } as const] : []),
    ...undoBlocks(undo),
  ];
}

function stepTable(steps: readonly PlannedStep[]): Block {
  const rows = steps.map((step, index) => {
    const { expected, check } = stepInWords(step);
    const condition = step.needs ? `Only if approved by name (${step.needs}). ` : "";
    return [String(index + 1), linesOf(step.action), `${condition}${expected}`, check];
  });
  return { kind: "table", head: ["", "Command", "Expected answer", "Check afterwards"], rows };
}

function undoBlocks(undo: DevicePlan["undo"]): readonly Block[] {
  if (undo.kind === "none") return [{ kind: "text", text: asSentence(`Undo: ${undoInWords(undo)}`) }];
  return [
    { kind: "text", text: "Undo, by a plan of its own (`reroot undo RUN`), in this order:" },
    stepTable(undo.steps),
    ...(undo.cannotRestore ? [{ kind: "text", text: STAYS } as const] : []),
  ];
}

const STAYS =
  "The trust pool itself stays as it is then: certificates downloaded earlier cannot be restored.";

function stopping(): readonly Block[] {
  return [
    { kind: "heading", level: 2, text: "When to stop" },
    {
      kind: "list",
      items: [
        "A gate that closes ends the rollout by itself; later waves are not opened.",
        "`reroot pause ROLLOUT --by NAME --why TEXT` stops it within seconds; what a device is doing at that moment is finished.",
        "`reroot cancel ROLLOUT --by NAME --why TEXT` ends it; every device says how far it got.",
        "A device that holds certificates which are not of the approved bundle: find out what answers at the bundle's URL before anything else.",
      ],
    },
  ];
}

function afterwards({ notice }: Plan): readonly Block[] {
  return [
    { kind: "heading", level: 2, text: "Afterwards" },
    {
      kind: "list",
      items: [
        "Reroot reads every device again and judges it with the code that judged it before.",
        "`reroot proof check proof.json` checks the signed proof; attach `proof.json` and `report.html` to the ticket.",
        `Devices with a standby route processor: its pool cannot be seen. After the next switchover: ${AFTER_SWITCHOVER}.`,
        `Devices that were held back: see below; they are still concerned by ${noticeName(notice)}.`,
      ],
    },
  ];
}

function heldBack({ heldBack: held }: Plan): readonly Block[] {
  if (held.length === 0) return [];
  const rows = held.map(({ device, verdict, reason }) => {
    const { sentence, advice = "" } = holdReasonInWords(reason);
    return [device, verdict, asSentence(sentence), advice];
  });
  return [
    { kind: "heading", level: 2, text: "Held back: nothing is sent to these" },
    { kind: "table", head: ["Device", "Verdict", "Why", "What would free it"], rows },
  ];
}

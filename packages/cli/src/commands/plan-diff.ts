/** `reroot plan diff A B`: what would be sent otherwise, to whom, and under which rules. */
import { comparePlans, type DeviceInPlan } from "@reroot/core";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { readPlan } from "../files/plan-file.js";
import { toned } from "../terminal/tone.js";
import type { Run } from "./command.js";

export function planDiffCommand(run: Run): Command {
  return new Command("diff")
    .description("compare two plans: devices, lines, waves and rules; exits 1 where they differ")
    .argument("<before>", "a plan.json, or the folder of its run")
    .argument("<after>", "the other")
    .action(run(diff));
}

async function diff(desk: Desk, earlier: string, later: string): Promise<ExitCode> {
  const { directory } = desk.world;
  const [before, after] = [await readPlan(directory, earlier), await readPlan(directory, later)];
  const found = comparePlans(before.plan, after.plan);
  const isSame = found.settings.length === 0 && found.devices.length === 0;
  if (desk.json) desk.out.json({ same: isSame, ...found });
  else if (isSame) desk.out.line("The two plans send the same to the same devices, under the same rules.");
  else show(found, desk);
  return isSame ? EXIT.fine : EXIT.toActOn;
}

function show({ settings, devices }: ReturnType<typeof comparePlans>, { out }: Desk): void {
  if (settings.length > 0) {
    out.heading("Rules");
    out.table({
      columns: [{ title: "What" }, { title: "Before", wraps: true }, { title: "After", wraps: true }],
      rows: settings.map(({ setting, before, after }) => [toned("strong", setting), before, after]),
    });
  }
  if (devices.length === 0) return;
  out.heading("Devices");
  out.table({
    columns: [{ title: "Device" }, { title: "Before", wraps: true }, { title: "After", wraps: true }],
    rows: devices.map(({ device, before, after }) => [
      toned("strong", device),
      inWords(before),
      inWords(after),
    ]),
  });
}

function inWords(one: DeviceInPlan): readonly string[] {
  switch (one.place) {
    case "absent":
      return ["not in the plan"];
    case "untouched":
      return ["needs nothing"];
    case "held-back":
      return [`held back: ${one.because}`];
    case "wave":
      return [`${one.wave}, ${one.remedy}`, ...one.lines];
  }
}

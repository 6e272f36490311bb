/** `reroot status [ROLLOUT]`: how far rollouts have got, what is under way, and which workers there are. */
import { endedIn, waveProgress } from "@reroot/core";
import type { RolloutRecord, RolloutStatus, WorkerStatus } from "@reroot/engine";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { type StateOptions, withStateOption } from "../flow/the-database.js";
import { orRefuse, withRecord, withRecordIfThere } from "../flow/with-record.js";
import { toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { minute } from "../words/dates.js";
import type { Run } from "./command.js";

export function statusCommand(run: Run): Command {
  const command = new Command("status")
    .description("how far rollouts have got, what is under way, and which workers there are; changes nothing")
    .argument("[rollout]", "a rollout's name, or the beginning of it (default: all)");
  return withStateOption(command).action(run(status));
}

async function status(desk: Desk, given: string | undefined, options: StateOptions): Promise<ExitCode> {
  const { rollouts, workers } = await standings(desk, given, options);
  if (desk.json) desk.out.json({ rollouts, workers });
  else show(desk, rollouts, workers);
  return EXIT.fine;
}

interface Standings {
  readonly rollouts: readonly RolloutStatus[];
  readonly workers: readonly WorkerStatus[];
}

/** Where nothing was recorded yet there is nothing to show; a folder that was named must hold a record. */
function standings({ world }: Desk, given: string | undefined, options: StateOptions): Promise<Standings> {
  const read = async (record: RolloutRecord): Promise<Standings> => {
    const names = given === undefined ? orRefuse(await record.list()) : [orRefuse(await record.find(given))];
    const rollouts: RolloutStatus[] = [];
    for (const name of names) rollouts.push(orRefuse(await record.status(name)));
    return { rollouts, workers: orRefuse(await record.workers()) };
  };
  const isNamed = given !== undefined || options.state !== undefined;
  if (isNamed) return withRecord(world, options, read);
  return withRecordIfThere(world, options, { rollouts: [], workers: [] }, read);
}

function show({ out }: Desk, rollouts: readonly RolloutStatus[], workers: readonly WorkerStatus[]): void {
  if (rollouts.length === 0) out.line("There is no rollout yet.");
  for (const rollout of rollouts) showRollout(out, rollout);
  if (workers.length > 0) showWorkers(out, workers);
}

function showRollout(out: Desk["out"], rollout: RolloutStatus): void {
  const { fleet, waves, underWay } = rollout;
  out.line("");
  out.line(toned("strong", rollout.rollout), `  ${standing(rollout)}; begun ${minute(rollout.submittedAt)}`);
  out.table({
    columns: [
      { title: "Wave" },
      { title: "State" },
      ...["Devices", "Done", "Held", "Failed", "Skipped"].map((title) => ({
        title,
        align: "right" as const,
      })),
    ],
    rows: waves.map(({ name, devices }) => {
      const { state, done, held, failed, skipped } = waveProgress(fleet, name);
      return [name, state, ...[devices, done, held, failed, skipped].map(String)];
    }),
  });
  if (fleet.rehearsal !== undefined) out.line(`  goes by the rehearsal ${fleet.rehearsal}`);
  for (const { device, site, worker, trouble } of underWay) {
    const by = worker ? `worker ${worker}` : "nobody yet";
    out.line(`  ${device} (site ${site}) is with ${by}${trouble ? `; trouble: ${trouble}` : ""}`);
  }
}

function standing({ fleet, halted, waves }: RolloutStatus): string {
  if (fleet.ended) return fleet.ended.completed ? "ended, complete" : "ended before it was complete";
  const decided = halted === "paused" ? fleet.paused : fleet.cancelled;
  if (decided) return `${halted} by ${decided.by}${decided.why === undefined ? "" : `: ${decided.why}`}`;
  const devices = waves.reduce((sum, wave) => sum + wave.devices, 0);
  const ended = waves.reduce((sum, { name }) => sum + endedIn(waveProgress(fleet, name)), 0);
  return `going on, ${ended} of ${count(devices, "device")} at their end`;
}

function showWorkers(out: Desk["out"], workers: readonly WorkerStatus[]): void {
  out.heading("Workers");
  out.table({
    columns: ["Worker", "Host", "Serves", "Since", "Last heard of"].map((title) => ({ title })),
    rows: workers.map(({ executor, host, sites, startedAt, heartbeatAt }) => [
      executor,
      host,
      sites.length === 0 ? "one rollout" : sites.join(", "),
      minute(startedAt),
      heartbeatAt.slice(11, 19),
    ]),
  });
}

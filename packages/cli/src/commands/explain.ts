/**
 * `reroot explain HOST`: why a device got its verdict, which rules were close, and the smallest piece of
 * evidence that would change it; from the folder of an audit, or read now as an audit reads.
 */
import {
  type DeviceEvidence,
  type Evidence,
  type Explanation,
  explain,
  type FieldNotice,
} from "@reroot/core";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { deviceIn, deviceOfRun } from "../files/run-device.js";
import type { RunFolder } from "../files/run-folder.js";
import { transcriptIndex } from "../files/transcript-index.js";
import { noticeOfRun } from "../flow/run-notice.js";
import { Refusal } from "../refusal.js";
import { showExplanation } from "../views/explanation-view.js";
import { type SourceOptions, withSourceOptions } from "./audit-options.js";
import { auditFrom } from "./audit-source.js";
import type { Run } from "./command.js";

interface Options extends SourceOptions {
  readonly run?: string;
}

export function explainCommand(run: Run): Command {
  const command = new Command("explain")
    .description("why one device got its verdict, and what would change it; read-only")
    .argument("<host>", "the device: as the run, the captures or the inventory call it, or its address")
    .option("--run <dir>", "the folder of an audit; nothing is read again");
  return withSourceOptions(command).action(run(explainHost));
}

async function explainHost(desk: Desk, host: string, options: Options): Promise<ExitCode> {
  const source =
    options.run === undefined
      ? await readNow(host, options, desk)
      : await fromRun(host, options.run, options, desk);
  const { device } = source;
  const explanations = source.notices.map(({ notice, at }) => ({
    notice,
    at: at.toISOString(),
    explanation: explain(notice, source.evidence, device, at),
  }));
  const index = await transcriptIndex(source.folder, device.device);
  if (desk.json) {
    const told = explanations.map(({ notice, at, explanation }) => ({
      notice: notice.id,
      at,
      ...explanation,
    }));
    const transcripts = Object.fromEntries(index);
    const { facts, readAt } = device;
    desk.out.json({ device: device.device, readAt, explanations: told, facts, transcripts });
  } else {
    for (const one of explanations) {
      showExplanation({ ...one, device, pools: source.evidence.pools, transcripts: index }, desk.out);
    }
  }
  return exitCodeOf(explanations.map(({ explanation }) => explanation));
}

interface Source {
  readonly device: DeviceEvidence;
  readonly evidence: Pick<Evidence, "pools" | "endpoints">;
  readonly notices: readonly { readonly notice: FieldNotice; readonly at: Date }[];
  readonly folder: RunFolder;
}

async function fromRun(host: string, given: string, options: Options, { world }: Desk): Promise<Source> {
  const clash = (["inventory", "captures", "out", "notice"] as const).find(
    (one) => options[one] !== undefined,
  );
  if (clash !== undefined) {
    throw new Refusal({
      sentence: `--run reads what an audit left; --${clash} belongs to reading now.`,
      advice: "Leave one of them out.",
    });
  }
  const { folder, device, evidence, assessment } = await deviceOfRun(world.directory, given, host);
  const notice = await noticeOfRun(world, assessment.notice, options.labNotice);
  return { device, evidence, folder, notices: [{ notice, at: options.at ?? new Date(assessment.at) }] };
}

/** One device is read as an audit reads it, and the run is kept like any other. */
async function readNow(host: string, options: Options, desk: Desk): Promise<Source> {
  const isNamed = options.inventory !== undefined || options.captures !== undefined;
  const limit = options.limit ?? host;
  const audited = await auditFrom(isNamed ? [] : [host], isNamed ? { ...options, limit } : options, desk);
  const [folder] = audited.folders;
  if (!folder) throw new Error("an audit has a folder");
  const notices = audited.notices.map((notice, index) => ({
    notice,
    at: new Date(audited.assessments[index]?.at ?? audited.evidence.gatheredAt),
  }));
  const { evidence } = audited;
  return { device: deviceIn(evidence.devices, host), evidence, notices, folder };
}

function exitCodeOf(explanations: readonly Explanation[]): ExitCode {
  const verdicts = explanations.map(({ finding }) => finding.verdict);
  if (verdicts.some((verdict) => ACTED_ON.includes(verdict))) return EXIT.toActOn;
  return verdicts.includes("undetermined") ? EXIT.undetermined : EXIT.fine;
}

const ACTED_ON: readonly string[] = ["failing", "failing-otherwise", "masked", "exposed"];

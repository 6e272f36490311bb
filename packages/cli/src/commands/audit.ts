/**
 * `reroot audit`: who is affected, why and from when; from the devices themselves, read-only, from captured
 * outputs, or from an earlier run of which a part is read again. The verdicts are core's; this shows them.
 */
import path from "node:path";
import { type Evidence, readOutcome } from "@reroot/core";
import type { SetAside } from "@reroot/devices";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { writeWhole } from "../files/run-folder.js";
import { transcriptIndex } from "../files/transcript-index.js";
import { Refusal } from "../refusal.js";
import { auditReport, REPORT_FORMS, type ReportForm } from "../report/audit-reports.js";
import { legacyAlgorithmsOf } from "../report/legacy-algorithms.js";
import { countsOf, isAtRisk, rowsOf } from "../report/rows.js";
import { toned } from "../terminal/tone.js";
import { showAssessments } from "../views/assessment-view.js";
import { showSwitchovers } from "../views/comparison-view.js";
import { count } from "../words/count.js";
import { setAsideInWords } from "../words/set-aside.js";
import { auditDiffCommand } from "./audit-diff.js";
import { type SourceOptions, withAgainOptions, withSourceOptions } from "./audit-options.js";
import type { Audited } from "./audit-reading.js";
import { auditFrom } from "./audit-source.js";
import type { Run } from "./command.js";

interface Options extends SourceOptions, Partial<Readonly<Record<ReportForm, string>>> {}

export function auditCommand(run: Run): Command {
  const command = new Command("audit")
    .description("who is affected, why and from when; read-only")
    .argument("[host...]", "devices by name or address, with :PORT where it is not 22");
  return (
    withAgainOptions(withSourceOptions(command))
      .option("--csv <file>", "also write the table as CSV; - for here, instead of the table")
      .option("--html <file>", "also write one self-contained page: timeline, tables, evidence")
      .option("--markdown <file>", "also write a text for a ticket; - for here, instead of the table")
      // A command that has a command of its own: what stands behind `diff` belongs to that.
      .option("--json", "print one JSON value instead of text")
      .enablePositionalOptions()
      .addCommand(auditDiffCommand(run))
      .action(run(audit))
  );
}

async function audit(desk: Desk, hosts: readonly string[], options: Options): Promise<ExitCode> {
  const printed = formPrinted(options, desk);
  const audited = await auditFrom(hosts, options, desk);
  const written = await writeReports(audited, options, desk);
  if (desk.json) desk.out.json(asJson(audited, written));
  else if (printed) desk.world.stdout.write(await reportOf(printed, audited));
  else show(audited, written, options, desk);
  return exitCodeOf(audited, desk);
}

/** At most one form goes to stdout. HTML does not: nobody reads it there. */
function formPrinted(options: Options, { json }: Desk): ReportForm | undefined {
  const printed = REPORT_FORMS.filter((form) => options[form] === "-");
  if (printed.includes("html")) {
    throw new Refusal({ sentence: "A page needs a file.", place: "--html", advice: "Give one: --html FILE" });
  }
  if (printed.length + (json ? 1 : 0) <= 1) return printed[0];
  throw new Refusal({
    sentence: "Only one form can be printed here.",
    place: [...printed.map((form) => `--${form} -`), ...(json ? ["--json"] : [])].join(", "),
    advice: "Give a file for the others.",
  });
}

function reportOf(form: ReportForm, { notices, assessments, evidence, folders }: Audited): Promise<string> {
  return auditReport(form, {
    notices,
    assessments,
    evidence,
    transcripts: async () => (folders[0] ? transcriptIndex(folders[0]) : new Map()),
  });
}

/** Form to file. */
type Written = Partial<Record<ReportForm, string>>;

async function writeReports(audited: Audited, options: Options, { world }: Desk): Promise<Written> {
  const written: Written = {};
  for (const form of REPORT_FORMS) {
    const given = options[form];
    if (given === undefined || given === "-") continue;
    const file = path.resolve(world.directory, given);
    await writeWhole(file, await reportOf(form, audited));
    written[form] = file;
  }
  return written;
}

/** With one notice, its assessment; with several, the worst of each device and each assessment whole. */
function asJson(audited: Audited, reports: Written) {
  const { assessments, evidence, folders, path: folder, unread, setAside, switchovers } = audited;
  const rows = rowsOf(assessments);
  const legacy = legacyAlgorithmsOf(evidence);
  const common = {
    folder,
    ...(unread !== undefined && { unread }),
    ...(switchovers && { switchovers }),
    ...(setAside && { setAside: setAside.map(setAsideAsJson) }),
    ...(legacy.size > 0 && { legacyAlgorithms: Object.fromEntries(legacy) }),
    ...(Object.keys(reports).length > 0 && { reports }),
    summary: countsOf(rows),
  };
  const [only] = assessments;
  if (assessments.length === 1) return { ...common, ...only };
  const worst = rows.map(({ finding, notice }) => ({
    device: finding.device,
    notice: notice.id,
    verdict: finding.verdict,
    ...(finding.bitesAt !== undefined && { bitesAt: finding.bitesAt }),
  }));
  const each = assessments.map((one, index) => ({ folder: folders[index]?.path, ...one }));
  return { ...common, worst, assessments: each };
}

function setAsideAsJson({ file, reason }: SetAside) {
  return { file, code: reason.code, because: setAsideInWords(reason).sentence };
}

function show(
  { assessments, evidence, folders, path: whole, unread, switchovers = [] }: Audited,
  written: Written,
  { captures }: Options,
  { out }: Desk,
): void {
  showAssessments(assessments, out, legacyAlgorithmsOf(evidence));
  showSwitchovers(switchovers, out);
  out.line("");
  for (const [form, file] of Object.entries(written)) out.line(`${form.padEnd(8)}  ${file}`);
  out.line(`files     ${whole}`);
  const missing = captures === undefined && unread === undefined ? missed(evidence) : 0;
  if (missing > 0) {
    const again = `reroot audit --again ${folders[0]?.path ?? ""} --only failed,unreachable`;
    out.line(`again     ${again}   (${count(missing, "device was", "devices were")} not read to the end)`);
  }
  for (const [index, folder] of folders.entries()) {
    const findings = assessments[index]?.findings ?? [];
    const needsRemedy = findings.some(
      ({ verdict }) => verdict !== "protected" && verdict !== "not-applicable",
    );
    if (needsRemedy) out.line(`next      reroot plan ${folder.path}`);
  }
}

/** Devices of which something that was asked for could not be read. */
function missed({ devices }: Evidence): number {
  return devices.filter((device) => readOutcome(device) !== "read").length;
}

function exitCodeOf({ assessments, unread, folders }: Audited, { err, json }: Desk): ExitCode {
  if (unread !== undefined) {
    if (!json) {
      err.line(toned("warning", "stopped"), `  ${count(unread, "device was", "devices were")} not read.`);
      err.line(`    try  reroot audit --again ${folders[0]?.path ?? ""} --only failed,unreachable`);
    }
    return EXIT.interrupted;
  }
  const rows = rowsOf(assessments);
  if (rows.some(isAtRisk)) return EXIT.toActOn;
  return countsOf(rows).undetermined > 0 ? EXIT.undetermined : EXIT.fine;
}

/** `show configuration commit list` of IOS XR: who changed the configuration, newest first. */
import { type Result, success } from "@reroot/pki";
import { readDeviceTime } from "./device-time.js";
import { cutShort, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface CommitList {
  readonly commits: readonly CommitRow[];
}

export interface CommitRow {
  readonly position: number;
  /** `1000005304`, or a label. */
  readonly id: string;
  /** As far as the column holds it. */
  readonly user: string;
  /** `vty3:node0_RP0_CPU` */
  readonly line: string;
  /** `CLI`, `Rollback` */
  readonly client: string;
  /** `YYYY-MM-DDTHH:MM:SS`; no zone is printed. */
  readonly localTime: string;
}

const COMMAND = "show configuration commit list";
const TITLE = /^SNo\.\s+Label\/ID\s+User\s+Line\s+Client\s+Time Stamp$/i;
const EMPTY = /^(?:% )?The commit database is empty\.?/i;
// A line may be empty (commits by the system); an hour of the client may hold blanks, so the time is told from behind.
const ROW =
  /^(\d{1,6})\s+(\S{1,64})\s+(\S{1,64})\s+(?:(\S{1,64})\s+)?(\S(?:.{0,30}\S)?)\s+([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})$/;

export const showConfigurationCommitListXr = defineParser<CommitList>({
  platforms: ["iosxr"],
  command: COMMAND,
  takesArguments: true,
  isAnswer: (text) => EMPTY.test(text),
  read,
});

function read([first, ...rows]: OutputLines): Result<CommitList, ParseFailure> {
  if (EMPTY.test(first.text.trim()) && rows.length === 0) return success({ commits: [] });
  if (!TITLE.test(first.text.trim())) return notThisCommand(first, COMMAND);
  const commits: CommitRow[] = [];
  for (const row of rows) {
    if (/^[~\s]+$/.test(row.text)) continue;
    const commit = readRow(row.text.trim());
    if (!commit) return unexpectedLine(row, COMMAND);
    commits.push(commit);
  }
  const hasRule = rows.some(({ text }) => /^[~\s]+$/.test(text));
  return hasRule ? success({ commits }) : cutShort(rows.at(-1) ?? first, "commits");
}

function readRow(text: string): CommitRow | undefined {
  const cells = ROW.exec(text);
  const time = cells && readDeviceTime(cells[6] as string);
  if (!cells || time?.local === undefined) return undefined;
  const [, position, id = "", user = "", line = "", client = ""] = cells;
  return { position: Number(position), id, user, line, client, localTime: time.local };
}

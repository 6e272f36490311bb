/** `show configuration sessions` of IOS XR: who is in configuration mode, and who holds the lock. */
import { type Result, success } from "@reroot/pki";
import { type NumberedLine, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface ConfigurationSessions {
  readonly sessions: readonly ConfigurationSessionRow[];
}

export interface ConfigurationSessionRow {
  /** `00001000-000043a7-00000000` */
  readonly id: string;
  /** `vty0`, `con0_RSP0_C`, as far as the column holds it. */
  readonly line: string;
  readonly user: string;
  /** As printed: `Sun Sep 20 23:11:08 2026`. */
  readonly since: string;
  readonly holdsLock: boolean;
}

const COMMAND = "show configuration sessions";
const TITLE = /^(?:Current Configuration )?Session\s+Line\s+User\s+Date\s+Lock$/i;
const ROW =
  /^([0-9a-f]{4,8}-[0-9a-f]{4,8}-[0-9a-f]{4,8})\s+(\S{1,40})\s+(\S{1,253})\s+([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4})(?:\s+(\*))?$/;

export const showConfigurationSessionsXr = defineParser<ConfigurationSessions>({
  platforms: ["iosxr"],
  command: COMMAND,
  whenSilent: { sessions: [] },
  read,
});

function read([first, ...rows]: OutputLines): Result<ConfigurationSessions, ParseFailure> {
  if (!TITLE.test(first.text.trim())) return notThisCommand(first, COMMAND);
  const sessions: ConfigurationSessionRow[] = [];
  for (const row of rows) {
    if (/^[-~\s]+$/.test(row.text)) continue;
    const session = readRow(row);
    if (!session) return unexpectedLine(row, COMMAND);
    sessions.push(session);
  }
  return success({ sessions });
}

function readRow({ text }: NumberedLine): ConfigurationSessionRow | undefined {
  const cells = ROW.exec(text.trim());
  if (!cells) return undefined;
  const [, id = "", line = "", user = "", since = "", lock] = cells;
  return { id, line, user, since, holdsLock: lock !== undefined };
}

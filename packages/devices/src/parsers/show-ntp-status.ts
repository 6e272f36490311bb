/** `show ntp status`: whether the device's clock follows a source, which one, and how closely. */
import { type Result, success } from "@reroot/pki";
import { cutShort, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface NtpStatus {
  readonly synchronized: boolean;
  readonly stratum: number;
  /** Address of the source; absent where there is none. */
  readonly reference?: string;
  readonly nominalHz?: number;
  readonly actualHz?: number;
  /** `2**24` */
  readonly precision?: string;
  /** `CC95463C.9B964367 (11:21:48.607 EST Tue Oct  7 2008)` */
  readonly referenceTime?: string;
  readonly offsetMs?: number;
  readonly rootDelayMs?: number;
  readonly rootDispersionMs?: number;
  readonly peerDispersionMs?: number;
  /** `'CTRL' (Normal Controlled Loop)` */
  readonly loopFilter?: string;
  readonly drift?: string;
  readonly pollSeconds?: number;
  /** `66 sec ago`, `never updated` */
  readonly lastUpdate?: string;
  /** `1921500 (1/100 of seconds)`; IOS and IOS XE. */
  readonly uptime?: string;
  readonly resolution?: number;
}

type Field = Exclude<keyof NtpStatus, "synchronized" | "stratum" | "reference">;

const COMMAND = "show ntp status";
const FIRST =
  /^Clock is (synchronized|unsynchronized), stratum (\d{1,3}), (?:reference is (\S{1,64})|no reference clock)$/;
const NUMBER = "-?\\d{1,12}(?:\\.\\d{1,12})?";
/** The clauses of the sentences below the first, in whatever order and line; numbers where `isNumber`. */
const CLAUSES: readonly { field: Field; pattern: RegExp; isNumber: boolean }[] = [
  clause("nominalHz", `nominal freq is (${NUMBER}) Hz`, true),
  clause("actualHz", `actual freq is (${NUMBER}) Hz`, true),
  clause("precision", "precision is (\\S{1,20})", false),
  clause("referenceTime", "reference time is ([0-9A-F]{1,8}\\.[0-9A-F]{1,8} \\([^()]{1,60}\\))", false),
  clause("offsetMs", `clock offset is (${NUMBER}) msec`, true),
  clause("rootDelayMs", `root delay is (${NUMBER}) msec`, true),
  clause("rootDispersionMs", `root dispersion is (${NUMBER}) msec`, true),
  clause("peerDispersionMs", `peer dispersion is (${NUMBER}) msec`, true),
  clause("loopFilter", "loopfilter state is ('\\w{1,10}' \\([^()]{1,60}\\))", false),
  clause("drift", "drift is (\\S{1,30} s/s)", false),
  clause("pollSeconds", "system poll interval is (\\d{1,6})", true),
  clause("lastUpdate", "(?:last update was (.{1,40}? ago)|(never updated))", false),
  clause("uptime", "ntp uptime is (\\d{1,15} \\([^()]{1,40}\\))", false),
  clause("resolution", "resolution is (\\d{1,9})", true),
];
const OTHER_CLAUSE = /^(?:authenticate is|panic mode)\b/;

export const showNtpStatus = defineParser<NtpStatus>({
  platforms: ["iosxr", "iosxe"],
  command: COMMAND,
  read,
});

function read([first, ...rest]: OutputLines): Result<NtpStatus, ParseFailure> {
  const state = FIRST.exec(first.text.trim());
  if (!state) return notThisCommand(first, COMMAND);
  if (rest.length === 0) return cutShort(first, "frequency");
  const found: Partial<Record<Field, string | number>> = {};
  for (const line of rest) {
    for (const text of clausesOf(line.text)) {
      const clause = CLAUSES.find(({ pattern }) => pattern.test(text));
      if (!clause && !OTHER_CLAUSE.test(text)) return unexpectedLine(line, COMMAND);
      const [, value, alternative] = clause?.pattern.exec(text) ?? [];
      if (clause) found[clause.field] = clause.isNumber ? Number(value) : (value ?? alternative ?? "");
    }
  }
  return success({
    synchronized: state[1] === "synchronized",
    stratum: Number(state[2]),
    ...(state[3] !== undefined && { reference: state[3] }),
    ...(found as Omit<NtpStatus, "synchronized" | "stratum">),
  });
}

/** Clauses are set apart by commas; the one inside brackets in a time belongs to no other. */
function clausesOf(line: string): string[] {
  return line
    .trim()
    .replace(/,$/, "")
    .split(/, (?![^(]{0,60}\))/);
}

function clause(
  field: Field,
  pattern: string,
  isNumber: boolean,
): { field: Field; pattern: RegExp; isNumber: boolean } {
  return { field, pattern: new RegExp(`^${pattern}\\.?$`), isNumber };
}

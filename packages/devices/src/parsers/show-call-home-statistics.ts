/** `show call-home statistics`: how many messages were sent and how many failed, by transport. */
import { type Result, success } from "@reroot/pki";
import { cutShort, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface CallHomeStatistics {
  readonly succeeded: MessageCount;
  readonly failed: MessageCount;
  /** As printed; absent where the device says `n/a`. */
  readonly lastSent?: string;
}

export interface MessageCount {
  readonly total: number;
  readonly email: number;
  readonly http: number;
}

const COMMAND = "show call-home statistics";
const TITLE = /^Message Types\s+Total\s+Email\s+HTTP$/i;
const NUMBERS = "(\\d{1,15})\\s+(\\d{1,15})\\s+(\\d{1,15})";
const TOTAL = new RegExp(`^Total (Success|In-Queue|Failed|Ratelimit)(?:\\s+${NUMBERS})?$`, "i");
const ROW = new RegExp(`^(?:-dropped|[A-Za-z][\\w-]{1,30})\\s+${NUMBERS}$`);
const LAST = /^Last call-?home message sent time:\s*(.{0,60})$/i;

export const showCallHomeStatistics = defineParser<CallHomeStatistics>({
  platforms: ["iosxr", "iosxe"],
  command: COMMAND,
  read,
});

function read([first, ...rest]: OutputLines): Result<CallHomeStatistics, ParseFailure> {
  if (!TITLE.test(first.text.trim())) return notThisCommand(first, COMMAND);
  const totals = new Map<string, MessageCount>();
  let last: string | undefined;
  for (const line of rest) {
    const text = line.text.trim();
    const total = TOTAL.exec(text);
    if (total?.[2] !== undefined) totals.set((total[1] as string).toLowerCase(), countOf(total.slice(2)));
    else if (LAST.test(text)) last = LAST.exec(text)?.[1]?.trim();
    else if (!total && !ROW.test(text) && !/^[-\s]+$/.test(text)) return unexpectedLine(line, COMMAND);
  }
  const [succeeded, failedOnes] = [totals.get("success"), totals.get("failed")];
  if (!succeeded || !failedOnes) return cutShort(rest.at(-1) ?? first, "totals");
  const lastSent = last === undefined || /^(?:n\/a)?$/i.test(last) ? {} : { lastSent: last };
  return success({ succeeded, failed: failedOnes, ...lastSent });
}

function countOf([total, email, http]: readonly (string | undefined)[]): MessageCount {
  return { total: Number(total), email: Number(email), http: Number(http) };
}

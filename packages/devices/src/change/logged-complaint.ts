/**
 * Why an import failed, as the device's log has it: IOS XR logs that (`%SECURITY-PKI-6-ERR_1_PARAM : Download
 * failed, HTTP returned an error`, in FN72290) and need not say it on the terminal. Only what was logged after
 * the command was typed counts. Pure.
 */
import type { LogEntry } from "../parsers/log-line.js";
import { showLogging } from "../parsers/show-logging.js";
import { type Complaint, complaintOf } from "./import-words.js";

/** `log` is that of `show logging`, `output` that of the import, with the time that IOS XR prints above it. */
export function loggedComplaint(log: string | undefined, output: string): Complaint | undefined {
  const began = timeIn(TIMESTAMP.exec(output)?.[1]);
  const read = log === undefined ? undefined : showLogging.parse(log);
  if (began === undefined || !read?.ok) return undefined;
  const entry = read.value.entries.findLast((one) => isFailedImport(one) && isSince(timeIn(one.at), began));
  return entry && complaintOf(entry.text.slice(0, 400));
}

// `Wed Feb 23 06:08:07.562 UTC`
const TIMESTAMP = /^[A-Z][a-z]{2} ([A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d\.\d{3})/m;

function isFailedImport({ facility, process, text }: LogEntry): boolean {
  const isOfPool = facility === "PKI" || process === "cepki";
  return isOfPool && /\b(?:fail(?:ed|ure)?|error|invalid|denied)\b/i.test(text);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;

/** Milliseconds into a year that has a 29 February; neither form of time carries a year. */
function timeIn(text: string | undefined): number | undefined {
  const parts = /([A-Z][a-z]{2}) +(\d{1,2}) (?:\d{4} )?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,3}))?/.exec(text ?? "");
  if (!parts) return undefined;
  const [, month = "", day, hour, minute, second, fraction = "0"] = parts;
  const index = MONTHS.indexOf(month);
  if (index < 0) return undefined;
  const clock = [day, hour, minute, second].map(Number) as [number, number, number, number];
  return Date.UTC(2024, index, ...clock, Number(fraction.padEnd(3, "0"))) - Date.UTC(2024, 0, 1);
}

/** Within a day, across the turn of a year too. */
function isSince(at: number | undefined, began: number): boolean {
  return at !== undefined && (at - began + YEAR_MS) % YEAR_MS < DAY_MS;
}

/**
 * `show install request` of IOS XR: whether an install operation runs. One sentence on classic and 64-bit
 * IOS XR, a form on IOS XR 7 and later.
 */
import { failed, type Result, success } from "@reroot/pki";
import { readLabelled } from "./labels.js";
import { cutShort, type NumberedLine, notThisCommand, type ParseFailure } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface InstallRequest {
  readonly state: "idle" | "in-progress" | "awaiting-operator";
  /** The request as typed, or the number of its operation. */
  readonly request?: string;
  readonly percent?: number;
}

const COMMAND = "show install request";
const IDLE = /\b(?:No install operation (?:is )?in progress|There are no install requests in operation)\b/i;
const RUNNING = /\b(?:The )?(?:install )?operation (?:(\d{1,6}) )?is (\d{1,3})% complete\b/i;
// Forms of IOS XR 7: vendor's installation guide for the 8000 series.
const FORM = /^(?:User request|Operation ID|State|Current activity)\s*:/i;

export const showInstallRequestXr = defineParser<InstallRequest>({
  platforms: ["iosxr"],
  command: COMMAND,
  read,
});

function read(lines: OutputLines): Result<InstallRequest, ParseFailure> {
  const [first] = lines;
  if (FORM.test(first.text.trim())) return readForm(lines);
  for (const { text } of lines) {
    const running = RUNNING.exec(text);
    if (running) {
      const [, operation, percent] = running;
      const request = operation === undefined ? {} : { request: operation };
      return success({ state: "in-progress", ...request, percent: Math.min(100, Number(percent)) });
    }
    if (IDLE.test(text)) return success({ state: "idle" });
  }
  return notThisCommand(first, COMMAND);
}

/** What runs now decides; without that line, the state of the last request. */
function readForm(lines: OutputLines): Result<InstallRequest, ParseFailure> {
  const values = new Map<string, string>();
  for (const line of lines) {
    const labelled = readLabelled(line);
    const label = labelled?.label.toLowerCase();
    if (labelled && label !== undefined && !values.has(label)) values.set(label, labelled.value);
  }
  const state = stateOf(values.get("current activity"), values.get("state"));
  const request = values.get("user request");
  if (state === undefined) return failed(cutShort(lines.at(-1) as NumberedLine, "state").failure);
  return success({ state, ...(request !== undefined && request !== "" && { request }) });
}

function stateOf(
  activity: string | undefined,
  state: string | undefined,
): InstallRequest["state"] | undefined {
  if (activity !== undefined && IDLE.test(activity)) return "idle";
  if (activity !== undefined && /^Await user input/i.test(activity)) return "awaiting-operator";
  if (activity !== undefined && activity !== "" && !/^(?:none|n\/a)$/i.test(activity)) return "in-progress";
  if (state === undefined || state === "") return undefined;
  return /^(?:Success|Failure|Aborted|Cancelled|Idle)\b/i.test(state) ? "idle" : "in-progress";
}

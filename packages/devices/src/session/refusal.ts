/**
 * Whether a device said no, in so many words. Silence and anything else is no verdict: whether a
 * command had its effect is seen by looking at the device afterwards, never by its own output.
 */
import { readLogMessage } from "../parsers/log-line.js";

// `% Invalid input detected at '^' marker.`, `% Incomplete command.`, `% This command is not authorized`.
const REFUSAL = /^%\s?[A-Za-z]/;
// An import or a renewal that reports its own failure; the wording on IOS XR is not published.
const OWN_FAILURE =
  /^(?:error|failed|failure)\b|\b(?:download|import|verification|validation|signature|authorization|renewal|request)\b.{0,120}\b(?:failed|failure|denied)\b|\bfailed to\b/i;
// IOS XE prints success in the same form: `% PEM files import succeeded.`
const SUCCESS = /\b(?:succeeded|successful|successfully)\b/i;
const LONGEST_REFUSAL = 400;

/** The device's own words of refusal; undefined where it did not refuse. */
export function refusalIn(output: string): string | undefined {
  const lines = output.split("\n").map((line) => line.trim());
  const said = lines.filter((line) => line !== "" && !readLogMessage(line));
  const refusal = said.find((line) => (REFUSAL.test(line) || OWN_FAILURE.test(line)) && !SUCCESS.test(line));
  return refusal?.slice(0, LONGEST_REFUSAL);
}

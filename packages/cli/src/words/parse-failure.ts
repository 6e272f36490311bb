/** Where a captured text stops being what a command prints. */
import type { ParseFailure } from "@reroot/devices";
import { unknownCode, type Words } from "./words.js";

export function parseFailureInWords(failure: ParseFailure): Words {
  switch (failure.code) {
    case "parse/empty":
      return {
        sentence: "there is no output in it",
        advice: "Capture the command again, with its whole output.",
      };
    case "parse/not-this-command":
      return {
        sentence: `this is not the output of \`${failure.command}\`: "${failure.text}"`,
        advice: "Check that the right file was given, and the right --platform.",
      };
    case "parse/unexpected-line":
      return {
        sentence: `while reading ${failure.reading}, this line has no place: "${failure.text}"`,
        advice: "If it is genuine output, report it together with platform and release.",
      };
    case "parse/bad-value":
      return {
        sentence: `the value of ${failure.field} cannot be read: "${failure.text}"`,
        advice: "If it is genuine output, report it together with platform and release.",
      };
    case "parse/cut-short":
      return {
        sentence: `the text ends before ${failure.missing}: "${failure.text}"`,
        advice: "Capture the command again, with its whole output (`terminal length 0`).",
      };
    case "parse/device-refused":
      return {
        sentence: `the device refused the command: "${failure.text}"`,
        advice: "Capture it as a user who may run it, on a release that knows it.",
      };
    case "parse/too-long":
      return { sentence: `it is longer than ${failure.limit} characters` };
    default:
      return unknownCode(failure);
  }
}

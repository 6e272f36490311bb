/**
 * What a device says of an import, a renewal or a deletion, in its output or in its log: the words of the field
 * notice and those that are known from elsewhere, each a case of its own. Silence is no success.
 */
import { refusalIn } from "../session/refusal.js";
import type { RefusedCode } from "./outcome.js";

export interface Complaint {
  readonly code: RefusedCode;
  /** The device's own words. */
  readonly text: string;
}

/** First that fits. */
const MEANINGS: readonly (readonly [RegExp, RefusedCode])[] = [
  [/not authorized|permission denied|authorization failed/i, "change/not-authorized"],
  [/no space left|disk (?:is )?full|insufficient (?:disk )?space|not enough space/i, "change/no-space"],
  [/no such file|file (?:could not be read|not found)|does not exist/i, "change/no-such-file"],
  [
    /(?:resolve|resolution)\b.{0,60}\b(?:host|name|domain)|unknown host|could not resolve/i,
    "change/name-not-resolved",
  ],
  [/signature|not signed|signer|not trusted|untrusted|no trusted/i, "change/signature-refused"],
  [/not a valid|pkcs ?#?7|no certificates in|malformed|pars(?:e|ing)/i, "change/not-a-bundle"],
  // FN72290: "Download failed, HTTP returned an error".
  [/download|http|connection|unreachable|timed? ?out/i, "change/download-failed"],
  [/not registered/i, "change/not-registered"],
  [/^% ?(?:Invalid|Incomplete|Ambiguous|Unrecognized)/i, "change/command-refused"],
];

/** Undefined where the device did not complain. */
export function complaintIn(output: string): Complaint | undefined {
  const text = refusalIn(output);
  return text === undefined ? undefined : { code: meaningOf(text), text };
}

export function meaningOf(text: string): RefusedCode {
  return MEANINGS.find(([pattern]) => pattern.test(text))?.[1] ?? "change/failed";
}

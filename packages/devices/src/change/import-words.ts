/**
 * What a device says of an import, a renewal or a deletion, in its output or in its log: the words of the field
 * notice and those that are known from elsewhere, each a case of its own. Silence is no success.
 */
import type { RefusalKind } from "@reroot/core";
import { refusalIn } from "../session/refusal.js";

export interface Complaint {
  /** The device's own words. */
  readonly text: string;
  /** What they mean, where that is known. */
  readonly because?: RefusalKind;
}

/** First that fits. */
const MEANINGS: readonly (readonly [RegExp, RefusalKind])[] = [
  [/not authorized|permission denied|authorization failed/i, "not-authorized"],
  [/no space left|disk (?:is )?full|insufficient (?:disk )?space|not enough space/i, "no-space"],
  [/no such file|file (?:could not be read|not found)|does not exist/i, "no-such-file"],
  [
    /(?:resolve|resolution)\b.{0,60}\b(?:host|name|domain)|unknown host|could not resolve/i,
    "name-not-resolved",
  ],
  [/signature|not signed|signer|not trusted|untrusted|no trusted/i, "signature-refused"],
  [/not a valid|pkcs ?#?7|no certificates in|malformed|pars(?:e|ing)/i, "not-a-bundle"],
  // FN72290: "Download failed, HTTP returned an error".
  [/download|http|connection|unreachable|timed? ?out/i, "download-failed"],
  [/not registered/i, "not-registered"],
  [/^% ?(?:Invalid|Incomplete|Ambiguous|Unrecognized)/i, "command-unknown"],
];

/** Undefined where the device did not complain. */
export function complaintIn(output: string): Complaint | undefined {
  const text = refusalIn(output);
  return text === undefined ? undefined : complaintOf(text);
}

export function complaintOf(text: string, otherwise?: RefusalKind): Complaint {
  const because = MEANINGS.find(([pattern]) => pattern.test(text))?.[1] ?? otherwise;
  return { text, ...(because !== undefined && { because }) };
}

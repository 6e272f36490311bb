/**
 * `show crypto ca trustpool policy` of IOS XR. No public sample of its text exists, so it is read by
 * what its lines say, not by their wording: the bundle's URL, whether a revocation list is optional,
 * the VRF. Whatever else it says is kept as it stands.
 */
import { type Result, success } from "@reroot/pki";
import type { NumberedLine, ParseFailure } from "./parse-failure.js";
import { badValue, notThisCommand, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface TrustPoolPolicy {
  readonly bundleUrl?: string;
  /** `required` is the default of IOS XR, which prints nothing about it. */
  readonly crl: "required" | "optional";
  /** Absent for the default one. */
  readonly vrf?: string;
  readonly description?: string;
  /** Lines that were understood as part of a policy and mean nothing here. */
  readonly others: readonly string[];
}

const COMMAND = "show crypto ca trustpool policy";
const TITLE = /^(?:crypto ca )?trust ?pool policy\b.{0,80}$/i;
/** The pool itself, which is another command's output. */
const POOL_ENTRY = /^\s*Trustpool: {0,4}(?:Built-In|Downloaded)\b/;
const BUNDLE = /\b(?:cabundle|ca ?bundle|bundle)\b/i;
const URL =
  /(?:^|[\s:=(])((?:https?|tftp|ftp|sftp|scp):\/\/[^\s()]{1,790}|\/?(?:harddisk|disk0|tmp)[:/][^\s()]{1,790})\)?$/i;
const DEFAULT_PLACE = /\bdefault\b[^/]{0,20}[\s:=(](?:[a-z]{3,5}:\/\/|\/)/i;
const REVOCATION = /\b(?:crl|revocation)\b/i;

export const showTrustPoolPolicyXr = defineParser<TrustPoolPolicy>({
  platforms: ["iosxr"],
  command: COMMAND,
  read,
});

function read(lines: OutputLines): Result<TrustPoolPolicy, ParseFailure> {
  const policy: { bundleUrl?: string; crl: "required" | "optional"; vrf?: string; description?: string } = {
    crl: "required",
  };
  const others: string[] = [];
  const [first] = lines;
  if (POOL_ENTRY.test(first.text) || (!TITLE.test(first.text.trim()) && !saysPolicy(first)))
    return notThisCommand(first, COMMAND);
  for (const line of lines) {
    const text = line.text.trim();
    const description = /^description\s*[: ]\s*(.{1,200})$/i.exec(text);
    const vrf = /^(?:trustpool )?vrf(?: name)?\s*[: ]\s*(\S{1,64})$/i.exec(text);
    if (description) policy.description = description[1] as string;
    else if (vrf) {
      if (!/^(?:default|none)$/i.test(vrf[1] as string)) policy.vrf = vrf[1] as string;
    } else if (BUNDLE.test(text)) {
      const url = URL.exec(text);
      // A place that is only the default is configured nowhere, and is no part of the policy.
      if (url && DEFAULT_PLACE.test(text)) others.push(text);
      else if (url) policy.bundleUrl = url[1] as string;
      else if (/:\/\//.test(text)) return badValue(line, "bundleUrl");
      else others.push(text);
    } else if (REVOCATION.test(text)) {
      if (/\b(?:optional|none|disabled)\b/i.test(text)) policy.crl = "optional";
    } else if (!TITLE.test(text)) {
      if (!saysPolicy(line)) return unexpectedLine(line, COMMAND);
      others.push(text);
    }
  }
  return success({ ...policy, others });
}

/** The sentences of a policy, here and on IOS XE, all name the trust pool, its bundle, its lists or its certificates. */
function saysPolicy(line: NumberedLine): boolean {
  return /\b(?:trust ?pool|ca ?bundle|crl|revocation|certificates?|chain validation|policy overrides)\b/i.test(
    line.text,
  );
}

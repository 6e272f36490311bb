/** What would have to read differently for another verdict, and where to read it. */
import type { EvidenceChange } from "@reroot/core";
import { minute } from "./dates.js";
import { unknownCode, type Words } from "./words.js";

export function evidenceChangeInWords(change: EvidenceChange): Words {
  switch (change.kind) {
    case "root-held":
      return {
        sentence: `${change.commonName} in the trust pool`,
        advice: "`show crypto ca trustpool` shows it.",
      };
    case "root-not-held":
      return {
        sentence: `${change.commonName} not in the trust pool`,
        advice: "`show crypto ca trustpool` shows it.",
      };
    case "entry-is-another":
      return {
        sentence: `the pool entry "${change.subject}" (SHA-1 ${change.sha1}) known to be another certificate`,
        advice: "Find the certificate with that fingerprint.",
      };
    case "contact":
      return {
        sentence: `the last contact ${change.result} on ${minute(change.at)}`,
        advice: "`show license status` shows it.",
      };
    case "contact-text":
      return {
        sentence: `the last contact failed with "${change.text}"`,
        advice: "`show license status` shows it.",
      };
    case "licence-mode":
      return { sentence: MODES[change.mode], advice: "`show license status` shows it." };
    case "transport":
      return {
        sentence: `licensing by the transport "${change.transport}"`,
        advice: "`show license status` and `show running-config call-home` show it.",
      };
    case "transport-encrypted":
      return {
        sentence: "licensing sent over https instead of plain http",
        advice: "`show running-config call-home` shows it.",
      };
    case "verification":
      return {
        sentence:
          change.peerVerification === "off-seen"
            ? "certificate verification switched off"
            : "certificate verification not switched off",
        advice: "`show running-config http client` shows it.",
      };
    case "call-home":
      return {
        sentence:
          change.use === "used"
            ? `an active Call Home profile that reports to ${change.endpoint}`
            : `no active Call Home profile that reports to ${change.endpoint}`,
        advice: "`show running-config call-home` shows it.",
      };
    case "clock":
      return {
        sentence: change.is === "right" ? "the device's clock right" : "the device's clock a year behind",
        advice: "`show clock` shows it.",
      };
    case "names":
      return {
        sentence:
          change.are === "resolved" ? "a name server configured" : "no way to resolve the server's name",
        advice: "`show running-config domain` shows it.",
      };
    case "verification-error":
      return {
        sentence:
          change.is === "logged"
            ? "a certificate verification error in the log since the cut-over"
            : "a log that reaches back beyond the cut-over without a certificate verification error",
        advice: "`show logging` shows it.",
      };
    case "endpoint-seen":
      return {
        sentence: `${change.endpoint} seen to serve a chain under the ${change.root} root`,
        advice: `See what it serves: reroot endpoint probe ${change.endpoint}`,
      };
    case "operating-system":
      return { sentence: `the device running ${change.os}`, advice: "`show version` shows it." };
    default:
      return unknownCode(change);
  }
}

const MODES: Readonly<Record<Extract<EvidenceChange, { kind: "licence-mode" }>["mode"], string>> = {
  smart: "Smart Licensing in use",
  "smart-using-policy": "Smart Licensing Using Policy in use",
  plr: "a Permanent License Reservation",
  slr: "a Specific License Reservation",
  disabled: "Smart Licensing not enabled",
};

/** What stands beside a verdict: warnings, states of the licensing agent, deadlines. */
import type { AgentState, Deadline, Warning } from "@reroot/core";
import { day } from "./dates.js";
import { unknownCode, type Words } from "./words.js";

export function warningInWords(warning: Warning): Words {
  switch (warning.code) {
    case "warning/verification-off":
      return {
        sentence: "certificate verification is switched off although it is not needed",
        advice: "Remove `http client secure-verify-peer disable`.",
      };
    case "warning/verification-unknown":
      return {
        sentence: "whether certificate verification is switched off is not known",
        advice: "Supply `show running-config http client`, then audit again.",
      };
    case "warning/plain-http":
      return {
        sentence: `what is sent to ${warning.endpoint} goes over plain HTTP`,
        advice: "Change the destination to https.",
      };
    case "warning/name-check-off":
      return {
        sentence: "the check of the server's name is switched off",
        advice: "Remove `http client secure-verify-host disable`.",
      };
    case "warning/release-not-listed":
      return { sentence: `the notice does not list release ${warning.release}` };
    case "warning/pool-entry-expires":
      return { sentence: `${warning.subject} in the trust pool expires on ${day(warning.notAfter)}` };
    case "warning/no-contact-since-cut-over":
      return { sentence: `no contact yet since the cut-over of ${day(warning.cutOver)}` };
    default:
      return unknownCode(warning);
  }
}

export function agentStateInWords(state: AgentState): Words {
  switch (state) {
    case "never-registered":
      return {
        sentence: "never registered",
        advice: "Register it: `license smart register idtoken <token>`.",
      };
    case "registration-failed":
      return { sentence: "registration failed", advice: "Register it again once the server can be reached." };
    case "registration-expired":
      return {
        sentence: "registration expired",
        advice: "Register it again: `license smart register idtoken <token>`.",
      };
    case "evaluation":
      return { sentence: "in evaluation mode", advice: "Register it before the evaluation period ends." };
    default:
      return unknownCode(state);
  }
}

export function deadlineName(kind: Deadline["kind"]): string {
  switch (kind) {
    case "cut-over":
      return "Cut-over";
    case "next-contact":
      return "Next contact";
    case "communication-deadline":
      return "Authorization ends";
    case "registration-expiry":
      return "Registration ends";
    case "features-stop":
      return "Features stop";
  }
}

/** Where a date comes from. */
export function deadlineSource(source: Deadline["source"]): string {
  switch (source) {
    case "notice":
      return "announced by the notice";
    case "device":
      return "the device says so";
    case "observed":
      return "seen";
    case "computed":
      return "counted from the last success";
  }
}

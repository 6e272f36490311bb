/** What stopped a device during a rollout, and what the journal says, in words. */
import type { Intent, SendOutcome, StopReason } from "@reroot/core";
import { minute } from "./dates.js";
import { unknownReasonInWords } from "./unknown-reason.js";
import { unknownCode, type Words } from "./words.js";

export function stopReasonInWords(reason: StopReason): Words {
  switch (reason.code) {
    case "rollout/cannot-observe": {
      const because = unknownReasonInWords(reason.because);
      return {
        sentence: `it could not be observed: ${because.sentence}`,
        advice: `Nothing more was sent. ${because.advice ?? "Audit the device before planning again."}`,
      };
    }
    case "rollout/device-changed":
      return {
        sentence: "its trust pool is not the one that the plan rests on",
        advice: "Somebody changed the device since the audit. Audit it again and make a new plan.",
      };
    case "rollout/command-refused":
      return {
        sentence: `it refused \`${reason.command}\`: "${reason.text}"`,
        advice: "Check the user's task groups and the device's log, then plan again.",
      };
    case "rollout/import-without-effect":
      return {
        sentence: `after \`${reason.command}\` the required root is still not in the trust pool`,
        advice: "Read the device's log for the import (`show logging | include PKI`), then plan again.",
      };
    case "rollout/no-contact-since":
      return {
        sentence: `no contact succeeded within ${reason.deadlineSeconds} s after ${minute(reason.since)}`,
        advice:
          "The root is in place. Look at the last failure in `show license status` for the cause that remains.",
      };
    default:
      return unknownCode(reason);
  }
}

export function intentInWords(intent: Intent): string {
  return intent.kind === "observe" ? "read again" : `send \`${intent.command}\``;
}

export function outcomeInWords(outcome: SendOutcome): string {
  switch (outcome.result) {
    case "accepted":
      return "accepted";
    case "refused":
      return `refused: "${outcome.text}"`;
    case "unknown":
      return `outcome unknown (${outcome.detail}); the device is read again`;
  }
}

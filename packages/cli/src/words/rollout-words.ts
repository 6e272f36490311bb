/** What stopped a device during a rollout, and what the journal says, in words. */
import type { EndedEarly, HeldKind, Intent, RefusalKind, SendOutcome, StopReason } from "@reroot/core";
import { joined } from "./count.js";
import { minute } from "./dates.js";
import { differencesInWords, hours, rehearsedOutcomeInWords } from "./rehearsal.js";
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
    case "rollout/foreign-commit":
      return {
        sentence: `somebody committed a change since the audit: the newest commit is ${reason.found}, and was ${reason.expected}`,
        advice: "See what it was (`show configuration commit changes ID`), audit again and make a new plan.",
      };
    case "rollout/configuration-locked":
      return {
        sentence: `the configuration is locked by ${reason.by}`,
        advice: "Ask who holds it; when it is free, `reroot retry` takes the device up again.",
      };
    case "rollout/install-in-progress":
      return {
        sentence: "an install or ISSU operation is in progress",
        advice: "Wait until it has ended (`show install request`), then `reroot retry`.",
      };
    case "rollout/standby-not-ready":
      return {
        sentence: "the standby route processor is not ready",
        advice: "Bring it up first (`show redundancy`), then `reroot retry`.",
      };
    case "rollout/may-not-change":
      return {
        sentence: `this user may not change the device${reason.lacking.length > 0 ? `: it lacks ${joined(reason.lacking)}` : ""}`,
        advice: "Log in with a user that may, then `reroot retry`.",
      };
    case "rollout/no-space":
      return {
        sentence: `${reason.path} has ${reason.free} bytes free, and ${reason.needed} are needed`,
        advice: "Make room on the device, then `reroot retry`.",
      };
    case "rollout/check-unknown": {
      const because = unknownReasonInWords(reason.because);
      return {
        sentence: `whether it is safe to go on could not be learned (${reason.fact}): ${because.sentence}`,
        advice: because.advice ?? "Look at the device, then `reroot retry`.",
      };
    }
    case "rollout/command-refused":
      return {
        sentence: `it refused \`${reason.command}\`: "${reason.text}"`,
        advice: refusalAdvice(reason.because),
      };
    case "rollout/change-held":
      return {
        sentence: `nothing was changed: ${heldInWords(reason.because, reason.text)}`,
        advice: HELD_ADVICE,
      };
    case "rollout/not-sent":
      return {
        sentence: `nothing could be sent to it: ${reason.detail}`,
        advice: "Mend the way to the device, then `reroot retry`.",
      };
    case "rollout/step-without-effect":
      return {
        sentence: `after \`${reason.command}\` its effect is not to be seen`,
        advice: "Read the device's log and configuration, then plan again.",
      };
    case "rollout/foreign-certificates":
      return {
        sentence: `after the import its trust pool holds certificates that are not in the approved bundle: ${joined(reason.sha1)}`,
        advice:
          "The device fetched another file than the controller did. Do not go on; find out what answers at the bundle's URL.",
      };
    case "rollout/not-rehearsed":
      return {
        sentence: `its rehearsal says nothing of it: ${rehearsedOutcomeInWords(reason.because)}`,
        advice:
          "Look at the rehearsal (rehearsal.json, and the folder beside it). Mend the cause and rehearse again, or plan this device without a rehearsal.",
      };
    case "rollout/rehearsal-too-old":
      return {
        sentence: `its rehearsal is of ${minute(reason.madeAt)}, longer ago than ${hours(reason.maxAgeSeconds)}`,
        advice:
          "Rehearse again (`reroot rehearse --plan PLAN`), give `reroot apply` once more, then `reroot retry`.",
      };
    case "rollout/unlike-rehearsal":
      return {
        sentence: `it is not as it was rehearsed: ${differencesInWords(reason.differences)}`,
        advice:
          "Nothing more was sent to it. If it changed, audit, plan and rehearse anew; if the difference is of no matter, `reroot retry DEVICE --accept-differences --why WHY`.",
      };
    case "rollout/window-over":
      return {
        sentence: "its turn did not come before the last maintenance window closed",
        advice: "Make a new plan with windows that are still to come.",
      };
    case "rollout/cancelled":
      return { sentence: "the rollout was cancelled", advice: "Audit again before the next plan." };
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

const HELD_ADVICE =
  "Find out who is at work on the device. When they are done, `reroot retry` takes it up again.";

function heldInWords(because: HeldKind, text: string): string {
  switch (because) {
    case "configuration-locked":
      return "another session holds the configuration lock";
    case "foreign-commit":
      return "others committed while our session was open";
    case "foreign-candidate":
      return `the session's candidate held statements that nobody approved: ${text}`;
    default:
      return unknownCode(because);
  }
}

/** What a refusal means, where its text is known; the notice names the first. */
function refusalAdvice(because: RefusalKind | undefined): string {
  switch (because) {
    case "download-failed":
      return "The device could not fetch the file. Check name resolution, VRF, source interface and the way to the server from the device, or plan with a mirror or a file.";
    case "name-not-resolved":
      return "The device does not resolve the name. Plan with a mirror by its address, or with a file.";
    case "signature-refused":
      return "The device does not accept the signature of the bundle: its trust pool lacks the root that it was signed under.";
    case "not-authorized":
      return "This user may not do it. Check its task groups (`show user tasks`), then `reroot retry`.";
    case "command-unknown":
      return "This release does not know the command. Report it with its release, and do the device by hand.";
    case "commit-failed":
      return "Nothing was committed. Read `show configuration failed` for the cause, then plan again.";
    case "candidate-incomplete":
      return "Nothing was committed: the device did not take every approved line. Read its release's configuration guide, then plan again.";
    case "nothing-to-commit":
      return "Somebody has configured it in the meantime. Audit the device again.";
    case "no-space":
      return "The file system is full. Make room, then `reroot retry`.";
    case "no-such-file":
      return "The file is not where it was put. Look for whoever cleans up there (`dir harddisk:`), then `reroot retry`.";
    case "not-a-bundle":
      return "What the device fetched is no signed bundle. Something answers in the server's place, or cuts the file short: fetch it from the same network.";
    case "upload-refused":
      return "The device takes no files over SSH. Allow SFTP or SCP for this user (`ssh server` on the device), or plan with a mirror.";
    case "not-registered":
      return "The licensing agent is not registered. Register it by a plan that says so, with a token.";
    case undefined:
      return "Check the user's task groups and the device's log, then plan again.";
  }
}

export function intentInWords({ action }: Intent): string {
  if (action.kind === "copy-file") return `copy the bundle to ${action.path}`;
  if (action.kind === "configure") return `commit ${joined(action.lines.map((line) => `\`${line}\``))}`;
  return `send \`${action.command}\``;
}

export function outcomeInWords(outcome: SendOutcome): string {
  switch (outcome.result) {
    case "accepted":
      return "accepted";
    case "refused":
      return `refused: "${outcome.text}"`;
    case "held":
      return `left as it was: ${heldInWords(outcome.because, outcome.text)}`;
    case "unknown":
      return `outcome unknown (${outcome.detail}); the device is read again`;
    case "not-sent":
      return `nothing was sent: ${outcome.detail}`;
  }
}

export function endedEarlyInWords(because: EndedEarly): string {
  switch (because) {
    case "refused":
      return "the plan refuses to send anything";
    case "cancelled":
      return "it was cancelled";
    case "gate-closed":
      return "a gate closed";
    case "bundle-replaced":
      return "the bundle's URL serves another file than the approved one";
    case "bundle-unavailable":
      return "the bundle's URL could not be checked";
    case "window-over":
      return "no maintenance window opens any more";
  }
}

/** Why something about a device is not known, and how to learn it. */
import type { UnknownReason } from "@reroot/core";
import { unknownCode, type Words } from "./words.js";

export function unknownReasonInWords(reason: UnknownReason): Words {
  switch (reason.code) {
    case "evidence/not-read":
      return {
        sentence: `\`${reason.command}\` was not read`,
        advice: `Capture the output of \`${reason.command}\` on the device, or audit the device itself.`,
      };
    case "evidence/unreachable":
      return {
        sentence: `the device could not be reached (${reason.detail})`,
        advice: UNREACHABLE.get(reason.because) ?? CHECK_THE_PATH,
      };
    case "evidence/host-key-refused":
      return hostKeyRefused(reason);
    case "evidence/login-refused":
      return {
        sentence: `the device refused the login (${reason.detail})`,
        advice: "Check user name and password, or the device's AAA, then audit it again.",
      };
    case "evidence/session-lost":
      return {
        sentence: `the session ended before \`${reason.command}\` was answered (${reason.detail})`,
        advice: "Audit the device again; if it recurs, look at the path to the device and at its load.",
      };
    case "evidence/command-refused":
      return {
        sentence: `the device refused \`${reason.command}\` (${reason.detail})`,
        advice:
          "Give the user the task group that allows it (read on crypto, call-home, license), or use another user.",
      };
    case "evidence/on-standby":
      return {
        sentence: `the session came to the standby route processor, which answers \`${reason.command}\` with "standby"`,
        advice: "Audit the active one: give its address, or the virtual one that moves with it.",
      };
    case "evidence/not-understood":
      return {
        sentence: `the answer to \`${reason.command}\` makes no sense from line ${reason.line} on ("${reason.text}")`,
        advice:
          "Look at the transcript; if it is genuine output, report it together with the device's release.",
      };
    default:
      return unknownCode(reason);
  }
}

type Unreachable = Extract<UnknownReason, { readonly code: "evidence/unreachable" }>["because"];

const CHECK_THE_PATH = "Check address, port and the path to the device, then audit it again.";

const KEPT_FROM_A_SESSION: Readonly<Record<NonNullable<Unreachable>, string>> = {
  "no-common-algorithm":
    "Where the device is too old for today's algorithms, allow it the old ones: --legacy-algorithms NAME, or its group.",
  "no-prompt":
    "Log in by hand and look at what stands before the prompt; Reroot reads prompts of IOS XR, IOS XE and IOS.",
  "ssh-configuration": "Change that line of the SSH configuration, or leave it out: --ssh-config none.",
  "jump-host": "Mend the way to the jump host first; all devices behind it wait for it.",
  cancelled: "Audit it again: --again DIR.",
};
const UNREACHABLE: ReadonlyMap<Unreachable, string> = new Map(
  Object.entries(KEPT_FROM_A_SESSION) as [Unreachable, string][],
);

const COMPARE = "Compare the key with the device's console (`show crypto key mypubkey`).";

function hostKeyRefused({
  key,
  detail,
}: Extract<UnknownReason, { readonly code: "evidence/host-key-refused" }>): Words {
  switch (key) {
    case "unknown":
      return {
        sentence: `nobody has vouched for the device's SSH host key yet (${detail}); nothing was sent`,
        advice: `${COMPARE} Then file it in known_hosts, or let --accept-new-host-keys do so.`,
      };
    case "revoked":
      return {
        sentence: `the device's SSH host key is one that known_hosts revokes (${detail}); nothing was sent`,
        advice: "Somebody holds a key that was given up. Give the device a new one on its console.",
      };
    default:
      return {
        sentence: `the device's SSH host key is not the expected one (${detail}); nothing was sent`,
        advice: `${COMPARE} If the change is genuine, correct known_hosts.`,
      };
  }
}

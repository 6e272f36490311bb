/** What is expected of each step of a plan: the device's answer, and what is looked at afterwards. */
import type { PlannedStep } from "@reroot/core";

export interface StepWords {
  readonly expected: string;
  readonly check: string;
}

export function stepInWords(step: PlannedStep): StepWords {
  switch (step.kind) {
    case "import-bundle":
      return {
        expected: "No refusal: no line that says `failed`, `Invalid input` or `not authorized`.",
        check: `\`show crypto ca trustpool\`: it holds SHA-1 ${step.requiredRoots.map(({ sha1 }) => sha1).join(", ")}, and no certificate that is neither of the approved bundle nor was there before.`,
      };
    case "set-bundle-url":
      return {
        expected: "The commit succeeds with only these lines in it.",
        check: `\`show crypto ca trustpool policy\`: the bundle URL is ${step.bundleUrl ?? "not configured"}.`,
      };
    case "copy-bundle":
      return {
        expected: "The copy ends without an error.",
        check: `\`show md5 file ${step.path}\`: ${step.md5}.`,
      };
    case "remove-file":
      return { expected: "The deletion is confirmed for exactly this path.", check: `${step.path} is gone.` };
    case "restore-pool":
      return {
        expected: "No refusal.",
        check:
          "`show crypto ca trustpool`: the pool is the one that the plan names, certificate by certificate.",
      };
    case "renew-authorization":
      return {
        expected: "The renewal is accepted, or nothing is printed.",
        check: `\`show license status\`: the last communication attempt SUCCEEDED, later than this command on the device's own clock, within ${step.deadlineSeconds} s. Whether the licences are in compliance is another matter.`,
      };
    case "send-call-home-test":
      return {
        expected: "The message is sent, or nothing is printed.",
        check: `\`show call-home statistics\`: a message was sent later than this command, within ${step.deadlineSeconds} s, and no failure is logged since.`,
      };
    case "register":
      return {
        expected: "Registration is in progress. The token is typed in place of `<token>` and kept nowhere.",
        check: `\`show license status\`: REGISTERED, within ${step.deadlineSeconds} s.`,
      };
    case "make-crl-optional":
      return {
        expected: "The commit succeeds with only these lines in it.",
        check: `\`show running-config crypto\`: the trustpoint ${step.trustpoint} has \`crl optional\`.`,
      };
    case "restore-crl-check":
      return {
        expected: "The commit succeeds with only these lines in it.",
        check: `\`show running-config crypto\`: the trustpoint ${step.trustpoint} has no \`crl optional\`.`,
      };
  }
}

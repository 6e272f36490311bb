/** Why a plan holds a device back, and what would free it. */
import {
  type CannotUndo,
  type Caution,
  type Gate,
  type HoldReason,
  linesOf,
  type SeparateApproval,
  type Undo,
} from "@reroot/core";
import { bundleRefusalName } from "./bundle-failure.js";
import { day } from "./dates.js";
import { causeName } from "./finding-reason.js";
import { unknownReasonInWords } from "./unknown-reason.js";
import { unknownCode, type Words } from "./words.js";

export function holdReasonInWords(reason: HoldReason): Words {
  switch (reason.code) {
    case "plan/not-determined": {
      if (reason.because) return unknownReasonInWords(reason.because);
      return {
        sentence: "its verdict could not be determined",
        advice: "Supply what the audit says is missing, then plan again.",
      };
    }
    case "plan/other-cause-first":
      return {
        sentence: `another cause must be mended first: ${causeName(reason.cause)}`,
        advice: "Mend that cause, audit the device again, and make a new plan.",
      };
    case "plan/device-cannot-resolve-bundle-host":
      return {
        sentence: `the device cannot resolve ${reason.host}, so it could not fetch the bundle`,
        advice: "Mend its name resolution, or plan with the bundle on a server that it can reach by address.",
      };
    case "plan/bundle-unavailable":
      return {
        sentence: `the bundle at ${reason.url} could not be fetched (${reason.detail})`,
        advice: "Check the URL from here, or give a copy with `--bundle FILE`, then plan again.",
      };
    case "plan/bundle-refused":
      return {
        sentence: `the bundle at ${reason.url} was refused: ${bundleRefusalName(reason.failure)}`,
        advice:
          "Do not import it. Fetch it again from the vendor and look at it with `reroot bundle verify`; if it is refused again, ask the vendor.",
      };
    case "plan/bundle-lacks-root":
      return {
        sentence: `the bundle at ${reason.url} does not hold ${reason.commonName}; importing it would not help`,
        advice: "Use a bundle that holds it, such as the vendor's current ios.p7b.",
      };
    case "plan/signer-not-in-pool":
      return {
        sentence: `the device does not trust the root that signed the bundle (${reason.signerRootSha256.slice(0, 16)}...)`,
        advice: "Use a bundle signed under a root that the device's trust pool holds.",
      };
    case "plan/bundle-older-than-pool":
      return {
        sentence: `the device holds a downloaded certificate of ${day(reason.notBefore)} (${reason.subject}), and the bundle was signed on ${day(reason.signedAt)}: the device has a newer one`,
        advice: "Plan with the vendor's current bundle: reroot bundle fetch.",
      };
    case "plan/bundle-older-than-imported":
      return {
        sentence: `the device has downloaded what only ${reason.name} version ${reason.version} holds, signed on ${day(reason.signedAt)}: it has a newer one`,
        advice: "Plan with the vendor's current bundle: reroot bundle fetch.",
      };
    case "plan/no-window":
      return {
        sentence: `the policy has no maintenance window for ${reason.site === undefined ? "a device without a site" : `the site ${reason.site}`}`,
        advice:
          "Give it one under `windows` in the policy file, or one without sites and groups for all others.",
      };
    case "plan/cannot-be-undone":
      return CANNOT_UNDO[reason.because];
    case "plan/no-remedy":
      return {
        sentence: `the notice offers no remedy for ${reason.os}`,
        advice: "Ask the vendor for the notice that concerns this operating system.",
      };
    default:
      return unknownCode(reason);
  }
}

const CANNOT_UNDO: Readonly<Record<CannotUndo, Words>> = {
  "another-bundle": {
    sentence: "its undo imports another earlier bundle than the rest of this plan",
    advice: "Undo the others first, then make an undo plan for what is left.",
  },
  "earlier-downloaded-certificates": {
    sentence: "it cannot be undone: certificates downloaded earlier are not held and cannot be restored",
    advice: "Leave it as it is: the required root beside the earlier ones does no harm.",
  },
  "nothing-to-take-back": {
    sentence: "nothing that was sent to it can be taken back: a contact, a registration or an undo itself",
    advice: "Leave it as it is.",
  },
};

/** The check that a device with two route processors is still owed. */
export const AFTER_SWITCHOVER = "`reroot audit --again RUN --only with-standby`";

export function cautionInWords(caution: Caution): string {
  switch (caution) {
    case "renewal-may-show-out-of-compliance":
      return "renewing may turn AUTHORIZED into OUT OF COMPLIANCE if entitlements are short";
    case "verification-is-off":
      return "certificate verification is switched off: a success afterwards would prove nothing";
    case "renewal-not-possible":
      return "the authorization cannot be renewed on this device";
    case "standby-pool-unseen":
      return `the pool of the standby route processor cannot be seen; after the next switchover: ${AFTER_SWITCHOVER}`;
    case "agent-not-registered":
      return "the licensing agent is not registered: it needs a registration, not a renewal";
    case "other-cause-remains":
      return "names are not resolved: the root is brought all the same, and contacts succeed once that is mended";
    case "import-may-drop-certificates":
      return "it has downloaded certificates that are still valid and not in this bundle, from another one or a newer one, which a device does not tell: the import may take them away";
    case "crl-check-weakened":
      return "with `crl optional` a server certificate that was revoked is still accepted while lists cannot be reached";
  }
}

/** When the next wave opens. */
export function gateInWords({ failuresAllowed, soakSeconds, requiredVerdicts }: Gate): string {
  const soak = soakSeconds > 0 ? ` after ${soakSeconds} s of quiet` : "";
  const limit =
    failuresAllowed === 0
      ? "none of these fails or is held"
      : `at most ${failuresAllowed} of these fail or are held`;
  const verdicts = requiredVerdicts ? `, and each that was changed is ${requiredVerdicts.join(" or ")}` : "";
  return `Gate: the next wave opens${soak} when ${limit}${verdicts}.`;
}

export function undoInWords(undo: Undo): string {
  switch (undo.kind) {
    case "steps": {
      const lines = undo.steps.flatMap(({ action }) => linesOf(action)).join("; ");
      return undo.cannotRestore
        ? `${lines}; the trust pool itself stays: certificates downloaded earlier cannot be restored`
        : lines;
    }
    case "none":
      return NO_UNDO[undo.because];
  }
}

const NO_UNDO: Readonly<Record<Extract<Undo, { kind: "none" }>["because"], string>> = {
  "earlier-downloaded-certificates": "none: certificates downloaded earlier cannot be restored",
  "nothing-to-take-back": "none: it changes nothing that could be taken back",
  "it-is-an-undo": "none: this is an undo",
};

/** What a step that needs a yes of its own is about. */
export function separateApprovalInWords(what: SeparateApproval): string {
  switch (what) {
    case "registration":
      return "the registration";
    case "crl-optional":
      return "making the CRL check optional";
  }
}

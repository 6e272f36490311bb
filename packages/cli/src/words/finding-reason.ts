/** Why a rule applied to a device: one table of codes and their words. */
import type { FailureCause, ReasonDetail, UnknownReason } from "@reroot/core";
import { day, minute } from "./dates.js";
import { unknownReasonInWords } from "./unknown-reason.js";
import { unknownCode, type Words } from "./words.js";

/**
 * All reasons of one service. A device with which no session came about has one reason, however many
 * facts are unknown because of it.
 */
export function reasonsInWords(reasons: readonly ReasonDetail[]): readonly Words[] {
  const noSession = reasons.flatMap((reason) =>
    "because" in reason && NO_SESSION.has(reason.because.code) ? [reason.because] : [],
  )[0];
  return noSession ? [unknownReasonInWords(noSession)] : reasons.map(reasonInWords);
}

const NO_SESSION: ReadonlySet<UnknownReason["code"]> = new Set([
  "evidence/unreachable",
  "evidence/host-key-refused",
  "evidence/login-refused",
]);

export function reasonInWords(reason: ReasonDetail): Words {
  switch (reason.code) {
    case "finding/other-operating-system":
      return { sentence: `runs ${reason.os}, which the notice does not concern` };
    case "finding/exempt-reservation":
      return { sentence: `uses ${RESERVATIONS[reason.mode]}, which needs no connection` };
    case "finding/licensing-disabled":
      return { sentence: "Smart Licensing is not enabled" };
    case "finding/other-transport":
      return { sentence: `licensing uses the transport "${reason.transport}" instead` };
    case "finding/call-home-unused":
      return { sentence: "no active Call Home profile reports to this endpoint" };
    case "finding/unknown-pool":
      return unknownFact("the trust pool is not known", reason.because);
    case "finding/unknown-licence":
      return unknownFact("the state of licensing is not known", reason.because);
    case "finding/unknown-verification":
      return unknownFact("whether certificates are verified is not known", reason.because);
    case "finding/unknown-call-home":
      return unknownFact(
        `whether Smart Call Home is used is not known (if it is: ${reason.ifUsed})`,
        reason.because,
      );
    case "finding/unresolved-pool-entry":
      return {
        sentence: `the trust pool holds "${reason.subject}" (SHA-1 ${reason.sha1}), which no known certificate matches`,
        advice: "Find that certificate; until then nobody can say what the device trusts through it.",
      };
    case "finding/unknown-transport":
      return {
        sentence: "`show license status` does not say which transport licensing uses",
        advice: "Read `show running-config license` and `show running-config call-home` on the device.",
      };
    case "finding/success-without-root":
      return {
        sentence: `reports success on ${minute(reason.at)}, after the cut-over of ${day(reason.cutOver)}, without the required root: the evidence contradicts itself`,
        advice:
          "Look for switched-off verification, TLS interception or a proxy, and read the trust pool again.",
      };
    case "finding/contact-failed":
      return { sentence: `last contact failed on ${minute(reason.at)}${quoted(reason.text)}` };
    case "finding/registration-failed":
      return { sentence: `registration failed${quoted(reason.text)}` };
    case "finding/verification-error-logged":
      return { sentence: `logged ${reason.mnemonic}${reason.at ? ` on ${minute(reason.at)}` : ""}` };
    case "finding/cut-over-passed":
      return {
        sentence:
          reason.basis === "observed"
            ? `${reason.endpoint} serves a chain under the required root (seen)`
            : `${reason.endpoint} changed its root by ${day(reason.date)} (announced)`,
      };
    case "finding/cut-over-ahead":
      return { sentence: `${reason.endpoint} changes its root by ${day(reason.date)} (announced)` };
    case "finding/root-absent":
      return { sentence: `${reason.commonName} is not in the trust pool` };
    case "finding/root-held":
      return { sentence: `${reason.commonName} is in the trust pool (${reason.set})` };
    case "finding/cause":
      return causeInWords(reason.cause, reason.text);
    case "finding/verification-off":
      return {
        sentence: "certificate verification is switched off (`http client secure-verify-peer disable`)",
        advice: "Import the required root first, then remove that line.",
      };
    case "finding/plain-http":
      return {
        sentence: `what is sent to ${reason.endpoint} goes over plain HTTP: no certificate is looked at`,
        advice: "Import the required root first, then change the destination to https.",
      };
    case "finding/root-out-of-date":
      return {
        sentence: `${reason.commonName} in the trust pool is valid only until ${day(reason.notAfter)}`,
        advice: "Import a bundle that holds its successor.",
      };
    default:
      return unknownCode(reason);
  }
}

const RESERVATIONS = {
  plr: "Permanent License Reservation",
  slr: "Specific License Reservation",
} as const;

function unknownFact(what: string, because: UnknownReason): Words {
  const words = unknownReasonInWords(because);
  return { ...words, sentence: `${what}: ${words.sentence}` };
}

function causeInWords(cause: FailureCause, text?: string): Words {
  const words = CAUSES[cause];
  return { ...words, sentence: `${words.sentence}${quoted(text)}` };
}

/** The cause alone, where a plan names it. */
export function causeName(cause: string): string {
  return (CAUSES as Readonly<Record<string, Words>>)[cause]?.sentence ?? cause;
}

const CAUSES: Readonly<Record<FailureCause, Words>> = {
  dns: {
    sentence: "the device cannot resolve the server's name",
    advice: "Mend name resolution: `domain name-server`, its VRF and `domain lookup source-interface`.",
  },
  "unreachable-endpoint": {
    sentence: "the device cannot reach the server",
    advice: "Check route, VRF and source interface of `http client` and `call-home`, and the firewall.",
  },
  proxy: {
    sentence: "the proxy refuses or fails",
    advice: "Check the proxy of `call-home` and `http client`.",
  },
  interception: {
    sentence: "something between device and server presents a certificate of its own",
    advice: "Exempt the server from TLS inspection.",
  },
  clock: {
    sentence: "the device's clock is wrong",
    advice: "Set clock or NTP; certificates are judged by it.",
  },
  crl: {
    sentence: "a revocation list cannot be fetched",
    advice: "Make the CRL's location reachable, or consider `crl optional` and what it weakens.",
  },
  "expired-certificate": {
    sentence: "a certificate of the server is out of its dates, by the device's clock",
    advice: "`reroot endpoint probe` shows the dates of what is served; compare the device's clock.",
  },
  "not-the-certificate": {
    sentence: "not a certificate problem: the connection failed, or the server answered with an error",
    advice:
      "Check route, VRF, source interface, proxy and firewall of `call-home` and `http client`; then the server's own state.",
  },
  "transport-disabled": {
    sentence: "the licensing transport is disabled",
    advice: "Activate the Call Home profile that reports smart-licensing-data.",
  },
  "empty-response": {
    sentence: "the server answers with nothing",
    advice: "Look at proxy and server; try again later.",
  },
  initialisation: {
    sentence: "the communication could not be initialised",
    advice: "Check `call-home` and `http client`.",
  },
  vrf: {
    sentence: "it is sent in a VRF that is not defined on the device",
    advice: "Check `http client vrf` and `call-home vrf` against the VRFs that the device has.",
  },
  "source-interface": {
    sentence: "it is sent from a configured source interface, and came to no handshake with the server",
    advice: "Check that the interface is up, in the right VRF, and that the way back leads to its address.",
  },
  "incomplete-chain": {
    sentence: "the server does not send the certificates between its own and a root",
    advice: "Nothing on the device mends that; `reroot endpoint probe` shows when the server is mended.",
  },
  "refused-certificate": {
    sentence: "the device refuses the server's certificate although it holds the root",
    advice:
      "Look for TLS inspection on the device's way out, for revocation lists that it cannot fetch, and at the certificate's dates; `reroot endpoint probe` shows what the server itself serves.",
  },
  unexplained: {
    sentence: "nothing that was read explains the failure",
    advice: "Read `show logging` for the time of the failure, and name resolution and path by hand.",
  },
};

function quoted(text: string | undefined): string {
  return text === undefined || text === "" ? "" : `: "${text}"`;
}

/**
 * Why the last contact failed, as far as the device's own words tell. `COMM_FAILED` has many causes
 * and a verification error says that verification failed, not why; so a cause is named only where a
 * text or a fact names it. The texts are those seen on devices (docs/notice-format.md, "symptoms").
 */
import type { DeviceFacts, LogMessage } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { FailureCause } from "./finding.js";
import type { Situation } from "./situation.js";

/** A certificate is judged by the device's clock; a day's error is far more than any drift. */
export const CLOCK_TOLERANCE_SECONDS = 86_400;

const TEXTS: readonly (readonly [RegExp, FailureCause])[] = [
  [/unable to resolve|could ?n.t resolve|resolve (server )?host/i, "dns"],
  [/transport is disabled/i, "transport-disabled"],
  [/empty response/i, "empty-response"],
  [/init(ialization)? failure/i, "initialisation"],
  [/\bproxy\b/i, "proxy"],
  [/time ?d? ?out|ERR 207|connection refused|unreachable|no route/i, "unreachable-endpoint"],
  [/\bCRL\b|revocation/i, "crl"],
];

/** The cause upstream of the handshake, or beside the missing root, where one is seen. */
export function causeSeen(situation: Situation): FailureCause | undefined {
  const { facts, contact, at, served } = situation;
  if (clockIsWrong(situation)) return "clock";
  const fromText = contact?.text === undefined ? undefined : causeInText(contact.text);
  const told = fromText ?? causeInLog(ifKnown(facts.log)?.messages ?? [], contact?.at);
  if (told) return told;
  const refusal = verificationError(facts, served.requiredFrom ?? at);
  if (refusal && causeInText(refusal.text) === "crl") return "crl";
  // A handshake that got as far as a certificate found its way to a server.
  return !refusal && namesUnresolvable(situation) ? "dns" : undefined;
}

/** Off by comparison with ours, or before the day on which a required root begins. */
function clockIsWrong({ facts, notice }: Situation): boolean {
  const clock = ifKnown(facts.clock);
  if (!clock) return false;
  const { aheadSeconds, deviceTime } = clock;
  if (aheadSeconds !== undefined && Math.abs(aheadSeconds) > CLOCK_TOLERANCE_SECONDS) return true;
  return notice.requiredRoots.some(({ notBefore }) => Date.parse(deviceTime) < Date.parse(notBefore));
}

/** A proxy resolves names itself; without one the endpoint's own name must be resolved. */
function namesUnresolvable({ facts, endpoint }: Situation): boolean {
  return ifKnown(facts.httpClient)?.proxy === undefined && cannotResolve(facts, endpoint.host);
}

/** Known to have no name server, or not to ask one, and to have no entry for the host. */
export function cannotResolve({ nameResolution }: DeviceFacts, host: string): boolean {
  const resolution = ifKnown(nameResolution);
  if (!resolution || resolution.staticHosts[host]?.length) return false;
  return resolution.lookup === "disabled" || resolution.nameServers.length === 0;
}

function causeInText(text: string): FailureCause | undefined {
  return TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}

const TELLING = /COMM_FAILED|SL_MESSAGE_FAILED|AUTH_RENEW_FAILED|AGENT_REG_FAILED|CRL_FETCH_FAIL/;

/** The newest telling message counts; one that is older than the failure tells nothing of it. */
function causeInLog(messages: readonly LogMessage[], since: string | undefined): FailureCause | undefined {
  const telling = messages.filter(
    (message) =>
      TELLING.test(message.mnemonic) &&
      (since === undefined || message.at === undefined || message.at >= since),
  );
  const newest = telling.at(-1);
  return newest && causeInText(newest.text);
}

/** A TLS verification error in the log at or after `since`, newest first. */
export function verificationError(facts: DeviceFacts, since: string): LogMessage | undefined {
  return ifKnown(facts.log)?.messages.findLast(
    (message) => message.mnemonic.includes("CERT_VERIFY") && message.at !== undefined && message.at >= since,
  );
}

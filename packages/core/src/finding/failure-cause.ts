/**
 * Why the last contact failed, as far as the device's own words tell. `COMM_FAILED` has many causes
 * and a verification error says that verification failed, not why; so a cause is named only where a
 * text or a fact names it. The texts are those seen on devices (docs/notice-format.md, "symptoms").
 */
import type { DeviceFacts, LogMessage } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { FailureCause } from "./finding.js";

/** A certificate is judged by the device's clock; a day's error is far more than any drift. */
const CLOCK_TOLERANCE_SECONDS = 86_400;

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
export function causeSeen(
  facts: DeviceFacts,
  text: string | undefined,
  since?: string,
): FailureCause | undefined {
  const ahead = ifKnown(facts.clock)?.aheadSeconds;
  if (ahead !== undefined && Math.abs(ahead) > CLOCK_TOLERANCE_SECONDS) return "clock";
  const fromText = text === undefined ? undefined : causeInText(text);
  return fromText ?? causeInLog(ifKnown(facts.log)?.messages ?? [], since);
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

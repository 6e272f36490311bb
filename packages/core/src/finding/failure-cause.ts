/**
 * Why the last contact failed, as far as the device's own words tell. `COMM_FAILED` has many causes
 * and a verification error says that verification failed, not why; so a cause is named only where a
 * text or a fact names it. The texts are those seen on devices (docs/notice-format.md, "symptoms").
 */
import type { DeviceFacts, LogMessage } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { FailureCause } from "./finding.js";
import type { Situation } from "./situation.js";
import { causeOnTheWay, namesUnresolvable } from "./way-out.js";

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
  [/\bcert(?:ificate)? (?:has )?expired\b|not yet valid/i, "expired-certificate"],
];

/** The cause upstream of the handshake, or beside the missing root, where one is seen. */
export function causeSeen(situation: Situation): FailureCause | undefined {
  const { facts, contact, at, served } = situation;
  if (clockIsWrong(situation)) return "clock";
  const fromText = contact?.text === undefined ? undefined : causeInText(contact.text);
  const told = fromText ?? causeInLog(ifKnown(facts.log)?.messages ?? [], contact?.at);
  if (told) return told;
  const error = contact && errorAtContact(facts, contact);
  const fromError = error && causeInText(error.text);
  if (fromError) return fromError;
  if (failedBeforeHandshake(situation)) return causeOnTheWay(situation);
  const defect = chainDefect(situation);
  if (defect) return defect;
  // A handshake that got as far as a certificate found its way to a server.
  const reached = error ?? verificationError(facts, served.requiredFrom ?? at);
  return !reached && namesUnresolvable(situation) ? "dns" : undefined;
}

/**
 * The contact's own failure is in the log, and no verification error stands beside it: no certificate was
 * looked at. Where the log does not reach back so far, or keeps no such messages, nobody can say.
 */
function failedBeforeHandshake({ facts, contact }: Situation): boolean {
  const log = ifKnown(facts.log);
  if (contact?.at === undefined || contact.result === "succeeded" || !log) return false;
  const beside = log.messages.filter((message) => isBeside(message, contact.at as string));
  if (beside.some(isVerificationError)) return false;
  return beside.some((message) => FAILED.test(message.mnemonic) && isSurrounded(message, log.messages));
}

/** Whether all that the log held beside this message is in the evidence; true of the newest that says the same. */
function isSurrounded(message: LogMessage, messages: readonly LogMessage[]): boolean {
  if (messages.every(({ times }) => times === undefined)) return true;
  return (
    message ===
    messages.findLast(({ mnemonic, text }) => mnemonic === message.mnemonic && text === message.text)
  );
}

const FAILED = /COMM_FAILED|AUTH_RENEW_FAILED|AGENT_REG_FAILED|ID_CERT_RENEW_FAILED|HTTP_REQUEST_FAILED/;

// The agent tells of a failure when it gives up: in the notice's own sample 151 seconds after the verification error.
const BEFORE_MS = 600_000;
const AFTER_MS = 60_000;

function isBeside({ at }: LogMessage, moment: string): boolean {
  const later = Date.parse(at ?? "") - Date.parse(moment);
  return later >= -BEFORE_MS && later <= AFTER_MS;
}

function isVerificationError({ mnemonic }: LogMessage): boolean {
  return mnemonic.includes("CERT_VERIFY");
}

/** The verification error that this contact met, where the log shows one beside it. */
export function errorAtContact(
  { log }: DeviceFacts,
  { at }: { readonly at?: string },
): LogMessage | undefined {
  if (at === undefined) return undefined;
  return ifKnown(log)?.messages.findLast((message) => isVerificationError(message) && isBeside(message, at));
}

/** What is wrong with the chain as it was seen from here; a device that refused one will have met the same. */
function chainDefect({ chain, contact }: Situation): FailureCause | undefined {
  if (!chain || contact?.at === undefined) return undefined;
  // One that has ended only since it was seen may have been replaced unseen.
  const wasExpired = chain.leafNotAfter < chain.seenAt && chain.leafNotAfter < contact.at;
  if (wasExpired) return "expired-certificate";
  return chain.certificates.length === 1 && chain.rootSha256 === undefined ? "incomplete-chain" : undefined;
}

/** Off by comparison with ours, or before the day on which a required root begins. */
function clockIsWrong({ facts, notice, contact, chain }: Situation): boolean {
  const clock = ifKnown(facts.clock);
  if (!clock) return false;
  const { aheadSeconds, deviceTime } = clock;
  // Ahead, yet not beyond the end of what the server shows: what the device refused there, it refused for another reason.
  const isWithinDates = (aheadSeconds ?? 0) > 0 && chain !== undefined && deviceTime < chain.leafNotAfter;
  if (isWithinDates && contact && errorAtContact(facts, contact)) return false;
  if (aheadSeconds !== undefined && Math.abs(aheadSeconds) > CLOCK_TOLERANCE_SECONDS) return true;
  return notice.requiredRoots.some(({ notBefore }) => Date.parse(deviceTime) < Date.parse(notBefore));
}

/**
 * The server's chain is one that the device must accept: its root came with the release, so that it was there at the
 * contact; it was seen served; clock and revocation lists are out of the question. What the device was shown then, and
 * refused, was another.
 */
export function shownAnother({ facts, pool, contact, served, servedAt, at }: Situation): boolean {
  const held = ifKnown(pool);
  const cameWithRelease = held?.missing.length === 0 && held.held.every(({ set }) => set === "Built-In");
  const isSeen = served.root === "required" && served.basis === "observed";
  const wasServed = servedAt(contact?.at ?? at).root === "required";
  const ahead = ifKnown(facts.clock)?.aheadSeconds;
  const clockIsRight = ahead !== undefined && Math.abs(ahead) <= CLOCK_TOLERANCE_SECONDS;
  const asksNoList = ifKnown(facts.trustPoolPolicy)?.crl === "optional";
  return cameWithRelease && isSeen && wasServed && clockIsRight && asksNoList;
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
    (message) => isVerificationError(message) && message.at !== undefined && message.at >= since,
  );
}

/**
 * Everything that the rules look at for one device, one service and one endpoint, derived once.
 * It states facts in the notice's terms; it gives no verdict.
 */
import type { DeviceFacts, LogMessage } from "../evidence/evidence.js";
import { ifKnown, type Known, shownBy, type TranscriptId } from "../evidence/known.js";
import type { FieldNotice, NoticeEndpoint, ServiceId } from "../notice/notice.js";
import { hostOf } from "../url-host.js";
import type { Reason, ReasonDetail } from "./finding.js";
import type { PoolView } from "./pool-view.js";
import type { SeenChain, Served, ServedAt } from "./served.js";
import { familyOf, type Usage } from "./usage.js";

export interface Situation {
  readonly notice: FieldNotice;
  readonly endpoint: NoticeEndpoint;
  readonly service: ServiceId;
  /** The moment that is asked about; ISO 8601. */
  readonly at: string;
  /** When the device was read; ISO 8601. */
  readonly readAt: string;
  readonly facts: DeviceFacts;
  readonly usage: Usage;
  readonly pool: Known<PoolView>;
  readonly served: Served;
  readonly servedAt: ServedAt;
  /** The endpoint's chain as it was seen last. */
  readonly chain?: SeenChain;
  /** The last contact of this service, where its outcome is known. */
  readonly contact?: Contact;
  /** Sent over plain HTTP: no certificate is looked at. */
  readonly inClear: boolean;
  /** No certificate is verified: switched off, or nothing to verify. */
  readonly verificationOff: boolean;
}

export interface Contact {
  readonly result: "succeeded" | "failed";
  /** Absent where the device says that it failed but not when. */
  readonly at?: string;
  readonly text?: string;
  readonly shownBy: readonly TranscriptId[];
}

export interface Circumstances {
  readonly notice: FieldNotice;
  readonly at: string;
  readonly readAt: string;
  readonly facts: DeviceFacts;
  readonly pool: Known<PoolView>;
}

/** One endpoint as it was seen, for all devices. */
export interface EndpointSight {
  readonly servedAt: ServedAt;
  readonly chain?: SeenChain;
}

export function situationOf(
  circumstances: Circumstances,
  endpoint: NoticeEndpoint,
  service: ServiceId,
  usage: Usage,
  { servedAt, chain }: EndpointSight,
): Situation {
  const { facts, at } = circumstances;
  const contact = contactOf(service, facts);
  const inClear = sentInClear(service, endpoint, facts);
  return {
    ...circumstances,
    endpoint,
    service,
    usage,
    servedAt,
    served: servedAt(at),
    ...(chain && { chain }),
    inClear,
    verificationOff: inClear || ifKnown(facts.httpClient)?.peerVerification === "off-seen",
    ...(contact && { contact }),
  };
}

/** True only where the pool is known and at least one required root is not in it. */
export function rootAbsent(situation: Situation): boolean {
  return (ifKnown(situation.pool)?.missing.length ?? 0) > 0;
}

export function reason(detail: ReasonDetail, ...facts: readonly Known<unknown>[]): Reason {
  return { ...detail, shownBy: shownBy(...facts) };
}

/** One reason for each required root that the pool lacks. */
export function absentRoots(situation: Situation): readonly Reason[] {
  return (ifKnown(situation.pool)?.missing ?? []).map(({ commonName, sha256 }) =>
    reason({ code: "finding/root-absent", commonName, sha256 }, situation.facts.trustPool),
  );
}

export function heldRoots(situation: Situation): readonly Reason[] {
  return (ifKnown(situation.pool)?.held ?? []).map(({ root, set }) => {
    const { commonName, sha256 } = root;
    return reason({ code: "finding/root-held", commonName, sha256, set }, situation.facts.trustPool);
  });
}

/** A root that is held but out of its own dates anchors nothing. */
export function outOfDateRoots({ pool, facts }: Situation): readonly Reason[] {
  return (ifKnown(pool)?.outOfDate ?? []).map(({ root }) =>
    reason(
      { code: "finding/root-out-of-date", commonName: root.commonName, notAfter: root.notAfter },
      facts.trustPool,
    ),
  );
}

export function failedContact({ contact }: Situation): readonly Reason[] {
  if (contact?.result !== "failed") return [];
  const text = contact.text === undefined ? {} : { text: contact.text };
  const { shownBy } = contact;
  if (contact.at === undefined) return [{ code: "finding/registration-failed", ...text, shownBy }];
  return [{ code: "finding/contact-failed", at: contact.at, ...text, shownBy }];
}

export function loggedError({ facts }: Situation, error: LogMessage | undefined): readonly Reason[] {
  if (!error) return [];
  const when = error.at === undefined ? {} : { at: error.at };
  const { mnemonic } = error;
  return [reason({ code: "finding/verification-error-logged", mnemonic, ...when }, facts.log)];
}

/** When the endpoint moves, or moved, to the required root, and how that is known. */
export function cutOverReasons({ endpoint, at, served }: Situation): readonly Reason[] {
  const { requiredFrom, basis, root } = served;
  if (requiredFrom === undefined) return [];
  const moved = root === "required" && requiredFrom <= at;
  const detail = { endpoint: endpoint.host, date: requiredFrom, basis };
  return [reason({ code: moved ? "finding/cut-over-passed" : "finding/cut-over-ahead", ...detail })];
}

/** Why no certificate is verified. */
export function unverifiedReason({ inClear, endpoint, facts }: Situation): Reason {
  if (!inClear) return reason({ code: "finding/verification-off" }, facts.httpClient);
  return reason({ code: "finding/plain-http", endpoint: endpoint.host }, facts.licence, facts.callHome);
}

function contactOf(service: ServiceId, facts: DeviceFacts): Contact | undefined {
  const licence = ifKnown(facts.licence);
  if (familyOf(service) === "smart-call-home") return callHomeContact(facts);
  if (familyOf(service) !== "smart-licensing" || !licence) return undefined;
  const cited = { shownBy: shownBy(facts.licence) };
  const { lastContact, registration } = licence;
  if (licence.mode === "smart-using-policy") {
    const later = failureLogged(facts, lastContact?.at);
    if (later) return later;
  }
  if (lastContact) {
    const text = lastContact.failureReason;
    const when = { result: lastContact.result, at: lastContact.at };
    return { ...when, ...cited, ...(text !== undefined && { text }) };
  }
  if (registration.status === "registered") return undefined;
  const logged = failureLogged(facts);
  if (logged) return logged;
  if (registration.status !== "failed") return undefined;
  const text = registration.failureReason;
  return { result: "failed", ...cited, ...(text !== undefined && { text }) };
}

/** Smart Call Home prints when it last sent a message; what it could not send stands in the log alone. */
function callHomeContact({ log, callHomeStatistics }: DeviceFacts): Contact | undefined {
  const failure = ifKnown(log)?.messages.findLast(({ mnemonic }) => /HTTP_REQUEST_FAILED/.test(mnemonic));
  const sentAt = callHomeStatistics && ifKnown(callHomeStatistics)?.lastSentAt;
  if (failure?.at !== undefined && (sentAt === undefined || sentAt < failure.at)) {
    return { result: "failed", at: failure.at, text: failure.text, shownBy: shownBy(log) };
  }
  if (sentAt === undefined || !callHomeStatistics) return undefined;
  return { result: "succeeded", at: sentAt, shownBy: shownBy(callHomeStatistics) };
}

/**
 * An agent that never registered prints no attempt, and one by policy none that failed: its log does. `after` is the
 * last one that it prints.
 */
function failureLogged(facts: DeviceFacts, after = ""): Contact | undefined {
  const told = ifKnown(facts.log)?.messages.findLast(({ mnemonic }) =>
    /AGENT_REG_FAILED|COMM_FAILED|COMM_RESTORED/.test(mnemonic),
  );
  if (told?.at === undefined || told.at <= after || told.mnemonic.includes("RESTORED")) return undefined;
  return { result: "failed", at: told.at, text: told.text, shownBy: shownBy(facts.log) };
}

/** Whether all that this service is configured to send to the endpoint goes there unencrypted. */
function sentInClear(service: ServiceId, { host }: NoticeEndpoint, facts: DeviceFacts): boolean {
  if (familyOf(service) === "smart-licensing") {
    return isPlainHttp(ifKnown(facts.licence)?.transportUrl ?? "");
  }
  const urls = (ifKnown(facts.callHome)?.profiles ?? [])
    .filter(({ active, reports }) => active && reports.includes("smart-call-home-data"))
    .flatMap(({ destinations }) => destinations)
    .filter((url) => hostOf(url) === host);
  return urls.length > 0 && urls.every(isPlainHttp);
}

function isPlainHttp(url: string): boolean {
  return /^http:/i.test(url);
}

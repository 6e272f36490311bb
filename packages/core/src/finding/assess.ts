/**
 * Evidence in, findings out: which device loses which service, when, and why. A pure function of the
 * notice, the evidence and a date; the same code judges before and after.
 */
import { digestOf } from "../canonical.js";
import type { DeviceEvidence, DeviceFacts, Evidence, LicenceFacts, LogFacts } from "../evidence/evidence.js";
import { ifKnown, type Known } from "../evidence/known.js";
import type { CallHomeStatisticsFacts } from "../evidence/operational-facts.js";
import type { FieldNotice, NoticeEndpoint, ServiceId } from "../notice/notice.js";
import { agentStateOf, deadlinesOf } from "./deadlines.js";
import {
  ASSESSMENT_FORMAT,
  type Assessment,
  type Finding,
  type NoticeReference,
  type ServiceFinding,
  VERDICTS,
  type Warning,
} from "./finding.js";
import { type PoolView, poolViews } from "./pool-view.js";
import { isItApplicable } from "./rules/is-it-applicable.js";
import { isItDetermined } from "./rules/is-it-determined.js";
import { isItExposed } from "./rules/is-it-exposed.js";
import { isItFailing } from "./rules/is-it-failing.js";
import { isItFailingOtherwise } from "./rules/is-it-failing-otherwise.js";
import { isItMasked } from "./rules/is-it-masked.js";
import { isItProtected } from "./rules/is-it-protected.js";
import type { Rule, RuleAnswer } from "./rules/rule.js";
import { newestChain, servedBy } from "./served.js";
import { type Circumstances, type EndpointSight, type Situation, situationOf } from "./situation.js";
import { familyOf, usageOf } from "./usage.js";

export function assess(notice: FieldNotice, evidence: Evidence, at: Date): Assessment {
  const assessDevice = assessor(notice, evidence, at);
  return {
    formatVersion: ASSESSMENT_FORMAT,
    notice: referenceTo(notice),
    at: at.toISOString(),
    evidenceDigest: digestOf(evidence),
    findings: evidence.devices.map(assessDevice),
  };
}

/** The first rule that applies decides; the last one always does. */
const RULES: readonly Rule[] = [
  isItApplicable,
  isItDetermined,
  isItFailing,
  isItFailingOtherwise,
  isItMasked,
  isItExposed,
  isItProtected,
];

/** Everything that is the same for all devices is worked out once; then devices can be streamed through. */
export function assessor(
  notice: FieldNotice,
  evidence: Pick<Evidence, "pools" | "endpoints">,
  at: Date,
): (device: DeviceEvidence) => Finding {
  const viewOf = poolViews(notice, evidence.pools, at);
  const lines = notice.endpoints.flatMap((endpoint) => {
    const chain = newestChain(endpoint, evidence.endpoints);
    const sight = { servedAt: servedBy(notice, endpoint, evidence.endpoints), ...(chain && { chain }) };
    return servicesOf(endpoint).map((service) => ({ endpoint, service, sight }));
  });
  return ({ device, readAt, facts: read }) => {
    const facts = knownBy(at.toISOString(), read, readAt);
    const pool: Known<PoolView> = facts.trustPool.known
      ? viewOf(facts.trustPool.value, facts.trustPool.shownBy)
      : facts.trustPool;
    const circumstances: Circumstances = { notice, at: at.toISOString(), readAt, facts, pool };
    return findingOf(device, circumstances, lines);
  };
}

/**
 * What had happened by the date asked about, where the device was read later: a contact that was still
 * to come is no failure yet. A reading that is not later is left alone, however wrong the device's clock.
 */
function knownBy(at: string, facts: DeviceFacts, readAt: string): DeviceFacts {
  if (readAt <= at) return facts;
  const { licence, log, callHomeStatistics } = facts;
  const sentLater = callHomeStatistics?.known && (callHomeStatistics.value.lastSentAt ?? "") > at;
  const isLater = licence.known && (licence.value.lastContact?.at ?? "") > at;
  return {
    ...facts,
    ...(isLater && { licence: { ...licence, value: withoutContact(licence.value) } }),
    ...(sentLater && {
      callHomeStatistics: { ...callHomeStatistics, value: withoutSending(callHomeStatistics.value) },
    }),
    ...(log.known && { log: { ...log, value: until(at, log.value) } }),
  };
}

function withoutContact({ lastContact: _, ...licence }: LicenceFacts): LicenceFacts {
  return licence;
}

function withoutSending({ lastSentAt: _, ...statistics }: CallHomeStatisticsFacts): CallHomeStatisticsFacts {
  return statistics;
}

function until(at: string, log: LogFacts): LogFacts {
  return { ...log, messages: log.messages.filter((message) => (message.at ?? "") <= at) };
}

export function referenceTo(notice: FieldNotice): NoticeReference {
  const revision = newestRevision(notice);
  return { id: notice.id, revision, digest: digestOf(notice), ...(notice.lab && { lab: true as const }) };
}

interface ServiceLine {
  readonly endpoint: NoticeEndpoint;
  readonly service: ServiceId;
  readonly sight: EndpointSight;
}

/** A notice that does not say which service uses an endpoint still names the endpoint. */
function servicesOf(endpoint: NoticeEndpoint): readonly ServiceId[] {
  return endpoint.services ?? ["other:unnamed"];
}

function findingOf(device: string, circumstances: Circumstances, lines: readonly ServiceLine[]): Finding {
  const { notice, facts } = circumstances;
  const situations = lines.map(({ endpoint, service, sight }) =>
    situationOf(circumstances, endpoint, service, usageOf(service, notice, endpoint, facts), sight),
  );
  const services = situations.map(serviceFinding);
  const leading = services.reduce<ServiceFinding | undefined>(leader, undefined);
  const used = situations.filter(({ usage }) => usage.use === "used");
  const licence = ifKnown(facts.licence);
  const release = ifKnown(facts.system)?.release;
  const agentState = agentStateOf(licence);
  return {
    device,
    verdict: leading?.verdict ?? "undetermined",
    ...(leading && { service: leading.service }),
    services,
    ...(release !== undefined && { release, listed: isListed(notice, release) }),
    ...(leading?.bitesAt !== undefined && { bitesAt: leading.bitesAt }),
    deadlines: deadlinesOf(notice, facts, used),
    ...(agentState && { agentState }),
    ...(licence && { licence: licenceSummary(licence) }),
  };
}

function serviceFinding(situation: Situation): ServiceFinding {
  const answer = decide(situation);
  const { verdict, reasons, basis, alsoNeedsRoot, bitesAt } = answer;
  return {
    service: situation.service,
    endpoint: situation.endpoint.host,
    verdict,
    ...(basis && { basis }),
    ...(alsoNeedsRoot !== undefined && { alsoNeedsRoot }),
    ...(bitesAt !== undefined && { bitesAt }),
    reasons,
    warnings: [...(answer.warnings ?? []), ...unlisted(situation, answer)],
  };
}

/**
 * Whether Smart Call Home is used matters only where using it would be a risk: if the answer for
 * "used" is harmless, it is the answer.
 */
function decide(situation: Situation): RuleAnswer {
  const { usage, service } = situation;
  const answer = firstAnswer(situation);
  const open = usage.use === "unknown" && familyOf(service) !== "smart-licensing" && situation.pool.known;
  if (!open || answer.verdict !== "undetermined") return answer;
  const ifUsed = firstAnswer({ ...situation, usage: { use: "used" } });
  if (ifUsed.verdict === "protected") return ifUsed;
  if (usage.reason.code !== "finding/unknown-call-home") return answer;
  return { verdict: "undetermined", reasons: [{ ...usage.reason, ifUsed: ifUsed.verdict }] };
}

function firstAnswer(situation: Situation): RuleAnswer {
  for (const rule of RULES) {
    const answer = rule(situation);
    if (answer) return answer;
  }
  throw new Error("the last rule answers every situation");
}

function leader(a: ServiceFinding | undefined, b: ServiceFinding): ServiceFinding {
  if (!a) return b;
  const order = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict);
  if (order !== 0) return order < 0 ? a : b;
  return (b.bitesAt ?? "9") < (a.bitesAt ?? "9") ? b : a;
}

/** The list is a prior: a release that it does not name can lack the root all the same. */
function isListed(notice: FieldNotice, release: string): boolean {
  return notice.products.some(({ affected }) => affected.some(({ releases }) => releases.includes(release)));
}

function unlisted({ notice, facts }: Situation, { verdict }: RuleAnswer): readonly Warning[] {
  const release = ifKnown(facts.system)?.release;
  const concerns = verdict === "failing" || verdict === "exposed" || verdict === "masked";
  if (!concerns || release === undefined || isListed(notice, release)) return [];
  return [{ code: "warning/release-not-listed", release }];
}

function licenceSummary({ mode, transport, authorization, lastContact }: NonNullable<Finding["licence"]>) {
  return {
    mode,
    ...(transport && { transport }),
    ...(authorization && { authorization }),
    ...(lastContact && { lastContact }),
  };
}

function newestRevision(notice: FieldNotice): string {
  const newest = [...notice.revisions].sort((a, b) => (a.publishedOn < b.publishedOn ? -1 : 1)).at(-1);
  return newest?.version ?? "";
}

/**
 * From what a device printed to the facts that the rules look at; the same for a live session and for
 * captured files. Pure. It gives no verdict, and knows no notice but for the hosts of the vendor's cloud.
 */
import {
  type CallHomeFacts,
  type DeviceFacts,
  type Known,
  known,
  type LicenceFacts,
  type Transcript,
  type TrustPoolPolicyFacts,
  type UnknownReason,
  unknown,
} from "@reroot/core";
import { showCallHome } from "../parsers/show-call-home.js";
import { showLicenseStatus } from "../parsers/show-license-status.js";
import { showLogging } from "../parsers/show-logging.js";
import type { ConfigLine } from "../parsers/show-running-config.js";
import { showTrustPoolPolicyXr, type TrustPoolPolicy } from "../parsers/show-trustpool-policy-iosxr.js";
import { callHomeFacts, callHomeProxy, callHomeShown } from "./call-home.js";
import { type DeviceClock, readClock, type Timing } from "./clock.js";
import { configurationOf } from "./configuration.js";
import { furtherFacts } from "./further.js";
import { httpClientFacts } from "./http-client.js";
import { licenceFacts, readLicenceStatus, untellableTime } from "./licence.js";
import { logFacts } from "./log.js";
import { nameResolutionFacts } from "./name-resolution.js";
import { operationalFacts } from "./operational.js";
import { derive, Reading } from "./reading.js";
import { systemFacts } from "./system.js";
import { asIfUtc, utcOf } from "./time-zone.js";
import { type ReadPool, trustPoolFact } from "./trust-pool.js";

export interface FactsContext {
  /** `live`: each transcript's `at` is the moment of the answer, so the device's clock can be compared. */
  readonly timing: Timing;
  /** Why a command has no transcript, by full command; what is not named here was not read. */
  readonly unread?: ReadonlyMap<string, UnknownReason>;
  /** Host names of the vendor's cloud; those of FN72290 if not said. */
  readonly cloudHosts?: readonly string[];
}

export interface FactsRead {
  readonly facts: DeviceFacts;
  /** The pool that `facts.trustPool` names; absent where it is unknown. */
  readonly pool?: ReadPool;
}

const CLOUD_HOSTS = ["tools.cisco.com", "smartreceiver.cisco.com"];

export function factsFrom(transcripts: readonly Transcript[], context: FactsContext): FactsRead {
  const reading = new Reading(transcripts, context.unread ?? new Map());
  const clock = readClock(reading, context.timing);
  const callHome = configurationOf(reading, "call-home");
  const callHomeFact = callHomeFactOf(reading, callHome);
  const proxy = callHome.known ? callHomeProxy(callHome.value) : undefined;
  const cloudHosts = context.cloudHosts ?? CLOUD_HOSTS;
  const licence = licenceFact(reading, clock, callHomeFact, cloudHosts);
  const pool = ofActiveProcessor(licence, trustPoolFact(reading, clock.zone));
  return {
    facts: {
      system: systemFacts(reading),
      clock: clock.fact,
      trustPool: derive(pool, ({ digest }) => digest),
      trustPoolPolicy: derive(reading.parse(showTrustPoolPolicyXr), policyOf),
      licence,
      callHome: callHomeFact,
      httpClient: derive(configurationOf(reading, "http client"), (part) => httpClientFacts(part, proxy)),
      nameResolution: derive(configurationOf(reading, "domain"), nameResolutionFacts),
      log: derive(reading.parse(showLogging), (log) =>
        logFacts(log, { deviceNow: clock.local, toUtc: (time) => utcOf(time, clock.zone) ?? asIfUtc(time) }),
      ),
      ...furtherFacts(reading),
      ...operationalFacts(reading, clock.zone),
    },
    ...(pool.known && { pool: pool.value }),
  };
}

/** The configuration says most; a capture may hold only what the feature shows of itself. */
function callHomeFactOf(reading: Reading, configured: Known<readonly ConfigLine[]>): Known<CallHomeFacts> {
  if (configured.known || configured.reason.code !== "evidence/not-read")
    return derive(configured, callHomeFacts);
  const outputs = ["show call-home", "show call-home detail", "show call-home profile all"]
    .map((command) => reading.parseAs(showCallHome, command))
    .filter((output) => output.known);
  const shown = callHomeShown(outputs.map(({ value }) => value));
  return shown ? known(shown, ...outputs.flatMap(({ shownBy }) => shownBy)) : configured;
}

/** Each route processor has a pool of its own; that of the standby says nothing of the router's contacts. */
function ofActiveProcessor<T>(licence: Known<LicenceFacts>, fact: Known<T>): Known<T> {
  const isStandby = !licence.known && licence.reason.code === "evidence/on-standby";
  return isStandby ? licence : fact;
}

function policyOf({ bundleUrl, crl, vrf }: TrustPoolPolicy): TrustPoolPolicyFacts {
  return { crl, ...(bundleUrl !== undefined && { bundleUrl }), ...(vrf !== undefined && { vrf }) };
}

/**
 * Times in a zone that nobody can tell (IST is three) are read as UTC, and the fact says so: weeks after a
 * cut-over they still decide, near it the rules leave them. A time that is no time makes all of it unknown.
 */
function licenceFact(
  reading: Reading,
  { zone, fact: clock }: DeviceClock,
  callHome: Known<ReturnType<typeof callHomeFacts>>,
  cloudHosts: readonly string[],
): Known<LicenceFacts> {
  const status = readLicenceStatus(reading);
  if (!status.known) return status;
  const untellable = untellableTime(status.value, (time) => utcOf(time, zone));
  const toUtc = (time: Parameters<typeof utcOf>[0]) => utcOf(time, zone) ?? asIfUtc(time);
  if (untellable && toUtc(untellable) === undefined) {
    const { command } = showLicenseStatus;
    return unknown({ code: "evidence/not-understood", command, line: 1, text: untellable.text });
  }
  const usesCallHome = /call-?home/i.test(status.value.transport?.type ?? "");
  const value = licenceFacts(status.value, {
    toUtc,
    deviceTime: clock.known ? clock.value.deviceTime : undefined,
    callHome: callHome.known ? callHome.value : undefined,
    cloudHosts,
  });
  const unsure = untellable ? { unknownZone: untellable.zone ?? "" } : {};
  const alsoShownBy = usesCallHome && callHome.known ? callHome.shownBy : [];
  return known({ ...value, ...unsure }, ...status.shownBy, ...alsoShownBy);
}

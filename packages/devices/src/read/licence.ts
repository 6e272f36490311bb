/**
 * What the licensing agent says, in the words of the rules. It does not judge: that a device is out of
 * compliance, that its communication works and that it is registered are three facts.
 */
import type {
  AuthorizationFacts,
  CallHomeFacts,
  ContactFacts,
  Known,
  LicenceFacts,
  LicenceMode,
  LicenceTransport,
  RegistrationFacts,
} from "@reroot/core";
import type { DeviceTime } from "../parsers/device-time.js";
import type { Attempt, LicenseStatus } from "../parsers/license-status.js";
import type { Parsed } from "../parsers/parser.js";
import { showLicenseAll } from "../parsers/show-license-all.js";
import { showLicenseStatus } from "../parsers/show-license-status.js";
import { derive, type Reading } from "./reading.js";

export interface LicenceContext {
  readonly toUtc: (time: DeviceTime | null | undefined) => string | undefined;
  /** What the device's clock showed, where that is known. */
  readonly deviceTime: string | undefined;
  /** Where call-home sends, when that is known: it shows a satellite on the customer's own premises. */
  readonly callHome: CallHomeFacts | undefined;
  /** The vendor's own hosts: their paths are the cloud's, whatever they look like. */
  readonly cloudHosts: readonly string[];
}

/** From `show license status`, or from `show license all`, which begins with the same text. */
export function readLicenceStatus(reading: Reading): Known<Parsed<LicenseStatus>> {
  const status = reading.parse(showLicenseStatus);
  if (status.known || status.reason.code !== "evidence/not-read") return status;
  const all = reading.parse(showLicenseAll);
  const isThere = all.known || all.reason.code !== "evidence/not-read";
  return isThere ? derive(all, (value) => ({ ...value.status, session: value.session })) : status;
}

export function licenceFacts(status: LicenseStatus, context: LicenceContext): LicenceFacts {
  const { toUtc } = context;
  const mode = modeOf(status);
  const transport = transportOf(status, context);
  const attempts = attemptsOf(status, toUtc);
  const lastContact =
    newest(attempts.filter(({ at }) => isNotAhead(at, context.deviceTime))) ?? newest(attempts);
  const lastSuccess = newest([...attempts, ...answeredSince(status, toUtc)].filter(isSuccess));
  const { authorization } = status;
  return withoutUndefined({
    mode,
    ...transport,
    registration: registrationOf(status, toUtc),
    authorization: authorization && authorizationOf(authorization, mode, toUtc),
    lastContact,
    nextContactAt: toUtc(authorization?.nextCommunication ?? status.usageReporting?.nextReportPush),
    communicationDeadline: toUtc(authorization?.deadline ?? status.usageReporting?.nextAckDeadline),
    lastSuccessAt: lastSuccess?.at,
  });
}

/** Times that stand in the output and cannot be told in UTC, the first of them: its zone is not known. */
export function untellableTime(
  status: LicenseStatus,
  toUtc: LicenceContext["toUtc"],
): DeviceTime | undefined {
  const times = [
    status.registration?.initial?.at,
    status.registration?.lastRenewal?.at,
    status.authorization?.lastCommunication?.at,
    status.authorization?.deadline,
  ];
  return times.find((time) => time !== undefined && toUtc(time) === undefined);
}

/** PLR is printed as "universal"; both reservations are used without any contact to the cloud. */
function modeOf({ smartLicensing, reservation, usingPolicy, registration }: LicenseStatus): LicenceMode {
  if (smartLicensing === "DISABLED") return "disabled";
  const status = registration?.status ?? "";
  if (/\b(?:UNIVERSAL|PERMANENT) LICENSE RESERVATION\b/i.test(status)) return "plr";
  if (/\bSPECIFIC LICENSE RESERVATION\b/i.test(status)) return "slr";
  if (reservation === "ENABLED") return "slr";
  return usingPolicy === "ENABLED" ? "smart-using-policy" : "smart";
}

function transportOf(
  { transport }: LicenseStatus,
  context: LicenceContext,
): { transport?: LicenceTransport; transportUrl?: string } {
  const type = transport?.type ?? "";
  const own = /call-?home/i.test(type) ? callHomeUrl(context.callHome) : transport?.url;
  const url = own ? { transportUrl: own } : {};
  if (own && isOnPremises(own, context.cloudHosts)) return { transport: "on-prem", ...url };
  if (/call-?home/i.test(type)) return { transport: "callhome", ...url };
  if (/^cslu\b/i.test(type)) return { transport: "cslu", ...url };
  if (/^smart\b/i.test(type)) return { transport: "smart", ...url };
  if (/\boff\b/i.test(type)) return { transport: "off" };
  return {};
}

function callHomeUrl(callHome: CallHomeFacts | undefined): string | undefined {
  const profile = callHome?.profiles.find(
    ({ active, transport, reports }) =>
      active && transport === "http" && reports.includes("smart-licensing-data"),
  );
  return profile?.destinations[0];
}

/**
 * Cisco Smart Software Manager On-Prem (`https://<h>/Transportgateway/services/DeviceRequestHandler`,
 * `https://<h>/SmartTransport`), or a relay of the customer's own: any host outside the vendor's domain.
 */
function isOnPremises(url: string, cloudHosts: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, pathname } = new URL(url);
  if (cloudHosts.includes(hostname)) return false;
  const isTheirs = cloudHosts.some((host) => hostname.endsWith(`.${domainOf(host)}`));
  return !isTheirs || /^\/(?:transportgateway|smarttransport)(?:\/|$)/i.test(pathname);
}

/** `cisco.com` for `tools.cisco.com`; a name without a domain is its own. */
function domainOf(host: string): string {
  return host.split(".").slice(-2).join(".");
}

function registrationOf({ registration }: LicenseStatus, toUtc: LicenceContext["toUtc"]): RegistrationFacts {
  const printed = registration?.status ?? "";
  const reason = [registration?.lastRenewal, registration?.initial].find(
    (attempt) => attempt?.outcome === "failed",
  );
  return withoutUndefined({
    status: registrationStatus(printed),
    expiresAt: toUtc(registration?.expires),
    failureReason: reason?.failureReason,
  });
}

function registrationStatus(printed: string): RegistrationFacts["status"] {
  if (/FAILED/i.test(printed)) return "failed";
  if (/EXPIRED/i.test(printed)) return "expired";
  if (/REGISTERING|IN PROGRESS|PENDING|RETRY/i.test(printed)) return "registering";
  return /^REGISTERED\b/i.test(printed) || /RESERVATION/i.test(printed) ? "registered" : "not-registered";
}

function authorizationOf(
  { status, since }: NonNullable<LicenseStatus["authorization"]>,
  mode: LicenceMode,
  toUtc: LicenceContext["toUtc"],
): AuthorizationFacts {
  const at = toUtc(since);
  return { status: authorizationStatus(status, mode), ...(at !== undefined && { since: at }) };
}

function authorizationStatus(printed: string, mode: LicenceMode): AuthorizationFacts["status"] {
  if (/\bEVAL(?:UATION)?\b/i.test(printed))
    return /EXPIRED/i.test(printed) ? "evaluation-expired" : "evaluation";
  if (/RESERVED/i.test(printed)) return "reserved";
  if (/OUT OF COMPLIANCE/i.test(printed)) return "out-of-compliance";
  if (/EXPIRED/i.test(printed)) return "expired";
  if (/^(?:NOT AUTHORIZED|UNAUTHORIZED|NOT ENTITLED)/i.test(printed)) return "not-authorized";
  if (/^AUTHORIZED/i.test(printed)) return mode === "plr" || mode === "slr" ? "reserved" : "authorized";
  return "none";
}

function attemptsOf(status: LicenseStatus, toUtc: LicenceContext["toUtc"]): readonly ContactFacts[] {
  const { registration, authorization, usageReporting } = status;
  const attempts = [registration?.initial, registration?.lastRenewal, authorization?.lastCommunication];
  const acknowledged = toUtc(usageReporting?.lastAckReceived);
  return [
    ...(acknowledged === undefined ? [] : [{ result: "succeeded", at: acknowledged } as const]),
    ...attempts.flatMap((attempt) => contactOf(attempt, toUtc) ?? []),
  ];
}

function contactOf(attempt: Attempt | undefined, toUtc: LicenceContext["toUtc"]): ContactFacts | undefined {
  const at = toUtc(attempt?.at);
  if (!attempt || at === undefined) return undefined;
  const { outcome, failureReason } = attempt;
  if (outcome !== "succeeded" && outcome !== "failed") return undefined;
  return { result: outcome, at, ...(failureReason !== undefined && { failureReason }) };
}

/** The state of the authorization is the cloud's answer: it stands since a success, whatever failed after it. */
function answeredSince(
  { authorization }: LicenseStatus,
  toUtc: LicenceContext["toUtc"],
): readonly ContactFacts[] {
  if (!/^(?:AUTHORIZED|OUT OF COMPLIANCE)$/i.test(authorization?.status ?? "")) return [];
  const at = toUtc(authorization?.since);
  return at === undefined ? [] : [{ result: "succeeded", at }];
}

/** Of two at the same second the later one in the list: it is the one the agent names as its last. */
function newest(contacts: readonly ContactFacts[]): ContactFacts | undefined {
  return contacts.reduce<ContactFacts | undefined>(
    (latest, contact) => (latest === undefined || contact.at >= latest.at ? contact : latest),
    undefined,
  );
}

/** What lies ahead of the device's clock came before it was set back, however late its date looks. */
function isNotAhead(at: string, deviceTime: string | undefined): boolean {
  return deviceTime === undefined || Date.parse(at) <= Date.parse(deviceTime) + CLOCK_STEP_MS;
}

/** Outputs are read one after the other, in captures perhaps hours apart: less than this is no step of a clock. */
const CLOCK_STEP_MS = 86_400_000;

function isSuccess({ result }: ContactFacts): boolean {
  return result === "succeeded";
}

type Present<T> = { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

function withoutUndefined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Present<T>;
}

/**
 * A licensing agent like a device's: where it stood, so that what comes next comes when it would. An hour is left to live
 * through: a contact that has failed on the device falls due and fails in the lab.
 */
import type { ContactFacts, LicenceFacts } from "@reroot/core";
import type { LicenseSpec } from "@reroot/rehearsal";
import type { Tell } from "./unlike.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Intervals of the agent, as devices show them: 30 days, 12 hours when out of compliance; 90 days to the deadline. */
const CONTACT_MS = 30 * DAY_MS;
const OUT_OF_COMPLIANCE_CONTACT_MS = HOUR_MS * 12;
const DEADLINE_MS = 90 * DAY_MS;
const REGISTRATION_MS = 365 * DAY_MS;

export interface LabSpan {
  /** When the lab starts. */
  readonly from: Date;
  /** When it is like the evidence. */
  readonly to: Date;
}

export function likeLicence(licence: LicenceFacts | undefined, span: LabSpan, tell: Tell): LicenseSpec {
  if (!licence) return registeredAsUsual(span);
  if (licence.unknownZone !== undefined) tell({ kind: "unknown-zone", zone: licence.unknownZone });
  switch (licence.mode) {
    case "plr":
      return { state: "permanent-reservation", reservedAt: later(span.from, -60 * DAY_MS) };
    case "slr":
      return { state: "specific-reservation", reservedAt: later(span.from, -60 * DAY_MS) };
    case "disabled":
      tell({ kind: "registration", status: "disabled" });
      return { state: "unregistered" };
    case "smart":
    case "smart-using-policy":
      return byRegistration(licence, span, tell);
  }
}

function byRegistration(licence: LicenceFacts, span: LabSpan, tell: Tell): LicenseSpec {
  const { status } = licence.registration;
  switch (status) {
    case "registered":
      return registered(licence, span, tell);
    case "not-registered":
      // By policy there is no registration; trust and reports go on.
      if (licence.mode === "smart-using-policy" && licence.lastContact)
        return registered(licence, span, tell);
      return licence.authorization?.status.startsWith("evaluation")
        ? { state: "evaluation", startedAt: later(span.from, -45 * DAY_MS) }
        : { state: "unregistered" };
    case "registering":
    case "failed":
    case "expired":
      tell({ kind: "registration", status });
      return { state: "unregistered" };
  }
}

function registered(licence: LicenceFacts, span: LabSpan, tell: Tell): LicenseSpec {
  const isShort = licence.authorization?.status === "out-of-compliance";
  const lastContactAt = lastSuccess(licence, isShort ? OUT_OF_COMPLIANCE_CONTACT_MS : CONTACT_MS, span, tell);
  const { expiresAt } = licence.registration;
  const renewedAt = expiresAt ? later(new Date(expiresAt), -REGISTRATION_MS) : later(span.from, -60 * DAY_MS);
  return {
    state: "registered",
    registeredAt: earlier(renewedAt, lastContactAt),
    lastContactAt,
    compliance: isShort ? "out-of-compliance" : "in-compliance",
  };
}

/** Where the device's own dates would make the lab's agent behave otherwise, the agent's behaviour counts. */
function lastSuccess(licence: LicenceFacts, interval: number, span: LabSpan, tell: Tell): Date {
  const { lastContact, lastSuccessAt, communicationDeadline } = licence;
  if (!lastContact && !lastSuccessAt) tell({ kind: "not-known", fact: "last-contact" });
  const seen = successSeen(lastContact, lastSuccessAt, communicationDeadline);
  const wanted = seen ?? later(span.from, -DAY_MS);
  const placed =
    lastContact?.result === "failed"
      ? earlier(wanted, later(span.from, -interval))
      : earlier(latest(wanted, later(span.to, HOUR_MS - interval)), span.from);
  const moved = seen && Math.abs(placed.getTime() - seen.getTime()) > HOUR_MS;
  if (moved) tell({ kind: "contact-moved", from: seen.toISOString(), to: placed.toISOString() });
  return placed;
}

/** Of all that a device shows after a failure, what is latest: the deadline counts from a success, its other dates from older ones. */
function successSeen(
  lastContact: ContactFacts | undefined,
  lastSuccessAt: string | undefined,
  deadline: string | undefined,
): Date | undefined {
  if (lastContact?.result === "succeeded") return new Date(lastContact.at);
  const shown = [
    ...(lastSuccessAt === undefined ? [] : [new Date(lastSuccessAt)]),
    ...(deadline === undefined ? [] : [later(new Date(deadline), -DEADLINE_MS)]),
  ];
  return shown.length === 0 ? undefined : shown.reduce(latest);
}

function registeredAsUsual({ from }: LabSpan): LicenseSpec {
  return {
    state: "registered",
    registeredAt: later(from, -60 * DAY_MS),
    lastContactAt: later(from, -DAY_MS),
    compliance: "in-compliance",
  };
}

function later(at: Date, milliseconds: number): Date {
  return new Date(at.getTime() + milliseconds);
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}

function latest(one: Date, other: Date): Date {
  return one > other ? one : other;
}

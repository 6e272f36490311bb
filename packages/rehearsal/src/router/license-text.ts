/**
 * What the `show license` commands print. `status` is the vendor's two samples word for word, with the line breaks and
 * indentation of captures from the same agent on IOS XE; the rest follows such captures (docs/rehearsal-differences.md).
 */
import { licenseTime } from "./ios-time.js";
import type { LicenseFacts } from "./license-facts.js";
import {
  isReserved,
  type LicensingState,
  type Outcome,
  type Registration,
  type RegistrationFailure,
} from "./licensing-state.js";
import { policyStatus, policySummary, policyUsage } from "./usage-policy-text.js";

export function showLicenseStatus(facts: LicenseFacts): string[] {
  const { agent } = facts;
  if (agent.kind === "policy") return policyStatus(facts, agent.state);
  const { state } = agent;
  return [
    "",
    ...enabled(state.registration),
    "",
    "Utility:",
    "  Status: DISABLED",
    "",
    "Data Privacy:",
    "  Sending Hostname: yes",
    "    Callhome hostname privacy: DISABLED",
    "    Smart Licensing hostname privacy: DISABLED",
    "  Version privacy: DISABLED",
    "",
    "Transport:",
    ...transport(facts),
    "",
    "Registration:",
    ...registration(facts, state),
    "",
    "License Authorization: ",
    ...authorization(state, facts.now),
    "",
    "Export Authorization Key:",
    "  Features Authorized:",
    "    <none>",
    "",
    "Miscellaneous:",
    "  Custom Id: <empty>",
    "",
  ];
}

export function showLicenseSummary(facts: LicenseFacts): string[] {
  const { agent } = facts;
  if (agent.kind === "policy") return policySummary(facts, agent.state);
  const { state } = agent;
  return [
    "",
    ...enabled(state.registration),
    "",
    "Registration:",
    `  Status: ${registrationStatus(state.registration)}`,
    ...accounts(facts, state),
    ...(state.registration.status === "registered"
      ? [
          ...lastRenewal(state.registration.lastRenewal),
          `  Next Renewal Attempt: ${licenseTime(state.registration.nextRenewalAt)}`,
        ]
      : []),
    "",
    "License Authorization: ",
    `  Status: ${authorizationStatus(state)}`,
    ...(state.lastContact === undefined
      ? []
      : [`  Last Communication Attempt: ${state.lastContact.result.toUpperCase()}`]),
    ...(state.nextContactAt === undefined
      ? []
      : [`  Next Communication Attempt: ${licenseTime(state.nextContactAt)}`]),
    "",
    "License Usage:",
    "  License                 Entitlement Tag               Count Status",
    "  -----------------------------------------------------------------------------",
    `  ${"ADV-RTU".padEnd(24)}${"(Advanced Software RTU)".padEnd(30)}${"1".padStart(5)} ${usageStatus(state)}`,
    "",
  ];
}

export function showLicenseUsage({ agent }: LicenseFacts): string[] {
  if (agent.kind === "policy") return policyUsage();
  const { state } = agent;
  return [
    "",
    "License Authorization: ",
    `  Status: ${authorizationStatus(state)}`,
    "",
    "Advanced Software RTU (ADV-RTU):",
    "  Description: Advanced Software Right to Use",
    "  Count: 1",
    "  Version: 1.0",
    `  Status: ${usageStatus(state)}`,
    "  Export status: NOT RESTRICTED",
    "",
  ];
}

export function showLicenseUdi({ udi }: LicenseFacts): string[] {
  return ["", `UDI: ${udi}`, ""];
}

export function showLicenseAll(facts: LicenseFacts): string[] {
  const { agent } = facts;
  const heading = (title: string) => [title, "=".repeat(title.length)];
  return [
    "",
    ...heading("Smart Licensing Status"),
    ...(agent.kind === "policy" ? ["", "Smart Licensing is ENABLED"] : []),
    ...showLicenseStatus(facts),
    ...heading("License Usage"),
    ...showLicenseUsage(facts),
    ...heading("Product Information"),
    ...showLicenseUdi(facts).slice(1),
    ...heading("Agent Version"),
    `Smart Agent for Licensing: ${agent.kind === "policy" ? "5.3.10_rel/25" : "4.11.6_rel/57"}`,
    "",
    ...(agent.kind === "policy" ? [] : [...heading("Reservation Info"), ...reservationInfo(agent.state)]),
  ];
}

/** `show license reservation`, and the end of `show license all`. */
export function reservationInfo(state: LicensingState): string[] {
  const { reservation } = state;
  const isInstalled = isReserved(state);
  if (!isInstalled && reservation === undefined) return ["License reservation: DISABLED", ""];
  return [
    "License reservation: ENABLED",
    "",
    "Overall status:",
    `  Reservation status: ${isInstalled ? "INSTALLED" : "NOT INSTALLED"}`,
    `  Request code: ${isInstalled ? "<none>" : (reservation?.requestCode ?? "<none>")}`,
    `  Authorization code: ${reservation?.authorizationCode ?? "<none>"}`,
    "",
  ];
}

function enabled(registration: Registration): string[] {
  const reservation = registration.status.endsWith("reservation") ? ["License Reservation is ENABLED"] : [];
  return ["Smart Licensing is ENABLED", ...reservation];
}

function transport({ transport, destination, proxy }: LicenseFacts): string[] {
  if (transport === "callhome") return ["  Type: Callhome"];
  if (transport === "off") return ["  Type: Transport Off"];
  if (transport === "cslu") return ["  Type: cslu", `  Cslu address: ${destination ?? "<empty>"}`];
  const through =
    proxy === undefined ? ["    Not Configured"] : [`    Address: ${proxy.host}`, `    Port: ${proxy.port}`];
  return ["  Type: Smart", `  URL: ${destination ?? "<empty>"}`, "  Proxy:", ...through];
}

function registrationStatus(registration: Registration): string {
  switch (registration.status) {
    case "registered":
      return "REGISTERED";
    case "unregistered":
      return "UNREGISTERED";
    case "registering":
      return "REGISTERING - REGISTRATION IN PROGRESS";
    case "failed":
      return "UNREGISTERED - REGISTRATION FAILED";
    case "expired":
      return "UNREGISTERED - REGISTRATION EXPIRED";
    case "permanent-reservation":
      return "REGISTERED - UNIVERSAL LICENSE RESERVATION";
    case "specific-reservation":
      return "REGISTERED - SPECIFIC LICENSE RESERVATION";
  }
}

function registration(facts: LicenseFacts, state: LicensingState): string[] {
  const { registration: is } = state;
  const status = `  Status: ${registrationStatus(is)}`;
  switch (is.status) {
    case "registered":
      return [
        status,
        ...accounts(facts, state),
        "  Export-Controlled Functionality: ALLOWED",
        `  Initial Registration: SUCCEEDED on ${licenseTime(is.at)}`,
        ...lastRenewal(is.lastRenewal),
        `  Next Renewal Attempt: ${licenseTime(is.nextRenewalAt)}`,
        `  Registration Expires: ${licenseTime(is.expiresAt)}`,
      ];
    case "registering":
      return [status, "  Export-Controlled Functionality: NOT ALLOWED", ...failedAttempt(is.failure)];
    case "failed":
      return [
        status,
        "  Export-Controlled Functionality: NOT ALLOWED",
        `  Initial Registration: FAILED on ${licenseTime(is.at)}`,
        `    Failure reason: ${is.reason}`,
      ];
    case "permanent-reservation":
    case "specific-reservation":
      return [
        status,
        "  Export-Controlled Functionality: ALLOWED",
        `  Initial Registration: SUCCEEDED on ${licenseTime(is.at)}`,
      ];
    default:
      return [status, "  Export-Controlled Functionality: NOT ALLOWED"];
  }
}

function failedAttempt(failure: RegistrationFailure | undefined): string[] {
  if (failure === undefined) return [];
  return [
    `  Initial Registration: FAILED on ${licenseTime(failure.at)}`,
    `    Failure reason: ${failure.reason}`,
    `  Next Registration Attempt: ${licenseTime(failure.nextAttemptAt)}`,
  ];
}

function accounts({ smartAccount, virtualAccount }: LicenseFacts, state: LicensingState): string[] {
  if (state.registration.status !== "registered") return [];
  return [`  Smart Account: ${smartAccount}`, `  Virtual Account: ${virtualAccount}`];
}

function lastRenewal(outcome: Outcome | undefined): string[] {
  if (outcome === undefined) return ["  Last Renewal Attempt: None"];
  const line = `  Last Renewal Attempt: ${outcome.result.toUpperCase()} on ${licenseTime(outcome.at)}`;
  return outcome.result === "failed" ? [line, `    Failure reason: ${outcome.reason}`] : [line];
}

function authorizationStatus({ authorization }: LicensingState): string {
  switch (authorization.status) {
    case "none":
      return "No Licenses in Use";
    case "evaluation":
      return "EVAL MODE";
    case "evaluation-expired":
      return "EVAL EXPIRED";
    case "authorized":
      return "AUTHORIZED";
    case "out-of-compliance":
      return "OUT OF COMPLIANCE";
    case "reserved":
      return "AUTHORIZED - RESERVED";
    case "expired":
      return "AUTHORIZATION EXPIRED";
  }
}

function authorization(state: LicensingState, now: Date): string[] {
  const { authorization: is, lastContact, nextContactAt, deadlineAt } = state;
  const status = `  Status: ${authorizationStatus(state)}`;
  if (is.status === "none") return [status];
  if (is.status === "evaluation")
    return [status, `  Evaluation Period Remaining: ${remaining(is.endsAt, now)}`];
  if (is.status === "evaluation-expired") return [`${status} on ${licenseTime(is.endsAt)}`];
  if (is.status === "reserved") return [`${status} on ${licenseTime(is.since)}`];
  return [
    `${status} on ${licenseTime(is.since)}`,
    ...(lastContact === undefined ? [] : lastCommunication(lastContact)),
    `  Next Communication Attempt: ${nextContactAt === undefined ? "<none>" : licenseTime(nextContactAt)}`,
    `  Communication Deadline: ${deadlineAt === undefined ? "<none>" : licenseTime(deadlineAt)}`,
  ];
}

function lastCommunication(outcome: Outcome): string[] {
  const line = `  Last Communication Attempt: ${outcome.result.toUpperCase()} on ${licenseTime(outcome.at)}`;
  return outcome.result === "failed" ? [line, `    Failure reason: ${outcome.reason}`] : [line];
}

function usageStatus(state: LicensingState): string {
  const { status } = state.authorization;
  return status === "authorized" || status === "reserved" ? "AUTHORIZED" : authorizationStatus(state);
}

function remaining(endsAt: Date, now: Date): string {
  const seconds = Math.max(0, Math.floor((endsAt.getTime() - now.getTime()) / 1_000));
  const parts = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3_600) % 24,
    Math.floor(seconds / 60) % 60,
    seconds % 60,
  ];
  return `${parts[0]} days, ${parts[1]} hours, ${parts[2]} minutes, ${parts[3]} seconds`;
}

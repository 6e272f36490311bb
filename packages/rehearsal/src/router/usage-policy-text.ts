/**
 * What the `show license` commands print where licensing goes by policy, in the layout of captures from the same agent
 * on IOS XE (docs/rehearsal-differences.md).
 */
import { licenseTime } from "./ios-time.js";
import type { LicenseFacts } from "./license-facts.js";
import { type PolicyState, PUSH_INTERVAL_DAYS } from "./usage-policy.js";

export function policyStatus(facts: LicenseFacts, state: PolicyState): string[] {
  return [
    "",
    "Utility:",
    "  Status: DISABLED",
    "",
    "Smart Licensing Using Policy:",
    "  Status: ENABLED",
    "",
    ...account(facts, state),
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
    ...POLICY,
    "",
    "Miscellaneous:",
    "  Custom Id: <empty>",
    "",
    "Usage Reporting:",
    `  Last ACK received: ${timeOrNone(state.lastAckAt)}`,
    `  Next ACK deadline: ${licenseTime(state.ackDeadlineAt)}`,
    `  Reporting push interval: ${PUSH_INTERVAL_DAYS}  days`,
    "  Next ACK push check: <none>",
    `  Next report push: ${licenseTime(state.nextReportAt)}`,
    `  Last report push: ${timeOrNone(state.lastReportAt)}`,
    "  Last report file write: <none>",
    "",
    ...trustCode(facts, state),
    "",
  ];
}

export function policySummary(facts: LicenseFacts, state: PolicyState): string[] {
  return [
    "",
    ...account(facts, state),
    "",
    "License Usage:",
    "  License                 Entitlement Tag               Count Status",
    "  -----------------------------------------------------------------------------",
    `  ${"ADV-RTU".padEnd(24)}${"(Advanced Software RTU)".padEnd(30)}${"1".padStart(5)} IN USE`,
    "",
  ];
}

export function policyUsage(): string[] {
  return [
    "",
    "License Authorization:",
    "  Status: Not Applicable",
    "",
    "ADV-RTU (Advanced Software RTU):",
    "  Description: Advanced Software Right to Use",
    "  Count: 1",
    "  Version: 1.0",
    "  Status: IN USE",
    "  Export status: NOT RESTRICTED",
    "  Feature Name: ADV-RTU",
    "  Feature Description: Advanced Software Right to Use",
    "  Enforcement type: NOT ENFORCED",
    "  License type: Subscription",
    "",
  ];
}

function account(
  { smartAccount, virtualAccount }: LicenseFacts,
  { trustedAt, lastAckAt }: PolicyState,
): string[] {
  if (trustedAt === undefined) {
    return ["Account Information:", "  Smart Account: <none>", "  Virtual Account: <none>"];
  }
  return [
    "Account Information:",
    `  Smart Account: ${smartAccount} As of ${licenseTime(lastAckAt ?? trustedAt)}`,
    `  Virtual Account: ${virtualAccount}`,
  ];
}

function transport({ transport: type, destination, proxy }: LicenseFacts): string[] {
  if (type === "callhome") return ["  Type: Callhome"];
  if (type === "off") return ["  Type: Transport Off"];
  const where = `${type === "cslu" ? "Cslu address" : "URL"}: ${destination ?? "<empty>"}`;
  return [
    `  Type: ${type === "cslu" ? "cslu" : "Smart"}`,
    `  ${where}`,
    "  Proxy:",
    ...(proxy === undefined
      ? ["    Not Configured"]
      : [`    Address: ${proxy.host}`, `    Port: ${proxy.port}`]),
    "  VRF:",
    "    Not Configured",
  ];
}

function trustCode({ udi }: LicenseFacts, { trustedAt }: PolicyState): string[] {
  if (trustedAt === undefined) return ["Trust Code Installed: <none>"];
  return ["Trust Code Installed:", `  Active: ${udi}`, `    INSTALLED on ${licenseTime(trustedAt)}`];
}

function timeOrNone(at: Date | undefined): string {
  return at === undefined ? "<none>" : licenseTime(at);
}

const requirement = (title: string, first: number, frequency: number, onChange: number): string[] => [
  `  ${title} Attributes:`,
  `    First report requirement (days): ${first} (CISCO default)`,
  `    Reporting frequency (days): ${frequency} (CISCO default)`,
  `    Report on change (days): ${onChange} (CISCO default)`,
];

/** The policy that a device ships with. */
const POLICY = [
  "Policy:",
  "  Policy in use: Merged from multiple sources.",
  "  Reporting ACK required: yes (CISCO default)",
  ...requirement("Unenforced/Non-Export Perpetual", 365, 0, 90),
  ...requirement("Unenforced/Non-Export Subscription", 90, 90, 90),
  ...requirement("Enforced (Perpetual/Subscription) License", 0, 0, 0),
  ...requirement("Export (Perpetual/Subscription) License", 0, 0, 0),
];

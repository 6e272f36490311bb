/**
 * `show license status`: what the Smart Licensing agent says of its registration, its authorization and
 * its last contact with the cloud. The same agent runs on IOS XR and IOS XE. It does not judge: that a
 * device is out of compliance and that its communication works are two facts.
 */
import { type Result, success } from "@reroot/pki";
import { AgentFields, orNull } from "./agent-fields.js";
import { readDeviceTime } from "./device-time.js";
import {
  type AgentSection,
  ATTRIBUTE_SETS,
  isAgentHeading,
  isKnownHeading,
  readAgentText,
} from "./license-sections.js";
import type {
  LicenseAccount,
  LicenseAuthorization,
  LicensePolicy,
  LicensePrivacy,
  LicenseRegistration,
  LicenseStatus,
  LicenseTransport,
  TrustCode,
  UsageReporting,
} from "./license-status.js";
import {
  cutShort,
  type NumberedLine,
  notThisCommand,
  type ParseFailure,
  type Refused,
} from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

const COMMAND = "show license status";
const BANNER = /^(?:Smart Licensing (?:is|Status)|License Reservation is|={3,}$)/;

export const showLicenseStatus = defineParser<LicenseStatus>({
  platforms: ["iosxr", "iosxe"],
  command: COMMAND,
  read: readLicenseStatus,
});

/** Also reads the part of `show license all` that has the same text. */
export function readLicenseStatus(lines: OutputLines): Result<LicenseStatus, ParseFailure> {
  const [first] = lines;
  if (!/^Smart Licensing (?:is|Status)/.test(first.text.trim()) && !isAgentHeading(first)) {
    return notThisCommand(first, COMMAND);
  }
  const text = readAgentText(lines, (line) => BANNER.test(line));
  if (!text.ok) return text;
  const { banner, sections } = text.value;
  const isDisabled = banner.some((line) => /^Smart Licensing is DISABLED/.test(line.text));
  if (sections.length === 0 && !isDisabled) return cutShort(lines.at(-1) ?? first, "Registration");
  const reader = new AgentFields(sections);
  const transport = readTransport(reader);
  const status: LicenseStatus = dropUndefined({
    smartLicensing: bannerState(banner, /^Smart Licensing is (ENABLED|DISABLED)/),
    reservation: bannerState(banner, /^License Reservation is (ENABLED|DISABLED)/),
    usingPolicy: reader.text("Smart Licensing Using Policy", "Status"),
    reportingMode: reader.text("Smart Licensing Using Policy", "Reporting Mode"),
    utility: reader.text("Utility", "Status"),
    account: readAccount(reader),
    privacy: readPrivacy(reader),
    transport,
    registration: readRegistration(reader),
    authorization: readAuthorization(reader),
    exportFeatures: reader.optional("Export Authorization Key", "Features Authorized"),
    customId: reader.optional("Miscellaneous", "Custom Id"),
    policy: readPolicy(reader),
    usageReporting: readUsageReporting(reader),
    trustCodes: readTrustCodes(reader),
    others: reader.others(),
  }) as LicenseStatus;
  if (reader.failure) return reader.failure;
  return missingPart(status, sections, lines) ?? success(status);
}

/** A registering agent always goes on to its authorization, and no text ends with a label without its value. */
function missingPart(
  status: LicenseStatus,
  sections: readonly AgentSection[],
  lines: OutputLines,
): Refused | undefined {
  const end = lines.at(-1) ?? lines[0];
  const section = sections.at(-1);
  if (section && section.value === "" && section.fields.length === 0) return cutShort(end, section.heading);
  const field = section?.fields.at(-1);
  if (field && field.value === "") return cutShort(end, field.label);
  if (status.smartLicensing === undefined && !status.usingPolicy && !status.registration) {
    // `show license usage` begins with the same heading, and goes on to licences.
    const stranger = sections.find(({ heading }) => !isKnownHeading(heading));
    if (stranger) return notThisCommand({ number: stranger.line, text: `${stranger.heading}:` }, COMMAND);
    return undefined;
  }
  if (status.smartLicensing !== "ENABLED" || status.usingPolicy === "ENABLED") return undefined;
  if (!status.registration) return cutShort(end, "Registration");
  return status.authorization ? undefined : cutShort(end, "License Authorization");
}

function bannerState(banner: readonly NumberedLine[], pattern: RegExp): "ENABLED" | "DISABLED" | undefined {
  for (const line of banner) {
    const found = pattern.exec(line.text);
    if (found) return found[1] as "ENABLED" | "DISABLED";
  }
  return undefined;
}

function readAccount(reader: AgentFields): LicenseAccount | undefined {
  const section = reader.has("Account Information") ? "Account Information" : "Registration";
  const printed = reader.optional(section, "Smart Account");
  const virtualAccount = reader.optional(section, "Virtual Account");
  if (printed === undefined && virtualAccount === undefined) return undefined;
  const dated = /^(.*) As of (.{10,60})$/.exec(printed ?? "");
  const asOf = dated?.[2] === undefined ? undefined : readDeviceTime(dated[2]);
  return dropUndefined({ smartAccount: asOf ? dated?.[1] : printed, virtualAccount, asOf });
}

function readPrivacy(reader: AgentFields): LicensePrivacy | undefined {
  if (!reader.has("Data Privacy")) return undefined;
  return dropUndefined({
    sendingHostname: reader.text("Data Privacy", "Sending Hostname"),
    callhomeHostname: reader.text("Data Privacy", "Callhome hostname privacy"),
    smartLicensingHostname: reader.text("Data Privacy", "Smart Licensing hostname privacy"),
    version: reader.text("Data Privacy", "Version privacy"),
  });
}

function readTransport(reader: AgentFields): LicenseTransport | undefined {
  const type = reader.text("Transport", "Type");
  if (type === undefined) return undefined;
  const proxy = dropUndefined({
    text: reader.text("Transport", "Proxy") || undefined,
    address: reader.optional("Transport", "Address"),
    port: reader.optional("Transport", "Port"),
    hasUsername: present(reader.optional("Transport", "Username")),
  });
  reader.text("Transport", "Password");
  return dropUndefined({
    type,
    url: readUrl(reader),
    proxy: Object.keys(proxy).length > 0 ? proxy : undefined,
    vrf: reader.optional("Transport", "VRF"),
    serverIdentityCheck: reader.text("Transport", "Server Identity Check"),
    ipMode: reader.text("Transport", "IP Mode"),
    trustPoint: reader.text("Transport", "Trust Point"),
  });
}

/** Each transport names its URL differently; what has no URL prints none of them. */
function readUrl(reader: AgentFields): string | null | undefined {
  const labels = ["URL", "Registration URL", "Cslu address"];
  return labels.map((label) => reader.optional("Transport", label)).find((url) => url !== undefined);
}

function readRegistration(reader: AgentFields): LicenseRegistration | undefined {
  const status = reader.dated("Registration", "Status");
  if (!status) return undefined;
  return dropUndefined({
    ...status,
    exportControlled: reader.text("Registration", "Export-Controlled Functionality"),
    initial: reader.attempt("Registration", "Initial Registration"),
    lastRenewal: reader.attempt("Registration", "Last Renewal Attempt"),
    nextRenewal: reader.time("Registration", "Next Renewal Attempt") ?? undefined,
    nextAttempt: reader.time("Registration", "Next Registration Attempt") ?? undefined,
    expires: reader.time("Registration", "Registration Expires") ?? undefined,
  });
}

function readAuthorization(reader: AgentFields): LicenseAuthorization | undefined {
  const status = reader.dated("License Authorization", "Status");
  if (!status) return undefined;
  return dropUndefined({
    ...status,
    evaluationRemaining: reader.text("License Authorization", "Evaluation Period Remaining"),
    lastCommunication: reader.attempt("License Authorization", "Last Communication Attempt"),
    nextCommunication: reader.time("License Authorization", "Next Communication Attempt") ?? undefined,
    deadline: reader.time("License Authorization", "Communication Deadline") ?? undefined,
  });
}

function readPolicy(reader: AgentFields): LicensePolicy | undefined {
  if (!reader.has("Policy")) return undefined;
  const inUse = reader.text("Policy", "Policy in use");
  const installed = /^Installed On (.{10,60})$/.exec(inUse ?? "");
  const attributes = ATTRIBUTE_SETS.filter((title) => reader.field("Policy", title)).map((title) =>
    dropUndefined({
      title,
      firstReportDays: reader.text("Policy", "First report requirement (days)", title),
      reportingFrequencyDays: reader.text("Policy", "Reporting frequency (days)", title),
      reportOnChangeDays: reader.text("Policy", "Report on change (days)", title),
    }),
  );
  return dropUndefined({
    inUse,
    installedOn: installed?.[1] === undefined ? undefined : readDeviceTime(installed[1]),
    name: reader.text("Policy", "Policy name"),
    reportingAckRequired: reader.text("Policy", "Reporting ACK required"),
    attributes,
  });
}

function readUsageReporting(reader: AgentFields): UsageReporting | undefined {
  if (!reader.has("Usage Reporting")) return undefined;
  return dropUndefined({
    lastAckReceived: reader.time("Usage Reporting", "Last ACK received"),
    nextAckDeadline: reader.time("Usage Reporting", "Next ACK deadline"),
    pushInterval: reader.text("Usage Reporting", "Reporting push interval"),
    nextAckPushCheck: reader.time("Usage Reporting", "Next ACK push check"),
    nextReportPush: reader.time("Usage Reporting", "Next report push"),
    lastReportPush: reader.time("Usage Reporting", "Last report push"),
    lastReportFileWrite: reader.time("Usage Reporting", "Last report file write"),
  });
}

function readTrustCodes(reader: AgentFields): readonly TrustCode[] | undefined {
  const section = reader.section("Trust Code Installed");
  if (!section) return undefined;
  const installed = readDeviceTime(section.value);
  const codes: Record<string, unknown>[] = installed ? [{ installedOn: installed }] : [];
  for (const field of section.fields) {
    reader.use(field);
    const unit = /^PID:([^,]{1,60}),SN:(\S{1,60})$/.exec(field.value);
    if (unit) codes.push({ role: field.label, pid: unit[1], serialNumber: unit[2] });
    const code = codes.at(-1);
    if (code && field.label === "Trust Code Type") code.type = field.value;
    if (code && field.label === "Attributes") code.attributes = orNull(field.value);
    for (const note of field.notes) takeTrustCodeNote(note, code);
  }
  return codes as TrustCode[];
}

function takeTrustCodeNote(note: string, code: Record<string, unknown> | undefined): void {
  const dated = /^(INSTALLED|Valid|Expired) on (.{10,60})$/.exec(note.trim());
  const time = dated?.[2] === undefined ? undefined : readDeviceTime(dated[2]);
  if (!code || !dated || !time) return;
  code[dated[1] === "INSTALLED" ? "installedOn" : dated[1] === "Valid" ? "validOn" : "expiresOn"] = time;
}

function present(value: string | null | undefined): boolean | undefined {
  return value === undefined ? undefined : value !== null;
}

/** Leaves out what the device did not print. */
function dropUndefined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never;
}

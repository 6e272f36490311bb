/** Our license outputs as genieparser names them, for comparison with its expected values. */
import type { DeviceTime } from "../device-time.js";
import type { LicenseStatus, PolicyAttributes, TrustCode } from "../license-status.js";
import type { Parsed } from "../parser.js";
import type { LicenseAll } from "../show-license-all.js";
import type { LicenseUdi, LicenseUsage } from "../show-license-usage.js";

const ATTRIBUTE_KEYS: Readonly<Record<string, string>> = {
  "Unenforced/Non-Export Perpetual Attributes": "unenforced_non_export_perpetual_attributes",
  "Unenforced/Non-Export Subscription Attributes": "unenforced_non_export_subscription_attributes",
  "Enforced (Perpetual/Subscription) License Attributes":
    "enforced_perpetual_subscription_license_attributes",
  "Export (Perpetual/Subscription) License Attributes": "export_perpetual_subscription_license_attributes",
};

/** `session` holds the header lines that genieparser counts as part of the output. */
export function licenseStatusAsGenie(status: Parsed<LicenseStatus>): Record<string, unknown> {
  const { session, account, privacy, transport, policy, usageReporting: usage } = status;
  const asOf = account?.asOf ? ` As of ${account.asOf.text}` : "";
  return {
    load_for_five_secs: session.load?.fiveSeconds,
    one_minute: session.load?.oneMinute,
    five_minutes: session.load?.fiveMinutes,
    time_source_is_ntp: session.timeSource === "NTP" ? session.takenAt?.text : undefined,
    utility: { status: status.utility },
    smart_licensing_using_policy: { status: status.usingPolicy },
    account_information: {
      smart_account: `${printed(account?.smartAccount, "<none>")}${asOf}`,
      virtual_account: printed(account?.virtualAccount, "<none>"),
    },
    data_privacy: {
      sending_hostname: privacy?.sendingHostname,
      callhome_hostname_privacy: privacy?.callhomeHostname,
      smart_licensing_hostname_privacy: privacy?.smartLicensingHostname,
      version_privacy: privacy?.version,
    },
    transport: {
      type: transport?.type,
      url: transport?.url,
      cslu_address: printed(transport?.url, "<empty>"),
      // A proxy with an address is the empty text there.
      proxy: transport?.proxy?.text ?? "",
      vrf: transport?.vrf,
    },
    policy: {
      policy_in_use: policy?.inUse,
      policy_name: policy?.name,
      reporting_ack_required: policy?.reportingAckRequired,
      ...Object.fromEntries(
        (policy?.attributes ?? []).map((set) => [ATTRIBUTE_KEYS[set.title], attributesAsGenie(set)]),
      ),
    },
    miscellaneous: { custom_id: printed(status.customId, "<empty>") },
    usage_reporting: {
      last_ack_received: time(usage?.lastAckReceived),
      next_ack_deadline: time(usage?.nextAckDeadline),
      reporting_push_interval: usage?.pushInterval,
      next_ack_push_check: time(usage?.nextAckPushCheck),
      next_report_push: time(usage?.nextReportPush),
      last_report_push: time(usage?.lastReportPush),
      last_report_file_write: time(usage?.lastReportFileWrite),
    },
    trust_code_installed: trustCodesAsGenie(status.trustCodes ?? []),
    export_authorization_key: { features_authorized: printed(status.exportFeatures, "<none>") },
    license_conversion: {
      automatic_conversion_enabled: status.others.find(
        ({ label }) => label === "Automatic Conversion Enabled",
      )?.value,
    },
  };
}

export function licenseAllAsGenie(all: Parsed<LicenseAll>): Record<string, unknown> {
  const { udi, ha_udi_list } = all.udi ? udiAsGenie(all.udi) : { udi: undefined, ha_udi_list: undefined };
  return {
    load_time: all.session.load?.fiveSeconds,
    one_minute: all.session.load?.oneMinute,
    five_minutes: all.session.load?.fiveMinutes,
    ntp_time: all.session.takenAt?.text,
    smart_licensing_status: licenseStatusAsGenie({ ...all.status, session: all.session }),
    license_usage: all.usage && { license_name: usageAsGenie(all.usage).license_name },
    product_information: { udi, ha_udi_list },
    agent_version: { smart_agent_for_licensing: all.agentVersion },
  };
}

export function udiAsGenie(udi: LicenseUdi): Record<string, unknown> {
  const own = { pid: udi.pid, sn: udi.serialNumber };
  return {
    ...own,
    udi: own,
    udi_details: own,
    ha_udi_list: byRole(udi.units, ({ pid, serialNumber }) => ({ pid, sn: serialNumber })),
  };
}

export function usageAsGenie(usage: LicenseUsage): Record<string, unknown> {
  const names = usage.licenses.map(({ name, entitlement, count, status, details }) => [
    `${name} (${entitlement}):`,
    {
      count,
      status,
      description: details.Description,
      version: details.Version,
      export_status: details["Export status"],
      feature_name: details["Feature Name"],
      feature_description: details["Feature Description"],
      enforcement_type: details["Enforcement type"],
      license_type: details["License type"],
    },
  ]);
  return { license_authorization: { status: usage.authorization }, license_name: Object.fromEntries(names) };
}

function trustCodesAsGenie(codes: readonly TrustCode[]): Record<string, unknown> {
  return byRole(codes, ({ pid, serialNumber, installedOn, validOn }) => ({
    pid,
    sn: serialNumber,
    info: `INSTALLED on ${installedOn?.text}${validOn ? `    Valid on ${validOn.text}` : ""}`,
  }));
}

/** A second unit of a role is numbered. */
function byRole<T extends { readonly role?: string }>(
  units: readonly T[],
  asGenie: (unit: T) => unknown,
): Record<string, unknown> {
  const roles: Record<string, unknown> = {};
  for (const unit of units) {
    const role = unit.role?.toLowerCase() ?? "";
    roles[role in roles ? `${role}2` : role] = asGenie(unit);
  }
  return roles;
}

function attributesAsGenie(set: PolicyAttributes): Record<string, unknown> {
  return {
    first_report_requirement_days: set.firstReportDays,
    reporting_frequency_days: set.reportingFrequencyDays,
    report_on_change_days: set.reportOnChangeDays,
  };
}

function printed(value: string | null | undefined, nothing: string): string | undefined {
  return value === null ? nothing : value;
}

function time(value: DeviceTime | null | undefined): string | undefined {
  return value === null ? "<none>" : value?.text;
}

/** What the Smart Licensing agent says of itself: the nouns of `show license status`. */
import type { DeviceTime } from "./device-time.js";

/** Absent: the device printed no such line. Null: it printed `<none>` or `<empty>`. */
export interface LicenseStatus {
  readonly smartLicensing?: "ENABLED" | "DISABLED";
  /** `License Reservation is ENABLED`: PLR or SLR. */
  readonly reservation?: "ENABLED" | "DISABLED";
  /** Policy licensing, without registration: `ENABLED`. */
  readonly usingPolicy?: string;
  readonly reportingMode?: string;
  readonly utility?: string;
  readonly account?: LicenseAccount;
  readonly privacy?: LicensePrivacy;
  readonly transport?: LicenseTransport;
  readonly registration?: LicenseRegistration;
  readonly authorization?: LicenseAuthorization;
  readonly exportFeatures?: string | null;
  readonly customId?: string | null;
  readonly policy?: LicensePolicy;
  readonly usageReporting?: UsageReporting;
  readonly trustCodes?: readonly TrustCode[];
  /** Labelled lines that have no place above. */
  readonly others: readonly OtherField[];
}

export interface LicenseAccount {
  readonly smartAccount?: string | null;
  readonly virtualAccount?: string | null;
  readonly asOf?: DeviceTime;
}

export interface LicensePrivacy {
  readonly sendingHostname?: string;
  readonly callhomeHostname?: string;
  readonly smartLicensingHostname?: string;
  readonly version?: string;
}

export interface LicenseTransport {
  /** `Callhome`, `Smart`, `cslu`, `Transport Off` */
  readonly type: string;
  readonly url?: string | null;
  readonly proxy?: ProxySetting;
  readonly vrf?: string | null;
  readonly serverIdentityCheck?: string;
  readonly ipMode?: string;
  readonly trustPoint?: string;
}

export interface ProxySetting {
  /** `Not Configured`, where that is all the device prints. */
  readonly text?: string;
  readonly address?: string | null;
  readonly port?: string | null;
  readonly hasUsername?: boolean;
}

export interface LicenseRegistration {
  /** As printed, without the time: `REGISTERED`, `UNREGISTERED - REGISTRATION FAILED`. */
  readonly status: string;
  readonly since?: DeviceTime;
  readonly exportControlled?: string;
  readonly initial?: Attempt;
  readonly lastRenewal?: Attempt;
  readonly nextRenewal?: DeviceTime;
  readonly nextAttempt?: DeviceTime;
  readonly expires?: DeviceTime;
}

export interface LicenseAuthorization {
  /** `AUTHORIZED`, `OUT OF COMPLIANCE`, `EVAL MODE`, `AUTHORIZED - RESERVED`, `AUTHORIZATION EXPIRED` */
  readonly status: string;
  readonly since?: DeviceTime;
  readonly evaluationRemaining?: string;
  readonly lastCommunication?: Attempt;
  readonly nextCommunication?: DeviceTime;
  readonly deadline?: DeviceTime;
}

export interface Attempt {
  readonly outcome: "succeeded" | "failed" | "pending" | "none";
  readonly at?: DeviceTime;
  readonly failureReason?: string;
}

export interface LicensePolicy {
  readonly inUse?: string;
  readonly installedOn?: DeviceTime;
  readonly name?: string;
  readonly reportingAckRequired?: string;
  readonly attributes: readonly PolicyAttributes[];
}

export interface PolicyAttributes {
  readonly title: string;
  /** As printed: `365 (Customer Policy)`. */
  readonly firstReportDays?: string;
  readonly reportingFrequencyDays?: string;
  readonly reportOnChangeDays?: string;
}

export interface UsageReporting {
  readonly lastAckReceived?: DeviceTime | null;
  readonly nextAckDeadline?: DeviceTime | null;
  /** `30  days` */
  readonly pushInterval?: string;
  readonly nextAckPushCheck?: DeviceTime | null;
  readonly nextReportPush?: DeviceTime | null;
  readonly lastReportPush?: DeviceTime | null;
  readonly lastReportFileWrite?: DeviceTime | null;
}

export interface TrustCode {
  readonly role?: "Active" | "Standby" | "Member";
  readonly pid?: string;
  readonly serialNumber?: string;
  readonly installedOn?: DeviceTime;
  readonly validOn?: DeviceTime;
  readonly expiresOn?: DeviceTime;
  readonly type?: string;
  readonly attributes?: string | null;
}

export interface OtherField {
  readonly section: string;
  readonly label: string;
  readonly value: string;
}

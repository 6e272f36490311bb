/**
 * The timers of the Smart Licensing agent. Documented: evaluation 90 days, authorization renewed every 30 days and
 * expired after 90, registration valid for a year and renewed every 6 months. Measured in captured outputs: 12 hours
 * when out of compliance, 29 seconds to the first retry, deadlines that lie about 5 minutes short because they come
 * from the cloud's clock. That the retries double up to a day is a reconstruction.
 */
import type { LicenseSpec } from "../options.js";
import type { LicensingState } from "./licensing-state.js";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

export const EVALUATION_MS = 90 * DAY;
const AUTHORIZED_CONTACT_MS = 30 * DAY;
const OUT_OF_COMPLIANCE_CONTACT_MS = 12 * HOUR;
const DEADLINE_MS = 90 * DAY;
const FIRST_RETRY_MS = 29 * SECOND;
const LONGEST_RETRY_MS = DAY;
const REGISTRATION_RENEWAL_MS = 180 * DAY;
const REGISTRATION_MS = 365 * DAY;
/** How long an agent stays registered while its clock is outside its ID certificate's validity. */
export const OUTSIDE_VALIDITY_MS = HOUR;

export function later(at: Date, milliseconds: number): Date {
  return new Date(at.getTime() + milliseconds);
}

export function afterSuccess(
  at: Date,
  compliance: "in-compliance" | "out-of-compliance",
  cloudClockLagMs: number,
): Pick<LicensingState, "lastContact" | "lastSuccessAt" | "nextContactAt" | "deadlineAt" | "failures"> {
  const interval = compliance === "in-compliance" ? AUTHORIZED_CONTACT_MS : OUT_OF_COMPLIANCE_CONTACT_MS;
  return {
    lastContact: { result: "succeeded", at },
    lastSuccessAt: at,
    nextContactAt: later(at, interval),
    deadlineAt: later(at, DEADLINE_MS - cloudClockLagMs),
    failures: 0,
  };
}

export function retryAt(at: Date, failures: number): Date {
  return later(at, Math.min(FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20), LONGEST_RETRY_MS));
}

export function registeredFrom(at: Date, cloudClockLagMs: number) {
  return {
    nextRenewalAt: later(at, REGISTRATION_RENEWAL_MS),
    expiresAt: later(at, REGISTRATION_MS - cloudClockLagMs),
  };
}

/** The state that a spec describes, as it would be had the agent lived until then. */
export function initialState(spec: LicenseSpec, cloudClockLagMs: number): LicensingState {
  switch (spec.state) {
    case "registered": {
      const { registeredAt, lastContactAt, compliance } = spec;
      const renewals = Math.floor(
        (lastContactAt.getTime() - registeredAt.getTime()) / REGISTRATION_RENEWAL_MS,
      );
      const renewedAt = later(registeredAt, Math.max(0, renewals) * REGISTRATION_RENEWAL_MS);
      return {
        registration: {
          status: "registered",
          at: registeredAt,
          ...(renewals > 0 ? { lastRenewal: { result: "succeeded", at: renewedAt } } : {}),
          ...registeredFrom(renewedAt, cloudClockLagMs),
        },
        authorization: {
          status: compliance === "in-compliance" ? "authorized" : "out-of-compliance",
          since: registeredAt,
        },
        ...afterSuccess(lastContactAt, compliance, cloudClockLagMs),
      };
    }
    case "unregistered":
      return { registration: { status: "unregistered" }, authorization: { status: "none" }, failures: 0 };
    case "evaluation":
      return {
        registration: { status: "unregistered" },
        authorization: { status: "evaluation", endsAt: later(spec.startedAt, EVALUATION_MS) },
        failures: 0,
      };
    case "permanent-reservation":
    case "specific-reservation":
      return {
        registration: { status: spec.state, at: spec.reservedAt },
        authorization: { status: "reserved", since: spec.reservedAt },
        failures: 0,
      };
  }
}

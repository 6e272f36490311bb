/** What a Smart Licensing agent knows about itself: the data behind every `show license` command. */

import type { ReservationKind } from "./reservation.js";

export type Registration =
  | { readonly status: "unregistered" }
  /** Under way; once an attempt has failed to reach the cloud, the next one has its time. */
  | { readonly status: "registering"; readonly failure?: RegistrationFailure }
  | { readonly status: "failed"; readonly at: Date; readonly reason: string }
  | {
      readonly status: "registered";
      readonly at: Date;
      readonly lastRenewal?: Outcome;
      readonly nextRenewalAt: Date;
      readonly expiresAt: Date;
      /** Since when, at the router's clock, that clock has been outside the time in which the ID certificate is valid. */
      readonly outsideSince?: Date | undefined;
    }
  | { readonly status: "expired"; readonly at: Date }
  | { readonly status: "permanent-reservation" | "specific-reservation"; readonly at: Date };

export interface RegistrationFailure {
  readonly at: Date;
  readonly reason: string;
  /** Attempts so far: the retries grow with them. */
  readonly attempts: number;
  readonly nextAttemptAt: Date;
}

export type Authorization =
  | { readonly status: "none" }
  | { readonly status: "evaluation"; readonly endsAt: Date }
  | { readonly status: "evaluation-expired"; readonly endsAt: Date }
  | { readonly status: "authorized" | "out-of-compliance" | "reserved" | "expired"; readonly since: Date };

/** One attempt to reach the cloud. */
export type Outcome =
  | { readonly result: "succeeded"; readonly at: Date }
  | { readonly result: "failed"; readonly at: Date; readonly reason: string };

export interface LicensingState {
  readonly registration: Registration;
  readonly authorization: Authorization;
  readonly lastContact?: Outcome | undefined;
  readonly lastSuccessAt?: Date | undefined;
  readonly nextContactAt?: Date | undefined;
  /** Authorization expires without a contact by then. */
  readonly deadlineAt?: Date | undefined;
  /** Failures in a row: the retries grow with them. */
  readonly failures: number;
  /** A reservation that was asked for, or the one that is installed. */
  readonly reservation?: Reservation | undefined;
}

export interface Reservation {
  readonly kind: ReservationKind;
  readonly requestCode: string;
  /** Absent until one is installed. */
  readonly authorizationCode?: string;
}

/** How the agent reaches the cloud. */
export type AgentTransport = "callhome" | "smart" | "cslu" | "off";

/** Whether an authorization code is installed: such an agent never contacts the cloud. */
export function isReserved({ registration }: LicensingState): boolean {
  return registration.status === "permanent-reservation" || registration.status === "specific-reservation";
}

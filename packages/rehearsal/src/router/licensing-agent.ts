/**
 * The Smart Licensing agent of one router: registration, authorization and the contacts that keep them alive. What a
 * contact comes to is decided by a real connection; the agent only reacts. Timers are in licensing-timers.ts, texts in
 * license-text.ts.
 */

import type { ContactFailure } from "./contact.js";
import type { RouterHost } from "./host.js";
import {
  type AgentTransport,
  type Authorization,
  isReserved,
  type LicensingState,
  type Outcome,
} from "./licensing-state.js";
import {
  afterSuccess,
  EVALUATION_MS,
  later,
  OUTSIDE_VALIDITY_MS,
  registeredFrom,
  retryAt,
} from "./licensing-timers.js";
import {
  logCommunicationFailure,
  logLicensing,
  reasonOf,
  sendLicensing,
  transportOf,
} from "./licensing-transport.js";
import { type ReservationAnswer, type ReservationStep, takeReservationStep } from "./reservation-steps.js";

/** What an operator may ask of the agent; the answer is what the terminal shows at once. */
export type AgentRequest = "started" | "not-registered" | "already-registered" | "reserved";

export class LicensingAgent {
  readonly kind = "registration";
  readonly #router: RouterHost;
  #state: LicensingState;
  /** What a registration that is under way was given; never shown and never kept. */
  #idToken = "";

  constructor(router: RouterHost, state: LicensingState) {
    this.#router = router;
    this.#state = state;
  }

  get state(): LicensingState {
    return this.#state;
  }

  /** Goes on from a state that was kept. */
  restore(state: LicensingState): void {
    const { registration } = state;
    // Its token is gone with the process that was given it.
    const failure = registration.status === "registering" ? registration.failure : undefined;
    if (registration.status !== "registering") this.#become(state);
    else if (failure === undefined) this.#become({ ...state, registration: { status: "unregistered" } });
    else
      this.#become({
        ...state,
        registration: { status: "failed", at: failure.at, reason: failure.reason },
      });
  }

  transport(): AgentTransport {
    return transportOf(this.#router);
  }

  /** Asks for the next event; called once at the start, and by the agent itself after each change. */
  reschedule(): void {
    this.#state = watchingValidity(this.#state, this.#router.now());
    const due = this.#nextEventAt();
    this.#router.scheduleAt(this, due, () => this.#runDueEvent());
  }

  renewAuthorization(): AgentRequest {
    if (this.#isReserved()) return "reserved";
    if (this.#state.registration.status !== "registered") return "not-registered";
    this.#router.inBackground(this.#renewAuthorization());
    return "started";
  }

  renewRegistration(): AgentRequest {
    if (this.#isReserved()) return "reserved";
    if (this.#state.registration.status !== "registered") return "not-registered";
    this.#router.inBackground(this.#renewRegistration());
    return "started";
  }

  register(idToken: string, repeat: "once" | "force"): AgentRequest {
    if (this.#isReserved()) return "reserved";
    if (this.#state.registration.status === "registered" && repeat === "once") return "already-registered";
    this.#idToken = idToken;
    if (this.#state.registration.status !== "registered")
      this.#become({ ...this.#state, registration: { status: "registering" } });
    this.#router.inBackground(this.#register());
    return "started";
  }

  deregister(): AgentRequest {
    if (this.#state.registration.status !== "registered") return "not-registered";
    this.#router.inBackground(sendLicensing(this.#router, "deregistration"));
    this.#become(this.#unregistered(this.#router.now()));
    return "started";
  }

  /** `license smart reservation ...`: done at once, without any contact. */
  reserve(step: ReservationStep): ReservationAnswer {
    const { answer, state } = takeReservationStep(this.#router, this.#state, step);
    if (state !== undefined) this.#become(state);
    return answer;
  }

  async #renewAuthorization(): Promise<void> {
    const outcome = await sendLicensing(this.#router, "authorization-renewal");
    if (!outcome.ok) this.#failToRenew(outcome.failure);
    else if (outcome.answer.result !== "accepted") this.#failToRenew("server-error");
    else this.#succeed(outcome.answer.compliance ?? "in-compliance");
  }

  async #renewRegistration(): Promise<void> {
    const outcome = await sendLicensing(this.#router, "registration-renewal");
    const { registration } = this.#state;
    if (registration.status !== "registered") return;
    const at = this.#router.now();
    if (!outcome.ok) {
      const reason = reasonOf(this.#router, outcome.failure);
      const nextRenewalAt = retryAt(at, 12);
      this.#become({
        ...this.#state,
        registration: { ...registration, lastRenewal: { result: "failed", at, reason }, nextRenewalAt },
      });
      logLicensing(
        this.#router,
        3,
        "ID_CERT_RENEW_FAILED",
        `ID certificate renewal with the Cisco Smart Software Manager (CSSM) : ${reason}`,
      );
      return;
    }
    const times = registeredFrom(at, this.#router.surroundings.cloudClockLagMs);
    this.#become({
      ...this.#state,
      registration: { ...registration, lastRenewal: { result: "succeeded", at }, ...times },
    });
  }

  async #register(): Promise<void> {
    const outcome = await sendLicensing(this.#router, "registration", this.#idToken);
    const at = this.#router.now();
    if (outcome.ok && outcome.answer.result === "accepted") {
      const registration = {
        status: "registered" as const,
        at,
        ...registeredFrom(at, this.#router.surroundings.cloudClockLagMs),
      };
      this.#become({ ...this.#state, registration });
      logLicensing(
        this.#router,
        6,
        "AGENT_REG_SUCCESS",
        `Smart Agent for Licensing Registration with the Cisco Smart Software Manager (CSSM) is successful`,
      );
      this.#succeed(outcome.answer.compliance ?? "in-compliance");
      return;
    }
    const reason = outcome.ok ? "Invalid registration token" : reasonOf(this.#router, outcome.failure);
    if (outcome.ok) this.#become({ ...this.#state, registration: { status: "failed", at, reason } });
    else {
      this.#registerLater(at, reason);
      logCommunicationFailure(this.#router, reason);
    }
    logLicensing(
      this.#router,
      3,
      "AGENT_REG_FAILED",
      `Smart Agent for Licensing Registration with the Cisco Smart Software Manager (CSSM) failed: ${reason}`,
    );
  }

  /** The cloud was not reached: the agent goes on trying with the same token. */
  #registerLater(at: Date, reason: string): void {
    const { registration } = this.#state;
    const before = registration.status === "registering" ? registration.failure : undefined;
    const attempts = (before?.attempts ?? 0) + 1;
    const failure = { at, reason, attempts, nextAttemptAt: retryAt(at, attempts) };
    this.#become({ ...this.#state, registration: { status: "registering", failure } });
  }

  #succeed(compliance: "in-compliance" | "out-of-compliance"): void {
    const at = this.#router.now();
    const wasFailing = this.#state.failures > 0;
    const status = compliance === "in-compliance" ? "authorized" : "out-of-compliance";
    const before = this.#state.authorization;
    const authorization: Authorization = before.status === status ? before : { status, since: at };
    this.#become({
      ...this.#state,
      authorization,
      ...afterSuccess(at, compliance, this.#router.surroundings.cloudClockLagMs),
    });
    if (wasFailing)
      logLicensing(this.#router, 5, "COMM_RESTORED", "Communications with Cisco licensing cloud restored");
    if (authorization !== before && status === "out-of-compliance") {
      logLicensing(this.#router, 3, "OUT_OF_COMPLIANCE", "One or more entitlements are out of compliance");
    }
  }

  #failToRenew(failure: ContactFailure): void {
    const at = this.#router.now();
    const reason = reasonOf(this.#router, failure);
    const failures = this.#state.failures + 1;
    this.#become({
      ...this.#state,
      failures,
      lastContact: { result: "failed", at, reason },
      nextContactAt: retryAt(at, failures),
    });
    logCommunicationFailure(this.#router, reason);
    logLicensing(
      this.#router,
      3,
      "AUTH_RENEW_FAILED",
      `Authorization renewal with the Cisco Smart Software Manager (CSSM) : Communication message send error for udi ${this.#router.udi}`,
    );
  }

  #isReserved(): boolean {
    return isReserved(this.#state);
  }

  #become(state: LicensingState): void {
    this.#state = state;
    this.reschedule();
  }

  #nextEventAt(): Date | undefined {
    const { registration, authorization, nextContactAt, deadlineAt } = this.#state;
    const moments: (Date | undefined)[] = [];
    if (authorization.status === "evaluation") moments.push(authorization.endsAt);
    if (registration.status === "registered") {
      moments.push(nextContactAt, registration.nextRenewalAt, leavesAt(registration));
      // Once it is past, it has been noticed.
      if (registration.expiresAt > this.#router.now()) moments.push(registration.expiresAt);
      if (authorization.status !== "expired") moments.push(deadlineAt);
    }
    if (registration.status === "registering") moments.push(registration.failure?.nextAttemptAt);
    return moments.reduce(
      (first, at) => (at !== undefined && (first === undefined || at < first) ? at : first),
      undefined,
    );
  }

  /** Runs the event that is due; `#become` asks for the next one. */
  async #runDueEvent(): Promise<void> {
    const now = this.#router.now();
    this.#state = watchingValidity(this.#state, now);
    const { registration, authorization, nextContactAt, deadlineAt } = this.#state;
    if (authorization.status === "evaluation" && authorization.endsAt <= now) {
      this.#become({
        ...this.#state,
        authorization: { status: "evaluation-expired", endsAt: authorization.endsAt },
      });
      return logLicensing(this.#router, 3, "EVAL_EXPIRED", "Evaluation period expired");
    }
    if (registration.status === "registering") return this.#register();
    if (registration.status !== "registered") return;
    const leaves = leavesAt(registration);
    if (leaves !== undefined && leaves <= now) return this.#leave(registration.expiresAt <= now);
    if (deadlineAt !== undefined && deadlineAt <= now && authorization.status !== "expired") {
      this.#become({ ...this.#state, authorization: { status: "expired", since: now } });
      return logLicensing(
        this.#router,
        3,
        "AUTH_EXPIRED",
        "Authorization expired due to no communication with the Cisco licensing cloud",
      );
    }
    if (registration.nextRenewalAt <= now) return this.#renewRegistration();
    if (nextContactAt !== undefined && nextContactAt <= now) return this.#renewAuthorization();
    this.reschedule();
  }

  /** The clock has been outside the ID certificate's validity for too long. */
  #leave(hasExpired: boolean): void {
    const at = this.#router.now();
    this.#become(
      hasExpired
        ? {
            registration: { status: "expired", at },
            authorization: { status: "none" },
            failures: 0,
            // No output shows it any more; /truth does.
            lastContact: lastAttempt(this.#state, at),
          }
        : this.#unregistered(at),
    );
    const text = hasExpired
      ? "Registration period has expired. Smart Licensing will transition to the unregistered state."
      : "The ID certificate is not yet valid. Smart Licensing will transition to the unregistered state.";
    logLicensing(this.#router, 3, hasExpired ? "ID_CERT_EXPIRED" : "ID_CERT_NOT_YET_VALID", text);
  }

  #unregistered(at: Date): LicensingState {
    return {
      registration: { status: "unregistered" },
      authorization: { status: "evaluation", endsAt: later(at, EVALUATION_MS) },
      failures: 0,
    };
  }
}

/** What is dated ahead of now was dated by a clock that was set back since: it came first. */
function lastAttempt({ lastContact, registration }: LicensingState, now: Date): Outcome | undefined {
  const renewal = registration.status === "registered" ? registration.lastRenewal : undefined;
  if (!lastContact || !renewal) return lastContact ?? renewal;
  const order = ({ at }: Outcome) => (at > now ? 0 : at.getTime());
  return order(renewal) > order(lastContact) ? renewal : lastContact;
}

/** The state with a note of when the clock was first found outside the ID certificate's validity, while it is. */
function watchingValidity(state: LicensingState, now: Date): LicensingState {
  const { registration } = state;
  if (registration.status !== "registered") return state;
  const isOutside = now < registration.at || registration.expiresAt <= now;
  const { outsideSince } = registration;
  if (!isOutside && outsideSince === undefined) return state;
  // A clock that was set back since has seen nothing yet.
  const since = outsideSince !== undefined && outsideSince <= now ? outsideSince : now;
  return { ...state, registration: { ...registration, outsideSince: isOutside ? since : undefined } };
}

function leavesAt({ outsideSince }: { readonly outsideSince?: Date | undefined }): Date | undefined {
  return outsideSince && later(outsideSince, OUTSIDE_VALIDITY_MS);
}

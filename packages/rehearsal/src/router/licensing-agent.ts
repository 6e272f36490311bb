/**
 * The Smart Licensing agent of one router: registration, authorization and the contacts that keep them alive. What a
 * contact comes to is decided by a real connection; the agent only reacts. Timers are in licensing-timers.ts, texts in
 * license-text.ts.
 */

import type { LicenseSpec } from "../options.js";
import { licensingProfile, profileUrl } from "./call-home-profile.js";
import { type Configuration, isSet, settingOf } from "./configuration.js";
import { type Contact, type ContactFailure, contact } from "./contact.js";
import type { RouterHost } from "./host.js";
import type { AgentTransport, Authorization, LicensingState } from "./licensing-state.js";
import {
  afterSuccess,
  EVALUATION_MS,
  initialState,
  later,
  registeredFrom,
  retryAt,
} from "./licensing-timers.js";

/** What an operator may ask of the agent; the answer is what the terminal shows at once. */
export type AgentRequest = "started" | "not-registered" | "already-registered" | "reserved";

export class LicensingAgent {
  readonly #router: RouterHost;
  #state: LicensingState;

  constructor(router: RouterHost, spec: LicenseSpec) {
    this.#router = router;
    this.#state = initialState(spec, router.surroundings.cloudClockLagMs);
  }

  get state(): LicensingState {
    return this.#state;
  }

  transport(): AgentTransport {
    return transportOf(this.#router.running());
  }

  /** Asks for the next event; called once at the start, and by the agent itself after each change. */
  reschedule(): void {
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
    this.#router.inBackground(this.#register(idToken));
    return "started";
  }

  deregister(): AgentRequest {
    if (this.#state.registration.status !== "registered") return "not-registered";
    this.#router.inBackground(this.#send("deregistration"));
    this.#become({
      registration: { status: "unregistered" },
      authorization: { status: "evaluation", endsAt: later(this.#router.now(), EVALUATION_MS) },
      failures: 0,
    });
    return "started";
  }

  async #renewAuthorization(): Promise<void> {
    const outcome = await this.#send("authorization-renewal");
    if (outcome.ok) this.#succeed(outcome.answer.compliance ?? "in-compliance");
    else this.#failToRenew(outcome.failure);
  }

  async #renewRegistration(): Promise<void> {
    const outcome = await this.#send("registration-renewal");
    const { registration } = this.#state;
    if (registration.status !== "registered") return;
    const at = this.#router.now();
    if (!outcome.ok) {
      const reason = this.#reason(outcome.failure);
      const nextRenewalAt = retryAt(at, 12);
      this.#become({
        ...this.#state,
        registration: { ...registration, lastRenewal: { result: "failed", at, reason }, nextRenewalAt },
      });
      this.#log(
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

  async #register(idToken: string): Promise<void> {
    const outcome = await this.#send("registration", idToken);
    const at = this.#router.now();
    if (outcome.ok && outcome.answer.result === "accepted") {
      const registration = {
        status: "registered" as const,
        at,
        ...registeredFrom(at, this.#router.surroundings.cloudClockLagMs),
      };
      this.#become({ ...this.#state, registration });
      this.#log(
        6,
        "AGENT_REG_SUCCESS",
        `Smart Agent for Licensing Registration with the Cisco Smart Software Manager (CSSM) is successful`,
      );
      this.#succeed(outcome.answer.compliance ?? "in-compliance");
      return;
    }
    const reason = outcome.ok ? "Invalid registration token" : this.#reason(outcome.failure);
    this.#become({ ...this.#state, registration: { status: "failed", at, reason } });
    if (!outcome.ok) this.#logCommunicationFailure(reason);
    this.#log(
      3,
      "AGENT_REG_FAILED",
      `Smart Agent for Licensing Registration with the Cisco Smart Software Manager (CSSM) failed: ${reason}`,
    );
  }

  /** One message over the transport that the configuration names. */
  #send(message: Parameters<typeof contact>[2], idToken?: string): Promise<Contact> {
    const url = this.#url();
    if (url === undefined) return Promise.resolve({ ok: false, failure: "transport-disabled" });
    return contact(this.#router, url, message, idToken);
  }

  #url(): string | undefined {
    const configuration = this.#router.running();
    if (this.transport() === "callhome") return profileUrl(licensingProfile(configuration));
    return (
      settingOf(configuration, "license smart url") ?? this.#router.surroundings.serviceUrl("licensing-smart")
    );
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
    if (wasFailing) this.#log(5, "COMM_RESTORED", "Communications with Cisco licensing cloud restored");
    if (authorization !== before && status === "out-of-compliance") {
      this.#log(3, "OUT_OF_COMPLIANCE", "One or more entitlements are out of compliance");
    }
  }

  #failToRenew(failure: ContactFailure): void {
    const at = this.#router.now();
    const reason = this.#reason(failure);
    const failures = this.#state.failures + 1;
    this.#become({
      ...this.#state,
      failures,
      lastContact: { result: "failed", at, reason },
      nextContactAt: retryAt(at, failures),
    });
    this.#logCommunicationFailure(reason);
    this.#log(
      3,
      "AUTH_RENEW_FAILED",
      `Authorization renewal with the Cisco Smart Software Manager (CSSM) : Communication message send error for udi ${this.#router.udi}`,
    );
  }

  #logCommunicationFailure(reason: string): void {
    this.#log(
      3,
      "COMM_FAILED",
      `Communications failure with the Cisco Smart Software Manager (CSSM) : ${reason}`,
    );
  }

  #log(severity: number, mnemonic: string, text: string): void {
    const code = `LICENSE-SMART_LIC-${severity}-${mnemonic}`;
    this.#router.logMessage({ process: "smartlicserver", jobId: 127, code, text });
  }

  #reason(failure: ContactFailure): string {
    if (failure === "transport-disabled") return TRANSPORT_DISABLED;
    if (failure === "name-unresolved") return "Unable to resolve server hostname/domain name";
    if (failure === "empty-response") return "Received empty response from server";
    return this.transport() === "callhome"
      ? "Fail to send out Call Home HTTP message"
      : "Communication message send error";
  }

  #isReserved(): boolean {
    return this.#state.registration.status.endsWith("reservation");
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
      moments.push(nextContactAt, registration.nextRenewalAt, registration.expiresAt);
      if (authorization.status !== "expired") moments.push(deadlineAt);
    }
    return moments.reduce(
      (first, at) => (at !== undefined && (first === undefined || at < first) ? at : first),
      undefined,
    );
  }

  /** Runs the event that is due; `#become` asks for the next one. */
  async #runDueEvent(): Promise<void> {
    const now = this.#router.now();
    const { registration, authorization, nextContactAt, deadlineAt } = this.#state;
    if (authorization.status === "evaluation" && authorization.endsAt <= now) {
      this.#become({
        ...this.#state,
        authorization: { status: "evaluation-expired", endsAt: authorization.endsAt },
      });
      return this.#log(3, "EVAL_EXPIRED", "Evaluation period expired");
    }
    if (registration.status !== "registered") return;
    if (registration.expiresAt <= now) {
      this.#become({
        registration: { status: "expired", at: now },
        authorization: { status: "none" },
        failures: 0,
      });
      return this.#log(
        3,
        "ID_CERT_EXPIRED",
        "Registration period has expired. Smart Licensing will transition to the unregistered state.",
      );
    }
    if (deadlineAt !== undefined && deadlineAt <= now && authorization.status !== "expired") {
      this.#become({ ...this.#state, authorization: { status: "expired", since: now } });
      return this.#log(
        3,
        "AUTH_EXPIRED",
        "Authorization expired due to no communication with the Cisco licensing cloud",
      );
    }
    if (registration.nextRenewalAt <= now) return this.#renewRegistration();
    if (nextContactAt !== undefined && nextContactAt <= now) return this.#renewAuthorization();
    this.reschedule();
  }
}

/** The words of the message, from a real log line. */
const TRANSPORT_DISABLED =
  'The action failed because smart license transport is disabled in call-home. Please retry after manually enabling smart license transport with command "reporting smart-licensing-data" under the profile you want to send out Smart Licensing data, and also make sure the profile is active.';

function transportOf(configuration: Configuration): AgentTransport {
  if (isSet(configuration, "license smart transport smart")) return "smart";
  return isSet(configuration, "license smart transport cslu") ? "cslu" : "callhome";
}

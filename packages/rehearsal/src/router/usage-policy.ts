/**
 * Licensing by policy, from 24.1.1 on: an agent that is never registered, has no evaluation period, and reports usage
 * instead. Trust is established with an id token; a report counts once the cloud has acknowledged it. Push interval,
 * deadlines and the first report an hour after the start are those of captured outputs.
 */
import type { LicenseSpec } from "../options.js";
import type { ContactFailure } from "./contact.js";
import type { RouterHost } from "./host.js";
import type { AgentTransport, Outcome } from "./licensing-state.js";
import { later, retryAt } from "./licensing-timers.js";
import {
  logCommunicationFailure,
  logLicensing,
  reasonOf,
  sendLicensing,
  transportOf,
} from "./licensing-transport.js";

export interface PolicyState {
  /** When the trust code was installed; undefined while there is none. */
  readonly trustedAt?: Date | undefined;
  readonly lastAckAt?: Date | undefined;
  /** Usage must have been acknowledged by then. */
  readonly ackDeadlineAt: Date;
  readonly lastReportAt?: Date | undefined;
  readonly nextReportAt: Date;
  readonly lastContact?: Outcome | undefined;
  /** Failures in a row: the retries grow with them. */
  readonly failures: number;
}

export type PolicyRequest = "started" | "not-trusted" | "already-trusted" | "transport-off";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST_REPORT_MS = HOUR_MS;
export const PUSH_INTERVAL_DAYS = 30;
const ACK_DEADLINE_MS = 90 * DAY_MS;

export class UsagePolicyAgent {
  readonly kind = "policy";
  readonly #router: RouterHost;
  #state: PolicyState;

  constructor(router: RouterHost, state: PolicyState) {
    this.#router = router;
    this.#state = state;
  }

  get state(): PolicyState {
    return this.#state;
  }

  /** Goes on from a state that was kept. */
  restore(state: PolicyState): void {
    this.#become(state);
  }

  transport(): AgentTransport {
    return transportOf(this.#router);
  }

  /** Asks for the next report; called once at the start, and by the agent itself after each change. */
  reschedule(): void {
    this.#router.scheduleAt(this, this.#state.nextReportAt, () => this.#report());
  }

  /** `license smart trust idtoken`: asks the cloud for a trust code. */
  establishTrust(idToken: string, repeat: "once" | "force"): PolicyRequest {
    if (this.transport() === "off") return "transport-off";
    if (this.#state.trustedAt !== undefined && repeat === "once") return "already-trusted";
    this.#router.inBackground(this.#establishTrust(idToken));
    return "started";
  }

  /** `license smart sync`: reports now. */
  synchronize(): PolicyRequest {
    if (this.transport() === "off") return "transport-off";
    if (!this.#mayReport()) return "not-trusted";
    this.#router.inBackground(this.#report());
    return "started";
  }

  async #establishTrust(idToken: string): Promise<void> {
    const outcome = await sendLicensing(this.#router, "registration", idToken);
    const at = this.#router.now();
    if (!outcome.ok || outcome.answer.result !== "accepted") {
      const reason = outcome.ok ? "Invalid token" : reasonOf(this.#router, outcome.failure);
      if (!outcome.ok) logCommunicationFailure(this.#router, reason);
      logLicensing(this.#router, 3, "TRUST_CODE_INSTALL_FAILED", `Trust code installation failed: ${reason}`);
      return this.#become({ ...this.#state, lastContact: { result: "failed", at, reason } });
    }
    logLicensing(
      this.#router,
      6,
      "TRUST_CODE_INSTALL_SUCCESS",
      `A new licensing trust code was successfully installed on ${this.#router.udi}.`,
    );
    this.#become({ ...this.#state, trustedAt: at, lastContact: { result: "succeeded", at } });
    await this.#report();
  }

  async #report(): Promise<void> {
    const at = this.#router.now();
    if (!this.#mayReport()) {
      return this.#become({ ...this.#state, nextReportAt: later(at, PUSH_INTERVAL_DAYS * DAY_MS) });
    }
    const outcome = await sendLicensing(this.#router, "usage-report");
    if (!outcome.ok) return this.#fail(outcome.failure);
    if (outcome.answer.result !== "accepted") return this.#fail("server-error");
    const restored = this.#state.failures > 0;
    const acknowledgedAt = this.#router.now();
    this.#become({
      ...this.#state,
      lastReportAt: at,
      lastAckAt: acknowledgedAt,
      ackDeadlineAt: later(acknowledgedAt, ACK_DEADLINE_MS),
      nextReportAt: later(at, PUSH_INTERVAL_DAYS * DAY_MS),
      lastContact: { result: "succeeded", at: acknowledgedAt },
      failures: 0,
    });
    if (restored)
      logLicensing(this.#router, 5, "COMM_RESTORED", "Communications with Cisco licensing cloud restored");
  }

  #fail(failure: ContactFailure): void {
    const at = this.#router.now();
    const reason = reasonOf(this.#router, failure);
    const failures = this.#state.failures + 1;
    logCommunicationFailure(this.#router, reason);
    this.#become({
      ...this.#state,
      lastContact: { result: "failed", at, reason },
      nextReportAt: retryAt(at, failures),
      failures,
    });
  }

  /** A utility takes reports of anyone; the cloud itself only of those it trusts. */
  #mayReport(): boolean {
    const transport = this.transport();
    return transport === "cslu" || (transport !== "off" && this.#state.trustedAt !== undefined);
  }

  #become(state: PolicyState): void {
    this.#state = state;
    this.reschedule();
  }
}

/** The state that a spec describes: what was registered before counts as trusted and acknowledged. */
export function initialPolicyState(spec: LicenseSpec, now: Date): PolicyState {
  if (spec.state !== "registered") {
    return {
      ackDeadlineAt: later(now, ACK_DEADLINE_MS),
      nextReportAt: later(now, FIRST_REPORT_MS),
      failures: 0,
    };
  }
  const { registeredAt, lastContactAt } = spec;
  return {
    trustedAt: registeredAt,
    lastAckAt: lastContactAt,
    lastReportAt: lastContactAt,
    ackDeadlineAt: later(lastContactAt, ACK_DEADLINE_MS),
    nextReportAt: later(lastContactAt, PUSH_INTERVAL_DAYS * DAY_MS),
    lastContact: { result: "succeeded", at: lastContactAt },
    failures: 0,
  };
}

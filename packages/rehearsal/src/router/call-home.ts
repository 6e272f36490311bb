/** Smart Call Home on one router: a monthly inventory message from an active profile, and messages on request. */
import { profileUrl, smartCallHomeProfile } from "./call-home-profile.js";
import { contact } from "./contact.js";
import { callHomeEgress } from "./egress.js";
import type { RouterHost } from "./host.js";
import { later } from "./licensing-timers.js";

const PERIOD_MS = 30 * 86_400_000;
const RETRY_MS = 86_400_000;

export type CallHomeMessage = "call-home-test" | "call-home-inventory";

interface Counter {
  succeeded: number;
  failed: number;
}

/** How many messages of each kind arrived and failed, the last one that arrived, and when the next one is due. */
export interface CallHomeState {
  readonly counters: Readonly<Record<CallHomeMessage, Readonly<Counter>>>;
  readonly lastSentAt?: Date | undefined;
  readonly lastFailedAt?: Date | undefined;
  readonly nextAt?: Date | undefined;
}

export class SmartCallHome {
  readonly #router: RouterHost;
  readonly counters: Readonly<Record<CallHomeMessage, Counter>> = {
    "call-home-test": { succeeded: 0, failed: 0 },
    "call-home-inventory": { succeeded: 0, failed: 0 },
  };
  #lastSentAt: Date | undefined;
  #lastFailedAt: Date | undefined;
  #nextAt: Date | undefined;

  constructor(router: RouterHost, firstAt: Date) {
    this.#router = router;
    this.#nextAt = firstAt;
  }

  get lastSentAt(): Date | undefined {
    return this.#lastSentAt;
  }

  get lastFailedAt(): Date | undefined {
    return this.#lastFailedAt;
  }

  get state(): CallHomeState {
    return {
      counters: this.counters,
      lastSentAt: this.#lastSentAt,
      lastFailedAt: this.#lastFailedAt,
      nextAt: this.#nextAt,
    };
  }

  /** Goes on from a state that was kept. */
  restore({ counters, lastSentAt, lastFailedAt, nextAt }: CallHomeState): void {
    for (const message of Object.keys(counters) as CallHomeMessage[])
      Object.assign(this.counters[message], counters[message]);
    this.#lastSentAt = lastSentAt;
    this.#lastFailedAt = lastFailedAt;
    this.#nextAt = nextAt;
    this.reschedule();
  }

  /** Asks for the next periodic message; called at the start and after each commit. */
  reschedule(): void {
    const isOn = smartCallHomeProfile(this.#router.running()) !== undefined;
    this.#router.scheduleAt(this, isOn ? this.#nextAt : undefined, () => this.#sendPeriodic());
  }

  /** Sends one message now; false where it did not arrive or no profile is active. */
  async send(message: CallHomeMessage): Promise<boolean> {
    const configuration = this.#router.running();
    const url = profileUrl(smartCallHomeProfile(configuration));
    const outcome =
      url === undefined
        ? undefined
        : await contact(this.#router, url, callHomeEgress(configuration), message);
    if (outcome?.ok === true) {
      this.counters[message].succeeded += 1;
      this.#lastSentAt = this.#router.now();
      return true;
    }
    this.counters[message].failed += 1;
    this.#lastFailedAt = this.#router.now();
    this.#router.logMessage({
      process: "call_home",
      jobId: 174,
      code: "MGBL-CALL_HOME-3-HTTP_REQUEST_FAILED",
      text: `Call-Home HTTP request failed: ${url ?? "no active profile reports Smart Call Home data"}`,
    });
    return false;
  }

  async #sendPeriodic(): Promise<void> {
    const arrived = await this.send("call-home-inventory");
    this.#nextAt = later(this.#router.now(), arrived ? PERIOD_MS : RETRY_MS);
    this.reschedule();
  }
}

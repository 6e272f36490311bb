/** The routers of a situation, their one clock, and a history of what reached them: the truth beside the journal. */
import type { Action } from "../../plan/step.js";
import type { AssessDevices, Hands, RecheckBundle, RolloutTime } from "../../rollout/hands.js";
import type { Observation, ObservedFact } from "../../rollout/observation.js";
import type { SendOutcome } from "../../rollout/rollout.js";
import { BUNDLES, FOREIGN, REQUIRED_ROOT } from "./bundles.js";
import type { Deed, Fault } from "./nature.js";
import { deedOf, Router, secondOf, timeAt } from "./router.js";
import type { Situation } from "./situation.js";

/** One call of the controller to carry something out. */
export interface Sent {
  readonly device: string;
  readonly step: number;
  readonly action: Action;
  readonly deed: Deed;
  readonly at: number;
  /** When the controller had last seen the device. */
  readonly lookedAt: number;
  /** How long the journal was at that moment. */
  readonly journalled: number;
  readonly told: SendOutcome["result"];
  /** When its effect showed; absent where it had none. */
  readonly effectAt?: number;
}

export class Fleet implements Hands, RolloutTime {
  readonly routers: ReadonlyMap<string, Router>;
  readonly history: Sent[] = [];
  readonly #served: Situation["served"];
  readonly #wrong = new Map<string, number>();
  readonly #lookedAt = new Map<string, number>();
  #rechecks = 0;
  #second = 0;
  /** The journal that is being written, to know how long it is. */
  journal: { readonly all: readonly unknown[] } = { all: [] };

  constructor({ natures, served }: Situation) {
    this.routers = new Map(natures.map((nature, index) => [`r${index}`, changedSince(new Router(nature))]));
    this.#served = served;
  }

  now(): Date {
    return new Date(timeAt(this.#second));
  }

  async waitUntil(moment: Date): Promise<void> {
    this.#second = Math.max(this.#second, secondOf(moment.toISOString()));
  }

  async observe(device: string, wanted: readonly ObservedFact[]): Promise<Observation> {
    const at = ++this.#second;
    this.#lookedAt.set(device, at);
    const seen = this.router(device).observe(device, at, wanted);
    await this.#aWhile();
    return seen;
  }

  async carryOut(device: string, step: number, action: Action): Promise<SendOutcome> {
    const at = ++this.#second;
    const router = this.router(device);
    const deed = deedOf(action);
    const fault = this.#faultOf(device, deed);
    const isDone = fault === undefined || fault === "lost-with-effect";
    const hasEffect = isDone && router.carryOut(action, at);
    const outcome = toldAfter(fault);
    const { contactTakes, effectTakes } = router.nature;
    const takes = deed === "renew" || deed === "test" ? contactTakes : effectTakes;
    this.history.push({
      ...{ device, step, action, deed, at, journalled: this.journal.all.length },
      lookedAt: this.#lookedAt.get(device) ?? -1,
      told: outcome.result,
      ...(hasEffect && typeof takes === "number" && { effectAt: at + takes }),
    });
    await this.#aWhile();
    return outcome;
  }

  readonly recheckBundle: RecheckBundle = async () => {
    const served = this.#served[this.#rechecks++] ?? "approved";
    if (served === "unavailable") return { unavailable: "no answer" };
    return { sha256: served === "approved" ? BUNDLES.approved.sha256 : "0".repeat(64) };
  };

  readonly assess: AssessDevices = async (devices) =>
    devices.map((device) => ({ device, verdict: this.verdictOf(device) }));

  verdictOf(device: string): "protected" | "failing" | "failing-otherwise" {
    const { downloaded, nature } = this.router(device);
    if (!downloaded.includes(REQUIRED_ROOT.sha1)) return "failing";
    return nature.failsOtherwise ? "failing-otherwise" : "protected";
  }

  /** As it is at this moment. */
  router(device: string): Router {
    const router = this.routers.get(device);
    if (!router) throw new Error(`no such device ${device}`);
    return router.until(this.#second);
  }

  #faultOf(device: string, deed: Deed): Fault | undefined {
    const router = this.router(device);
    if (router.troubleAt(this.#second) === "unreachable") return "not-sent";
    const { fault } = router.nature;
    const times = this.#wrong.get(device) ?? 0;
    if (fault?.deed !== deed || times >= fault.times) return undefined;
    this.#wrong.set(device, times + 1);
    return fault.fault;
  }

  /** Calls overlap, in an order that changes from call to call. */
  async #aWhile(): Promise<void> {
    for (let turns = (this.#second * 7) % 11; turns > 0; turns--) await undefined;
  }
}

function changedSince(router: Router): Router {
  if (router.nature.poolChangedSince) router.downloaded = [...router.downloaded, FOREIGN];
  return router;
}

function toldAfter(fault: Fault | undefined): SendOutcome {
  switch (fault) {
    case undefined:
    case "no-effect":
      return { result: "accepted", shownBy: [] };
    case "refused":
      return { result: "refused", text: "% refused", shownBy: [] };
    case "lost-with-effect":
    case "lost-without-effect":
      return { result: "unknown", detail: "link lost" };
    case "not-sent":
      return { result: "not-sent", detail: "no route" };
    case "change-held":
      return { result: "held", text: "others at work", because: "foreign-candidate", shownBy: [] };
  }
}

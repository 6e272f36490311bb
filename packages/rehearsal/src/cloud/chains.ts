/**
 * Which chain a cloud host serves at a moment of lab time: the steps of its schedule, in order, such as the retired root
 * until its cut-over and then the required one; and, to a client behind a proxy that opens TLS, the proxy's own.
 */
import { createSecureContext, type SecureContext } from "node:tls";
import { commonName, nameText, pemOf } from "../certificates/certificate.js";
import type { OwnAuthority, ServerChain, ServerIssuer, ThrowAwayCa } from "../certificates/throw-away-ca.js";
import type { ChainFault, ChainStep } from "../options.js";
import type { HandshakeEntry } from "./history.js";

export interface HostChain extends ServerChain {
  /** For outside clients: calendar dates. */
  readonly calendarContext: SecureContext;
  /** For emulated routers: always valid. */
  readonly alwaysValidContext: SecureContext;
  /** As the history tells it. */
  readonly described: Pick<HandshakeEntry, "chain" | "root">;
}

/** What a host's chains are under: roots that change by schedule, or one root of the lab's own for good. */
export type ChainPlan = readonly ChainStep[] | OwnAuthority;

const DAY_MS = 86_400_000;
/** Public servers renew about yearly; the last certificate before the first change ends with it. */
const LIFETIME_MS = 397 * DAY_MS;

/** Two steps: under the retired root until a moment, under the required one from then on. */
export function cutOverPlan(at: Date): readonly ChainStep[] {
  return [{ under: "retired" }, { from: at, under: "required" }];
}

/** Throws RangeError where the steps do not follow each other in time. */
function checkedSteps(steps: readonly ChainStep[]): readonly ChainStep[] {
  if (steps.length === 0) throw new RangeError("a schedule of chains needs at least one step");
  if (steps[0]!.from !== undefined)
    throw new RangeError(`the first step of a schedule holds since ever: it has no "from"`);
  for (const [index, { from, intermediate = 1 }] of steps.entries()) {
    if (!Number.isInteger(intermediate) || intermediate < 1 || intermediate > 99)
      throw new RangeError(`step ${index + 1}: "intermediate" is a whole number from 1 to 99`);
    if (index === 0) continue;
    if (from === undefined) throw new RangeError(`step ${index + 1}: "from" is missing`);
    const before = steps[index - 1]!.from;
    if (before !== undefined && from <= before)
      throw new RangeError(`step ${index + 1} does not come after the one before it`);
  }
  return steps;
}

export class ChainSchedule {
  readonly host: string;
  /** Overrides the defect of whichever step holds. */
  fault: ChainFault | undefined;
  #plan: ChainPlan;
  readonly #ca: ThrowAwayCa;
  /** The chains in use now, by all that they depend on; a few at a time, whatever the lab's age. */
  readonly #chains = new Map<string, HostChain>();

  constructor(host: string, plan: ChainPlan, ca: ThrowAwayCa) {
    this.host = host;
    this.#plan = typeof plan === "string" ? plan : checkedSteps(plan);
    this.#ca = ca;
  }

  /** None for a host whose root never changes. */
  get steps(): readonly ChainStep[] {
    return typeof this.#plan === "string" ? [] : this.#plan;
  }

  /** Takes effect for the next handshake. Throws RangeError where the steps make no sense. */
  follow(steps: readonly ChainStep[]): void {
    this.#plan = checkedSteps(steps);
  }

  at(now: Date): HostChain {
    if (typeof this.#plan === "string") return this.#chain(now, { own: this.#plan }, new Date(0), this.fault);
    const index = this.#plan.findLastIndex(({ from }) => from === undefined || from <= now);
    const step = this.#plan[index]!;
    // The certificates of a step without a beginning are counted back from its end.
    const anchor = step.from ?? this.#plan[index + 1]?.from ?? new Date(0);
    const issuer = { role: step.under, number: step.intermediate ?? 1 };
    return this.#chain(now, issuer, anchor, this.fault ?? step.defect);
  }

  /** The chain that a proxy makes up for this host. */
  intercepted(now: Date): HostChain {
    return this.#chain(now, { own: "inspection" }, new Date(0), undefined);
  }

  #chain(now: Date, issuer: ServerIssuer, anchor: Date, fault: ChainFault | undefined): HostChain {
    // Whole lifetimes counted from the anchor, in both directions; an expired leaf is that of the one before.
    const current = Math.floor((now.getTime() - anchor.getTime()) / LIFETIME_MS);
    const period = fault === "expired-leaf" ? current - 1 : current;
    const key = `${JSON.stringify(issuer)} ${anchor.getTime()} ${period} ${fault}`;
    const known = this.#chains.get(key);
    if (known !== undefined) return known;
    const notBefore = new Date(anchor.getTime() + period * LIFETIME_MS);
    const notAfter = new Date(notBefore.getTime() + LIFETIME_MS);
    const issued = this.#ca.issueServerChain(this.host, issuer, notBefore, notAfter);
    const served = fault === "missing-intermediate" ? issued.chain.slice(0, 1) : issued.chain;
    const chain = withContexts({ ...issued, chain: served });
    if (this.#chains.size >= 4) this.#chains.delete(this.#chains.keys().next().value!);
    this.#chains.set(key, chain);
    return chain;
  }
}

function withContexts(chain: ServerChain): HostChain {
  const key = chain.key.export({ type: "pkcs8", format: "pem" });
  const context = (form: "calendar" | "alwaysValid") =>
    createSecureContext({ key, cert: chain.chain.map((twin) => pemOf(twin[form])).join("") });
  const described = {
    chain: chain.chain.map(({ calendar }) => ({
      subject: nameText(calendar.subject),
      sha256: calendar.sha256,
      notBefore: calendar.notBefore.toISOString(),
      notAfter: calendar.notAfter.toISOString(),
    })),
    root: { commonName: commonName(chain.root.calendar.subject) ?? "", sha256: chain.root.calendar.sha256 },
  };
  return {
    ...chain,
    described,
    calendarContext: context("calendar"),
    alwaysValidContext: context("alwaysValid"),
  };
}

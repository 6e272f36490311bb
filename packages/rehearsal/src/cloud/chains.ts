/**
 * Which chain a cloud host serves at a moment of lab time: under the retired root until its cut-over, then under the
 * required one; or one that is wrong in a given way; or, to a client behind a proxy that opens TLS, the proxy's own.
 */
import { createSecureContext, type SecureContext } from "node:tls";
import { commonName, nameText, pemOf } from "../certificates/certificate.js";
import type { ServerChain, ThrowAwayCa } from "../certificates/throw-away-ca.js";
import type { HandshakeEntry } from "./history.js";

/** What can be wrong with a chain as it is served. */
export type ChainFault = "expired-leaf" | "missing-intermediate";

export interface HostChain extends ServerChain {
  /** For outside clients: calendar dates. */
  readonly calendarContext: SecureContext;
  /** For emulated routers: always valid. */
  readonly alwaysValidContext: SecureContext;
  /** As the history tells it. */
  readonly described: Pick<HandshakeEntry, "chain" | "root">;
}

const DAY_MS = 86_400_000;
/** Public servers renew about yearly; the last certificate under the retired root ends with its cut-over. */
const LIFETIME_MS = 397 * DAY_MS;

export class ChainSchedule {
  readonly host: string;
  cutOverAt: Date;
  fault: ChainFault | undefined;
  readonly #ca: ThrowAwayCa;
  /** The chains in use now, by all that they depend on; a few at a time, whatever the lab's age. */
  readonly #chains = new Map<string, HostChain>();

  constructor(host: string, cutOverAt: Date, ca: ThrowAwayCa) {
    this.host = host;
    this.cutOverAt = cutOverAt;
    this.#ca = ca;
  }

  at(now: Date): HostChain {
    return this.#chain(now, now < this.cutOverAt ? "retired" : "required", this.fault);
  }

  /** The chain that a proxy makes up for this host. */
  intercepted(now: Date): HostChain {
    return this.#chain(now, "inspection", undefined);
  }

  #chain(now: Date, under: "retired" | "required" | "inspection", fault: ChainFault | undefined): HostChain {
    // Whole lifetimes counted from the cut-over, in both directions; an expired leaf is that of the one before.
    const current = Math.floor((now.getTime() - this.cutOverAt.getTime()) / LIFETIME_MS);
    const period = fault === "expired-leaf" ? current - 1 : current;
    const key = `${under} ${this.cutOverAt.getTime()} ${period} ${fault}`;
    const known = this.#chains.get(key);
    if (known !== undefined) return known;
    const notBefore = new Date(this.cutOverAt.getTime() + period * LIFETIME_MS);
    const notAfter = new Date(notBefore.getTime() + LIFETIME_MS);
    const issued = this.#ca.issueServerChain(this.host, under, notBefore, notAfter);
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

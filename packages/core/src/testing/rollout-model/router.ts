/**
 * A router that exists only as what a rollout can change or see of it. It reads the lines of a plan by itself, by the
 * grammar of IOS XR, and knows neither plan nor step: what it has become is the truth that a rollout is judged by.
 */
import { digestOf } from "../../canonical.js";
import type { PoolLabel } from "../../evidence/evidence.js";
import { known, unknown } from "../../evidence/known.js";
import type { Action } from "../../plan/step.js";
import { type Observation, type ObservedFact, observation } from "../../rollout/observation.js";
import { BUNDLES, certificatesOf, FOREIGN } from "./bundles.js";
import type { Deed, Nature, Trouble } from "./nature.js";

/** Seconds on the controller's clock; the router's own is `clockAhead` further. */
export class Router {
  readonly nature: Nature;
  readonly builtIn = [label("Built-In", "1")];
  downloaded: readonly string[];
  bundleUrl: string | undefined;
  readonly files = new Map<string, string>();
  crl: "required" | "optional" = "required";
  isRegistered: boolean;
  lastContact: number | undefined;
  lastCallHome: number | undefined;
  commits = 0;
  /** What is under way and shows later. */
  readonly #pending: { readonly at: number; readonly happen: () => void }[] = [];

  constructor(nature: Nature) {
    this.nature = nature;
    this.downloaded = nature.downloadedBefore ? certificatesOf(BUNDLES.earlier) : [];
    this.bundleUrl = nature.bundleUrlBefore;
    this.isRegistered = nature.isRegistered;
    if (nature.contactBefore) this.lastContact = -3600;
  }

  get labels(): readonly PoolLabel[] {
    return [...this.builtIn, ...this.downloaded.map((sha1) => label("Downloaded", sha1))];
  }

  /** What happens when the action is carried out at this second; true where it has an effect, now or soon. */
  carryOut(action: Action, at: number): boolean {
    const deed = deedOf(action);
    if (deed === "import") return this.#import(action, at);
    if (deed === "copy" && action.kind === "copy-file") {
      return this.#soon(at, () => this.files.set(action.path, action.md5));
    }
    if (deed === "renew" || deed === "test") return this.#contact(deed, at);
    return this.#soon(at, () => {
      if (deed === "clean") this.downloaded = [];
      if (deed === "delete") this.files.delete(wordsOf(action).at(-1) ?? "");
      if (deed === "configure") this.#configure(action);
      if (deed === "register") this.isRegistered = true;
    });
  }

  #import(action: Action, at: number): boolean {
    const place = wordsOf(action).at(-1) ?? "";
    const bundle = BUNDLES.all.find(({ url, md5 }) => url === place || this.files.get(place) === md5);
    if (!bundle) return false;
    const extra = this.nature.bringsForeign ? [FOREIGN] : [];
    return this.#soon(at, () => {
      this.downloaded = [...certificatesOf(bundle), ...extra];
    });
  }

  #configure(action: Action): void {
    this.commits++;
    for (const line of action.kind === "configure" ? action.lines : []) {
      const url = /^crypto ca trustpool policy cabundle url (\S+)$/.exec(line)?.[1];
      if (url !== undefined) this.bundleUrl = url;
      if (line === "no crypto ca trustpool policy cabundle url") this.bundleUrl = undefined;
      if (/^crypto ca trustpoint \S+ crl optional$/.test(line)) this.crl = "optional";
      if (/^no crypto ca trustpoint \S+ crl optional$/.test(line)) this.crl = "required";
    }
  }

  #contact(deed: "renew" | "test", at: number): boolean {
    const { contactTakes } = this.nature;
    if ((deed === "renew" && !this.isRegistered) || contactTakes === "for-ever") return false;
    const due = at + contactTakes;
    this.#pending.push({
      at: due,
      happen: () => {
        if (deed === "renew") this.lastContact = due;
        else this.lastCallHome = due;
      },
    });
    return true;
  }

  /** An effect on the device itself may take a moment to show. */
  #soon(at: number, happen: () => void): boolean {
    this.#pending.push({ at: at + this.nature.effectTakes, happen });
    return true;
  }

  /** Brought up to this second. */
  until(at: number): this {
    for (const one of this.#pending.splice(0)) {
      if (one.at <= at) one.happen();
      else this.#pending.push(one);
    }
    return this;
  }

  /** What stands in the way of a change at this second. */
  troubleAt(at: number): Trouble | undefined {
    const { trouble } = this.nature;
    return trouble && at >= trouble.from && at < trouble.to ? trouble.kind : undefined;
  }

  observe(device: string, at: number, wanted: readonly ObservedFact[]): Observation {
    const trouble = this.troubleAt(at);
    if (trouble === "unreachable") return this.#unseen(device, at, wanted);
    const told = (second: number) => timeAt(second + this.nature.clockAhead);
    const contact = (second: number) => ({ result: "succeeded" as const, at: told(second) });
    const { lastContact, lastCallHome, bundleUrl } = this;
    return observation(device, timeAt(at), wanted, {
      clock: known({ deviceTime: told(at) }),
      pool: known({ digest: digestOf(this.labels), sha1: this.labels.map(({ sha1 }) => sha1) }),
      policy: known({ crl: "required", ...(bundleUrl !== undefined && { bundleUrl }) }),
      licence: known({
        mode: "smart",
        registration: { status: this.isRegistered ? "registered" : "not-registered" },
        ...(lastContact !== undefined && { lastContact: contact(lastContact) }),
      }),
      callHomeContact: known(lastCallHome === undefined ? {} : { last: contact(lastCallHome) }),
      cryptoConfiguration: known({ trustpoints: [{ name: "Trustpool", crl: this.crl }] }),
      newestCommit: known({ id: `${1000 + this.commits + (trouble === "foreign-commit" ? 500 : 0)}` }),
      configurationLock: known(trouble === "locked" ? { held: true, by: "ann" } : { held: false }),
      install: known(trouble === "installing" ? "in-progress" : "idle"),
      standby: known(trouble === "standby-not-ready" ? "not-ready" : "ready"),
      mayChange: known({ may: trouble !== "read-only", lacking: trouble === "read-only" ? ["crypto"] : [] }),
      storage: known([{ path: "harddisk:", totalBytes: 1e9, freeBytes: trouble === "full" ? 1000 : 1e8 }]),
      files: known(this.#filesFor()),
    });
  }

  #filesFor(): Record<string, string | null> {
    const none = Object.fromEntries(BUNDLES.all.map(({ path }) => [path, null]));
    return { ...none, ...Object.fromEntries(this.files) };
  }

  #unseen(device: string, at: number, wanted: readonly ObservedFact[]): Observation {
    const because = unknown({ code: "evidence/unreachable", detail: "no route" });
    return observation(device, timeAt(at), wanted, Object.fromEntries(wanted.map((fact) => [fact, because])));
  }
}

export function deedOf(action: Action): Deed {
  if (action.kind === "copy-file") return "copy";
  if (action.kind === "configure") return "configure";
  const { command } = action;
  if (command === "crypto ca trustpool import url clean") return "clean";
  if (command.startsWith("crypto ca trustpool import url ")) return "import";
  if (command.startsWith("delete ")) return "delete";
  if (command === "license smart renew auth") return "renew";
  if (command.startsWith("license smart register idtoken ")) return "register";
  if (command.startsWith("call-home test profile ")) return "test";
  throw new Error(`no router understands ${command}`);
}

function wordsOf(action: Action): readonly string[] {
  return action.kind === "exec" ? action.command.split(" ") : [];
}

const START = Date.parse("2022-02-23T06:00:00Z");
export const timeAt = (second: number) => new Date(START + second * 1000).toISOString();
export const secondOf = (time: string) => (Date.parse(time) - START) / 1000;

function label(set: PoolLabel["set"], sha1: string): PoolLabel {
  const certificate = { subject: `CN=${sha1}`, issuer: `CN=${sha1}`, serial: sha1 };
  return { set, ...certificate, notBefore: "2010-01-01T00:00:00Z", notAfter: "2040-01-01T00:00:00Z", sha1 };
}

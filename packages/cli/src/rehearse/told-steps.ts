/** What a rehearsal does, told to its account: which step begins and ends, and in which words. */
import {
  type DevicePlan,
  type FieldNotice,
  type Finding,
  type JournalEntry,
  linesOf,
  type Plan,
  VERDICTS,
} from "@reroot/core";
import type { Lab } from "@reroot/rehearsal";
import { journalEventInWords } from "../report/journal-words.js";
import { verdictCounts } from "../views/assessment-view.js";
import { count, joined } from "../words/count.js";
import { day, minute } from "../words/dates.js";
import { holdReasonInWords } from "../words/hold-reason.js";
import { asSentence } from "../words/words.js";
import type { Account } from "./account.js";
import type { RehearsalWatch } from "./rehearse.js";

export function tellLab(lab: Lab, account: Account): void {
  const routers = count(lab.devices.length, "emulated router");
  account.end(
    `${routers} and an emulated cloud on loopback; lab time ${minute(lab.clock.now().toISOString())}`,
  );
}

export function tellCutOver(lab: Lab, { endpoints }: FieldNotice, account: Account): void {
  const now = lab.clock.now().toISOString();
  const moved = endpoints.filter(
    ({ cutoverNoLaterThan }) => cutoverNoLaterThan !== null && cutoverNoLaterThan <= now,
  );
  const hosts = moved.map(
    ({ host, cutoverNoLaterThan }) => `${host} changed its root on ${cutoverNoLaterThan}`,
  );
  const handshakes = lab.cloud.history.flatMap((entry) => (entry.kind === "handshake" ? [entry] : []));
  const refused = handshakes.filter(({ outcome }) => outcome === "refused").length;
  account.end(
    `${hosts.length > 0 ? joined(hosts) : "No server has changed its root yet"}; lab time is now ${day(now)}. ${count(handshakes.length, "TLS handshake")} on the way, ` +
      `${refused} refused by a router`,
  );
}

export function toldSteps(account: Account): RehearsalWatch {
  let readings = 0;
  let steps = new RolloutSteps(account, []);
  account.begin("Audit");
  return {
    read: () => {
      readings++;
      if (readings === 1 && steps.haveEnded) account.begin("Verification");
      account.doing(`${readings} read over SSH`);
    },
    found: (findings) => {
      readings = 0;
      account.end(`${count(findings.length, "router")} read over SSH: ${countsInWords(findings)}`);
      account.begin("Plan");
      account.doing("fetching the bundle and verifying its signature");
    },
    planned: (plan) => {
      account.end(planInWords(plan));
      steps = new RolloutSteps(account, plan.waves);
      account.begin("Approval");
      account.end(plan.refusal ? "of a plan that sends nothing" : `by "rehearsal", for exactly this plan`);
    },
    journalled: (entry) => steps.tell(entry),
    proven: ({ after }) =>
      account.end(`read again, judged by the same code: ${countsInWords(after.findings)}`),
  };
}

function planInWords({ refusal, bundle, waves, heldBack, untouched }: Plan): string {
  if (refusal) return asSentence(`nothing may be sent: ${holdReasonInWords(refusal).sentence}`);
  const sizes = waves.map(({ name, devices }) => `${name} of ${devices.length}`);
  const sent = sizes.length > 0 ? joined(sizes) : "nothing to send";
  return (
    `${bundle?.name ?? "bundle"} verified; ${sent}; ${heldBack.length} held back, ` +
    `${untouched.length} ${untouched.length === 1 ? "needs" : "need"} nothing`
  );
}

/** One step of the account a wave. */
class RolloutSteps {
  readonly #account: Account;
  readonly #waves: Plan["waves"];
  #done = 0;
  haveEnded = false;

  constructor(account: Account, waves: Plan["waves"]) {
    this.#account = account;
    this.#waves = waves;
  }

  tell(entry: JournalEntry): void {
    if (entry.event === "wave-opened") this.#openWave(entry.wave);
    else if (entry.event === "gate-passed" || entry.event === "gate-closed") this.#endWave(entry);
    else if (entry.event === "ended") this.haveEnded = true;
    else this.#show(entry);
  }

  #openWave(wave: string): void {
    this.#done = 0;
    this.#account.begin(capitalized(wave));
  }

  #show(entry: JournalEntry): void {
    if (entry.event === "device-done") this.#done++;
    const { device, text } = journalEventInWords(entry);
    this.#account.doing(device ? `${device}, ${text}` : text);
  }

  #endWave({ wave, event }: Extract<JournalEntry, { event: "gate-passed" | "gate-closed" }>): void {
    const devices = this.#waves.find(({ name }) => name === wave)?.devices ?? [];
    const gate = event === "gate-passed" ? "the gate opens" : "the gate stays shut";
    const first = this.#waves[0]?.name === wave ? devices[0] : undefined;
    this.#account.end(
      `${this.#done} of ${count(devices.length, "router")} done; ${gate}`,
      ...(first ? [sentTo(first)] : []),
    );
  }
}

function sentTo({ device, steps }: DevicePlan): string {
  return `${device} was sent ${joined(steps.flatMap(({ action }) => linesOf(action)).map((line) => `"${line}"`))}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function countsInWords(findings: readonly Finding[]): string {
  const counts = verdictCounts(findings);
  return joined(
    VERDICTS.filter((verdict) => counts[verdict] > 0).map((verdict) => `${counts[verdict]} ${verdict}`),
  );
}

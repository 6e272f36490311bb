/**
 * What a rollout keeps, whatever happens: each rule by its name, and the places where it was broken. They compare the
 * journal, and what the routers themselves know, with the approved plan.
 */
import { digestOf } from "../../canonical.js";
import type { DevicePlan, Wave } from "../../plan/plan.js";
import { deviceOf } from "../../rollout/progress.js";
import { affairsAfter } from "./affairs.js";
import type { Sent } from "./fleet.js";
import { SOAK_AND_VERDICTS } from "./gates.js";
import type { Played, Rule } from "./play.js";
import { TRUTH } from "./truth.js";

export const RULES: Readonly<Record<string, Rule>> = {
  "it comes to an end, and says so once": ({ end, journal }) => {
    const endings = journal.filter(({ event }) => event === "ended").length;
    const revivals = journal.filter(
      ({ event }, index) => event === "device-retried" && affairsAfter(journal.slice(0, index)).hasEnded,
    ).length;
    return broken(end === "came" && endings === revivals + 1, `${end}, ${endings} times`);
  },

  "the journal has no gap": ({ journal }) =>
    journal.filter(({ sequence }, index) => sequence !== index + 1).map(({ sequence }) => `${sequence}`),

  "nothing is sent that is not approved": ({ sent, plan, approval }) =>
    sent
      .filter(({ device, step, action }) => {
        const planned = devicePlan(plan.waves, device).steps[step];
        const isThat = planned !== undefined && digestOf(planned.action) === digestOf(action);
        return !isThat || (planned.needs !== undefined && !approval.also?.includes(planned.needs));
      })
      .map(named),

  "the intent is in the journal before anything is sent": ({ sent, journal }) =>
    sent
      .filter(({ device, step, journalled }) => {
        const last = journal.slice(0, journalled).findLast((entry) => deviceOf(entry) === device);
        return !(last?.event === "intent" && last.intent.step === step);
      })
      .map(named),

  "what came of it is in the journal after it, unless the controller died": ({ sent, journal, deaths }) =>
    sent
      .filter(({ device, step, journalled, told }) => {
        const index = journal.findIndex((entry, at) => at >= journalled && deviceOf(entry) === device);
        const next = journal[index];
        const isTold = next?.event === "outcome" && next.step === step && next.outcome.result === told;
        const until = index < 0 ? journal.length : index;
        return !isTold && !deaths.some((death) => death >= journalled && death <= until);
      })
      .map(named),

  "nothing is sent again once its effect was there to be seen": ({ sent }) =>
    sent
      .filter((one, index) =>
        earlierOf(one, sent.slice(0, index)).some(({ effectAt = NEVER }) => effectAt <= one.lookedAt),
      )
      .map(named),

  "an effect on the device itself is awaited before anything is sent again": ({ sent, deaths }) =>
    sent
      .filter(({ deed }) => deaths.length === 0 && deed !== "renew" && deed !== "test")
      .filter((one, index) =>
        earlierOf(one, sent.slice(0, index)).some(({ effectAt }) => effectAt !== undefined),
      )
      .map(named),

  "nothing is sent while it is paused, or after it was cancelled, skipped or ended": ({ sent, journal }) =>
    sent
      .filter(({ device, journalled }) => {
        const { isPaused, isCancelled, hasEnded, devices } = affairsAfter(journal.slice(0, journalled));
        return isPaused || isCancelled || hasEnded || (devices.get(device)?.state ?? "open") !== "open";
      })
      .map(named),

  "no device is begun outside of its windows": ({ sent, journal, plan }) =>
    sent
      .filter(({ device, at, journalled }) => {
        const { windows = [] } = waveOf(plan.waves, device);
        const intent = journal.slice(0, journalled).findLastIndex((entry) => deviceOf(entry) === device);
        const { devices } = affairsAfter(journal.slice(0, intent));
        if (windows.length === 0 || devices.get(device)?.isBegun) return false;
        return ![at, at - SLACK].some((second) => windows.some((window) => isWithin(window, second)));
      })
      .map(named),

  "no more devices are worked on at once than the plan allows": ({ together, plan }) => {
    const { concurrency, perSite = concurrency } = plan.pace;
    const siteOf = (device: string) => devicePlan(plan.waves, device).site;
    return together
      .filter((devices) => {
        const here = devices.filter((one) => siteOf(one) === siteOf(devices.at(-1) ?? "")).length;
        return devices.length > concurrency || here > perSite;
      })
      .map((devices) => devices.join(" "));
  },

  "nothing is sent to a router that was seen in a state in which it must not be changed": ({ sent, fleet }) =>
    sent
      .filter(({ device, deed, lookedAt }) => {
        const trouble = fleet.router(device).troubleAt(lookedAt);
        if (trouble === "full") return deed === "copy";
        return trouble !== undefined && trouble !== "foreign-commit";
      })
      .map(named),

  "no router is begun that somebody else changed since the plan": ({ sent, fleet, plan, journal }) =>
    sent
      .filter((one, index) => {
        const { device, lookedAt } = one;
        const isFirst =
          !sent.slice(0, index).some((other) => other.device === device && mayHaveReached(other)) &&
          !isOpenFromBefore(one, journal);
        const router = fleet.router(device);
        const isChanged = router.nature.poolChangedSince || router.troubleAt(lookedAt) === "foreign-commit";
        return plan.undoes === undefined && isFirst && isChanged;
      })
      .map(named),

  "renewals are spread as planned": ({ sent, plan }) =>
    sent
      .filter(({ deed }) => deed === "renew")
      .filter(({ device, step, at }) => {
        const planned = devicePlan(plan.waves, device).steps[step];
        const delay = (planned?.kind === "renew-authorization" && planned.delaySeconds) || 0;
        return sent.some(
          (one) => one.device === device && one.step < step && (one.effectAt ?? -1e9) + delay > at,
        );
      })
      .map(named),

  ...SOAK_AND_VERDICTS,
  ...TRUTH,
};

/** Seconds that may pass between a decision and what comes of it, while others are at work. */
const SLACK = 30;

function isWithin(window: NonNullable<Wave["windows"]>[number], second: number): boolean {
  const at = new Date(Date.UTC(2022, 1, 23, 6) + second * 1000).toISOString();
  const [date = "", time = ""] = at.split(/[T.]/);
  const isDay = !window.dates || window.dates.includes(date);
  return isDay && time >= `${window.from}:00` && time < `${window.to}:00`;
}

function broken(isKept: boolean, how: string): readonly string[] {
  return isKept ? [] : [how];
}

const NEVER = Number.POSITIVE_INFINITY;

function earlierOf({ device, step }: Sent, before: readonly Sent[]): readonly Sent[] {
  return before.filter((one) => one.device === device && one.step === step);
}

/** A controller died between an intent and its sending: by the journal, the device may have been begun already. */
function isOpenFromBefore({ device, journalled }: Sent, journal: Played["journal"]): boolean {
  const own = journal.slice(0, journalled).filter((entry) => deviceOf(entry) === device);
  const countOf = (event: string) => own.filter((entry) => entry.event === event).length;
  return countOf("intent") - countOf("outcome") > 1;
}

const mayHaveReached = ({ told }: Sent) => told !== "not-sent" && told !== "held";
const named = ({ device, step, action, at }: Sent) => `${device} step ${step} (${action.kind}) at ${at}`;

function waveOf(waves: readonly Wave[], device: string): Wave {
  const wave = waves.find(({ devices }) => devices.some((one) => one.device === device));
  if (!wave) throw new Error(`no wave has ${device}`);
  return wave;
}

function devicePlan(waves: readonly Wave[], device: string): DevicePlan {
  return waveOf(waves, device).devices.find((one) => one.device === device) as DevicePlan;
}

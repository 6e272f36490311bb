/** The rules about what a rollout says of each device, held against what the router really is. */
import { digestOf } from "../../canonical.js";
import type { DevicePlan } from "../../plan/plan.js";
import type { PlannedStep } from "../../plan/step.js";
import { affairsAfter, type DeviceAffairs } from "./affairs.js";
import { FOREIGN, REQUIRED_ROOT } from "./bundles.js";
import type { Sent } from "./fleet.js";
import type { Trouble } from "./nature.js";
import type { Played, Rule } from "./play.js";
import { Router } from "./router.js";

export const TRUTH: Readonly<Record<string, Rule>> = {
  "a device that is done has every approved effect": (played) =>
    eachDevice(played, ({ planned, router, affairs, sent }) => {
      if (affairs.state !== "done") return [];
      const approved = planned.steps.filter(({ needs }) => !needs || played.approval.also?.includes(needs));
      const last = approved.filter((one, index) => !isOverwritten(one, approved.slice(index + 1)));
      return last.filter((step) => !isTrueOf(step, router, sent)).map(({ kind }) => kind);
    }),

  "no device is done that holds what nobody approved": (played) =>
    eachDevice(played, ({ affairs, router }) =>
      !played.plan.undoes && affairs.state === "done" && router.downloaded.includes(FOREIGN)
        ? ["holds a foreign certificate"]
        : [],
    ),

  "nothing reached a device that was held, and something may have reached one that failed": (played) =>
    eachDevice(played, ({ affairs, sent }) => {
      const isReached = sent.some(({ told }) => told !== "not-sent" && told !== "held");
      if (affairs.state === "held") return isReached ? ["held after it was reached"] : [];
      return affairs.state === "failed" && !affairs.isBegun ? ["failed although nothing was sent"] : [];
    }),

  "a device is held for what is really there": (played) =>
    eachDevice(played, ({ affairs, router }) => {
      const { reason = "", state } = affairs;
      const trouble = REASONS[reason];
      if (state !== "held" || trouble === undefined) return [];
      return router.nature.trouble?.kind === trouble ? [] : [reason];
    }),

  "a device with nothing wrong comes to a good end": (played) =>
    eachDevice(played, ({ planned, affairs, router }) => {
      const mayEnd = played.deaths.length <= 1 && isWell(planned.device, router, played);
      const isStopped = affairs.state === "held" || affairs.state === "failed";
      const isOrdered = affairs.reason === "rollout/cancelled" || affairs.reason === "rollout/window-over";
      return mayEnd && isStopped && !isOrdered ? [`${affairs.state}: ${affairs.reason}`] : [];
    }),

  "a device that was taken back is as it was": (played) =>
    eachDevice(played, ({ affairs, router }) => {
      if (played.plan.undoes === undefined || affairs.state !== "done") return [];
      const before = new Router(router.nature);
      const isRestored =
        digestOf(router.labels) === digestOf(before.labels) &&
        router.bundleUrl === before.bundleUrl &&
        router.crl === before.crl &&
        router.files.size === 0;
      return isRestored || promisesLess(played, router) ? [] : ["is not as it was"];
    }),
};

const REASONS: Readonly<Record<string, Trouble>> = {
  "rollout/cannot-observe": "unreachable",
  "rollout/foreign-commit": "foreign-commit",
  "rollout/configuration-locked": "locked",
  "rollout/install-in-progress": "installing",
  "rollout/standby-not-ready": "standby-not-ready",
  "rollout/may-not-change": "read-only",
  "rollout/no-space": "full",
};

interface OneDevice {
  readonly planned: DevicePlan;
  readonly router: Router;
  readonly affairs: DeviceAffairs;
  readonly sent: readonly Sent[];
}

function eachDevice(
  { plan, journal, fleet, sent }: Played,
  rule: (one: OneDevice) => readonly string[],
): readonly string[] {
  const { devices } = affairsAfter(journal);
  return plan.waves.flatMap((wave) =>
    wave.devices.flatMap((planned) => {
      const { device } = planned;
      const affairs = devices.get(device);
      if (!affairs) return [];
      const mine = sent.filter((one) => one.device === device);
      const found = rule({ planned, router: fleet.router(device), affairs, sent: mine });
      return found.map((how) => `${device}: ${how}`);
    }),
  );
}

/** A later step of the same plan undoes what this one did: a file that is removed, a pool that is filled anew. */
function isOverwritten(step: PlannedStep, later: readonly PlannedStep[]): boolean {
  if (step.kind === "copy-bundle") return later.some(({ kind }) => kind === "remove-file");
  return step.kind === "restore-pool" && later.some(({ kind }) => kind === "restore-pool");
}

function isTrueOf(step: PlannedStep, router: Router, sent: readonly Sent[]): boolean {
  const firstOf = (deed: Sent["deed"]) => sent.find((one) => one.deed === deed)?.at;
  switch (step.kind) {
    case "import-bundle":
      return router.downloaded.includes(REQUIRED_ROOT.sha1);
    case "restore-pool":
      return digestOf(router.labels) === step.pool;
    case "set-bundle-url":
      return (router.bundleUrl ?? null) === step.bundleUrl;
    case "copy-bundle":
      return router.files.get(step.path) === step.md5;
    case "remove-file":
      return !router.files.has(step.path);
    case "register":
      return router.isRegistered;
    case "renew-authorization":
      return (router.lastContact ?? -1e9) >= (firstOf("renew") ?? Number.POSITIVE_INFINITY);
    case "send-call-home-test":
      return (router.lastCallHome ?? -1e9) >= (firstOf("test") ?? Number.POSITIVE_INFINITY);
    case "make-crl-optional":
      return router.crl === "optional";
    case "restore-crl-check":
      return router.crl === "required";
  }
}

/** An undo rests on what was seen last: whoever was stopped half-way may be found changed, and is held. */
function isWell(device: string, { nature }: Router, { takesBack }: Played): boolean {
  const { trouble, fault, bringsForeign, poolChangedSince, contactTakes } = nature;
  if (trouble || fault || bringsForeign || poolChangedSince) return false;
  if (takesBack) return affairsAfter(takesBack.journal).devices.get(device)?.state === "done";
  return contactTakes !== "for-ever" && contactTakes <= 100;
}

/** The plan said beforehand that the pool could not be had back. */
function promisesLess({ plan }: Played, { nature }: Router): boolean {
  return plan.undoes !== undefined && nature.downloadedBefore && !nature.earlierIsHeld;
}

/** Situations in which the machine once broke a rule of the model. They are played first, in every run. */
import { MIRROR_URL } from "./bundles.js";
import type { Nature } from "./nature.js";
import type { Situation } from "./situation.js";

const PLAIN: Nature = {
  site: "paris",
  remedy: "import-from-default-url",
  mirror: "used-directly",
  crlOptional: false,
  isRegistered: true,
  callHomeTest: false,
  downloadedBefore: false,
  earlierIsHeld: false,
  bundleUrlBefore: undefined,
  contactBefore: false,
  poolChangedSince: false,
  clockAhead: 0,
  effectTakes: 0,
  contactTakes: 0,
  renewalDelay: 0,
  bringsForeign: false,
  trouble: undefined,
  fault: undefined,
  failsOtherwise: false,
};

const QUIET: Omit<Situation, "natures"> = {
  waveSizes: [1],
  gate: { failuresAllowed: 0, soakSeconds: 0 },
  windows: [],
  pace: { concurrency: 1 },
  also: [],
  served: [],
  crashes: [],
  orders: [],
  atStandBy: "resume",
  undoCrashes: [],
};

const refusedOnce: Nature = { ...PLAIN, fault: { deed: "import", fault: "refused", times: 1 } };

export const FOUND: readonly Situation[] = [
  /** The step before the renewal was not approved: it was sent without its delay. */
  { ...QUIET, natures: [{ ...PLAIN, crlOptional: true, renewalDelay: 120 }] },
  /** Cancelled while a device of an earlier wave was tried again: those of the later one were forgotten. */
  {
    ...QUIET,
    natures: [refusedOnce, { ...PLAIN, trouble: { kind: "unreachable", from: 0, to: 30 } }],
    gate: { failuresAllowed: 1, soakSeconds: 0 },
    orders: [
      { order: "pause", after: 11 },
      { order: "retry", device: 0, after: 11 },
    ],
    atStandBy: "cancel",
  },
  /** The policy named the mirror already: that the pool was another one than planned was no longer seen. */
  {
    ...QUIET,
    natures: [
      {
        ...PLAIN,
        remedy: "import-from-mirror",
        mirror: "configured",
        bundleUrlBefore: MIRROR_URL,
        poolChangedSince: true,
      },
    ],
  },
];

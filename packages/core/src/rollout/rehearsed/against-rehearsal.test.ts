/** What a rollout that requires a rehearsal compares, what it holds for, and what it lets pass. */
import { describe, expect, it } from "vitest";
import { digestOf } from "../../canonical.js";
import { known, unknown } from "../../evidence/known.js";
import type { ApprovedPlan } from "../../plan/plan.js";
import { approvedPlan } from "../../testing/approved-plan.js";
import { mortal } from "../../testing/rollout-model/controller.js";
import {
  BUNDLE,
  Crash,
  IMPORT,
  MemoryJournal,
  RENEW,
  SimulatedFleet,
  served,
} from "../../testing/simulated-fleet.js";
import type { Hands } from "../hands.js";
import type { Observation, ObservedFact, ObservedFacts } from "../observation.js";
import { rollOut } from "../roll-out.js";
import type { JournalEntry, SendOutcome } from "../rollout.js";
import { COMPARABLE_FACTS, type ComparableFact, type ComparableFacts } from "./difference.js";
import { rehearsalDigestOf } from "./read-rehearsal.js";
import type { Rehearsal, RehearsedDevice, Unlikeness } from "./rehearsal.js";

/** A router as it answers in the lab and, unless a test says otherwise, outside of it. */
const RESTING: Partial<ObservedFacts> = {
  system: known({ os: "iosxr", release: "7.3.2", platform: "NCS-5500" }),
  policy: known({ crl: "required" }),
  newestCommit: known({ id: "1000000007" }),
  configurationLock: known({ held: false }),
  install: known("idle"),
  standby: known("ready"),
  mayChange: known({ may: true, lacking: [] }),
};

const BEFORE: ComparableFacts = {
  platform: "NCS-5500",
  release: "7.3.2",
  "required-roots": "lacking",
  "bundle-in-pool": "not whole",
  "earlier-certificates": "all there",
  "other-certificates": "none",
  "trust-pool-policy": "no URL",
  "crl-check": "required",
  "licence-mode": "smart",
  "licence-transport": "none",
  registration: "registered",
  authorization: "none",
  standby: "ready",
  "may-change": "yes",
  "answers-to-reading": "all",
};
const IMPORTED: ComparableFacts = {
  ...BEFORE,
  "required-roots": "held",
  "bundle-in-pool": "whole",
  "answer-to-step": "accepted",
};
const LOOKS = [BEFORE, IMPORTED, IMPORTED];

function rehearsalOfPlan(
  { plan }: ApprovedPlan,
  changes: Partial<RehearsedDevice> = {},
  at = "2022-02-23T05:00:00.000Z",
): Rehearsal {
  const device: RehearsedDevice = { device: "r0", outcome: "done", looks: LOOKS, unlike: [], ...changes };
  const body: Omit<Rehearsal, "digest"> = {
    formatVersion: 1,
    planDigest: plan.digest,
    at,
    madeWith: { version: "0", seed: 1 },
    lab: { name: "LAB 0000", noticeDigest: digestOf("n"), from: at, to: at },
    also: [],
    waves: [{ wave: "canary", failures: 0, gate: "opens" }],
    devices: [device],
  };
  const rehearsal = { ...body, digest: "" };
  return { ...rehearsal, digest: rehearsalDigestOf(rehearsal) };
}

interface World {
  /** What is seen otherwise, from the look at this step on: 0 before the import, 1 before the renewal, 2 at the end. */
  readonly from?: number;
  readonly seen?: Partial<ObservedFacts>;
  readonly change?: (observation: Observation) => Observation;
  readonly outcome?: SendOutcome;
}

/** One router, `r0`, that imports and renews as it should. */
function router({ from = 0, seen = {}, change = (one) => one, outcome }: World) {
  const fleet = new SimulatedFleet(
    new Map([
      ["r0", { import: "works", renew: "works", unreachable: false, changedSincePlan: false, patience: 0 }],
    ]),
  );
  const hands: Hands = {
    observe: async (device, wanted) => {
      const seenNow = await fleet.observe(device, wanted);
      const isOtherwise = fleet.history.length >= from;
      const all = { ...RESTING, ...(isOtherwise && seen) };
      const asked = Object.entries(all).filter(([fact]) => wanted.includes(fact as ObservedFact));
      const observation: Observation = { ...seenNow, ...Object.fromEntries(asked) };
      return isOtherwise ? change(observation) : observation;
    },
    carryOut: async (device, step, action) => {
      const came = await fleet.carryOut(device, step, action);
      return step === 0 && outcome ? outcome : came;
    },
  };
  return { fleet, hands };
}

async function run(world: World, changes?: Partial<RehearsedDevice>, at?: string) {
  const approved = approvedPlan(["r0"]);
  const rehearsal = rehearsalOfPlan(approved, changes, at);
  const { fleet, hands } = router(world);
  const journal = new MemoryJournal(approved.plan.digest, () => fleet.now());
  const ports = { hands, journal, time: fleet, recheckBundle: served, rehearsal };
  const entries = await rollOut(approved, ports);
  const again = async (accepts?: "differences", newer = rehearsal) => {
    const decided = { by: "Ada", ...(accepts && { accepts }) };
    const stopped = entries.find(({ event }) => event === "device-failed") ? "failed" : "held";
    await journal.append({
      event: "device-retried",
      device: "r0",
      wave: "canary",
      after: stopped,
      ...decided,
    });
    return rollOut(approved, { ...ports, rehearsal: newer });
  };
  return { entries, again, rehearsal, sent: () => fleet.history.map(({ command }) => command) };
}

function endOf(entries: readonly JournalEntry[]) {
  return entries.findLast(
    ({ event }) => event === "device-done" || event === "device-held" || event === "device-failed",
  );
}

function differencesIn(entries: readonly JournalEntry[]) {
  return entries.flatMap((entry) => (entry.event === "compared-with-rehearsal" ? entry.differences : []));
}

const licence = (changes: object) =>
  known({ mode: "smart" as const, registration: { status: "registered" as const }, ...changes });
const withPool = (change: (sha1: readonly string[]) => readonly string[]) => (one: Observation) =>
  one.pool.known ? { ...one, pool: known({ ...one.pool.value, sha1: change(one.pool.value.sha1) }) } : one;

/** Each compared fact, found otherwise before the first step. */
const OTHERWISE: Readonly<Partial<Record<ComparableFact, World>>> = {
  platform: { seen: { system: known({ os: "iosxr", release: "7.3.2", platform: "ASR9K" }) } },
  release: { seen: { system: known({ os: "iosxr", release: "7.5.2", platform: "NCS-5500" }) } },
  "other-certificates": { change: withPool((sha1) => [...sha1, "F".repeat(40)]) },
  "trust-pool-policy": { seen: { policy: known({ crl: "required", bundleUrl: "http://10.0.0.1/a.p7b" }) } },
  "crl-check": { seen: { policy: known({ crl: "optional" }) } },
  "licence-mode": { seen: { licence: licence({ mode: "smart-using-policy" }) } },
  "licence-transport": { seen: { licence: licence({ transport: "smart" }) } },
  registration: { seen: { licence: licence({ registration: { status: "expired" } }) } },
  authorization: { seen: { licence: licence({ authorization: { status: "out-of-compliance" } }) } },
  standby: { seen: { standby: known("none") } },
  "answers-to-reading": {
    seen: { policy: unknown({ code: "evidence/command-refused", command: "show x", detail: "% Invalid" }) },
  },
};

describe("a device whose plan was rehearsed", () => {
  it("is done where it answers as its like did; every comparison is journalled", async () => {
    const { entries, sent, rehearsal } = await run({});
    expect(endOf(entries)?.event).toBe("device-done");
    expect(sent()).toEqual([IMPORT, RENEW]);
    const compared = entries.filter(({ event }) => event === "compared-with-rehearsal");
    expect(compared).toMatchObject([0, 1, 2].map((step) => ({ step, differences: [] })));
    expect(entries[1]).toMatchObject({ event: "rehearsal-required", rehearsal: rehearsal.digest });
  });

  it.each(Object.entries(OTHERWISE))(
    "is held before anything is sent, where %s is otherwise",
    async (fact, world) => {
      const { entries, sent } = await run(world);
      expect(sent()).toEqual([]);
      const end = endOf(entries);
      expect(end).toMatchObject({ event: "device-held", reason: { code: "rollout/unlike-rehearsal" } });
      expect(differencesIn(entries).map((one) => one.fact)).toContain(fact);
    },
  );

  it("is stopped before the next step, where the import takes earlier certificates away", async () => {
    const taken = "E".repeat(40);
    const looks = LOOKS;
    const approved = approvedPlan(["r0"]);
    const pools = { "sha256:before": [taken] };
    const withEarlier = withDigest({ ...approved, plan: { ...approved.plan, pools } });
    const { fleet, hands } = router({
      change: (one) => (fleet.holdsRoot("r0") ? one : withPool(() => [taken])(one)),
    });
    const journal = new MemoryJournal(withEarlier.plan.digest, () => fleet.now());
    const rehearsal = rehearsalOfPlan(withEarlier, { looks });
    const ports = { hands, journal, time: fleet, recheckBundle: served, rehearsal };
    const entries = await rollOut(withEarlier, ports);
    expect(fleet.history.map(({ command }) => command)).toEqual([IMPORT]);
    expect(endOf(entries)).toMatchObject({
      event: "device-failed",
      reason: {
        code: "rollout/unlike-rehearsal",
        differences: [{ fact: "earlier-certificates", rehearsed: "all there", found: "some gone" }],
      },
    });
    expect(entries).toContainEqual(expect.objectContaining({ event: "step-met", step: 0 }));
  });

  it("is stopped where the renewal turns its licences out of compliance, and they stayed in order in the lab", async () => {
    const change = (one: Observation): Observation =>
      one.licence.known
        ? { ...one, licence: known({ ...one.licence.value, authorization: { status: "out-of-compliance" } }) }
        : one;
    const { entries, sent } = await run({ from: 2, change });
    expect(sent()).toEqual([IMPORT, RENEW]);
    expect(endOf(entries)).toMatchObject({
      event: "device-failed",
      reason: { differences: [{ fact: "authorization", found: "out-of-compliance" }] },
    });
  });

  it("is stopped where the answer to a step was another one", async () => {
    const { entries, sent } = await run({ outcome: { result: "unknown", detail: "it asked something" } });
    expect(sent()).toEqual([IMPORT]);
    expect(differencesIn(entries)).toEqual([
      { fact: "answer-to-step", rehearsed: "accepted", found: "unknown" },
    ]);
  });

  it("compares every fact that there is in one of these", () => {
    const elsewhere = [
      "required-roots",
      "bundle-in-pool",
      "earlier-certificates",
      "answer-to-step",
      "may-change",
    ];
    expect([...Object.keys(OTHERWISE), ...elsewhere].sort()).toEqual([...COMPARABLE_FACTS].sort());
  });
});

describe("a controller that dies at any moment", () => {
  it("comes to the same end, compares before anything is sent, and repeats nothing", async () => {
    for (const [name, world, sent] of [
      ["as rehearsed", {}, [IMPORT, RENEW]],
      ["otherwise", OTHERWISE.standby as World, []],
    ] as const) {
      for (let at = 0; at < 40; at++) {
        const approved = approvedPlan(["r0"]);
        const { fleet, hands } = router(world);
        const journal = new MemoryJournal(approved.plan.digest, () => fleet.now());
        const rehearsal = rehearsalOfPlan(approved);
        const ports = { hands, journal, time: fleet, recheckBundle: served, rehearsal };
        await rollOut(approved, { ...mortal(ports, { diesAt: at }), rehearsal }).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        const entries = await rollOut(approved, ports);
        const about = `${name}, call ${at}`;
        expect(
          fleet.history.map(({ command }) => command),
          about,
        ).toEqual(sent);
        expect(endOf(entries)?.event, about).toBe(sent.length > 0 ? "device-done" : "device-held");
        const first = (event: JournalEntry["event"]) => entries.findIndex((entry) => entry.event === event);
        if (sent.length > 0) expect(first("compared-with-rehearsal"), about).toBeLessThan(first("intent"));
      }
    }
  });
});

describe("differences that are explained", () => {
  const unlike: readonly Unlikeness[] = [
    { because: "other-platform", detail: "", facts: ["platform"] },
    { because: "not-known", detail: "", facts: ["standby"] },
  ];

  it("what the lab is known not to imitate holds nothing, and is journalled all the same", async () => {
    const world = { seen: { ...OTHERWISE.platform?.seen, ...OTHERWISE.standby?.seen } };
    const { entries } = await run(world, { unlike });
    expect(endOf(entries)?.event).toBe("device-done");
    expect(differencesIn(entries).slice(0, 2)).toEqual([
      { fact: "platform", rehearsed: "NCS-5500", found: "ASR9K", explained: "not-imitated" },
      { fact: "standby", rehearsed: "ready", found: "none", explained: "not-imitated" },
    ]);
  });

  it("times, numbers of commits and the last contact are no facts to compare", async () => {
    const world: World = {
      seen: {
        newestCommit: known({ id: "1000000099" }),
        clock: known({ deviceTime: "2031-01-01T00:00:00Z" }),
      },
    };
    const { entries } = await run({ ...world, from: 3 });
    expect(endOf(entries)?.event).toBe("device-done");
    const contact = { result: "failed" as const, at: "2022-02-20T00:00:00.000Z" };
    const failing = await run({ seen: { licence: licence({ lastContact: contact }) } });
    expect(differencesIn(failing.entries)).toEqual([]);
  });

  it("what somebody accepted holds it no more; what is new does", async () => {
    const { again, sent } = await run(OTHERWISE.standby as World);
    const entries = await again("differences");
    expect(endOf(entries)?.event).toBe("device-done");
    expect(sent()).toEqual([IMPORT, RENEW]);
    expect(differencesIn(entries).at(-1)).toMatchObject({ fact: "standby", explained: "accepted" });
  });

  it("a retry alone accepts nothing", async () => {
    const { again, sent } = await run(OTHERWISE.standby as World);
    expect(endOf(await again())).toMatchObject({ event: "device-held" });
    expect(sent()).toEqual([]);
  });

  it("a newer rehearsal is journalled, and goes in the place of the first", async () => {
    const { again } = await run(OTHERWISE.standby as World);
    const looks = LOOKS.map((look) => ({ ...look, standby: "none" }));
    const newer = rehearsalOfPlan(approvedPlan(["r0"]), { looks }, "2022-02-23T05:30:00.000Z");
    const entries = await again(undefined, newer);
    expect(endOf(entries)?.event).toBe("device-done");
    const required = entries.filter(({ event }) => event === "rehearsal-required");
    expect(required.at(-1)).toMatchObject({ rehearsal: newer.digest });
  });
});

describe("a device whose rehearsal says nothing", () => {
  it.each(["held", "failed", "not-reached", "not-imitated"] as const)(
    "%s in the lab: held",
    async (outcome) => {
      const { entries, sent } = await run({}, { outcome, looks: [] });
      expect(sent()).toEqual([]);
      expect(endOf(entries)).toMatchObject({
        event: "device-held",
        reason: { code: "rollout/not-rehearsed", because: outcome },
      });
    },
  );

  it("rehearsed too long ago: held", async () => {
    const { entries, sent } = await run({}, {}, "2022-02-16T05:00:00.000Z");
    expect(sent()).toEqual([]);
    expect(endOf(entries)).toMatchObject({ reason: { code: "rollout/rehearsal-too-old" } });
  });
});

function withDigest({ plan, approval }: ApprovedPlan): ApprovedPlan {
  const { digest: _, ...body } = { ...plan, bundle: BUNDLE };
  const digest = digestOf(body);
  return { plan: { ...body, digest }, approval: { ...approval, planDigest: digest } };
}

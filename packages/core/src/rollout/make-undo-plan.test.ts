import { describe, expect, it } from "vitest";
import { approve } from "../plan/approve.js";
import { planDigestOf } from "../plan/make-plan.js";
import { approvedPlan } from "../testing/approved-plan.js";
import {
  MemoryJournal,
  POOL_BEFORE,
  SimulatedFleet,
  served,
  type Temper,
} from "../testing/simulated-fleet.js";
import { makeUndoPlan } from "./make-undo-plan.js";
import { rollOut } from "./roll-out.js";

const AT = new Date("2022-02-23T09:00:00Z");
const GOOD: Temper = {
  import: "works",
  renew: "works",
  unreachable: false,
  changedSincePlan: false,
  patience: 1,
};

async function carriedOut(tempers: readonly Temper[]) {
  const approved = approvedPlan(
    tempers.map((_, index) => `r${index}`),
    {
      gate: { failuresAllowed: 9, soakSeconds: 0 },
    },
  );
  const fleet = new SimulatedFleet(new Map(tempers.map((temper, index) => [`r${index}`, temper])));
  const journal = new MemoryJournal(approved.plan.digest, () => fleet.now());
  await rollOut(approved, { hands: fleet, journal, time: fleet, recheckBundle: served });
  return { plan: approved.plan, journal: journal.all };
}

describe("makeUndoPlan", () => {
  it("takes back what reached a device, rests on what was seen last, and is a plan to be approved", async () => {
    const { plan, journal } = await carriedOut([GOOD, { ...GOOD, unreachable: true }]);
    const undo = makeUndoPlan({ plan, journal, author: "ann", at: AT });
    expect(undo).toMatchObject({ parent: plan.digest, undoes: plan.digest, author: "ann" });
    expect(undo.waves.map(({ devices }) => devices.map(({ device }) => device))).toEqual([["r0"]]);
    expect(undo.waves[0]!.devices[0]).toMatchObject({
      basedOn: { pool: "sha256:after" },
      steps: [
        {
          kind: "restore-pool",
          pool: POOL_BEFORE,
          action: { command: "crypto ca trustpool import url clean" },
        },
      ],
      undo: { kind: "none", because: "it-is-an-undo" },
    });
    expect(undo.digest).toBe(planDigestOf(undo));
    expect(approve(undo, "bob", AT).ok).toBe(true);
    const other = approve(plan, "bob", AT);
    expect(other.ok && approve({ ...undo, digest: plan.digest }, "bob", AT).ok).toBe(false);
  });

  it("removes a file only where the rollout was not seen to have removed it", async () => {
    const { plan, journal } = await carriedOut([GOOD]);
    const [canary] = plan.waves;
    const device = canary!.devices[0]!;
    const path = "harddisk:/reroot-1.p7b";
    const removal = {
      kind: "remove-file",
      path,
      action: { kind: "exec", command: `delete ${path}` },
    } as const;
    const undo = { kind: "steps", steps: [removal] } as const;
    const undoneBy = (steps: typeof device.steps) => {
      const file = { ...plan, waves: [{ ...canary!, devices: [{ ...device, steps, undo }] }] };
      return makeUndoPlan({ plan: file, journal, author: "ann", at: AT });
    };
    expect(undoneBy([removal, ...device.steps.slice(1)])).toMatchObject({
      waves: [],
      heldBack: [{ reason: { because: "nothing-to-take-back" } }],
    });
    const left = undoneBy([...device.steps, removal]);
    expect(left.waves[0]!.devices[0]!.steps).toEqual([removal]);
  });

  it("holds back what cannot be undone, and says so", async () => {
    const { plan, journal } = await carriedOut([GOOD]);
    const [canary] = plan.waves;
    const device = canary!.devices[0]!;
    const undo = { kind: "none", because: "earlier-downloaded-certificates" } as const;
    const without = { ...plan, waves: [{ ...canary!, devices: [{ ...device, undo }] }] };
    const made = makeUndoPlan({ plan: without, journal, author: "ann", at: AT });
    expect(made.waves).toEqual([]);
    expect(made.heldBack[0]!.reason).toEqual({
      code: "plan/cannot-be-undone",
      because: "earlier-downloaded-certificates",
    });
  });
});

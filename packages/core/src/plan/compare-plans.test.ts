import { describe, expect, it } from "vitest";
import { approvedPlan } from "../testing/approved-plan.js";
import { comparePlans } from "./compare-plans.js";

describe("comparePlans", () => {
  const { plan } = approvedPlan(["r0", "r1", "r2"]);

  it("finds nothing between a plan and itself", () => {
    expect(comparePlans(plan, structuredClone(plan))).toEqual({ settings: [], devices: [] });
  });

  it("says who moved, who is new, who is sent otherwise, and which rules changed", () => {
    const [canary, wave1] = plan.waves;
    const other = {
      ...wave1!.devices[1]!,
      steps: wave1!.devices[1]!.steps.slice(0, 1),
    };
    const changed = {
      ...plan,
      pace: { concurrency: 7 },
      waves: [canary!, { ...wave1!, devices: [other] }],
      heldBack: [{ device: "r1", verdict: "failing" as const, reason: { code: "plan/no-window" as const } }],
    };
    const found = comparePlans(plan, changed);
    expect(found.settings).toEqual([
      { setting: "pace", before: '{"concurrency":3}', after: '{"concurrency":7}' },
    ]);
    expect(found.devices).toMatchObject([
      { device: "r1", before: { place: "wave" }, after: { place: "held-back", because: "plan/no-window" } },
      { device: "r2", before: { lines: { length: 2 } }, after: { lines: { length: 1 } } },
    ]);
  });
});

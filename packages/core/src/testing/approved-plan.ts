/** A plan for simulated routers, approved: a canary and one wave of all others. */
import { digestOf } from "../canonical.js";
import type { ApprovedPlan, DevicePlan, Plan, Wave } from "../plan/plan.js";
import { BUNDLE, IMPORT, POOL_BEFORE, RENEW, REQUIRED } from "./simulated-fleet.js";

export function approvedPlan(names: readonly string[], changes: Partial<Wave> = {}): ApprovedPlan {
  const devices = names.map(devicePlan);
  const gate = { failuresAllowed: 0, soakSeconds: 30 };
  const body: Omit<Plan, "digest"> = {
    formatVersion: 2,
    notice: { id: "n", revision: "1.0", digest: "sha256:n" },
    assessmentDigest: "sha256:a",
    author: "test",
    createdAt: "2022-02-23T06:00:00.000Z",
    pace: { concurrency: 3 },
    bundle: BUNDLE,
    pools: { [POOL_BEFORE]: [] },
    waves: [
      { name: "canary", devices: devices.slice(0, 1), gate, ...changes },
      { name: "wave 1", devices: devices.slice(1), gate, ...changes },
    ],
    heldBack: [],
    untouched: [],
  };
  const plan: Plan = { ...body, digest: digestOf(body) };
  return { plan, approval: { planDigest: plan.digest, by: "test", at: plan.createdAt } };
}

function devicePlan(device: string): DevicePlan {
  const clean = { kind: "exec", command: "crypto ca trustpool import url clean" } as const;
  return {
    device,
    remedy: "import-from-default-url",
    because: [{ code: "remedy/first-choice" }],
    basedOn: { pool: POOL_BEFORE, verdict: "failing" },
    steps: [
      { kind: "import-bundle", action: { kind: "exec", command: IMPORT }, requiredRoots: [REQUIRED] },
      { kind: "renew-authorization", action: { kind: "exec", command: RENEW }, deadlineSeconds: 120 },
    ],
    undo: { kind: "steps", steps: [{ kind: "restore-pool", action: clean, pool: POOL_BEFORE }] },
    cautions: [],
  };
}

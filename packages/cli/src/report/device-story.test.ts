import { expect, it } from "vitest";
import { sampleRun } from "../testing/sample-run.js";
import { deviceStories, isCarriedOut } from "./device-story.js";

it("tells of each device what was done, what is so now, and what is left", async () => {
  const { proof } = await sampleRun({ lab: false });
  const stories = new Map(deviceStories(proof).map((story) => [story.device, story]));
  expect(stories.get("par-core-1")).toMatchObject({ fate: "migrated", grade: "proven", after: "protected" });
  expect(stories.get("par-core-1")?.reasons[0]).toBe("Bundle imported and authorization renewed.");
  expect(stories.get("par-core-1")?.reasonsBefore.join(" ")).toContain("is not in the trust pool");
  expect(stories.get("lyo-edge-2")).toMatchObject({ fate: "untouched", after: "not-applicable" });
  expect(stories.get("nce-edge-1")).toMatchObject({ fate: "held", after: "undetermined" });
  expect(stories.get("nce-edge-1")?.reasons).toEqual([
    "Held back: the device could not be reached (192.0.2.9:22: connect ETIMEDOUT).",
  ]);
  expect(isCarriedOut(proof)).toBe(true);
});

it("does not call a rollout carried out that stopped on the way", async () => {
  const { proof } = await sampleRun({ lab: false });
  const cut = proof.journal.findIndex((entry) => entry.event === "gate-passed");
  const stopped = {
    ...proof,
    journal: proof.journal.slice(0, cut),
    devices: proof.devices.map((one) =>
      one.device === "par-core-2" ? { ...one, grade: "not-prepared" as const } : one,
    ),
  };
  expect(isCarriedOut(stopped)).toBe(false);
  expect(deviceStories(stopped).find(({ device }) => device === "par-core-2")).toMatchObject({
    fate: "held",
  });
});

it("says of a bundle URL that was configured, and of one that was taken out again, what was done", async () => {
  const { proof } = await sampleRun({ lab: false });
  const told = (bundleUrl: string | null) => {
    const changed = structuredClone(proof);
    const [canary] = changed.approved.plan.waves;
    const steps = canary?.devices[0]?.steps as unknown[];
    steps[0] = { kind: "set-bundle-url", action: { kind: "exec", command: "" }, bundleUrl };
    const device = canary?.devices[0]?.device;
    return deviceStories(changed).find((story) => story.device === device)?.reasons[0];
  };
  expect(told("http://192.0.2.10/ios.p7b")).toMatch(/^Bundle URL configured /);
  expect(told(null)).toMatch(/^Bundle URL taken out of the configuration /);
});

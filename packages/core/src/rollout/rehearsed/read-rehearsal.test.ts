import { describe, expect, it } from "vitest";
import { digestOf } from "../../canonical.js";
import { checkRehearsal, readRehearsal, rehearsalDigestOf } from "./read-rehearsal.js";
import type { Rehearsal } from "./rehearsal.js";

const PLAN = { digest: digestOf("the plan") };
const AT = "2022-02-23T06:00:00.000Z";

function rehearsal(changes: Partial<Rehearsal> = {}): Rehearsal {
  const made: Rehearsal = {
    formatVersion: 1,
    digest: "",
    planDigest: PLAN.digest,
    at: AT,
    madeWith: { version: "0.1.0", seed: 1 },
    lab: { name: "LAB 12ab", noticeDigest: digestOf("n"), from: AT, to: AT },
    also: [],
    waves: [{ wave: "canary", failures: 0, gate: "opens" }],
    devices: [
      { device: "r1", outcome: "done", looks: [{ release: "7.3.2" }, null], unlike: [] },
      {
        device: "r2",
        outcome: "failed",
        reason: { code: "rollout/install-in-progress" },
        looks: [],
        unlike: [{ because: "other-platform", detail: "", facts: ["platform"] }],
      },
    ],
    ...changes,
  };
  return { ...made, digest: rehearsalDigestOf(made) };
}

const later = (days: number) => new Date(Date.parse(AT) + days * 86_400_000);

describe("readRehearsal", () => {
  it("takes what was written, and its own digest vouches for it", () => {
    const made = rehearsal();
    expect(readRehearsal(JSON.parse(JSON.stringify(made)))).toEqual({ ok: true, value: made });
  });

  it("finds any change of it", () => {
    const made = rehearsal();
    const [first, ...others] = made.devices;
    const altered = { ...made, devices: [{ ...first, looks: [{ release: "7.5.2" }, null] }, ...others] };
    expect(readRehearsal(altered)).toMatchObject({
      failure: { code: "rehearsal/altered", stated: made.digest },
    });
  });

  it.each([
    ["nothing", null, "rehearsal/unknown-format"],
    ["another format", { ...rehearsal(), formatVersion: 2 }, "rehearsal/unknown-format"],
    ["a part that is missing", { ...rehearsal(), devices: undefined }, "rehearsal/malformed"],
    [
      "a fact that does not exist",
      rehearsal({ devices: [withLook({ mood: "good" })] }),
      "rehearsal/malformed",
    ],
    ["a part that nobody knows", { ...rehearsal(), more: 1 }, "rehearsal/malformed"],
  ])("refuses %s", (_, value, code) => {
    expect(readRehearsal(value)).toMatchObject({ ok: false, failure: { code } });
  });
});

describe("checkRehearsal", () => {
  it("is content with a rehearsal of this plan, made within a week", () => {
    expect(checkRehearsal(rehearsal(), PLAN, [], later(6.9))).toBeUndefined();
  });

  it("refuses that of another plan, an old one, and one with other approvals", () => {
    const other = { digest: digestOf("another plan") };
    expect(checkRehearsal(rehearsal(), other, [], later(0))).toMatchObject({ code: "rehearsal/other-plan" });
    expect(checkRehearsal(rehearsal(), PLAN, [], later(7.1))).toMatchObject({ code: "rehearsal/too-old" });
    expect(checkRehearsal(rehearsal(), PLAN, ["registration"], later(0))).toMatchObject({
      code: "rehearsal/other-approvals",
    });
  });

  it("goes by the age that the plan's policy allows", () => {
    const plan = { ...PLAN, rehearsal: { need: "required" as const, maxAgeSeconds: 3600 } };
    expect(checkRehearsal(rehearsal(), plan, [], later(0.04))).toBeUndefined();
    expect(checkRehearsal(rehearsal(), plan, [], later(0.05))).toMatchObject({ code: "rehearsal/too-old" });
  });
});

function withLook(look: object): Rehearsal["devices"][number] {
  return { device: "r1", outcome: "done", looks: [look], unlike: [] };
}

import { describe, expect, it } from "vitest";
import { assess } from "../finding/assess.js";
import { fn72290 } from "../testing/committed-notices.js";
import { caseEvidence, type NoticeCase } from "../testing/notice-case.js";
import { approve, checkApproval } from "./approve.js";
import type { BundleOffer, VerifiedOffer } from "./bundle-offer.js";
import { makePlan, planDigestOf } from "./make-plan.js";
import { DEFAULT_POLICY } from "./policy.js";
import { linesOf } from "./step.js";

const AT = new Date("2022-02-23T06:10:00Z");
const M1 = fn72290.signerRoots[0]!;
const GENUINE: VerifiedOffer = {
  ok: true,
  bundle: {
    name: "ios_intersect",
    version: "10",
    url: "http://www.cisco.com/security/pki/trs/ios.p7b",
    bytes: 150_000,
    sha256: "C".repeat(64),
    md5: "c".repeat(32),
    signerRootSha256: M1.sha256,
    certificates: fn72290.requiredRoots.map(({ sha256, sha1 }) => ({ sha256, sha1 })),
  },
  signerRootSha1: M1.sha1!,
};
const FAILING: NoticeCase = {
  case: "failing",
  because: "the notice's sample",
  at: AT.toISOString(),
  release: "7.3.2",
  pool: ["Cisco Root CA M1", "QuoVadis Root CA 2"],
  licence: {
    mode: "smart",
    transport: "callhome",
    registration: { status: "registered" },
    authorization: { status: "authorized" },
    lastContact: { result: "failed", at: "2022-02-23T06:08:07Z" },
  },
  callHome: { serviceActive: false, profiles: [] },
  expect: { verdict: "failing" },
};

function planFor(one: NoticeCase, offer: BundleOffer = GENUINE) {
  const evidence = caseEvidence(fn72290, one);
  const before = assess(fn72290, evidence, AT);
  const policy = { ...DEFAULT_POLICY, author: "ann" };
  return makePlan({ notice: fn72290, evidence, before, offer, policy, at: AT });
}

describe("makePlan", () => {
  it("sends the notice's own lines, in the notice's order", () => {
    const [device] = planFor(FAILING).waves[0]!.devices;
    expect(device!.steps.flatMap(({ action }) => linesOf(action))).toEqual([
      "crypto ca trustpool import url http://www.cisco.com/security/pki/trs/ios.p7b",
      "license smart renew auth",
    ]);
  });

  it("offers an undo only where the earlier pool can be had back", () => {
    const { undo, basedOn } = planFor(FAILING).waves[0]!.devices[0]!;
    expect(undo).toEqual({
      kind: "steps",
      steps: [
        {
          kind: "restore-pool",
          action: { kind: "exec", command: "crypto ca trustpool import url clean" },
          pool: basedOn.pool,
        },
      ],
    });
    const imported = { ...FAILING, downloaded: ["Cisco Root CA 2048"] };
    expect(planFor(imported).waves[0]!.devices[0]!.undo).toEqual({
      kind: "none",
      because: "earlier-downloaded-certificates",
    });
  });

  it.each([
    ["no reservation is renewed", { ...FAILING.licence!, mode: "smart-using-policy" as const }],
    ["no agent that never registered", { ...FAILING.licence!, registration: { status: "failed" as const } }],
  ])("renews where the agent has an authorization of its own: %s", (_, licence) => {
    const steps = planFor({ ...FAILING, licence }).waves.flatMap(({ devices }) => devices[0]!.steps);
    expect(steps.map(({ kind }) => kind)).not.toContain("renew-authorization");
  });

  it("holds a device whose pool lacks the root that the bundle's signer chains to", () => {
    const plan = planFor({ ...FAILING, pool: ["Cisco Root CA 2048", "QuoVadis Root CA 2"] });
    expect(plan.waves).toEqual([]);
    expect(plan.heldBack[0]!.reason.code).toBe("plan/signer-not-in-pool");
  });

  it("holds every device when the bundle lacks the required root, or is not genuine", () => {
    const lacking = planFor(FAILING, { ...GENUINE, bundle: { ...GENUINE.bundle, certificates: [] } });
    expect(lacking.heldBack[0]!.reason.code).toBe("plan/bundle-lacks-root");
    const reason = { code: "plan/bundle-refused", url: "u", failure: "bundle/signature-invalid" } as const;
    const tampered = planFor(FAILING, { ok: false, reason });
    expect(tampered).toMatchObject({ refusal: reason, waves: [], heldBack: [{ reason }] });
  });

  it("mends another cause first, and guesses nothing", () => {
    const dns = {
      result: "failed",
      at: AT.toISOString(),
      failureReason: "Unable to resolve server",
    } as const;
    const broken = planFor({ ...FAILING, licence: { ...FAILING.licence!, lastContact: dns } });
    expect(broken.heldBack[0]!.reason).toEqual({ code: "plan/other-cause-first", cause: "dns" });
    const { pool: _, ...unread } = FAILING;
    expect(planFor(unread).heldBack[0]!.reason.code).toBe("plan/not-determined");
  });

  it("leaves a protected device alone", () => {
    const held = { ...FAILING, downloaded: ["IdenTrust Commercial Root CA 1"] };
    const licence = {
      ...FAILING.licence!,
      lastContact: { result: "succeeded", at: AT.toISOString() } as const,
    };
    expect(planFor({ ...held, licence }).untouched).toEqual([{ device: "r1", verdict: "protected" }]);
  });
});

describe("approve", () => {
  it("binds a name to one plan, and notices any change made later", () => {
    const plan = planFor(FAILING);
    expect(planDigestOf(plan)).toBe(plan.digest);
    const approved = approve(plan, "bob", AT);
    if (!approved.ok) throw new Error("a plan just made can be approved");
    const altered = { ...plan, pace: { concurrency: plan.pace.concurrency + 1 } };
    expect(checkApproval({ ...approved.value, plan: altered })).toMatchObject({
      failure: { code: "approval/plan-altered" },
    });
    const { digest: _, ...body } = altered;
    const resealed = { ...altered, digest: planDigestOf({ ...body, digest: "" }) };
    expect(checkApproval({ ...approved.value, plan: resealed })).toMatchObject({
      failure: { code: "approval/other-plan" },
    });
  });
});

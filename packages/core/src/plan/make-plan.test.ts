import { describe, expect, it } from "vitest";
import { assess } from "../finding/assess.js";
import { fn72290 } from "../testing/committed-notices.js";
import { caseEvidence, type NoticeCase } from "../testing/notice-case.js";
import { approve, checkApproval } from "./approve.js";
import type { BundleOffer, VerifiedOffer } from "./bundle-offer.js";
import { makePlan, type PlanInputs, planDigestOf } from "./make-plan.js";
import type { BundleCertificate, Plan } from "./plan.js";
import { DEFAULT_POLICY, type Policy } from "./policy.js";
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
  return planWith(one, { offers: [offer] });
}

interface Varied extends Partial<Omit<PlanInputs, "policy">> {
  readonly policy?: Partial<Policy>;
}

function planWith(one: NoticeCase, { policy, ...inputs }: Varied) {
  const evidence = caseEvidence(fn72290, one);
  const before = assess(fn72290, evidence, AT);
  const base = { notice: fn72290, evidence, before, offers: [GENUINE], at: AT };
  return makePlan({ ...base, ...inputs, policy: { ...DEFAULT_POLICY, author: "ann", ...policy } });
}

function certificateOf(name: string) {
  const root = fn72290.otherRoots.find(({ commonName }) => commonName === name);
  if (!root?.sha1) throw new Error(`the notice names no certificate "${name}"`);
  return { sha256: root.sha256, sha1: root.sha1 };
}

const only = (plan: Plan) => plan.waves[0]!.devices[0]!;
const linesFor = (plan: Plan) => only(plan).steps.flatMap(({ action }) => linesOf(action));

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
    const noRoute = { ...dns, failureReason: "Connection timed out" } as const;
    const broken = planFor({ ...FAILING, licence: { ...FAILING.licence!, lastContact: noRoute } });
    expect(broken.heldBack[0]!.reason).toEqual({
      code: "plan/other-cause-first",
      cause: "unreachable-endpoint",
    });
    const held = { ...FAILING, pool: [...FAILING.pool!, "IdenTrust Commercial Root CA 1"] };
    const onlyNames = planFor({ ...held, licence: { ...FAILING.licence!, lastContact: dns } });
    expect(onlyNames.heldBack[0]!.reason).toEqual({ code: "plan/other-cause-first", cause: "dns" });
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

describe("the remedy of a device", () => {
  const MIRROR = { url: "http://192.0.2.10:8080/ios/ios.p7b", configure: "leave-policy-alone" } as const;
  const noNames: NoticeCase = {
    ...FAILING,
    licence: {
      ...FAILING.licence!,
      lastContact: { result: "failed", at: AT.toISOString(), failureReason: "Unable to resolve server" },
    },
  };

  it("is the first that the policy names, and the plan says so", () => {
    expect(only(planFor(FAILING))).toMatchObject({
      remedy: "import-from-default-url",
      because: [{ code: "remedy/first-choice" }],
    });
    const last = planWith(FAILING, { policy: { remedies: ["import-from-file"] } });
    expect(linesFor(last)).toEqual([
      `(copy the bundle to harddisk:/reroot-cccccccc.p7b: 150000 bytes, MD5 ${"c".repeat(32)})`,
      "crypto ca trustpool import url harddisk:/reroot-cccccccc.p7b",
      "delete harddisk:/reroot-cccccccc.p7b",
      "license smart renew auth",
    ]);
  });

  it("needs no name where the device resolves none: the mirror by its address, or a file", () => {
    const byMirror = only(planWith(noNames, { policy: { mirror: MIRROR } }));
    const why = {
      code: "remedy/name-not-resolved",
      instead: "import-from-default-url",
      host: "www.cisco.com",
    };
    expect(byMirror).toMatchObject({ remedy: "import-from-mirror", because: [why] });
    expect(byMirror.steps.map(({ kind }) => kind)).toEqual(["import-bundle"]);
    expect(byMirror.cautions).toContain("other-cause-remains");
    const byFile = only(planFor(noNames));
    expect(byFile.because).toEqual([why, { code: "remedy/not-available", instead: "import-from-mirror" }]);
    expect(byFile.remedy).toBe("import-from-file");
    const byName = planWith(noNames, {
      policy: { mirror: { ...MIRROR, url: "http://mirror.example/ios.p7b" } },
    });
    expect(only(byName).remedy).toBe("import-from-file");
    const neither = planWith(noNames, { policy: { remedies: ["import-from-default-url"] } });
    expect(neither.heldBack[0]!.reason).toEqual({
      code: "plan/device-cannot-resolve-bundle-host",
      host: "www.cisco.com",
    });
  });

  it("imports from the mirror directly, and configures it only where the policy says so, with undo", () => {
    const remedies = ["import-from-mirror"] as const;
    const direct = planWith(FAILING, { policy: { remedies, mirror: MIRROR } });
    expect(linesFor(direct)[0]).toBe("crypto ca trustpool import url http://192.0.2.10:8080/ios/ios.p7b");
    const mirror = { ...MIRROR, configure: "configure-cabundle" } as const;
    const configured = planWith(FAILING, { policy: { remedies, mirror } });
    expect(linesFor(configured).slice(0, 5)).toEqual([
      "configure",
      "crypto ca trustpool policy cabundle url http://192.0.2.10:8080/ios/ios.p7b",
      "commit comment Reroot: bundle URL for fn72290",
      "end",
      "crypto ca trustpool import url http://192.0.2.10:8080/ios/ios.p7b",
    ]);
    const { undo } = only(configured);
    const undone = undo.kind === "steps" ? undo.steps.flatMap(({ action }) => linesOf(action)) : [];
    expect(undone).toEqual([
      "configure",
      "no crypto ca trustpool policy cabundle url",
      "commit comment Reroot: bundle URL as before",
      "end",
      "crypto ca trustpool import url clean",
    ]);
  });

  it("promises of a changed policy only what can be had back", () => {
    const mirror = { ...MIRROR, configure: "configure-cabundle" } as const;
    const imported = { ...FAILING, downloaded: ["Cisco Root CA 2048"] };
    const remedies = ["import-from-mirror"] as const;
    expect(only(planWith(imported, { policy: { remedies, mirror } })).undo).toMatchObject({
      kind: "steps",
      cannotRestore: "earlier-downloaded-certificates",
      steps: [{ kind: "set-bundle-url", bundleUrl: null }],
    });
  });

  it("can be undone by the earlier bundle, where that is held and is exactly what was downloaded", () => {
    const imported = { ...FAILING, downloaded: ["Cisco Root CA 2048"] };
    const certificates = [certificateOf("Cisco Root CA 2048")];
    const bundle = { ...GENUINE.bundle, sha256: "E".repeat(64), version: "4", certificates };
    const plan = planWith(imported, { earlier: [{ ...GENUINE, bundle }] });
    const { undo, basedOn } = only(plan);
    expect(undo).toMatchObject({
      kind: "steps",
      bundle: bundle.sha256,
      steps: [
        { kind: "restore-pool", action: { command: "crypto ca trustpool import url clean" } },
        { kind: "copy-bundle" },
        { kind: "restore-pool", pool: basedOn.pool },
        { kind: "remove-file" },
      ],
    });
    const more = { ...bundle, certificates: [...certificates, { sha256: "9", sha1: "9" }] };
    expect(only(planWith(imported, { earlier: [{ ...GENUINE, bundle: more }] })).undo.kind).toBe("none");
  });
});

describe("the undo of a plan", () => {
  it("removes a file that a device was left with", () => {
    const { undo } = only(planWith(FAILING, { policy: { remedies: ["import-from-file"] } }));
    expect(undo).toMatchObject({
      kind: "steps",
      steps: [{ kind: "remove-file" }, { kind: "restore-pool" }],
    });
  });

  it("is none where nothing is imported and nothing configured: a contact cannot be taken back", () => {
    const ended = new Date("2034-02-01T00:00:00Z");
    const held = { ...FAILING, downloaded: ["IdenTrust Commercial Root CA 1"] };
    const evidence = caseEvidence(fn72290, held);
    const findings = assess(fn72290, evidence, ended).findings.map((one) => ({
      ...one,
      verdict: "exposed" as const,
    }));
    const before = { ...assess(fn72290, evidence, ended), findings };
    expect(only(planWith(held, { before, at: ended })).undo).toEqual({
      kind: "none",
      because: "nothing-to-take-back",
    });
  });
});

describe("the bundle of a plan", () => {
  const core = {
    ...GENUINE,
    bundle: { ...GENUINE.bundle, name: "ios_core", bytes: 30_000, url: "http://v.example/ios_core.p7b" },
  };

  it("is the smallest that holds every required root", () => {
    expect(planWith(FAILING, { offers: [GENUINE, core] }).bundle?.name).toBe("ios_core");
    const lacking = { ...core, bundle: { ...core.bundle, certificates: [] } };
    expect(planWith(FAILING, { offers: [GENUINE, lacking] }).bundle?.name).toBe("ios_intersect");
  });

  it("is one whose signer the devices accept, before it is a small one", () => {
    const foreign = { ...core, signerRootSha1: "F".repeat(40) };
    expect(planWith(FAILING, { offers: [foreign, GENUINE] }).bundle?.name).toBe("ios_intersect");
  });

  it("is not one that is older than what a device holds", () => {
    const signedAt = "2004-01-01T00:00:00.000Z";
    const bundle = { ...GENUINE.bundle, signedAt };
    const imported = { ...FAILING, downloaded: ["Cisco Root CA 2048"] };
    expect(planFor(imported, { ...GENUINE, bundle }).heldBack[0]!.reason).toMatchObject({
      code: "plan/bundle-older-than-pool",
      signedAt,
    });
    const later = { ...bundle, signedAt: "2021-09-30T00:00:00.000Z" };
    const plan = planFor(imported, { ...GENUINE, bundle: later });
    expect(only(plan).cautions).toContain("import-may-drop-certificates");
  });

  it("is not one that is older than the one that the device imported, where that one is known", () => {
    const imported = { ...FAILING, downloaded: ["Cisco Root CA 2048"] };
    const certificates = [certificateOf("Cisco Root CA 2048")];
    const ours = { ...GENUINE.bundle, signedAt: "2021-09-30T00:00:00.000Z" };
    const has = (signedAt: string, name: string, more: readonly BundleCertificate[] = []) => {
      const file = { version: "11", sha256: "E".repeat(64), certificates: [...certificates, ...more] };
      const bundle = { ...ours, ...file, name, signedAt };
      return planWith(imported, {
        offers: [{ ...GENUINE, bundle: ours }],
        earlier: [{ ...GENUINE, bundle }],
      });
    };
    const later = "2023-01-01T00:00:00.000Z";
    const held = { code: "plan/bundle-older-than-imported", version: "11", signedAt: later };
    expect(has(later, "ios_core").heldBack[0]!.reason).toMatchObject(held);
    expect(has("2017-01-01T00:00:00.000Z", "ios_core").heldBack).toEqual([]);
    // Where imports are merged, a later version of the same bundle shows by what only it holds.
    const more = [{ sha256: "9".repeat(64), sha1: "9".repeat(40) }];
    expect(has(later, ours.name, more).heldBack[0]!.reason).toMatchObject(held);
    // A larger bundle of another kind holds more because it is larger.
    expect(has(later, "ios_union", more).heldBack).toEqual([]);
  });

  it("is a larger one where the smaller would take valid certificates away, and the current one of its kind", () => {
    const imported = { ...FAILING, downloaded: ["Cisco Root CA 2048"] };
    const certificates = [...GENUINE.bundle.certificates, certificateOf("Cisco Root CA 2048")];
    const larger = {
      ...GENUINE,
      bundle: { ...GENUINE.bundle, name: "ios_union", bytes: 900_000, certificates },
    };
    expect(planWith(imported, { offers: [GENUINE, larger] }).bundle?.name).toBe("ios_union");
    expect(planWith(FAILING, { offers: [GENUINE, larger] }).bundle?.name).toBe("ios_intersect");
    const signed = (signedAt: string, bytes: number) => ({
      ...GENUINE,
      bundle: { ...GENUINE.bundle, signedAt, bytes },
    });
    const offers = [signed("2021-09-30T00:00:00.000Z", 10), signed("2023-01-01T00:00:00.000Z", 20)];
    expect(planWith(FAILING, { offers }).bundle?.bytes).toBe(20);
  });

  it("is told to take away only what is still valid", () => {
    const at = new Date("2029-06-01T00:00:00Z");
    const imported = { ...FAILING, downloaded: ["Cisco Root CA 2048"] };
    expect(only(planWith(imported, {})).cautions).toContain("import-may-drop-certificates");
    expect(only(planWith(imported, { at })).cautions).not.toContain("import-may-drop-certificates");
  });

  it("is never imported over https, where the device would need a root for the very server", () => {
    const bundle = { ...GENUINE.bundle, url: "https://v.example/ios.p7b" };
    expect(only(planFor(FAILING, { ...GENUINE, bundle })).because[0]).toEqual({
      code: "remedy/other-bundle-there",
      instead: "import-from-default-url",
    });
  });
});

describe("what needs a yes of its own", () => {
  it("is a registration, which never takes the place of a renewal", () => {
    const licence = { ...FAILING.licence!, registration: { status: "failed" as const } };
    const plan = planFor({ ...FAILING, licence });
    const steps = plan.waves.flatMap(({ devices }) => devices.flatMap((one) => one.steps));
    expect(steps.at(-1)).toMatchObject({
      kind: "register",
      needs: "registration",
      action: { command: "license smart register idtoken <token>" },
    });
    const never = planWith({ ...FAILING, licence }, { policy: { registration: "never" } });
    expect(never.waves.flatMap(({ devices }) => devices[0]!.steps).map(({ kind }) => kind)).toEqual([
      "import-bundle",
    ]);
  });

  it.each(["plr", "slr", "smart-using-policy"] as const)("no %s device is renewed or registered", (mode) => {
    const licence = { ...FAILING.licence!, mode };
    const callHome = {
      serviceActive: true,
      profiles: [
        {
          name: "CiscoTAC-1",
          active: true,
          transport: "http" as const,
          destinations: ["https://tools.cisco.com/its/service/oddce/services/DDCEService"],
          reports: ["smart-call-home-data" as const],
        },
      ],
    };
    const plan = planFor({ ...FAILING, licence, callHome });
    const kinds = plan.waves.flatMap(({ devices }) =>
      devices.flatMap((one) => one.steps.map(({ kind }) => kind)),
    );
    expect(kinds).toEqual(["import-bundle", "send-call-home-test"]);
  });

  it("is crl optional, which weakens something and says so", () => {
    const lastContact = {
      result: "failed",
      at: AT.toISOString(),
      failureReason: "CRL fetch failed",
    } as const;
    const crl = { ...FAILING, licence: { ...FAILING.licence!, lastContact } };
    expect(planFor(crl).heldBack[0]!.reason).toEqual({ code: "plan/other-cause-first", cause: "crl" });
    const offered = only(planWith(crl, { policy: { crlOptional: "offer" } }));
    expect(offered.steps.map(({ kind, needs }) => [kind, needs])).toEqual([
      ["import-bundle", undefined],
      ["make-crl-optional", "crl-optional"],
      ["renew-authorization", undefined],
    ]);
    expect(offered.cautions).toContain("crl-check-weakened");
  });
});

describe("the waves of a plan", () => {
  const fleet = (names: readonly string[]) => {
    const one = caseEvidence(fn72290, FAILING);
    const evidence = { ...one, devices: names.map((device) => ({ ...one.devices[0]!, device })) };
    return { evidence, before: assess(fn72290, evidence, AT) };
  };
  const names = Array.from({ length: 40 }, (_, index) => `r${index}`);
  const sizes = (plan: Plan) => plan.waves.map(({ devices }) => devices.length);
  const inventory = (siteOf: (index: number) => string) => ({
    devices: names.map((name, index) => ({ name, host: name, port: 22, groups: [], site: siteOf(index) })),
  });

  it("are a canary, then the sizes or shares that the policy names", () => {
    const waves = { canary: 2, sizes: [5, "50%"] as const };
    expect(sizes(planWith(FAILING, { ...fleet(names), policy: { waves } }))).toEqual([2, 5, 20, 13]);
  });

  it("keep sites apart where they are to", () => {
    const waves = { canary: 1, sizes: [50], by: "site" as const };
    const plan = planWith(FAILING, {
      ...fleet(names),
      inventory: inventory((index) => (index < 10 ? "par" : "lyo")),
      policy: { waves },
    });
    expect(sizes(plan)).toEqual([1, 9, 30]);
    expect(plan.waves[2]!.devices.every(({ site }) => site === "lyo")).toBe(true);
  });

  it("hold a device for which no window is meant, and give each wave its own", () => {
    const night = { from: "01:00", to: "04:00", timeZone: "Europe/Paris", sites: ["par"] };
    const plan = planWith(FAILING, {
      ...fleet(names),
      inventory: inventory((index) => (index < 10 ? "par" : "lyo")),
      policy: { windows: [night] },
    });
    expect(sizes(plan)).toEqual([1, 9]);
    expect(plan.waves.every(({ windows }) => windows?.[0] === night)).toBe(true);
    expect(plan.heldBack[0]!.reason).toEqual({ code: "plan/no-window", site: "lyo" });
  });

  it("spread the renewals of a large wave, the same way for the same plan", () => {
    const delays = () =>
      planWith(FAILING, fleet(names)).waves[1]!.devices.flatMap(({ steps }) =>
        steps.flatMap((step) => (step.kind === "renew-authorization" ? [step.delaySeconds ?? -1] : [])),
      );
    expect(delays()).toEqual(delays());
    expect(Math.min(...delays())).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays())).toBeLessThan(300);
    expect(new Set(delays()).size).toBeGreaterThan(20);
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

  it("wants the people that the policy names, and not the author where that is not to be", () => {
    const approvers = { names: ["Grace", "ann"], author: "must-not-approve" as const };
    const plan = planWith(FAILING, { policy: { approvers } });
    expect(approve(plan, "Ann ", AT)).toMatchObject({ failure: { code: "approval/by-author" } });
    expect(approve(plan, "bob", AT)).toMatchObject({ failure: { code: "approval/not-an-approver" } });
    expect(approve(plan, "grace", AT)).toMatchObject({ ok: true });
  });
});

import { keyNameOf, readSigningKey } from "@reroot/pki";
import { describe, expect, it } from "vitest";
import { digestOf } from "../canonical.js";
import { assess } from "../finding/assess.js";
import { approve } from "../plan/approve.js";
import { makePlan } from "../plan/make-plan.js";
import { DEFAULT_POLICY } from "../plan/policy.js";
import type { JournalEntry, JournalEvent } from "../rollout/rollout.js";
import { fn72290 } from "../testing/committed-notices.js";
import { caseEvidence, type NoticeCase } from "../testing/notice-case.js";
import { checkProof } from "./check-proof.js";
import type { Proof } from "./proof.js";
import { proofDigestOf, prove, signProof } from "./prove.js";

/** RFC 8032, 7.1, TEST 1. */
const SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const SIGN = (() => {
  const der = Buffer.from(`302e020100300506032b657004220420${SEED}`, "hex");
  const key = readSigningKey(
    `-----BEGIN PRIVATE KEY-----\n${der.toString("base64")}\n-----END PRIVATE KEY-----\n`,
  );
  if (!key.ok) throw new Error(key.failure.code);
  return key.value;
})();

const AT = new Date("2022-02-23T06:00:00Z");
const ACTION = "2022-02-23T06:01:00.500Z";
const LATER = "2022-02-23T06:01:22Z";
const BEFORE: NoticeCase = {
  case: "before",
  because: "the notice's sample",
  at: AT.toISOString(),
  release: "7.3.2",
  pool: ["Cisco Root CA M1", "QuoVadis Root CA 2"],
  licence: {
    mode: "smart",
    transport: "callhome",
    registration: { status: "registered" },
    lastContact: { result: "failed", at: "2022-02-23T05:58:00Z" },
  },
  callHome: { serviceActive: false, profiles: [] },
  httpClient: { peerVerification: "not-seen-off" },
  expect: { verdict: "failing" },
};
const AFTER: NoticeCase = {
  ...BEFORE,
  downloaded: ["IdenTrust Commercial Root CA 1"],
  licence: { ...BEFORE.licence!, lastContact: { result: "succeeded", at: LATER } },
  seen: [{ host: "tools.cisco.com", at: "2022-02-23T06:02:00Z", root: "required" }],
};

interface Varied {
  readonly found?: NoticeCase;
  /** On the device's clock. */
  readonly sentAt?: string;
  readonly judgedAt?: string;
  /** When Smart Call Home was seen to have sent a message. */
  readonly ownContactAt?: string;
}

function proofOf(after: NoticeCase, varied: Varied = {}): Proof {
  const { found = BEFORE, sentAt = ACTION, judgedAt = "2022-02-23T06:05:00Z", ownContactAt } = varied;
  const evidence = caseEvidence(fn72290, found);
  const before = assess(fn72290, evidence, new Date(found.at));
  const policy = { ...DEFAULT_POLICY, author: "ann" };
  const root = fn72290.signerRoots[0]!;
  const certificates = fn72290.requiredRoots.map(({ sha256, sha1 }) => ({ sha256, sha1 }));
  const file = { bytes: 1, sha256: "C", md5: "c" };
  const bundle = {
    ...file,
    name: "b",
    version: "1",
    url: "http://bundles.example/ios.p7b",
    signerRootSha256: root.sha256,
    certificates,
  };
  const offer = { ok: true, bundle, signerRootSha1: root.sha1! } as const;
  const plan = makePlan({ notice: fn72290, evidence, before, offers: [offer], policy, at: AT });
  const approved = approve(plan, "bob", AT);
  if (!approved.ok) throw new Error("a plan just made can be approved");
  const [step] = plan.waves[0]?.devices[0]?.steps ?? [];
  const intent = step && { device: "r1", step: 0, attempt: 1, action: step.action };
  const events: readonly JournalEvent[] = [
    { event: "started", approvedBy: "bob" },
    ...(intent ? [{ event: "intent", intent, deviceTime: sentAt } as const] : []),
    ...seenAfterwards(ownContactAt),
    { event: "ended", completed: true },
  ];
  const journal = events.map((event, index): JournalEntry => {
    const head = { formatVersion: 2, sequence: index + 1, at: AT.toISOString() } as const;
    return { ...head, planDigest: plan.digest, ...event };
  });
  const measured = assess(fn72290, caseEvidence(fn72290, after), new Date(judgedAt));
  return signProof(prove(before, approved.value, journal, measured), SIGN);
}

function seenAfterwards(ownContactAt: string | undefined): readonly JournalEvent[] {
  if (ownContactAt === undefined) return [];
  const callHomeContact = { result: "succeeded", at: ownContactAt } as const;
  return [{ event: "observed", observation: { device: "r1", at: AT.toISOString(), callHomeContact } }];
}

const licensing = (proof: Proof) =>
  proof.devices[0]!.services.find(({ service }) => service === "smart-licensing-callhome")!;

describe("prove", () => {
  it("calls a device proven when a contact succeeded later while the new chain was seen", () => {
    const proof = proofOf(AFTER);
    expect(proof.devices[0]).toMatchObject({ before: "failing", after: "protected", grade: "proven" });
  });

  it.each([
    [
      "the contact is older than the action",
      { ...AFTER, licence: contact("2022-02-23T06:00:59Z") },
      "contact-after-action",
    ],
    ["nobody saw the chain", { ...AFTER, seen: [] }, "endpoint-seen-on-required-root"],
    [
      "the endpoint was still seen on the retired root",
      { ...AFTER, seen: [{ host: "tools.cisco.com", at: "2022-02-23T06:04:00Z", root: "retired" as const }] },
      "endpoint-seen-on-required-root",
    ],
    [
      "verification is off",
      { ...AFTER, httpClient: { peerVerification: "off-seen" as const } },
      "verification-on",
    ],
    ["nobody read whether verification is off", withoutHttpClient(AFTER), "verification-on"],
  ])("calls it only prepared when %s", (_, after, lacking) => {
    expect(licensing(proofOf(after))).toMatchObject({ grade: "prepared" });
    expect(licensing(proofOf(after)).lacking).toContain(lacking);
  });

  it("calls a device prepared that holds the root and still cannot resolve names", () => {
    const text = "Unable to resolve server hostname/domain name";
    const lastContact = { result: "failed" as const, at: LATER, failureReason: text };
    const proof = proofOf({ ...AFTER, licence: { ...BEFORE.licence!, lastContact } });
    expect(proof.devices[0]).toMatchObject({ after: "failing-otherwise", grade: "prepared" });
    expect(licensing(proof).lacking).toContain("contact-after-action");
  });

  it("calls no device prepared whose forecast does not pass, although it holds the root", () => {
    for (const result of ["failed", "succeeded"] as const) {
      const lastContact = { result, at: "2034-01-31T23:00:00Z" };
      const after = { ...AFTER, licence: { ...BEFORE.licence!, lastContact } };
      const rootHasEnded = proofOf(after, { judgedAt: "2034-02-01T00:00:00Z" });
      expect(licensing(rootHasEnded)).toMatchObject({ grade: "not-prepared", lacking: ["forecast"] });
    }
  });

  it("does not say that the root is absent where nobody saw the pool", () => {
    const { pool: _, downloaded: __, ...unseen } = AFTER;
    expect(licensing(proofOf(unseen))).toMatchObject({ grade: "not-prepared", lacking: ["evidence"] });
  });

  it("counts no contact that came before the endpoint was first seen on the required root", () => {
    // Sixteen days before the announced date: until somebody sees the move, the retired root may be served.
    const seenAt = (at: string) => ({ seen: [{ host: "tools.cisco.com", at, root: "required" as const }] });
    const found = { ...BEFORE, at: "2022-01-20T06:00:00Z", licence: contact("2022-01-20T05:00:00Z") };
    const after = { ...AFTER, licence: contact("2022-01-20T06:01:22Z"), ...seenAt("2022-01-20T06:02:00Z") };
    const times = { sentAt: "2022-01-20T06:01:00.500Z", judgedAt: "2022-01-20T06:05:00Z" };
    expect(licensing(proofOf(after, { found, ...times }))).toMatchObject({
      grade: "prepared",
      lacking: ["endpoint-seen-on-required-root"],
    });
    const moved = { ...found, ...seenAt("2022-01-20T05:59:00Z") };
    expect(licensing(proofOf(after, { found: moved, ...times }))).toMatchObject({ grade: "proven" });
  });

  it("grades a device that the plan held back by what it holds", () => {
    const found: NoticeCase = {
      ...BEFORE,
      licence: {
        ...BEFORE.licence!,
        lastContact: {
          result: "failed",
          at: "2022-02-23T05:58:00Z",
          failureReason: "smart license transport is disabled in call-home",
        },
      },
    };
    const proof = proofOf(found, { found });
    expect(proof.approved.plan.heldBack).toHaveLength(1);
    expect(proof.devices[0]).toMatchObject({ after: "failing-otherwise", grade: "not-prepared" });
  });

  it("wants of Smart Call Home a message of its own, later than the import", () => {
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
    const gradeWith = (at: string | undefined) =>
      proofOf({ ...AFTER, callHome }, at === undefined ? {} : { ownContactAt: at }).devices[0]!.services.find(
        ({ service }) => service === "smart-call-home",
      );
    expect(gradeWith(undefined)).toMatchObject({ grade: "prepared", lacking: ["own-contact"] });
    expect(gradeWith("2022-02-23T06:00:59Z")).toMatchObject({ grade: "prepared" });
    expect(gradeWith("2022-02-23T06:01:30Z")).toMatchObject({ grade: "proven", lacking: [] });
  });

  it("does not call a device prepared whose pool still lacks the root", () => {
    const { downloaded: _, ...without } = AFTER;
    const still = { ...without, licence: BEFORE.licence! };
    expect(licensing(proofOf(still))).toMatchObject({ grade: "not-prepared", lacking: ["required-root"] });
  });
});

describe("checkProof", () => {
  const proof = proofOf(AFTER);
  const reseal = (changed: Proof): Proof => signProof({ ...changed, digest: proofDigestOf(changed) }, SIGN);

  it("accepts what was made", () => {
    expect(checkProof(JSON.parse(JSON.stringify(proof)))).toMatchObject({ ok: true });
  });

  it("notices that nobody signed it, that somebody else did, or that the signature is of another", () => {
    const { signature, ...unsigned } = proof;
    expect(checkProof(unsigned)).toMatchObject({ failure: { code: "proof/not-signed" } });
    const other = proofOf({ ...AFTER, seen: [] });
    expect(checkProof({ ...proof, signature: other.signature! })).toMatchObject({
      failure: { code: "proof/signature-wrong" },
    });
    const key = keyNameOf(signature!.publicKey);
    expect(checkProof(proof, [key])).toMatchObject({ ok: true });
    expect(checkProof(proof, [`sha256:${"0".repeat(64)}`])).toMatchObject({
      failure: { code: "proof/key-not-trusted", key },
    });
    const added = { ...proof, signature: { ...signature!, note: "by the vendor" } };
    expect(checkProof(added)).toMatchObject({ failure: { code: "proof/signature-wrong" } });
  });

  it("notices a changed byte anywhere", () => {
    const altered = JSON.parse(JSON.stringify(proof).replace('"by":"bob"', '"by":"rob"'));
    expect(checkProof(altered)).toMatchObject({ failure: { code: "proof/altered" } });
  });

  it("notices a grade that does not follow, even under a fitting digest", () => {
    const { devices, ...rest } = proofOf({ ...AFTER, seen: [] });
    const flattered = reseal({
      ...rest,
      devices: devices.map((one) => ({ ...one, grade: "proven" as const })),
    });
    expect(checkProof(flattered)).toMatchObject({ failure: { code: "proof/grade-does-not-follow" } });
  });

  it("notices a command that nobody approved", () => {
    const journal = proof.journal.map((entry) =>
      entry.event === "intent"
        ? { ...entry, intent: { ...entry.intent, action: { kind: "exec" as const, command: "reload" } } }
        : entry,
    );
    expect(checkProof(reseal({ ...proof, journal }))).toMatchObject({
      failure: { code: "proof/unapproved-command", command: "reload" },
    });
  });

  it("notices a journal without its beginning or its end, and an approval by somebody else", () => {
    for (const journal of [[], proof.journal.slice(0, -1)]) {
      expect(checkProof(reseal({ ...proof, journal }))).toMatchObject({
        failure: { code: "proof/journal-gap", after: journal.length },
      });
    }
    const approval = { ...proof.approved.approval, by: "rob" };
    expect(checkProof(reseal({ ...proof, approved: { ...proof.approved, approval } }))).toMatchObject({
      failure: { code: "proof/not-approved" },
    });
  });

  it("notices another notice, and transcripts that nothing cites", () => {
    const after = { ...proof.after, notice: { ...proof.after.notice, revision: "1.0" } };
    expect(checkProof(reseal({ ...proof, after }))).toMatchObject({
      failure: { code: "proof/other-notice" },
    });
    expect(checkProof(reseal({ ...proof, transcripts: [] }))).toMatchObject({
      failure: { code: "proof/transcripts-do-not-follow" },
    });
  });

  it("answers whatever a file holds instead of a part, under a fitting digest too", () => {
    let refused = 0;
    for (const path of pathsIn(proof)) {
      for (const instead of [undefined, null, 7, "x", [], {}, [null], Number.POSITIVE_INFINITY]) {
        const changed = structuredClone(proof);
        put(changed, path, instead);
        const sealed = Number.isFinite(instead) || typeof instead !== "number" ? reseal(changed) : changed;
        if (!checkProof(sealed).ok) refused++;
      }
    }
    expect(refused).toBeGreaterThan(500);
    let deep: unknown = [];
    for (let depth = 0; depth < 100_000; depth++) deep = [deep];
    const { digest, ...body } = proof;
    expect(checkProof({ digest, ...body, devices: deep } as Proof)).toMatchObject({
      failure: { code: "proof/malformed" },
    });
  });

  it("notices another assessment, another plan and a missing entry", () => {
    const before = { ...proof.before, at: "2022-02-24T00:00:00.000Z" };
    expect(checkProof(reseal({ ...proof, before }))).toMatchObject({
      failure: { code: "proof/other-assessment", enclosed: digestOf(before) },
    });
    const gap = proof.journal.filter(({ sequence }) => sequence !== 2);
    expect(checkProof(reseal({ ...proof, journal: gap }))).toMatchObject({
      failure: { code: "proof/journal-gap" },
    });
  });
});

function withoutHttpClient({ httpClient: _, ...rest }: NoticeCase): NoticeCase {
  return rest;
}

function contact(at: string): NonNullable<NoticeCase["licence"]> {
  return { ...BEFORE.licence!, lastContact: { result: "succeeded", at } };
}

function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const here = [...path, key];
    return key === "digest" && path.length === 0 ? [] : [here, ...pathsIn(part, here)];
  });
}

function put(target: object, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  const members = target as Record<string, unknown>;
  if (rest.length > 0) put(members[key] as object, rest, value);
  else if (value === undefined) delete members[key];
  else members[key] = value;
}

import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeWithPublicData, publicDataPath } from "../testing/public-data.js";
import { answerLimbo, type LimboQuestion } from "./limbo-case.js";
import { type LimboCase, readLimboCase } from "./limbo-format.js";
import { readLimboCases, runLimbo } from "./limbo-suite.js";

const core = () => readLimboCases(publicDataPath("conformance/limbo/limbo-core.json"));
const full = () => readLimboCases(publicDataPath("conformance/limbo/limbo-full.json.gz"));
const divergences: readonly { readonly id: string; readonly expected: string; readonly reason: string }[] =
  JSON.parse(readFileSync(new URL("../../conformance/limbo-divergences.json", import.meta.url), "utf8"));

describeWithPublicData("x509-limbo, core", () => {
  it("agrees with every case except the written divergences", () => {
    const { results, passed, skipped } = runLimbo(core());
    const differing = results.filter(({ expected, actual }) => expected !== actual);
    expect(differing.map(({ id }) => id).sort()).toEqual(divergences.map(({ id }) => id).sort());
    expect(differing.map(({ expected }) => expected)).not.toContain("SUCCESS");
    expect(results).toHaveLength(208);
    expect(passed).toBeGreaterThanOrEqual(195);
    expect(skipped).toBe(0);
  });

  it("gives one reason per divergence", () => {
    for (const { reason } of divergences) expect(reason.length).toBeGreaterThan(20);
  });

  it("never claims two cases that exclude each other", () => {
    const cases = core();
    const passed = new Set(
      runLimbo(cases)
        .results.filter(({ expected, actual }) => expected === actual)
        .map(({ id }) => id),
    );
    const pairs = cases.flatMap(({ id, conflicts_with }) =>
      conflicts_with.map((other) => [id, other] as const),
    );
    expect(pairs.length).toBeGreaterThan(0);
    for (const [a, b] of pairs) expect(passed.has(a) && passed.has(b), `${a} and ${b}`).toBe(false);
  });

  it("answers the same with identifiers, descriptions and order shuffled", () => {
    const cases = core();
    const inOrder = new Map(
      runLimbo(cases).results.map(({ id, actual, reason }) => [id, { actual, reason }]),
    );
    const shuffled = shuffle(cases, 20_270_126).map((given, i) => ({ given, alias: `shuffled::case-${i}` }));
    const results = runLimbo(
      shuffled.map(({ given, alias }) => ({
        ...withShuffledPools(given),
        id: alias,
        description: "",
        features: [],
      })),
    );
    for (const [i, { given }] of shuffled.entries()) {
      expect(results.results[i]?.actual, given.id).toBe(inOrder.get(given.id)?.actual);
    }
  });
});

describeWithPublicData("BetterTLS, in the limbo format", () => {
  it("agrees with all 81 cases of path building", () => {
    const { passed, results } = runLimbo(
      full().filter(({ id }) => id.startsWith("bettertls::pathbuilding::")),
    );
    expect([passed, results.length]).toEqual([81, 81]);
  });

  it("agrees with all 9,491 cases of name constraints", () => {
    const { passed, results } = runLimbo(
      full().filter(({ id }) => id.startsWith("bettertls::nameconstraints::")),
    );
    expect([passed, results.length]).toEqual([9491, 9491]);
  });
});

describeWithPublicData("a limbo question", () => {
  const question = (): LimboQuestion =>
    core().find(({ id }) => id === "webpki::san::exact-dns-san") as LimboCase;

  it("honours the list of signature algorithms", () => {
    expect(answerLimbo({ ...question(), signature_algorithms: ["ECDSA_WITH_SHA256"] }).actual).toBe(
      "SUCCESS",
    );
    expect(answerLimbo({ ...question(), signature_algorithms: ["RSA_WITH_SHA256"] })).toMatchObject({
      actual: "FAILURE",
      reason: expect.stringContaining("chain/signature-algorithm-refused"),
    });
  });

  it("is answered by defaults where it says no more than it must", () => {
    const { trusted_certs, untrusted_intermediates, peer_certificate } = question();
    const given = { id: "x", expected_result: "SUCCESS", validation_kind: null, features: ["unheard-of"] };
    const bare = { ...given, trusted_certs, untrusted_intermediates, peer_certificate };
    expect(answerLimbo(readLimboCase(bare, 1)).actual).toBe("SUCCESS");
  });

  it.each([
    ["peer_certificate", 5],
    ["trusted_certs", "not a list"],
    ["crls", [null]],
    ["expected_peer_name", { kind: "SRV", value: "_imaps._tcp.example.com" }],
    ["expected_peer_names", [{ kind: "DNS" }]],
    ["max_chain_depth", "1"],
    ["validation_time", 1_767_225_600],
    ["validation_kind", "BOTH"],
  ])("is refused, and the suite goes on, when its %s is %j", (field, value) => {
    const given = { ...question(), [field]: value };
    expect(answerLimbo(readLimboCase(given, 1))).toMatchObject({
      actual: "FAILURE",
      reason: expect.stringContaining(`"${field}" cannot be read`),
    });
  });

  it.each([
    [{ validation_time: "2024-01-01T00:00:00" }, "SUCCESS"],
    [{ validation_time: "whenever" }, "FAILURE"],
    [{ extended_key_usage: ["1.2.3.4"] }, "FAILURE"],
    [{ signature_algorithms: ["GOSTR3411_94_WITH_3410_2001"] }, "FAILURE"],
    [{ trusted_certs: ["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] }, "FAILURE"],
  ])("with %j is a %s", (change, actual) => {
    expect(answerLimbo({ ...question(), ...change }).actual).toBe(actual);
  });

  it.each([null, "text", {}, { id: "x" }, { id: "x", expected_result: "MAYBE" }])(
    "that does not say what is expected (%j) is named by its place",
    (given) => {
      expect(() => readLimboCase(given, 7)).toThrow(/test case 7 has no "id" or no "expected_result"/);
    },
  );

  it("answers rather than throws when nothing in it can be read", () => {
    const broken = { ...question(), peer_certificate: "no certificate", crls: ["no list"] };
    expect(answerLimbo(broken).actual).toBe("FAILURE");
  });
});

/** Fisher-Yates with a small linear congruential generator, so that a failing order can be repeated. */
function shuffle<T>(items: readonly T[], seed: number): T[] {
  const shuffled = [...items];
  let state = seed;
  for (let i = shuffled.length - 1; i > 0; i--) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const j = state % (i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j] as T, shuffled[i] as T];
  }
  return shuffled;
}

function withShuffledPools(given: LimboCase): LimboCase {
  return {
    ...given,
    trusted_certs: shuffle(given.trusted_certs, 7),
    untrusted_intermediates: shuffle(given.untrusted_intermediates, 11),
  };
}

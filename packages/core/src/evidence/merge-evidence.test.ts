import { describe, expect, it } from "vitest";
import { fn72290 } from "../testing/committed-notices.js";
import { caseEvidence, type NoticeCase } from "../testing/notice-case.js";
import type { Evidence } from "./evidence.js";
import { unknown } from "./known.js";
import { mergeEvidence } from "./merge-evidence.js";
import { readOutcome } from "./read-outcome.js";

const OLD = ["QuoVadis Root CA 2"];
const NEW = ["QuoVadis Root CA 2", "IdenTrust Commercial Root CA 1"];

function evidenceOf(at: string, ...devices: readonly (readonly [name: string, pool: readonly string[]])[]) {
  const read = devices.map(([device, pool]) => {
    const one = caseEvidence(fn72290, { at, pool } as unknown as NoticeCase);
    return { ...one, devices: one.devices.map((evidence) => ({ ...evidence, device })) };
  });
  return {
    ...(read[0] as Evidence),
    devices: read.flatMap((one) => one.devices),
    pools: Object.assign({}, ...read.map(({ pools }) => pools)),
  };
}

describe("mergeEvidence", () => {
  const earlier = evidenceOf("2022-03-01", ["r1", OLD], ["r2", OLD]);

  it("replaces what was read again, keeps the rest, and keeps the order", () => {
    const merged = mergeEvidence(earlier, evidenceOf("2022-03-02", ["r3", NEW], ["r2", NEW]));
    expect(merged.devices.map(({ device, readAt }) => [device, readAt])).toEqual([
      ["r1", "2022-03-01"],
      ["r2", "2022-03-02"],
      ["r3", "2022-03-02"],
    ]);
    expect(merged.gatheredAt).toBe("2022-03-02");
    expect(Object.keys(merged.pools)).toHaveLength(2);
    expect(earlier.devices.map(({ readAt }) => readAt)).toEqual(["2022-03-01", "2022-03-01"]);
  });

  it("holds no pool that no device has any more", () => {
    const merged = mergeEvidence(earlier, evidenceOf("2022-03-02", ["r1", NEW], ["r2", NEW]));
    expect(Object.values(merged.pools).map((labels) => labels.length)).toEqual([2]);
  });
});

describe("readOutcome", () => {
  const facts = evidenceOf("2022-03-01", ["r1", OLD]).devices[0]?.facts;
  if (!facts) throw new Error("no facts");
  const all = (reason: Parameters<typeof unknown>[0]) =>
    Object.fromEntries(Object.keys(facts).map((key) => [key, unknown(reason)])) as unknown as typeof facts;

  it("tells apart the ways in which a reading ends", () => {
    expect(readOutcome({ facts })).toBe("read");
    expect(readOutcome({ facts: all({ code: "evidence/unreachable", detail: "ETIMEDOUT" }) })).toBe(
      "unreachable",
    );
    expect(readOutcome({ facts: all({ code: "evidence/login-refused", detail: "" }) })).toBe("failed");
    const lost = unknown({ code: "evidence/session-lost", command: "show logging", detail: "" });
    expect(readOutcome({ facts: { ...facts, log: lost } })).toBe("failed");
    expect(readOutcome({ facts: all({ code: "evidence/not-read", command: "show version" }) })).toBe(
      "not-read",
    );
  });
});

/** What would change a verdict, asked of the notice's own cases: evidence in, the close rules out. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { fn72290, noticesFolder } from "../testing/committed-notices.js";
import { caseEvidence, type NoticeCase } from "../testing/notice-case.js";
import { assess } from "./assess.js";
import { alternatives } from "./evidence-change.js";
import { type Explanation, explain } from "./explain.js";
import type { Verdict } from "./finding.js";

const cases = readdirSync(`${noticesFolder}/fn72290/cases`)
  .filter((name) => name.endsWith(".yaml"))
  .flatMap((name) => parse(readFileSync(`${noticesFolder}/fn72290/cases/${name}`, "utf8")) as NoticeCase[]);

function explained(name: string): Explanation {
  const one = cases.find((candidate) => candidate.case === name);
  if (!one) throw new Error(`no case "${name}"`);
  return explainedCase(one);
}

function explainedCase(one: NoticeCase): Explanation {
  const evidence = caseEvidence(fn72290, one);
  const [device] = evidence.devices;
  if (!device) throw new Error("no device");
  return explain(fn72290, evidence, device, new Date(one.at));
}

const changeTo = ({ close }: Explanation, verdict: Verdict) =>
  close.find((one) => one.verdict === verdict)?.change;

describe("explain", () => {
  it("the notice's own failing router: the root in its pool would mend it, and nothing smaller", () => {
    const told = explained("the notice's own failing router");
    expect(told.finding.verdict).toBe("failing");
    // Held, and the last contact failed all the same: then the missing root does not explain it.
    expect(changeTo(told, "failing-otherwise")).toMatchObject({ kind: "root-held" });
    // Product, rule 2: success after the cut-over with the root absent contradicts itself.
    expect(changeTo(told, "undetermined")).toMatchObject({ kind: "contact", result: "succeeded" });
    // Product, rule 1: reservations exempt Smart Licensing.
    expect(changeTo(told, "not-applicable")).toMatchObject({ kind: "licence-mode", mode: "plr" });
  });

  it("an exposed router: the root alone makes it protected", () => {
    const told = explained("before the first cut-over");
    expect(changeTo(told, "protected")).toEqual({
      kind: "root-held",
      commonName: "IdenTrust Commercial Root CA 1",
    });
    expect(told.close.find(({ verdict }) => verdict === "protected")).toMatchObject({
      size: 1,
      fact: "trustPool",
      unknownNow: false,
    });
  });

  it("an unresolved entry: that it is another certificate would decide", () => {
    const told = explained("an entry with the required root's name and another fingerprint");
    expect(told.finding.verdict).toBe("undetermined");
    expect(told.changes.map(({ change }) => change.kind)).toContain("entry-is-another");
  });

  it("success without the root: verification read as switched off explains it", () => {
    const told = explained("success after the cut-over with the root absent contradicts itself");
    expect(changeTo(told, "masked")).toEqual({ kind: "verification", peerVerification: "off-seen" });
    expect(told.close.find(({ verdict }) => verdict === "masked")?.unknownNow).toBe(true);
  });

  it("a router of which nothing is known: no single piece of evidence shows what becomes of it", () => {
    const verdicts = explained("the device could not be reached").changes.map(({ verdict }) => verdict);
    // Another system, or licences that need no connection, would take it out of the notice; no more can be said.
    expect(new Set(verdicts)).toEqual(new Set(["not-applicable"]));
  });

  it.each(cases.map((one) => [one.case, one] as const))("%s: every change told does change it", (_, one) => {
    const evidence = caseEvidence(fn72290, one);
    const told = explainedCase(one);
    const [device] = evidence.devices;
    if (!device) throw new Error("no device");
    const at = new Date(one.at);
    expect(told.finding).toEqual(assess(fn72290, evidence, at).findings[0]);
    for (const { fact, facts } of alternatives({
      notice: fn72290,
      evidence,
      device,
      at: at.toISOString(),
    })) {
      const changed = Object.keys(facts).filter(
        (key) =>
          JSON.stringify(facts[key as keyof typeof facts]) !==
          JSON.stringify(device.facts[key as keyof typeof facts]),
      );
      expect(changed.filter((key) => key !== fact)).toEqual([]);
    }
    for (const { size, verdict } of told.changes) {
      expect(size).toBeGreaterThan(0);
      expect(verdict).not.toBe(told.finding.verdict);
    }
    expect(told.changes.map(({ size }) => size)).toEqual(
      [...told.changes.map(({ size }) => size)].sort((a, b) => a - b),
    );
  });
});

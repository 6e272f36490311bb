import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Evidence } from "../evidence/evidence.js";
import { known } from "../evidence/known.js";
import { fn72290 } from "../testing/committed-notices.js";
import { caseEvidence, type NoticeCase } from "../testing/notice-case.js";
import { assess } from "./assess.js";
import { compareAssessments } from "./compare.js";

const LICENCE = `
licence:
  mode: smart
  transport: callhome
  registration: { status: registered }
  lastContact: { result: succeeded, at: 2021-11-20T00:00:00Z }
  communicationDeadline: 2022-05-24T05:56:21Z
callHome: { serviceActive: false, profiles: [] }
`;

/** A fleet read at one moment: each device's evidence as a notice's case writes it. */
function run(at: string, devices: Readonly<Record<string, string>>) {
  const read = Object.entries(devices).map(([name, text]) => {
    const evidence = caseEvidence(fn72290, { ...(parse(`${text}${LICENCE}`) as NoticeCase), at });
    return { ...evidence, devices: evidence.devices.map((one) => ({ ...one, device: name })) };
  });
  const [first] = read;
  if (!first) throw new Error("no device");
  const evidence: Evidence = {
    ...first,
    devices: read.flatMap((one) => one.devices),
    pools: Object.assign({}, ...read.map(({ pools }) => pools)),
  };
  return { evidence, assessment: assess(fn72290, evidence, new Date(at)) };
}

const OLD = "pool: [QuoVadis Root CA 2]";
const BOTH = "pool: [QuoVadis Root CA 2]\ndownloaded: [IdenTrust Commercial Root CA 1]";
const UNREAD = "release: 7.3.2";

describe("compareAssessments", () => {
  it("tells what got better, and which certificate came", () => {
    const told = compareAssessments(run("2021-12-01", { r1: OLD }), run("2021-12-08", { r1: BOTH }));
    expect(told.verdicts).toMatchObject([
      {
        device: "r1",
        before: { verdict: "exposed" },
        after: { verdict: "protected" },
        direction: "better",
      },
    ]);
    expect(told.pools).toMatchObject([
      {
        device: "r1",
        added: [{ set: "Downloaded", sha1: fn72290.requiredRoots[0]?.sha1 }],
        removed: [],
      },
    ]);
    expect(told.outcome).toBe("not-worse");
  });

  it("tells what got worse", () => {
    const told = compareAssessments(run("2021-12-01", { r1: BOTH }), run("2021-12-08", { r1: OLD }));
    expect(told.verdicts[0]?.direction).toBe("worse");
    expect(told.pools[0]).toMatchObject({ added: [], removed: [{ set: "Downloaded" }] });
    expect(told.outcome).toBe("worse");
  });

  it("does not call it worse, nor fine, that a device can no longer be told about", () => {
    const told = compareAssessments(run("2021-12-01", { r1: BOTH }), run("2021-12-08", { r1: UNREAD }));
    expect(told.verdicts[0]?.direction).toBe("unclear");
    expect(told.pools).toEqual([
      { device: "r1", before: expect.stringMatching(/^sha256:/), added: [], removed: [] },
    ]);
    expect(told.outcome).toBe("unclear");
  });

  it("tells who came and who went; a newcomer at risk is worse, a harmless one is not", () => {
    const one = run("2021-12-01", { r1: BOTH });
    const other = run("2021-12-08", { r2: BOTH });
    const told = compareAssessments(one, other);
    expect(told.appeared.map(({ device }) => device)).toEqual(["r2"]);
    expect(told.gone.map(({ device }) => device)).toEqual(["r1"]);
    expect(told.outcome).toBe("not-worse");
    expect(compareAssessments(one, run("2021-12-08", { r1: BOTH, r2: OLD })).outcome).toBe("worse");
  });

  it("tells which deadlines moved; one that comes earlier is worse", () => {
    const before = run("2021-12-01", { r1: OLD });
    const earlier = JSON.parse(
      JSON.stringify(before.evidence).replaceAll("2022-05-24T05:56:21Z", "2022-04-24T05:56:21Z"),
    ) as Evidence;
    const after = { evidence: earlier, assessment: assess(fn72290, earlier, new Date("2021-12-01")) };
    expect(compareAssessments(before, after)).toMatchObject({
      deadlines: [
        { device: "r1", kind: "communication-deadline", direction: "worse" },
        // The deadline is all that shows when the cloud was last reached.
        { device: "r1", kind: "features-stop", direction: "worse" },
      ],
      verdicts: [],
      outcome: "worse",
    });
    expect(compareAssessments(after, before).deadlines[0]?.direction).toBe("better");
  });

  it("says nothing of a loss that may come at any moment, then as now", () => {
    // After the cut-over, with no contact due on a known date: it bites from the moment of each audit on.
    const at = (day: string) => {
      const { evidence } = run(day, { r1: OLD });
      const text = JSON.stringify(evidence).replace(/"nextContactAt":"[^"]*",?/, "");
      const undated = JSON.parse(text) as Evidence;
      return { evidence: undated, assessment: assess(fn72290, undated, new Date(day)) };
    };
    const [then, now] = [at("2022-03-01"), at("2022-03-02")];
    expect(then.assessment.findings[0]?.bitesAt).toBe(then.assessment.at);
    expect(compareAssessments(then, now)).toMatchObject({ deadlines: [], outcome: "not-worse" });
  });

  it("finds nothing between a run and itself", () => {
    const same = run("2021-12-01", { r1: OLD, r2: BOTH });
    expect(compareAssessments(same, same)).toEqual({
      verdicts: [],
      appeared: [],
      gone: [],
      pools: [],
      switchovers: [],
      deadlines: [],
      outcome: "not-worse",
    });
  });
});

it("tells where another route processor is active, whose pool was not seen before", () => {
  const withActive = (active: string) => {
    const one = run("2021-12-01", { r1: BOTH });
    const redundancy = known({ pairs: [{ active, standby: "0/RP9/CPU0" }] }, "show redundancy summary");
    const devices = one.evidence.devices.map((device) => ({
      ...device,
      facts: { ...device.facts, redundancy },
    }));
    return { ...one, evidence: { ...one.evidence, devices } };
  };
  const [first, second] = [withActive("0/RP0/CPU0"), withActive("0/RP1/CPU0")];
  expect(compareAssessments(first, first).switchovers).toEqual([]);
  expect(compareAssessments(first, second).switchovers).toEqual([
    { device: "r1", before: ["0/RP0/CPU0"], after: ["0/RP1/CPU0"] },
  ]);
  // A device that was not asked is not one that switched over.
  expect(compareAssessments(run("2021-12-01", { r1: BOTH }), second).switchovers).toEqual([]);
});

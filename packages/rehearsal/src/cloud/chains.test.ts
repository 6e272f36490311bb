import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, rehearsalFleet, startLab } from "../index.js";
import { opensslVerdict } from "../testing/outside.js";
import { story, storyOptions } from "../testing/story.js";

const day = (text: string) => new Date(`${text}T00:00:00Z`);

describe("a schedule of chains, as openssl sees it at the lab's date", () => {
  let lab: Lab;
  const folder = mkdtempSync(join(tmpdir(), "chains-"));
  beforeAll(async () => {
    const base = storyOptions(rehearsalFleet(story).slice(0, 1));
    const [endpoint, other] = base.endpoints;
    const chains = [
      { under: "retired" },
      { from: day("2022-02-05"), under: "required" },
      { from: day("2022-03-01"), under: "required", intermediate: 2 },
      { from: day("2022-03-10"), under: "required", intermediate: 2, defect: "expired-leaf" },
      { from: day("2022-03-12"), under: "required", intermediate: 2, defect: "missing-intermediate" },
      { from: day("2022-03-14"), under: "retired" },
    ] as const;
    lab = await startLab({ ...base, endpoints: [{ ...endpoint!, chains }, other!] });
  });
  afterAll(async () => {
    await lab.stop();
    rmSync(folder, { recursive: true });
  });

  const RETIRED = "Issuing CA of QuoVadis Root CA 2 (LAB";
  const REQUIRED = "Issuing CA of IdenTrust Commercial Root CA 1 (LAB";
  const ROTATED = "Issuing CA 2 of IdenTrust Commercial Root CA 1 (LAB";
  const NO_ISSUER = "unable to get local issuer certificate";
  const EXPIRED = "certificate has expired";
  it.each([
    ["2022-02-04T23:59:59Z", RETIRED, "ok", NO_ISSUER],
    ["2022-02-05T00:00:00Z", REQUIRED, NO_ISSUER, "ok"],
    ["2022-03-01T00:00:01Z", ROTATED, NO_ISSUER, "ok"],
    // Of two errors openssl tells the last.
    ["2022-03-11T00:00:00Z", ROTATED, EXPIRED, EXPIRED],
    [
      "2022-03-13T00:00:00Z",
      ROTATED,
      "unable to verify the first certificate",
      "unable to verify the first certificate",
    ],
    ["2022-03-15T00:00:00Z", RETIRED, "ok", NO_ISSUER],
  ])("%s: under %s", async (date, issuer, underRetired, underRequired) => {
    const at = new Date(date);
    await lab.advanceTo(at);
    const endpoint = lab.cloud.endpoints[0]!;
    const retired = await opensslVerdict(folder, endpoint, lab.standIns.retired.pem, at);
    const required = await opensslVerdict(folder, endpoint, lab.standIns.required.pem, at);
    expect(retired.text).toContain(issuer);
    expect({ retired: retired.verdict, required: required.verdict }).toEqual({
      retired: underRetired,
      required: underRequired,
    });
  });

  it("leaves the other host as it was, and refuses what makes no sense", () => {
    expect(lab.cloud.chainsOf("smartreceiver.cisco.com").map(({ under }) => under)).toEqual([
      "retired",
      "required",
    ]);
    const set = (steps: Parameters<Lab["cloud"]["setChains"]>[1]) => () =>
      lab.cloud.setChains("tools.cisco.com", steps);
    expect(set([])).toThrow(/at least one/);
    expect(set([{ under: "retired", from: day("2022-01-01") }])).toThrow(/no "from"/);
    expect(set([{ under: "retired" }, { under: "required" }])).toThrow(/step 2: "from"/);
    expect(set([{ under: "retired", intermediate: 0 }])).toThrow(/intermediate/);
    expect(() => lab.cloud.setChains("example.com", [{ under: "retired" }])).toThrow(/no host example.com/);
  });
});

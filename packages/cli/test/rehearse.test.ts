/** The whole job in a lab, as `npm start` runs it; and what it must not do when the bundle is no good. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { commandLine } from "../src/testing/command-line.js";

interface Outcome {
  readonly devices: readonly {
    readonly name: string;
    readonly before: string;
    readonly after: string;
    readonly reasons: readonly string[];
  }[];
  readonly proof: string;
  readonly report: string;
  readonly ok: boolean;
}

const shell = commandLine();
afterAll(() => shell.remove());

async function rehearse(...argv: readonly string[]): Promise<{ code: number; outcome: Outcome }> {
  const { code, out, err } = await shell.run("rehearse", "--json", ...argv);
  expect(err).toBe("");
  return { code, outcome: JSON.parse(out) as Outcome };
}

/** Routers by how they were made (docs/rehearsal.md), not by what the code says of them. */
const AFFECTED = ["lab-001", "lab-002", "lab-003", "lab-004", "lab-005", "lab-009"];
const NOT_YET_CUT_OVER = ["lab-006"];
const VERIFICATION_OFF = ["lab-011"];

describe("reroot rehearse", () => {
  it("finds each router's fate, mends what the remedy mends, and proves it", async () => {
    const { code, outcome } = await rehearse("--out", "good");
    const now = new Map(outcome.devices.map((device) => [device.name, device]));
    const verdicts = (name: string) => [now.get(name)?.before, now.get(name)?.after];
    for (const name of AFFECTED) expect([name, ...verdicts(name)]).toEqual([name, "failing", "protected"]);
    for (const name of NOT_YET_CUT_OVER) expect(verdicts(name)).toEqual(["exposed", "protected"]);
    for (const name of VERIFICATION_OFF) expect(verdicts(name)).toEqual(["masked", "protected"]);
    expect(verdicts("lab-007")).toEqual(["protected", "protected"]);
    expect(verdicts("lab-008")).toEqual(["not-applicable", "not-applicable"]);
    expect(verdicts("lab-010")).toEqual(["failing-otherwise", "failing-otherwise"]);
    expect(verdicts("lab-012")).toEqual(["undetermined", "undetermined"]);
    expect(now.get("lab-010")?.reasons.join(" ")).toContain("resolve");
    expect(now.get("lab-012")?.reasons.join(" ")).toContain("could not be reached");
    for (const { name, reasons } of outcome.devices) expect(reasons, name).not.toEqual([]);
    expect({ code, ok: outcome.ok }).toEqual({ code: 0, ok: true });

    expect(readFileSync(outcome.report, "utf8")).toContain("REHEARSAL");
    expect(await shell.run("proof", "check", outcome.proof, "--rehearsal")).toMatchObject({ code: 0 });
    const folder = dirname(outcome.proof);
    for (const file of [
      "evidence.json",
      "transcripts.jsonl",
      "assessment.json",
      "plan.json",
      "approval.json",
      "journal.jsonl",
    ]) {
      expect(existsSync(join(folder, file)), file).toBe(true);
    }
  });

  it.each([
    ["tampered-bundle", "its content is not what was signed"],
    ["bundle-without-root", "importing it would not help"],
    ["no-bundle", "could not be fetched"],
  ])("with %s holds back every router that needs the remedy, and says why", async (scenario, why) => {
    const { code, outcome } = await rehearse("--scenario", scenario, "--out", scenario);
    expect({ code, ok: outcome.ok }).toEqual({ code: 1, ok: false });
    for (const name of [...AFFECTED, ...NOT_YET_CUT_OVER, ...VERIFICATION_OFF]) {
      const device = outcome.devices.find((one) => one.name === name);
      expect(device?.after, name).toBe(device?.before);
      expect(device?.reasons.join(" "), name).toContain(why);
    }
    const journal = readFileSync(join(dirname(outcome.proof), "journal.jsonl"), "utf8");
    expect(journal).not.toContain('"send"');
  });
});

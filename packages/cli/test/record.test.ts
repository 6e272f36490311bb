/** The commands around the record of rollouts, on a private database of the test's own. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LAB_ADDRESSES_FILE } from "../src/rehearse/lab-folder.js";
import { commandLine } from "../src/testing/command-line.js";

const here = commandLine();
afterAll(() => here.remove());

const sample = join(import.meta.dirname, "../../engine/src/testing/backups/schema-1.jsonl");

describe("the record of rollouts", () => {
  it("is made on first need: whoever only reads makes none, and is told where there is none", async () => {
    expect(await here.run("status")).toMatchObject({ code: 0, out: "There is no rollout yet.\n" });
    const ordered = await here.run("pause");
    expect(ordered).toMatchObject({ code: 2, out: "" });
    expect(ordered.err).toContain("There is no record of rollouts in");
    for (const asked of [["status"], ["pause"], ["db", "doctor"], ["db", "backup", "kept.jsonl"]]) {
      const refused = await here.run(...asked, "--state", "wrong");
      expect(refused).toMatchObject({ code: 2, out: "" });
      expect(refused.err).toContain(join(here.directory, "wrong"));
    }
    expect(existsSync(join(here.directory, "wrong"))).toBe(false);
    expect(existsSync(join(here.directory, "state"))).toBe(false);
  });

  it("takes a backup in, shows it, and is found whole", async () => {
    expect(await here.run("db", "restore", sample)).toMatchObject({ code: 0, err: "" });
    const status = await here.run("status");
    expect(status.out).toContain("paused by Ada: lunch");
    expect(status.out).toMatch(/canary +passed +1 +1/);
    expect(await here.run("db", "doctor")).toMatchObject({ code: 0, err: "" });
    expect((await here.run("db", "restore", sample)).err).toContain("holds 1 rollouts already");
  });

  it("takes orders with who and why, and refuses those that make no sense", async () => {
    expect(await here.run("resume", "--by", "Grace", "--why", "lunch is over")).toMatchObject({ code: 0 });
    expect((await here.run("resume")).err).toContain("is not paused");
    expect((await here.run("skip", "nobody")).err).toContain("has no device nobody");
    expect(await here.run("skip", "b1", "--by", "Grace")).toMatchObject({ code: 0 });
    const kept = join(here.directory, "kept.jsonl");
    expect(await here.run("db", "backup", kept)).toMatchObject({ code: 0, err: "" });
    const text = readFileSync(kept, "utf8");
    expect(text).toContain(String.raw`\"event\":\"resumed\",\"by\":\"Grace\",\"why\":\"lunch is over\"`);
    expect(text).toContain(String.raw`\"event\":\"device-skipped\",\"device\":\"b1\"`);
  });

  it("takes an order at the time of the lab that the rollout is in: a soak counts from it", async () => {
    const lab = http.createServer((_, response) =>
      response.end(JSON.stringify({ now: "2022-02-23T07:00:00.000Z", rate: 0 })),
    );
    await new Promise<void>((resolve) => lab.listen(0, "127.0.0.1", resolve));
    const management = `http://127.0.0.1:${(lab.address() as AddressInfo).port}`;
    const addresses = { management, cloud: [], published: [] };
    writeFileSync(join(here.directory, LAB_ADDRESSES_FILE), JSON.stringify(addresses));
    const inLab = ["--lab-notice", "notice.yaml", "--json"];
    const paused = await here.run("pause", ...inLab);
    lab.close();
    expect(JSON.parse(paused.out)).toMatchObject({ order: "pause", at: "2022-02-23T07:00:00.000Z" });
    const silent = await here.run("resume", ...inLab);
    expect(silent).toMatchObject({ code: 2 });
    expect(silent.out).toContain("The lab does not answer");
    expect((await here.run("status")).out).toContain("paused by");
  });

  it("refuses a backup that was tampered with, line and all, and leaves an empty database empty", async () => {
    writeFileSync(join(here.directory, "bad.jsonl"), readFileSync(sample, "utf8").replace("Ada", "Eve"));
    const restored = await here.run("db", "restore", "bad.jsonl", "--state", "other");
    expect(restored.code).toBe(2);
    expect(restored.err).toContain("damaged at line");
    expect((await here.run("status", "--state", "other")).out).toContain("no rollout yet");
  });
});

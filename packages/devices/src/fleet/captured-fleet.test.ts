import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Transcript } from "@reroot/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasSharedData, noticeSamples } from "../parsers/testing/corpus.js";
import { noticeOutputs } from "../testing/router-outputs.js";
import { capturedFleetReader } from "./captured-fleet.js";

const folder = mkdtempSync(join(tmpdir(), "captures-"));
afterAll(() => rmSync(folder, { recursive: true }));

const NOW = new Date("2022-02-23T07:00:00.000Z");

describe.skipIf(!hasSharedData)("a folder of captures", () => {
  beforeAll(() => {
    mkdirSync(join(folder, "r1"));
    for (const [command, output] of Object.entries(noticeOutputs())) {
      writeFileSync(join(folder, "r1", `${command.replaceAll(" ", "_")}.txt`), output);
    }
    const prompt = "RP/0/RP0/CPU0:r2#";
    const log = Object.entries(noticeOutputs()).map(
      ([command, output]) => `${prompt}${command}\n${output}\n`,
    );
    writeFileSync(join(folder, "r2.log"), `${log.join("")}${prompt}exit\n`);
    mkdirSync(join(folder, "r3"));
    writeFileSync(
      join(folder, "r3", "show_crypto_ca_trustpool.txt"),
      noticeSamples("show crypto ca trustpool")[0] ?? "",
    );
    writeFileSync(
      join(folder, "r3", "show_running-config.txt"),
      "hostname r3\nusername admin\n password 7 0822455D0A16\n!\n",
    );
    writeFileSync(join(folder, "notes.md"), "nothing of a device");
  });

  async function read() {
    const transcripts: Transcript[] = [];
    const fleet = await capturedFleetReader({
      folder,
      deliver: (transcript) => transcripts.push(transcript),
      now: () => NOW,
    });
    const readings = new Map(
      await Promise.all(
        fleet.inventory.devices.map(
          async (device) => [device.name, await fleet.reader.readDevice(device)] as const,
        ),
      ),
    );
    return { fleet, readings, transcripts };
  }

  it("is an inventory of what it holds, and says what it does not understand", async () => {
    const { fleet } = await read();
    expect(fleet.inventory.devices.map(({ name }) => name)).toEqual(["r1", "r2", "r3"]);
    expect(fleet.setAside).toMatchObject([{ file: "notes.md" }]);
  });

  it("gives the same facts from a folder of commands and from a terminal log", async () => {
    const { readings } = await read();
    const [one, other] = ["r1", "r2"].map((name) => readings.get(name));
    const values = (reading: typeof one) =>
      Object.entries(reading?.evidence.facts ?? {}).map(([name, fact]) => [
        name,
        fact.known ? fact.value : fact.reason,
      ]);
    expect(values(one)).toEqual(values(other));
    expect(one?.evidence.facts.system).toMatchObject({ value: { release: "7.3.2" } });
    expect(one?.pool?.labels).toHaveLength(4);
    // Not equal but the same: a fleet holds each pool once.
    expect(one?.pool?.labels).toBe(other?.pool?.labels);
  });

  it("knows of a device what was captured, and of the rest that it was not", async () => {
    const { readings } = await read();
    const facts = readings.get("r3")?.evidence.facts;
    expect(facts?.trustPool.known).toBe(true);
    expect(facts?.licence).toEqual({
      known: false,
      reason: { code: "evidence/not-read", command: "show license status" },
    });
  });

  it("hands out every transcript with its place, and no secret", async () => {
    const { readings, transcripts } = await read();
    const ids = new Set(transcripts.map(({ id }) => id));
    const cited = [...readings.values()].flatMap(({ evidence }) =>
      Object.values(evidence.facts).flatMap((fact) => (fact.known ? fact.shownBy : [])),
    );
    expect(cited.length).toBeGreaterThan(10);
    expect(cited.every((id) => ids.has(id))).toBe(true);
    expect(transcripts.every(({ source }) => source !== undefined)).toBe(true);
    expect(JSON.stringify(transcripts)).not.toContain("0822455D0A16");
  });

  it("says that a device it does not hold was not read", async () => {
    const { fleet } = await read();
    const reading = await fleet.reader.readDevice({ name: "r9", host: "r9", port: 22, groups: [] });
    expect(reading.evidence.facts.system).toMatchObject({ reason: { code: "evidence/not-read" } });
  });
});

import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JOURNAL_FORMAT, type JournalEntry } from "@reroot/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openJournal } from "./journal-file.js";
import { openRunFolder, type RunFolder } from "./run-folder.js";

let folder: string;
let run: RunFolder;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "reroot-journal-"));
  run = await openRunFolder(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (sequence: number): JournalEntry => ({
  formatVersion: JOURNAL_FORMAT,
  sequence,
  at: "2022-02-23T06:00:00.000Z",
  planDigest: "sha256:0",
  event: "wave-opened",
  wave: `wave ${sequence}`,
});
const open = () => openJournal(run);

describe("openJournal", () => {
  it("has the entries of an interrupted rollout again, and goes on after them", async () => {
    await (await open()).append([entry(1)]);
    const second = await open();
    expect(second.entries).toEqual([entry(1)]);
    await second.append([entry(2), entry(3)]);
    expect(second.entries).toEqual([entry(1), entry(2), entry(3)]);
    expect(readFileSync(run.fileOf("journal"), "utf8").split("\n")).toHaveLength(4);
  });

  it("takes off a last line that a crash cut", async () => {
    await (await open()).append([entry(1)]);
    appendFileSync(run.fileOf("journal"), '{"formatVersion":2,"seq');
    await (await open()).append([entry(2)]);
    expect((await open()).entries).toEqual([entry(1), entry(2)]);
  });

  it.each([
    ["a gap", `${JSON.stringify(entry(1))}\n${JSON.stringify(entry(3))}\n`, "line 2"],
    ["a line that is no entry", `${JSON.stringify(entry(1))}\nhello\n`, "line 2"],
    ["another format", `${JSON.stringify({ ...entry(1), formatVersion: 9 })}\n`, "line 1"],
  ])("refuses %s with its line", async (_, text, line) => {
    writeFileSync(run.fileOf("journal"), text);
    await expect(open()).rejects.toMatchObject({ place: expect.stringContaining(line) });
  });
});

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
const unwatched = () => {};

describe("openJournal", () => {
  it("has the entries of an interrupted rollout again, and goes on after them", async () => {
    const first = await openJournal(run, unwatched);
    await first.append(entry(1));
    const second = await openJournal(run, unwatched);
    await second.append(entry(2));
    expect(second.entries).toEqual([entry(1), entry(2)]);
    expect(readFileSync(run.fileOf("journal"), "utf8").split("\n")).toHaveLength(3);
  });

  it("takes off a last line that a crash cut, which was never acted on", async () => {
    await (await openJournal(run, unwatched)).append(entry(1));
    appendFileSync(run.fileOf("journal"), '{"formatVersion":1,"seq');
    const again = await openJournal(run, unwatched);
    await again.append(entry(2));
    expect((await openJournal(run, unwatched)).entries).toEqual([entry(1), entry(2)]);
  });

  it.each([
    ["a gap", `${JSON.stringify(entry(1))}\n${JSON.stringify(entry(3))}\n`, "line 2"],
    ["a line that is no entry", `${JSON.stringify(entry(1))}\nhello\n`, "line 2"],
    ["another format", `${JSON.stringify({ ...entry(1), formatVersion: 9 })}\n`, "line 1"],
  ])("refuses %s with its line", async (_, text, line) => {
    writeFileSync(run.fileOf("journal"), text);
    await expect(openJournal(run, unwatched)).rejects.toMatchObject({ place: expect.stringContaining(line) });
  });
});

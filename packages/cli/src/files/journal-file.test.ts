import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JOURNAL_FORMAT, type JournalEntry, type JournalEvent } from "@reroot/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type JournalFile, openJournal } from "./journal-file.js";
import { openRunFolder, type RunFolder } from "./run-folder.js";

let folder: string;
let run: RunFolder;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "reroot-journal-"));
  run = await openRunFolder(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const event = (number: number): JournalEvent => ({ event: "wave-opened", wave: `wave ${number}` });
const entry = (sequence: number): JournalEntry => ({
  formatVersion: JOURNAL_FORMAT,
  sequence,
  at: "2022-02-23T06:00:00.000Z",
  planDigest: "sha256:0",
  ...event(sequence),
});
const open = () =>
  openJournal(run, {
    planDigest: "sha256:0",
    now: () => new Date("2022-02-23T06:00:00.000Z"),
    watch: () => {},
  });
async function all(journal: JournalFile): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const one of journal.entries()) entries.push(one);
  return entries;
}

describe("openJournal", () => {
  it("has the entries of an interrupted rollout again, and goes on after them", async () => {
    const first = await open();
    await first.append(event(1));
    const second = await open();
    await second.append(event(2));
    expect(second.earlier).toEqual([entry(1)]);
    expect(await all(second)).toEqual([entry(1), entry(2)]);
    expect(await second.fleet()).toMatchObject({ waves: { "wave 2": { state: "open" } } });
    expect(readFileSync(run.fileOf("journal"), "utf8").split("\n")).toHaveLength(3);
  });

  it("takes off a last line that a crash cut, which was never acted on", async () => {
    await (await open()).append(event(1));
    appendFileSync(run.fileOf("journal"), '{"formatVersion":2,"seq');
    const again = await open();
    await again.append(event(2));
    expect((await open()).earlier).toEqual([entry(1), entry(2)]);
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

import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdingJournal } from "./journal-lock.js";
import { openRunFolder, type RunFolder } from "./run-folder.js";

let run: RunFolder;

beforeEach(async () => {
  run = await openRunFolder(await mkdtemp(path.join(os.tmpdir(), "reroot-lock-")));
});

afterEach(() => rm(run.path, { recursive: true, force: true }));

describe("the lock of a rollout", () => {
  it("lets nobody in while it is held, and leaves nothing behind", async () => {
    await holdingJournal(run, async () => {
      await expect(holdingJournal(run, async () => "second")).rejects.toThrow(`process ${process.pid}`);
    });
    expect(await readdir(run.path)).toEqual([]);
    expect(await holdingJournal(run, async () => "later")).toBe("later");
  });

  it("is given up when the work fails", async () => {
    await expect(holdingJournal(run, () => Promise.reject(new Error("disk full")))).rejects.toThrow(
      "disk full",
    );
    expect(await readdir(run.path)).toEqual([]);
  });

  it.each([
    ["a process that is gone", `999999999 ${os.hostname()}\n`],
    ["half a line, cut by a crash", ""],
  ])("is taken over from %s", async (_, left) => {
    await writeFile(`${run.fileOf("journal")}.lock`, left);
    expect(await holdingJournal(run, async () => "taken over")).toBe("taken over");
  });

  it("is not taken over from another machine, whose processes cannot be asked", async () => {
    await writeFile(`${run.fileOf("journal")}.lock`, "1 elsewhere.example\n");
    await expect(holdingJournal(run, async () => {})).rejects.toThrow("elsewhere.example");
  });

  it("lets exactly one of many in, over a stale lock", async () => {
    await writeFile(`${run.fileOf("journal")}.lock`, `999999999 ${os.hostname()}\n`);
    let inside = 0;
    let most = 0;
    const attempt = () =>
      holdingJournal(run, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inside--;
      }).catch(() => {});
    await Promise.all(Array.from({ length: 8 }, attempt));
    expect(most).toBe(1);
  });
});

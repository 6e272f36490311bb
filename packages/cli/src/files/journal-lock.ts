/**
 * One rollout, one hand: whoever carries a plan out holds the lock of its run folder. Two at once would
 * each take the other's commands for nobody's, and send them a second time.
 */
import { link, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import { Refusal } from "../refusal.js";
import type { RunFolder } from "./run-folder.js";

/** Does the work while holding the lock; refuses when another live process holds it. */
export async function holdingJournal<T>(run: RunFolder, work: () => Promise<T>): Promise<T> {
  const file = `${run.fileOf("journal")}.lock`;
  const mine = `${process.pid} ${os.hostname()}\n`;
  if (!(await taken(file, mine))) await takeOver(file, mine);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** Written aside and linked into place, so that nobody ever sees a lock without its owner. */
async function taken(file: string, mine: string): Promise<boolean> {
  const draft = `${file}.${process.pid}.${drafts++}`;
  await writeFile(draft, mine, { mode: 0o600, flush: true });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

let drafts = 0;

/** A lock whose process is gone was left by a crash. Who removes it holds a lock for that, so that only one does. */
async function takeOver(file: string, mine: string): Promise<void> {
  const found = await readFile(file, "utf8").catch(() => "");
  if (isHeld(found)) throw inUse(file, found);
  const removing = `${file}.removing`;
  if (!(await taken(removing, mine))) {
    const remover = await readFile(removing, "utf8").catch(() => "");
    // It died in that moment: the next one who comes finds the way free.
    if (!isHeld(remover)) await rm(removing, { force: true });
    throw inUse(file, remover);
  }
  try {
    const now = await readFile(file, "utf8").catch(() => "");
    if (isHeld(now)) throw inUse(file, now);
    await rm(file, { force: true });
    if (!(await taken(file, mine))) throw inUse(file, await readFile(file, "utf8").catch(() => ""));
  } finally {
    await rm(removing, { force: true });
  }
}

/** A lock of another machine cannot be asked whether it is alive, so it counts as held. */
function isHeld(lock: string): boolean {
  const [pid = "", host = ""] = lock.trim().split(" ");
  if (!/^\d+$/.test(pid)) return false;
  return host !== os.hostname() || isAlive(Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function inUse(file: string, lock: string): Refusal {
  const [pid = "?", host = "another machine"] = lock.trim().split(" ");
  return new Refusal({
    sentence: `This plan is being carried out right now, by process ${pid} on ${host}.`,
    place: file,
    advice: "Nothing was sent. Wait for it to end; remove this file only if that process is certainly gone.",
  });
}

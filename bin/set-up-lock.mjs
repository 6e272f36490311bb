// One set-up at a time in one clone. The lock is a directory (made atomically everywhere, network drives
// included) whose owner touches it every second; a lock that stands still is one whose owner died. No process
// ids: they mean nothing to another container or machine that shares the clone.
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const beatMs = 1_000;
const deadAfterMs = 10_000;

/**
 * Runs `work` while holding the lock; waits for as long as somebody else is alive and holds it.
 * @template T
 * @param {string} lock the directory to make
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(lock, say, work) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  if (!taken(lock)) {
    say("Another run is setting this clone up; waiting for it...");
    await waitFor(lock);
  }
  const beat = setInterval(() => touch(lock), beatMs);
  const release = () => fs.rmSync(lock, { recursive: true, force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.removeListener("exit", release);
    release();
  }
}

/** @param {string} lock */
function taken(lock) {
  try {
    fs.mkdirSync(lock);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/**
 * Judges by our own clock how long the other's lock has stood still, so that a file server's clock does not
 * matter.
 * @param {string} lock
 */
async function waitFor(lock) {
  let seen = lastBeat(lock);
  let since = Date.now();
  while (!taken(lock)) {
    await sleep(200);
    const beat = lastBeat(lock);
    if (beat !== seen) [seen, since] = [beat, Date.now()];
    if (Date.now() - since > deadAfterMs) removeDead(lock, seen);
  }
}

/** Of several waiters one moves the dead lock away; the others find it gone, or a living one in its place. */
function removeDead(/** @type {string} */ lock, /** @type {number | undefined} */ seen) {
  if (lastBeat(lock) !== seen) return;
  const aside = `${lock}-${process.pid}-${Date.now()}`;
  try {
    fs.renameSync(lock, aside);
    fs.rmSync(aside, { recursive: true, force: true });
  } catch {}
}

/** @param {string} lock */
function lastBeat(lock) {
  return fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
}

/** @param {string} lock */
function touch(lock) {
  try {
    fs.utimesSync(lock, new Date(), new Date());
  } catch {}
}

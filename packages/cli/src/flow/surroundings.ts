/**
 * When and where a command works: now and in the real world, or, given the notice of a lab, in that
 * lab: at lab time, with the lab's servers in the place of the vendor's. Nothing but a lab's notice
 * leads into a lab.
 */
import path from "node:path";
import type { EngineTime } from "@reroot/engine";
import { readJson } from "../files/plan-file.js";
import { Refusal } from "../refusal.js";
import { LAB_ADDRESSES_FILE, type LabAddresses } from "../rehearse/lab-folder.js";
import type { World } from "../world.js";
import { fetchFile } from "./fetch-file.js";
import type { Elsewhere } from "./observe-endpoints.js";

export interface Surroundings {
  now(): Date;
  /** The same as time that can be waited for. */
  readonly time: EngineTime;
  readonly elsewhere: Elsewhere;
  /** Where the file that devices know under this URL is to be had from here. */
  urlFromHere(url: string): string;
}

/** @throws {Refusal} when the lab of the notice does not answer. */
export async function surroundingsOf(world: World, labNotice?: string): Promise<Surroundings> {
  if (labNotice === undefined) {
    const now = () => world.now();
    return { now, time: timeAt(now, 1), elsewhere: () => undefined, urlFromHere: (url) => url };
  }
  const file = path.join(path.dirname(path.resolve(world.directory, labNotice)), LAB_ADDRESSES_FILE);
  const addresses = await readJson<LabAddresses>(file, "This file does not say where the lab is.", LAB_UP);
  const { now, rate } = await labClock(addresses.management, world);
  return {
    now,
    time: timeAt(now, rate),
    elsewhere: (host) => addresses.cloud.find((one) => one.host === host)?.connectTo,
    urlFromHere: (url) => addresses.published.find((one) => one.url === url)?.urlFromHere ?? url,
  };
}

const LAB_UP = "Start the lab and use the files that it writes: reroot lab up";

/** The lab's clock is asked once, and goes on at its own rate from there. */
async function labClock(management: string, world: World): Promise<{ now: () => Date; rate: number }> {
  const asked = world.now().getTime();
  const answer = await fetchFile(`${management}/clock`, { bytes: 4096, silenceMs: 10_000, wholeMs: 10_000 });
  if (!answer.ok) {
    throw new Refusal({
      sentence: `The lab does not answer: ${answer.detail}.`,
      place: management,
      advice: LAB_UP,
    });
  }
  const { now, rate } = JSON.parse(new TextDecoder().decode(answer.bytes)) as { now: string; rate: number };
  return { now: () => new Date(Date.parse(now) + (world.now().getTime() - asked) * rate), rate };
}

/** A lab whose time stands still is waited for in real time: somebody will move it on. */
function timeAt(now: () => Date, rate: number): EngineTime {
  const pace = rate > 0 ? rate : 1;
  return { kind: "real", now, msUntil: (moment) => (moment.getTime() - now().getTime()) / pace };
}

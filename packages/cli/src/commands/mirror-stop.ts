/** Before a mirror stops: who would be left without it is told, and whoever stops it is asked again. */
import type { BundleShelf, Mirror } from "@reroot/server";
import type { Desk } from "../desk.js";
import { type MirrorNeeds, mirrorNeeds, NO_NEEDS } from "../flow/needed-mirror.js";
import type { StateOptions } from "../flow/the-database.js";
import { withRecordIfThere } from "../flow/with-record.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { count, joined } from "../words/count.js";

/** Resolves when it may stop: at once, or when it was asked for once more. */
export async function notWhileNeeded(
  mirror: Mirror,
  { bundles }: BundleShelf,
  options: StateOptions,
  desk: Desk,
): Promise<void> {
  const { world } = desk;
  // From here on: a second request that comes while the record is read is one.
  const askedAgain = world.untilStopped();
  const urls = bundles.flatMap(({ name, paths }) => {
    const url = mirror.urlOf(name);
    return url === undefined ? [] : [url, url.replace(paths[0], paths[1])];
  });
  const needs = await knownNeeds(() =>
    withRecordIfThere(world, options, NO_NEEDS, (record) => mirrorNeeds(urls, record)),
  );
  if (mirror.busy() > 0) note(desk, "busy", `${count(mirror.busy(), "answer")} under way.`);
  const isFree = !("unknown" in needs) && needs.rollouts.length + needs.pointing.length === 0;
  if (isFree) return;
  if ("unknown" in needs) {
    note(desk, "unknown", `Whether a rollout needs this mirror could not be learned. ${needs.unknown}`);
  } else tellNeeds(needs, desk);
  const advice = "Ask again to stop all the same: Ctrl-C.";
  desk.err.entry([toned("faint", "try"), "      "], advice);
  await askedAgain;
}

async function knownNeeds(
  read: () => Promise<MirrorNeeds>,
): Promise<MirrorNeeds | { readonly unknown: string }> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Refusal) return { unknown: error.message };
    throw error;
  }
}

const MOST_NAMES = 5;

function tellNeeds({ rollouts, pointing }: MirrorNeeds, desk: Desk): void {
  for (const { rollout, devices } of rollouts) {
    const what = `${count(devices, "device")} of rollout ${rollout} ${devices === 1 ? "is" : "are"} still to import from here.`;
    note(desk, "needed", `${what} Pause it first: reroot pause ${rollout}`);
  }
  if (pointing.length === 0) return;
  const names = joined([
    ...pointing.slice(0, MOST_NAMES),
    ...(pointing.length > MOST_NAMES ? [`${pointing.length - MOST_NAMES} more`] : []),
  ]);
  const what =
    pointing.length === 1
      ? "The trust pool policy names this mirror on"
      : "Trust pool policies name this mirror on";
  note(desk, "needed", `${what} ${names}. Point elsewhere first: reroot undo RUN`);
}

function note({ err }: Desk, what: string, text: string): void {
  err.entry([toned("warning", what), " ".repeat(Math.max(2, 9 - what.length))], text);
}

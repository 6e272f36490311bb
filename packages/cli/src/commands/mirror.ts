/**
 * `reroot mirror`: serves verified bundles to devices that cannot reach the vendor, in the foreground, and says
 * which device fetched what.
 */
import { lookup } from "node:dns/promises";
import { appendFileSync } from "node:fs";
import path from "node:path";
import type { FieldNotice, Inventory } from "@reroot/core";
import {
  type BundleShelf,
  devicesByAddress,
  type Fetch,
  fetchLog,
  type Mirror,
  type MirrorFailure,
  mirrorLog,
  shelve,
  startMirror,
} from "@reroot/server";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { givenInventory, type InventoryOptions } from "../files/inventory-file.js";
import { labNoticeFrom, noticeById } from "../files/notices.js";
import { asRefusal } from "../files/read-file.js";
import { givenBundle } from "../flow/given-bundle.js";
import { signerPins } from "../flow/signer-pins.js";
import { type StateOptions, withStateOption } from "../flow/the-database.js";
import { Refusal } from "../refusal.js";
import { toned } from "../terminal/tone.js";
import { showFetch, showServing } from "../views/mirror-view.js";
import { count } from "../words/count.js";
import { mirrorFailureInWords } from "../words/mirror-failure.js";
import { asSentence } from "../words/words.js";
import { DEFAULT_NOTICE, type Run } from "./command.js";
import { withInventorySource } from "./inventory-options.js";
import { notWhileNeeded } from "./mirror-stop.js";

interface Options extends InventoryOptions, StateOptions {
  readonly listen: string;
  readonly bundle: readonly string[];
  readonly notice: string;
  readonly labNotice?: string;
  readonly fetches?: string;
  readonly log?: string;
}

export function mirrorCommand(run: Run): Command {
  const command = new Command("mirror")
    .description("serve verified bundles to devices that cannot reach the vendor, until it is told to stop")
    .requiredOption("--listen <address:port>", "the one address of this machine that the devices reach")
    .requiredOption("--bundle <file|url...>", "what to serve: files, or addresses to fetch from once");
  return withInventorySource(withStateOption(command), "whose addresses are shown as devices")
    .option("--notice <id>", "the notice whose signer roots count", DEFAULT_NOTICE)
    .option("--lab-notice <file>", "the notice of a lab, for its routers")
    .option("--fetches <file>", "append a JSON line for each answer: who took what, and when")
    .option("--log <file>", "append the structured log")
    .action(run(mirror));
}

async function mirror(desk: Desk, options: Options): Promise<ExitCode> {
  const { world } = desk;
  const { address, port } = listenAddress(options.listen);
  const shelf = await filledShelf(desk, options);
  const inventory = await inventoryFor(desk, options);
  const lookUp = async (host: string) => (await lookup(host, { all: true })).map((one) => one.address);
  const deviceAt = await devicesByAddress(inventory, lookUp);
  const fetches = fetchLog(appendingTo(options.fetches, desk));
  // Asked for before the mirror is ready, so that a stop in between is not lost.
  const stopped = world.untilStopped();
  const started = await startMirror({
    address,
    port,
    shelf,
    deviceAt,
    fetches: {
      ...fetches,
      add: (fetch) => {
        fetches.add(fetch);
        tell(fetch, desk);
      },
    },
    log: mirrorLog(appendingTo(options.log, desk)),
    now: () => world.now(),
  });
  if (!started.ok) throw refused(started.failure, "--listen");
  ready(started.value, shelf, desk);
  await stopped;
  await notWhileNeeded(started.value, shelf, options, desk);
  const { unfinished } = await started.value.stop();
  return ended(fetches.whole(), unfinished, desk);
}

/** @throws {Refusal} for anything but an address and a port; a name is not what it listens on. */
function listenAddress(given: string): { readonly address: string; readonly port: number } {
  const [, six, four, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(given) ?? [];
  const address = six ?? four;
  if (address !== undefined && Number(port) <= 65_535) return { address, port: Number(port) };
  throw new Refusal({
    sentence: `"${given}" is not an address with a port.`,
    place: "--listen",
    advice: "Give the address that the devices reach, as a number: 192.0.2.10:8080, or [2001:db8::10]:8080",
  });
}

async function filledShelf({ world, progress }: Desk, options: Options): Promise<BundleShelf> {
  const notice: FieldNotice =
    options.labNotice === undefined
      ? await noticeById(world, options.notice)
      : await labNoticeFrom(world, options.labNotice);
  const offered = [];
  for (const from of options.bundle) {
    progress.show(`Reading ${from} ...`);
    offered.push({ from, content: await givenBundle(from, world) });
  }
  progress.clear();
  const shelf = shelve(offered, signerPins(notice));
  if (shelf.ok) return shelf.value;
  throw refused(shelf.failure, "--bundle");
}

function refused(failure: MirrorFailure, place: string): Refusal {
  const { sentence, advice } = mirrorFailureInWords(failure);
  const isJudged = failure.code === "mirror/bundle-refused";
  return new Refusal({
    sentence: asSentence(sentence),
    place,
    ...(advice && { advice }),
    ...(isJudged && { exitCode: EXIT.toActOn }),
  });
}

async function inventoryFor({ world, progress }: Desk, options: Options): Promise<Inventory> {
  if (options.inventory === undefined) return { devices: [] };
  const { inventory } = await givenInventory([], options, world, progress.show);
  progress.clear();
  return inventory;
}

/** Whole lines, one write each. @throws {Refusal} at once where the file cannot be written. */
function appendingTo(file: string | undefined, { world }: Desk): (line: string) => void {
  if (file === undefined) return () => {};
  const full = path.resolve(world.directory, file);
  const append = (text: string) => {
    try {
      appendFileSync(full, text, { mode: 0o600 });
    } catch (error) {
      throw asRefusal(error, file);
    }
  };
  append("");
  let isBroken = false;
  return (line) => {
    // Serving goes on where the disk is full: the devices need it, and the table shows what happens.
    try {
      append(line);
    } catch (error) {
      if (!isBroken)
        world.stderr.write(`note   ${file} can no longer be written: ${(error as Error).message}\n`);
      isBroken = true;
    }
  };
}

function ready(mirror: Mirror, { bundles }: BundleShelf, { json, out, world }: Desk): void {
  if (!json) {
    showServing(mirror, bundles, out);
    return;
  }
  const served = bundles.map(({ content, paths, ...bundle }) => ({
    ...bundle,
    bytes: content.length,
    url: mirror.urlOf(bundle.name),
    urlByDigest: mirror.urlOf(bundle.name)?.replace(paths[0], paths[1]),
  }));
  const { address, port } = mirror;
  world.stdout.write(`${JSON.stringify({ ready: true, address, port, bundles: served })}\n`);
}

function tell(fetch: Fetch, { json, out, world }: Desk): void {
  if (json) world.stdout.write(`${JSON.stringify(fetch)}\n`);
  else showFetch(fetch, out);
}

function ended(whole: ReadonlyMap<string, Fetch>, unfinished: number, { json, out, world }: Desk): ExitCode {
  const taken = [...whole].map(([who, { at, bundle }]) => ({ who, at, ...(bundle && { bundle }) }));
  if (json) world.stdout.write(`${JSON.stringify({ stopped: true, unfinished, taken })}\n`);
  else {
    out.line("");
    out.line(
      toned("strong", "stopped"),
      `  ${count(taken.length, "device or address", "devices or addresses")} took a whole bundle`,
    );
    if (unfinished > 0)
      out.line(toned("warning", `${count(unfinished, "answer was", "answers were")} cut off`));
  }
  return unfinished > 0 ? EXIT.toActOn : EXIT.fine;
}

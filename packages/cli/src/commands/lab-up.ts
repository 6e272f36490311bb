/** `reroot lab up`: emulated routers and an emulated cloud, in the foreground, until it is told to stop. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { FieldNotice } from "@reroot/core";
import { type Lab, type LabState, startLab } from "@reroot/rehearsal";
import { Command, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { noticeById } from "../files/notices.js";
import { readText } from "../files/read-file.js";
import { Refusal } from "../refusal.js";
import { type LabFolder, writeLabFolder } from "../rehearse/lab-folder.js";
import { labRecipe } from "../rehearse/lab-recipe.js";
import { labStateFile } from "../rehearse/lab-state-file.js";
import type { LikeLab } from "../rehearse/like/lab-like-evidence.js";
import { labLike, likeOption } from "../rehearse/like/like-option.js";
import { toned } from "../terminal/tone.js";
import { showUnlike } from "../views/unlike-view.js";
import { count } from "../words/count.js";
import { minute } from "../words/dates.js";
import { DEFAULT_NOTICE, type Run, wholeNumber } from "./command.js";
import { devicesOption, seedOption } from "./lab-options.js";

interface Options {
  readonly devices?: number;
  readonly seed: number;
  readonly state?: string;
  readonly mix?: string;
  readonly clockRate?: number;
  readonly like?: string;
}

export function labUpCommand(run: Run): Command {
  return new Command("up")
    .description("emulated routers and an emulated cloud on loopback, in the foreground")
    .addOption(devicesOption())
    .addOption(seedOption())
    .addOption(likeOption())
    .addOption(
      new Option("--mix <file>", "who the routers are, as a JSON file says (docs/rehearsal.md)").conflicts(
        "devices",
      ),
    )
    .addOption(
      new Option(
        "--clock-rate <n>",
        "lab seconds for each real second; 0: lab time stands until it is moved",
      ).argParser(wholeNumber(0, 1_000_000)),
    )
    .option("--same-credentials", "one user name and password for all routers; it is never otherwise")
    .option("--state <dir>", "keep the routers' state in this folder, and go on from what it holds")
    .action(run(labUp));
}

async function labUp(desk: Desk, options: Options): Promise<ExitCode> {
  const { state } = options;
  const { like: given, seed } = options;
  const like = given === undefined ? undefined : await labLike(given, DEFAULT_NOTICE, seed, desk.world);
  const base = like?.notice ?? (await noticeById(desk.world, DEFAULT_NOTICE));
  const mix = options.mix === undefined ? undefined : await readText(desk.world.directory, options.mix);
  const kept = state === undefined ? undefined : await labStateFile(desk.world.directory, state);
  const resume = await kept?.read();
  desk.progress.show("Starting the lab ...");
  // Asked for before the lab is ready, so that a stop in between is not lost.
  const stopped = desk.world.untilStopped();
  const lab = await startedFrom(base, options, mix, resume, like);
  const folder = await mkdtemp(path.join(os.tmpdir(), "reroot-lab-"));
  try {
    if (like && like.at > lab.clock.now()) await lab.advanceTo(like.at);
    const files = await writeLabFolder(folder, lab, base);
    desk.progress.clear();
    const unlike = like && { unlike: like.unlike };
    if (desk.json) desk.world.stdout.write(`${JSON.stringify({ ...readyAsJson(lab, files), ...unlike })}\n`);
    else {
      showUnlike(like?.unlike ?? [], desk.out);
      showReady(lab, files, desk, state);
    }
    await stopped;
    await kept?.write(await lab.state());
  } finally {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return EXIT.fine;
}

/** @throws {Refusal} for a mix that makes no lab, naming what is wrong with it. */
async function startedFrom(
  base: FieldNotice,
  { devices, seed, mix: file, clockRate }: Options,
  mix: string | undefined,
  resume: LabState | undefined,
  like: LikeLab | undefined,
): Promise<Lab> {
  try {
    const request = { seed, bundle: "good" as const, ...(devices && { devices }), ...(mix && { mix }) };
    const recipe = like?.options ?? labRecipe(base, request);
    return await startLab({ ...recipe, ...(clockRate !== undefined && { clockRate }) }, resume);
  } catch (error) {
    const isOfMix = file !== undefined && (error instanceof RangeError || error instanceof SyntaxError);
    if (!isOfMix) throw error;
    throw new Refusal({
      sentence: `This mix makes no lab: ${error.message}.`,
      place: file,
      advice: "docs/rehearsal.md says what a mix holds.",
    });
  }
}

function readyAsJson(lab: Lab, { noticeFile, knownHostsFile, inventoryFile }: LabFolder) {
  return {
    ready: true,
    devices: lab.devices.map(({ name, host, port, platform, release }) => ({
      name,
      host,
      port,
      platform,
      release,
    })),
    username: lab.username,
    password: lab.password,
    hostKeys: knownHostsFile,
    inventory: inventoryFile,
    labNotice: noticeFile,
    cloud: { endpoints: lab.cloud.endpoints },
    bundle: { url: lab.bundle.url, loopbackUrl: lab.bundle.loopbackUrl },
    management: lab.management.url,
    labTime: lab.clock.now().toISOString(),
  };
}

const MOST_DEVICES_SHOWN = 20;

function showReady(
  lab: Lab,
  { noticeFile, knownHostsFile, inventoryFile }: LabFolder,
  { out }: Desk,
  state: string | undefined,
): void {
  out.line(
    toned("good", "ready"),
    `  ${count(lab.devices.length, "emulated router")}, lab time ${minute(lab.clock.now().toISOString())}`,
  );
  out.line("");
  out.table({
    columns: [
      { title: "Router" },
      { title: "Address" },
      { title: "Port", align: "right" },
      { title: "Platform" },
      { title: "Release" },
    ],
    rows: lab.devices
      .slice(0, MOST_DEVICES_SHOWN)
      .map(({ name, host, port, platform, release }) => [
        toned("strong", name),
        host,
        String(port),
        platform,
        release,
      ]),
  });
  if (lab.devices.length > MOST_DEVICES_SHOWN)
    out.line(toned("faint", `and ${lab.devices.length - MOST_DEVICES_SHOWN} more: ${inventoryFile}`));
  out.line("");
  out.line(`login       ${lab.username} / ${lab.password}`);
  out.line(`host keys   ${knownHostsFile}`);
  out.line(`inventory   ${inventoryFile}`);
  out.line(`notice      ${noticeFile}`);
  out.line(`bundle      ${lab.bundle.loopbackUrl}`);
  for (const { host, address, port } of lab.cloud.endpoints)
    out.line(`cloud       ${host} at ${address}:${port}`);
  out.line(`management  ${lab.management.url}`);
  out.line("");
  const [first] = lab.devices;
  if (first)
    out.line(
      toned(
        "faint",
        `ssh -o UserKnownHostsFile=${knownHostsFile} -p ${first.port} ${lab.username}@${first.host}`,
      ),
    );
  out.line(
    toned(
      "faint",
      `REROOT_PASSWORD=${lab.password} reroot audit --lab-notice ${noticeFile} --inventory ${inventoryFile} --known-hosts ${knownHostsFile}`,
    ),
  );
  const after = state === undefined ? "nothing of it stays" : `its routers stay in ${state}`;
  out.line(toned("faint", `Ctrl-C stops it; ${after}.`));
}

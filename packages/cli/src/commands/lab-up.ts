/** `reroot lab up`: emulated routers and an emulated cloud, in the foreground, until it is told to stop. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Lab, startLab } from "@reroot/rehearsal";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { noticeById } from "../files/notices.js";
import { type LabFolder, writeLabFolder } from "../rehearse/lab-folder.js";
import { labRecipe } from "../rehearse/lab-recipe.js";
import { toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { minute } from "../words/dates.js";
import { DEFAULT_NOTICE, type Run } from "./command.js";
import { devicesOption, seedOption } from "./lab-options.js";

interface Options {
  readonly devices?: number;
  readonly seed: number;
}

export function labUpCommand(run: Run): Command {
  return new Command("up")
    .description("emulated routers and an emulated cloud on loopback, in the foreground")
    .addOption(devicesOption())
    .addOption(seedOption())
    .action(run(labUp));
}

async function labUp(desk: Desk, { devices, seed }: Options): Promise<ExitCode> {
  const base = await noticeById(desk.world, DEFAULT_NOTICE);
  desk.progress.show("Starting the lab ...");
  // Asked for before the lab is ready, so that a stop in between is not lost.
  const stopped = desk.world.untilStopped();
  const lab = await startLab(
    labRecipe(base, { seed, bundle: "good", ...(devices !== undefined && { devices }) }),
  );
  const folder = await mkdtemp(path.join(os.tmpdir(), "reroot-lab-"));
  try {
    const files = await writeLabFolder(folder, lab, base);
    desk.progress.clear();
    if (desk.json) desk.world.stdout.write(`${JSON.stringify(readyAsJson(lab, files))}\n`);
    else showReady(lab, files, desk);
    await stopped;
  } finally {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  }
  return EXIT.fine;
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

function showReady(lab: Lab, { noticeFile, knownHostsFile, inventoryFile }: LabFolder, { out }: Desk): void {
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
  out.line(toned("faint", "Ctrl-C stops it; nothing of it stays."));
}

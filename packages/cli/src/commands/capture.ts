/**
 * `reroot capture`: records a session with one router as text that people can review and share. It
 * types what an audit types and nothing else; secrets never get into the file.
 */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { DEFAULT_LIMITS, describeFailure, deviceAccess, recordDevice, writeRecording } from "@reroot/devices";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { givenInventory } from "../files/inventory-file.js";
import { Refusal } from "../refusal.js";
import { asSentence } from "../words/words.js";
import type { Run } from "./command.js";
import { type LoginOptions, loginFrom, withLoginOptions } from "./login-options.js";

interface Options extends LoginOptions {
  readonly redact?: boolean;
  readonly out?: string;
}

export function captureCommand(run: Run): Command {
  const command = new Command("capture")
    .description("record a session with one router, to read, share, or test with; read-only")
    .argument("<host>", "device by name or address, with :PORT where it is not 22")
    .option("--redact", "replace names, addresses, serial numbers and accounts too; secrets always are")
    .option("--out <file>", "where the recording goes (default: HOST.txt)");
  return withLoginOptions(command).action(run(capture));
}

async function capture(
  { world, out, progress, json }: Desk,
  host: string,
  options: Options,
): Promise<ExitCode> {
  const { inventory } = await givenInventory([host], {}, world);
  const [device] = inventory.devices;
  if (!device)
    throw new Refusal({ sentence: "No device was named.", advice: "Give a host name or an address." });
  const { routeTo } = await loginFrom(options, [device], world);
  progress.show(`Recording ${device.name} ...`);
  const stopping = new AbortController();
  void world.untilStopped().then(() => stopping.abort());
  const recording = await recordDevice(
    device,
    deviceAccess({ routeTo, limits: DEFAULT_LIMITS }),
    stopping.signal,
  );
  progress.clear();
  if (!recording.ok) {
    throw new Refusal({
      sentence: asSentence(describeFailure(recording.failure)),
      place: device.name,
      advice: "Nothing was recorded. docs/errors.md explains each code.",
      exitCode: EXIT.undetermined,
    });
  }
  const file = path.resolve(world.directory, options.out ?? `${device.name.replace(/[^\w.-]/g, "_")}.txt`);
  const { exchanges, endedBy } = recording.value;
  const text = writeRecording(recording.value, options.redact ? "anonymous" : "secrets-out");
  await writeNew(file, text);
  if (json)
    out.json({ file, commands: exchanges.map(({ command }) => command), complete: endedBy === undefined });
  else {
    out.line(`recorded  ${exchanges.length} commands`);
    if (endedBy) out.line(`          ended early: ${describeFailure(endedBy)}`);
    out.line(`file      ${file}`);
    out.line(
      options.redact
        ? "next      read it through before you share it; docs/adding-a-platform.md says how it becomes a test"
        : "next      it names hosts and addresses: record with --redact before you share it",
    );
  }
  return endedBy ? EXIT.undetermined : EXIT.fine;
}

/** A recording is never written over another. */
async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: "wx", mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal({
      sentence: error.code === "EEXIST" ? "There is such a file already." : "The file cannot be written.",
      place: file,
      advice: "Name another: --out FILE",
    });
  });
}

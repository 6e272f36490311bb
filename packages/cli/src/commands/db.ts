/** `reroot db backup | restore | doctor`: the record of rollouts, kept, carried elsewhere, and examined. */
import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import readline from "node:readline";
import { backupOf, examined, restoreInto } from "@reroot/engine";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { asRefusal } from "../files/read-file.js";
import {
  openKeptDatabase,
  openTheDatabase,
  type StateOptions,
  withStateOption,
} from "../flow/the-database.js";
import { refusalFrom } from "../refusal-from.js";
import { toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { complaintInWords, restoreFailureInWords } from "../words/engine-failure.js";
import { asSentence } from "../words/words.js";
import type { Run } from "./command.js";

export function dbCommand(run: Run): Command {
  const group = new Command("db").description("the record of rollouts: kept, carried elsewhere, examined");
  const commands = [
    withStateOption(
      new Command("backup")
        .description("write the record of all rollouts to a file, as it stands at this moment")
        .argument("<file>", "where to; a file that is there is replaced once the new one is whole"),
    ).action(run(backup)),
    withStateOption(
      new Command("restore")
        .description("read a backup into an empty database, and bring it to this version's tables")
        .argument("<file>", "what `reroot db backup` wrote"),
    ).action(run(restore)),
    withStateOption(
      new Command("doctor").description("examine the record: whole, protected, and true to its journal"),
    ).action(run(doctor)),
  ];
  for (const command of commands) group.addCommand(command);
  return group;
}

async function backup(desk: Desk, given: string, options: StateOptions): Promise<ExitCode> {
  const file = path.resolve(desk.world.directory, given);
  const database = await openKeptDatabase(desk.world, options);
  try {
    const lines = await writeLines(file, backupOf(database, desk.world.now()));
    if (desk.json) desk.out.json({ file, rows: lines - 2 });
    else desk.out.line(toned("good", "kept"), `  ${count(lines - 2, "row")} in ${file}`);
    return EXIT.fine;
  } finally {
    await database.close();
  }
}

/** Readable by its owner alone: it holds what the routers are told and what they answered. */
async function writeLines(file: string, lines: AsyncIterable<string>): Promise<number> {
  const draft = `${file}.new`;
  let written = 0;
  try {
    const handle = await open(draft, "w", 0o600);
    try {
      for await (const line of lines) {
        await handle.write(line);
        written++;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw asRefusal(error, file);
  }
  return written;
}

async function restore(desk: Desk, given: string, options: StateOptions): Promise<ExitCode> {
  const file = path.resolve(desk.world.directory, given);
  await open(file).then(
    (handle) => handle.close(),
    (error) => {
      throw asRefusal(error, given);
    },
  );
  const database = await openTheDatabase(desk.world, options);
  try {
    const restored = await restoreInto(database, () => linesOf(file));
    if (!restored.ok) throw refusalFrom(restoreFailureInWords(restored.failure), { place: file });
    const { rows, createdAt } = restored.value;
    if (desk.json) desk.out.json({ file, rows, createdAt });
    else desk.out.line(toned("good", "restored"), `  ${count(rows, "row")}, as they stood ${createdAt}`);
    return EXIT.fine;
  } finally {
    await database.close();
  }
}

function linesOf(file: string): AsyncIterable<string> {
  return readline.createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}

async function doctor(desk: Desk, options: StateOptions): Promise<ExitCode> {
  const database = await openKeptDatabase(desk.world, options);
  try {
    const examination = await examined(database);
    const { complaints, schema, server, bytes, rollouts, entries } = examination;
    if (desk.json) desk.out.json({ where: database.where, ...examination });
    else {
      desk.out.line(`where    ${database.where}`);
      desk.out.line(`server   ${server.split(" on ")[0]}, schema ${schema}, ${Math.ceil(bytes / 1e6)} MB`);
      desk.out.line(
        `holds    ${count(rollouts, "rollout")}, ${count(entries, "journal entry", "journal entries")}`,
      );
      for (const complaint of complaints) {
        const { sentence, advice } = complaintInWords(complaint);
        desk.out.entry([toned("bad", "wrong"), "    "], asSentence(sentence));
        if (advice) desk.out.paragraph(advice, 9);
      }
      if (complaints.length === 0) desk.out.line(toned("good", "whole"), "    nothing is wrong with it");
    }
    return complaints.length === 0 ? EXIT.fine : EXIT.toActOn;
  } finally {
    await database.close();
  }
}

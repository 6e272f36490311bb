/**
 * Plays a scenario: the same text with everything's output as it is now. What differs between two runs of the same lab,
 * and nothing else, is replaced by stable words (stable-words.ts).
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { commandLine } from "../command-line.js";
import { Background, RUNS_ON } from "./background.js";
import { LabSurroundings } from "./lab-surroundings.js";
import { type Line, readScript } from "./script.js";
import { StableWords } from "./stable-words.js";
import { Terminals } from "./terminals.js";

export interface Stage {
  /** Words of the scenario that stand for folders, perhaps within its own: `DATA`, `CAPTURES`. */
  readonly places?: Readonly<Record<string, string>>;
  /** Files that the scenario finds in its folder, beside its own. */
  readonly files?: Readonly<Record<string, string>>;
}

const COLUMNS = 100;
/** So wide that no address breaks a line: a lab has others in each run, and not all are of one length. */
const LAB_COLUMNS = 400;

export async function play(text: string, { places = {}, files = {} }: Stage = {}): Promise<string> {
  const script = readScript(text);
  const environment: Record<string, string> = { NO_COLOR: "1" };
  const hasLab = script.lines.some(({ kind }) => kind === "lab");
  const columns = hasLab ? LAB_COLUMNS : COLUMNS;
  const shell = commandLine({ now: () => new Date("2022-03-01T09:00:00Z"), columns, environment });
  const words = new StableWords();
  words.mean("DIR", shell.directory);
  for (const [word, place] of Object.entries(places)) words.mean(word, resolve(shell.directory, place));
  const surroundings = new LabSurroundings(shell, environment, words);
  const terminals = new Terminals(surroundings);
  const background = new Background(shell, words);
  // A scenario's own files may use words that mean something only later, such as the address of a mirror.
  const placeOwn = () =>
    place(
      shell.directory,
      mapped(script.files, (text) => words.meant(text)),
    );
  const print = async (line: Line): Promise<readonly string[]> => {
    switch (line.kind) {
      case "text":
        return [line.text];
      case "command":
        return [`$ ${line.text}`, ...(await ended(words.meant(line.text)))];
      case "lab": {
        if (line.text.startsWith("up")) terminals.close();
        const printed = await surroundings.change(words.meant(line.text));
        placeOwn();
        return [`lab> ${line.text}`, ...printed];
      }
      case "typed":
        return terminals.type(line.device, words.meant(line.text));
      case "answer":
        return terminals.answer(line.text);
    }
  };
  const ended = async (command: string): Promise<readonly string[]> => {
    if (command === "kill %1") return shown(await background.stop());
    const [program, ...argv] = (command.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));
    if (program !== "reroot") throw new Error(`not a command of ours: ${command}`);
    if (argv.at(-1) !== "&") return shown(await inTurn(argv[0] ?? "", () => shell.run(...argv)));
    const said = await background.start(argv.slice(0, -1));
    placeOwn();
    return shown({ code: RUNS_ON, ...said });
  };
  try {
    place(shell.directory, { ...files, ...script.files });
    const played: string[] = [];
    for (const line of script.lines) {
      if (line.kind !== "typed" && line.kind !== "answer") played.push(...terminals.rest());
      played.push(...(await print(line)).map((one) => words.stable(one).trimEnd()));
    }
    played.push(...terminals.rest().map((one) => words.stable(one)));
    return [played.join("\n").trimEnd(), "\n", script.tail && `\n${script.tail}`].join("");
  } finally {
    terminals.close();
    await background.end();
    await surroundings.end();
    shell.remove();
  }
}

/** What a slow machine adds to any session on the engine: a database that took its time. It changes nothing that is sent. */
const SLOW_DATABASE =
  /^The database (?:does not answer; nothing more is sent until it does|answers again)\.$/;

/** Commands that start an engine, of which a process can have one at a time; scenarios are played side by side. */
const WITH_AN_ENGINE = new Set(["apply", "rehearse", "worker"]);
let before: Promise<unknown> = Promise.resolve();

function inTurn<T>(command: string, run: () => Promise<T>): Promise<T> {
  if (!WITH_AN_ENGINE.has(command)) return run();
  const turn = before.then(run);
  before = turn.catch(() => {});
  return turn;
}

interface Shown {
  readonly code: number | typeof RUNS_ON;
  readonly out: string;
  readonly err: string;
}

function shown({ code, out, err }: Shown): readonly string[] {
  return [...marked(out, ""), ...marked(err, "! "), `= ${code}`];
}

function marked(text: string, mark: string): readonly string[] {
  if (text === "") return [];
  return text
    .replace(/\n$/, "")
    .split("\n")
    .filter((line) => !SLOW_DATABASE.test(line))
    .map((line) => `${mark}${line}`);
}

function mapped(files: Readonly<Record<string, string>>, change: (text: string) => string) {
  return Object.fromEntries(Object.entries(files).map(([name, text]) => [name, change(text)]));
}

function place(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

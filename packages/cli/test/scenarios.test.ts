/**
 * Sessions as documentation and as tests: each file of scenarios/ holds commands and exactly what they
 * print. `$ reroot ...` is a command, lines that begin with `! ` came on stderr, `= N` is the exit code.
 * DATA is the public data, CAPTURES the notice's own samples as captures, FILES scenarios/files.
 *
 * After an intended change: UPDATE_SCENARIOS=1 npx vitest run packages/cli/test/scenarios.test.ts, and
 * read what changed as a user would.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { type CommandLine, commandLine } from "../src/testing/command-line.js";

const scenarios = fileURLToPath(new URL("scenarios/", import.meta.url));
const files = join(scenarios, "files");
const publicData = fileURLToPath(new URL("../../../../shared/data", import.meta.url));

describe("scenarios", () => {
  for (const name of readdirSync(scenarios).filter((file) => file.endsWith(".txt"))) {
    const written = readFileSync(join(scenarios, name), "utf8");
    it.skipIf(!canRun(written, name))(name, async () => {
      const shell = commandLine({
        now: () => new Date("2022-03-01T09:00:00Z"),
        columns: 100,
        environment: { NO_COLOR: "1" },
      });
      if (needsData(written)) writeCaptures(join(shell.directory, "captures"));
      const played = await play(written, shell);
      shell.remove();
      if (process.env.UPDATE_SCENARIOS) writeFileSync(join(scenarios, name), played);
      else expect(played).toBe(written);
    });
  }
});

function needsData(scenario: string): boolean {
  return /^\$ .*\b(DATA|CAPTURES)\b/m.test(scenario);
}

function canRun(scenario: string, name: string): boolean {
  if (!needsData(scenario) || existsSync(publicData)) return true;
  if (process.env.CI) throw new Error(`public test data is missing: expected it at ${publicData}`);
  console.warn(`${name} skipped: public test data is not at ${publicData}`);
  return false;
}

/** The same text with every command's output as it is now; comments and blank lines stay. */
async function play(scenario: string, shell: CommandLine): Promise<string> {
  const played: string[] = [];
  let isOutput = false;
  for (const line of scenario.trimEnd().split("\n")) {
    if (line.startsWith("$ ")) {
      played.push(line, ...(await outputOf(line.slice(2), shell)));
      isOutput = true;
    } else if (!isOutput) played.push(line);
    else if (line.startsWith("= ")) isOutput = false;
  }
  return `${played.join("\n")}\n`;
}

async function outputOf(command: string, shell: CommandLine): Promise<readonly string[]> {
  const [program, ...argv] = (command.match(/"[^"]*"|\S+/g) ?? []).map((word) =>
    placed(word.replaceAll('"', ""), shell),
  );
  if (program !== "reroot") throw new Error(`not a command of ours: ${command}`);
  const { code, out, err } = await shell.run(...argv);
  const lines = (text: string, mark: string) =>
    text === ""
      ? []
      : text
          .replace(/\n$/, "")
          .split("\n")
          .map((line) => unplaced(`${mark}${line}`, shell).trimEnd());
  return [...lines(out, ""), ...lines(err, "! "), `= ${code}`];
}

function placed(word: string, { directory }: CommandLine): string {
  return word
    .replace(/^DATA\b/, publicData)
    .replace(/^FILES\b/, files)
    .replace(/^CAPTURES\b/, join(directory, "captures"));
}

function unplaced(line: string, { directory }: CommandLine): string {
  return line
    .replaceAll(join(directory, "captures"), "CAPTURES")
    .replaceAll(directory, "DIR")
    .replaceAll(files, "FILES")
    .replaceAll(publicData, "DATA")
    .replace(/sha256:[0-9a-f]{64}/g, "sha256:...");
}

/** The notice's samples: a router that fails, as a folder of outputs; another as a terminal log without its pool. */
function writeCaptures(folder: string): void {
  const page = readFileSync(join(publicData, "field-notices/fn72290.txt"), "utf8").split("\n");
  const sample = (beginning: string) =>
    page.find((line) => line.startsWith(`RP/0/RP0/CPU0:ios#${beginning}`)) ?? "";
  const status = sample("show license status Wed Feb 23 06:08");
  mkdirSync(join(folder, "par-core-1"), { recursive: true });
  writeFileSync(join(folder, "par-core-1", "show_license_status.txt"), status);
  writeFileSync(
    join(folder, "par-core-1", "show_crypto_ca_trustpool.txt"),
    sample("show crypto ca trustpool "),
  );
  writeFileSync(join(folder, "lyo-edge-1.log"), status.replace("status Wed", "status\nWed"));
}

afterAll(() => {
  if (process.env.CI) expect(process.env.UPDATE_SCENARIOS).toBeUndefined();
});

/**
 * Sessions as documentation and as tests: each file of scenarios/ holds what is done, to the command line, the routers
 * and the cloud of a lab, and exactly what that prints (src/testing/scenario/script.ts says how it is written). DATA is
 * the public data, CAPTURES the notice's own samples as captures, FILES scenarios/files.
 *
 * After an intended change: `npm test -- packages/cli/test/scenarios.test.ts --update`, and read what changed as a user
 * would.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";
import { play, type Stage } from "../src/testing/scenario/play.js";

const scenarios = fileURLToPath(new URL("scenarios/", import.meta.url));
const publicData = fileURLToPath(new URL("../../../../shared/data", import.meta.url));

describe("scenarios", () => {
  for (const name of readdirSync(scenarios).filter((file) => file.endsWith(".txt"))) {
    const file = join(scenarios, name);
    const written = readFileSync(file, "utf8");
    // They mostly wait for routers; but a process has one engine, so that those with a rollout take turns.
    const concurrent = !usesEngine(written);
    it.skipIf(!canRun(written, name))(name, { timeout: 240_000, concurrent }, async ({ expect }) => {
      await expect(await play(written, stageOf(written))).toMatchFileSnapshot(file);
    });
  }
});

function usesEngine(scenario: string): boolean {
  return /^\$ reroot (?:apply|rehearse|worker|status|pause|resume|cancel|skip|retry|undo|db)\b/m.test(
    scenario,
  );
}

function needsData(scenario: string): boolean {
  return /^\$ .*\b(DATA|CAPTURES)\b/m.test(scenario);
}

function canRun(scenario: string, name: string): boolean {
  if (!needsData(scenario) || existsSync(publicData)) return true;
  if (process.env.CI) throw new Error(`public test data is missing: expected it at ${publicData}`);
  console.warn(`${name} skipped: public test data is not at ${publicData}`);
  return false;
}

function stageOf(scenario: string): Stage {
  const places = { FILES: join(scenarios, "files"), CAPTURES: "captures", DATA: publicData };
  return needsData(scenario) ? { places, files: captures() } : { places };
}

/** The notice's samples: a router that fails, as a folder of outputs; another as a terminal log without its pool. */
function captures(): Readonly<Record<string, string>> {
  const page = readFileSync(join(publicData, "field-notices/fn72290.txt"), "utf8").split("\n");
  const sample = (beginning: string) =>
    page.find((line) => line.startsWith(`RP/0/RP0/CPU0:ios#${beginning}`)) ?? "";
  const status = sample("show license status Wed Feb 23 06:08");
  return {
    "captures/par-core-1/show_license_status.txt": status,
    "captures/par-core-1/show_crypto_ca_trustpool.txt": sample("show crypto ca trustpool "),
    "captures/lyo-edge-1.log": status.replace("status Wed", "status\nWed"),
  };
}

/**
 * Where the public data for tests lies: `../shared/data` beside the repository. Tests that need it skip with a
 * message where it is absent, and fail in CI, so that a pipeline cannot go green by testing nothing.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, it } from "vitest";

const folder = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));

/** A `describe` whose tests need the data: skipped where it is absent, failing in CI. */
export function describeWithPublicData(name: string, tests: () => void): void {
  if (existsSync(folder)) {
    describe(name, tests);
    return;
  }
  if (process.env.CI) throw new Error(`public test data is missing: expected it at ${folder}`);
  describe.skip(`${name} (needs the public data at ${folder})`, () => it("is skipped", () => undefined));
}

export function publicDataPath(relative: string): string {
  return `${folder}${relative}`;
}

export function readPublicData(relative: string): Uint8Array {
  return new Uint8Array(readFileSync(`${folder}${relative}`));
}

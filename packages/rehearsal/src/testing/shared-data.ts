/** Public data that tests read from beside the repository: absent on most machines, required under CI. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../../shared/data/", import.meta.url));

export const hasSharedData = existsSync(root);

if (!hasSharedData && process.env.CI !== undefined) {
  throw new Error(`under CI the public data must lie beside the repository, at ../shared/data (${root})`);
}

export function sharedText(path: string): string {
  return readFileSync(`${root}${path}`, "utf8");
}

export function sharedBytes(path: string): Uint8Array {
  return readFileSync(`${root}${path}`);
}

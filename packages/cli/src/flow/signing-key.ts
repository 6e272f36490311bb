/**
 * The key with which this installation signs its proofs: made on first need, in the state folder, readable by its
 * owner alone. Whoever gets a proof compares the key's name once, and pins it: `proof check --trusted-key`.
 */
import { generateKeyPairSync } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { readSigningKey, type SignStatement } from "@reroot/pki";
import { asRefusal } from "../files/read-file.js";
import { Refusal } from "../refusal.js";
import type { World } from "../world.js";
import { type StateOptions, stateFolder } from "./the-database.js";

const FILE = "signing-key.pem";

/** @throws {Refusal} when the file holds something else, or cannot be written. */
export async function installationKey(world: World, options: StateOptions): Promise<SignStatement> {
  const folder = stateFolder(world, options);
  const file = path.join(folder, FILE);
  const key = readSigningKey(await keptOrNew(folder, file));
  if (key.ok) return key.value;
  throw new Refusal({
    sentence: "This file is not an Ed25519 key; nothing can be signed with it.",
    place: file,
    advice:
      "Put the key back, or move the file away: a new key is made then, which readers have to trust anew.",
  });
}

/** For rehearsals: thrown away with the lab, so that nothing from a lab is ever signed with the real key. */
export function passingKey(): SignStatement {
  const key = readSigningKey(newKey());
  if (!key.ok) throw new Error(key.failure.code);
  return key.value;
}

async function keptOrNew(folder: string, file: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    // Two that begin at once: the first to write wins, and both read what it wrote.
    await writeFile(file, newKey(), { mode: 0o600, flag: "wx", flush: true }).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    });
    return await readFile(file, "utf8");
  } catch (error) {
    throw asRefusal(error, file);
  }
}

function newKey(): string {
  return generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The bytes of the bundle that a plan uses, kept beside it: what is copied to a device is what was verified then. */
import { createHash } from "node:crypto";
import type { Plan } from "@reroot/core";
import { readBytes } from "../files/read-file.js";
import type { RunFolder } from "../files/run-folder.js";
import { Refusal } from "../refusal.js";
import type { Fetched } from "./fetch-file.js";

export class FetchedBundles {
  readonly #bytes = new Map<string, Uint8Array>();

  /** Fetches as `fetchFrom` does, and remembers what came. */
  remembering(fetchFrom: (url: string) => Promise<Fetched>): (url: string) => Promise<Fetched> {
    return async (url) => {
      const fetched = await fetchFrom(url);
      if (fetched.ok) this.#bytes.set(sha256Of(fetched.bytes), fetched.bytes);
      return fetched;
    };
  }

  /** Nothing where the plan refuses to send anything. */
  async keep({ bundle }: Plan, folder: RunFolder): Promise<void> {
    const bytes = bundle && this.#bytes.get(bundle.sha256);
    if (bytes) await folder.writeBytes("bundle", bytes);
  }
}

/** @throws {Refusal} when the file is not the plan's bundle any more. */
export async function keptBundle({ bundle }: Plan, folder: RunFolder): Promise<Uint8Array | undefined> {
  if (!bundle || !(await folder.has("bundle"))) return undefined;
  const bytes = await readBytes(folder.path, folder.fileOf("bundle"));
  if (sha256Of(bytes) === bundle.sha256) return bytes;
  throw new Refusal({
    sentence: "This is not the bundle that the plan was made with.",
    place: folder.fileOf("bundle"),
    advice: "Nothing was sent. Put the file back, or make a new plan.",
  });
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex").toUpperCase();
}

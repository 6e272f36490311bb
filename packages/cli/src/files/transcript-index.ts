/** Which transcripts a run holds: command, moment and place of each, read line by line without keeping any output. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Transcript } from "@reroot/core";
import type { TranscriptIndex } from "../report/device-evidence.js";
import type { RunFolder } from "./run-folder.js";

/** Of one device, or of all. A line that is no transcript is passed over: what is missing shows as missing. */
export async function transcriptIndex(run: RunFolder, device?: string): Promise<TranscriptIndex> {
  const index = new Map<string, Pick<Transcript, "command" | "at" | "source">>();
  if (!(await run.has("transcripts"))) return index;
  const stream = createReadStream(run.fileOf("transcripts"), "utf8");
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    const transcript = readLine(line);
    if (!transcript || (device !== undefined && transcript.device !== device)) continue;
    const { id, command, at, source } = transcript;
    index.set(id, { command, at, ...(source && { source }) });
  }
  return index;
}

function readLine(line: string): Transcript | undefined {
  try {
    const value = JSON.parse(line) as Partial<Transcript> | null;
    return typeof value?.id === "string" && typeof value.command === "string"
      ? (value as Transcript)
      : undefined;
  } catch {
    return undefined;
  }
}

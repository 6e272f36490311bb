/** Transcripts as they come in, one a line; `settled` before anything that cites them is written. */
import type { Transcript } from "@reroot/core";
import type { RunFolder } from "./run-folder.js";

export interface TranscriptFile {
  readonly deliver: (transcript: Transcript) => void;
  /** Resolves when everything delivered so far is on the disk. @throws {Refusal} when that failed. */
  settled(): Promise<void>;
}

export function transcriptFile(run: RunFolder): TranscriptFile {
  let pending: Transcript[] = [];
  let writing: Promise<void> = Promise.resolve();
  const drain = async () => {
    const batch = pending;
    pending = [];
    if (batch.length > 0) await run.appendLines("transcripts", batch);
  };
  return {
    deliver: (transcript) => {
      pending.push(transcript);
      if (pending.length > 1) return;
      writing = writing.then(drain);
      // The failure is told to whoever waits for `settled`; until then it must not end the process.
      writing.catch(() => {});
    },
    settled: async () => {
      await writing;
    },
  };
}

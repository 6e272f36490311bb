/** Transcripts as they come in, one a line; `settled` before anything that cites them is written. */
import type { Transcript } from "@reroot/core";
import type { RunFolder } from "./run-folder.js";

export interface TranscriptFile {
  readonly deliver: (transcript: Transcript) => void;
  /** Resolves when everything delivered so far is on the disk. @throws {Refusal} when that failed. */
  settled(): Promise<void>;
}

// Each write is flushed to the disk: between two of them a fleet's transcripts gather.
const REST_MS = 100;

export function transcriptFile(run: RunFolder): TranscriptFile {
  let pending: Transcript[] = [];
  let writing: Promise<void> = Promise.resolve();
  let resting: Promise<void> = Promise.resolve();
  let endRest = () => {};
  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, REST_MS);
      endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const drain = async () => {
    await resting;
    const batch = pending;
    pending = [];
    if (batch.length === 0) return;
    await run.appendLines("transcripts", batch);
    resting = rest();
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
      endRest();
      await writing;
    },
  };
}

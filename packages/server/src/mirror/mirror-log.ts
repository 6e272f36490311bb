/** The mirror's structured log: one JSON line for each thing that happens to it. */
import { pino } from "pino";
import type { Fetch } from "./fetch-log.js";

export interface MirrorLog {
  started(address: string, bundles: readonly { readonly name: string; readonly sha256: string }[]): void;
  answered(fetch: Fetch): void;
  /** A connection that was turned away or broke before it asked for anything. */
  refused(address: string, why: string): void;
  stopped(unfinished: number): void;
}

export function mirrorLog(write: (line: string) => void): MirrorLog {
  const log = pino({ name: "mirror", base: { name: "mirror" } }, { write });
  return {
    started: (address, bundles) => log.info({ address, bundles }, "serving"),
    answered: ({ format: _, ...fetch }) =>
      log[fetch.end === "complete" && fetch.status < 400 ? "info" : "warn"](fetch, "answered"),
    refused: (address, why) => log.warn({ address, why }, "turned away"),
    stopped: (unfinished) => log.info({ unfinished }, "stopped"),
  };
}

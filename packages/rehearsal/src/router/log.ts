/** A router's log: a bounded buffer, and listeners for sessions that watch it. The texts belong to whoever logs them. */
import { syslogTimestamp } from "./ios-time.js";

export interface LogMessage {
  /** The process that logs, for example `smartlicserver`. */
  readonly process: string;
  readonly jobId: number;
  /** `CATEGORY-FACILITY-SEVERITY-MNEMONIC`, for example `LICENSE-SMART_LIC-3-COMM_FAILED`. */
  readonly code: string;
  readonly text: string;
}

/** 0 to 7, the number in the message's code. */
export function severityOf({ code }: LogMessage): number {
  return Number(/-([0-7])-/.exec(code)?.[1] ?? 6);
}

/** Lines kept; a real buffer is bounded in bytes, which `show logging` states. */
const MAXIMUM_LINES = 4_000;

export class RouterLog {
  readonly #lines: string[] = [];
  readonly #watchers = new Set<(line: string) => void>();
  #logged = 0;

  /** `node` is as in the prompt, for example `RP/0/RP0/CPU0`. Gives the line as it stands in the buffer. */
  add(node: string, at: Date, message: LogMessage): string {
    const { process, jobId, code, text } = message;
    const line = `${node}:${syslogTimestamp(at)}: ${process}[${jobId}]: %${code} : ${text}`;
    this.#lines.push(line);
    this.#logged += 1;
    if (this.#lines.length > MAXIMUM_LINES) this.#lines.splice(0, MAXIMUM_LINES / 4);
    for (const watcher of this.#watchers) watcher(line);
    return line;
  }

  lines(): readonly string[] {
    return this.#lines;
  }

  /** How many messages were ever logged. */
  count(): number {
    return this.#logged;
  }

  restore(lines: readonly string[]): void {
    this.#lines.splice(0, this.#lines.length, ...lines.slice(-MAXIMUM_LINES));
    this.#logged = this.#lines.length;
  }

  clear(): void {
    this.#lines.length = 0;
  }

  /** Calls back with each new line until the returned function is called. */
  watch(watcher: (line: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

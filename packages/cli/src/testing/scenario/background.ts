/**
 * A command of a scenario that runs on while others are given, as a shell has it: `$ reroot mirror ... &` comes back
 * once the command says that it listens, `$ kill %1` is Ctrl-C to it and shows what it said since.
 */
import type { CommandLine, Ended, Running } from "../command-line.js";
import type { StableWords } from "./stable-words.js";

/** Stands in the place of an exit code. */
export const RUNS_ON = "&";

export class Background {
  readonly #shell: CommandLine;
  readonly #words: StableWords;
  #running: Running | undefined;
  #shown = { out: 0, err: 0 };

  constructor(shell: CommandLine, words: StableWords) {
    this.#shell = shell;
    this.#words = words;
  }

  /** Its address is LISTENER from then on. */
  async start(argv: readonly string[]): Promise<Omit<Ended, "code">> {
    if (this.#running) throw new Error("a scenario has one command in the background: $ kill %1");
    this.#running = this.#shell.start(...argv);
    this.#shown = { out: 0, err: 0 };
    const address = /\b\d+\.\d+\.\d+\.\d+:\d+\b/.exec(await this.#running.firstLine)?.[0];
    if (address !== undefined) this.#words.mean("LISTENER", address);
    // A lab's bundle is signed afresh, and signatures are not all of one length.
    this.#words.writeAs("SHA-256  ...", /\bSHA-256 {2}[0-9A-F]{64}/g);
    this.#words.writeAs("MD5      ...", /\bMD5 {6}[0-9a-f]{32}/g);
    this.#words.writeAs("whole, N bytes", /\bwhole, [\d,]+ bytes/g);
    return this.#since(this.#running.said());
  }

  async stop(): Promise<Ended> {
    if (!this.#running) throw new Error("nothing runs in the background: $ reroot mirror ... &");
    const { code, ...said } = await this.#running.stop();
    this.#running = undefined;
    return { code, ...this.#since(said) };
  }

  /** At the end of a scenario, whether it stopped what it began or not. */
  async end(): Promise<void> {
    if (this.#running) await this.stop();
  }

  #since({ out, err }: Omit<Ended, "code">): Omit<Ended, "code"> {
    const fresh = { out: out.slice(this.#shown.out), err: err.slice(this.#shown.err) };
    this.#shown = { out: out.length, err: err.length };
    return fresh;
  }
}

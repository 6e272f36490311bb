/** One terminal into a router: a real SSH client, which types and waits for what the router waits behind. */
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import type { Reached } from "./lab-surroundings.js";

interface Ssh2Client {
  on(event: "ready" | "close", listener: () => void): this;
  on(event: "error", listener: (error: Error) => void): this;
  connect(options: Record<string, unknown>): void;
  shell(options: Record<string, unknown>, opened: (error: Error | undefined, channel: Duplex) => void): void;
  setNoDelay(noDelay: boolean): void;
  end(): void;
}

const { Client } = createRequire(import.meta.url)("ssh2") as { Client: new () => Ssh2Client };

/** What a router waits behind: a prompt, or a question; a log line such as `licmgr[311]: %...` is neither. */
const WAITING = /(^|\n)(RP\/\S+#|sysadmin-vm:\S+#|(?!RP\/)[^\n]*(\]: ?|\]\? ?|\[confirm\] ?|--More-- ?))$/;
const PATIENCE_MS = 60_000;

export class SshTerminal {
  readonly device: string;
  /** The prompt or question at its end. */
  waiting = "";
  isClosed = false;
  readonly #client: Ssh2Client;
  readonly #channel: Duplex;
  #received = "";
  #arrived = () => {};

  constructor(device: string, client: Ssh2Client, channel: Duplex) {
    this.device = device;
    this.#client = client;
    this.#channel = channel;
    channel.on("data", (data: Buffer) => {
      this.#received += data.toString("utf8");
      this.#arrived();
    });
    channel.on("close", () => {
      this.isClosed = true;
      client.end();
      this.#arrived();
    });
  }

  static async open(device: string, { knownHosts, ...login }: Reached): Promise<SshTerminal> {
    const client = new Client();
    let isKnown = true;
    const hostVerifier = (key: Buffer) => {
      isKnown = knownHosts.includes(key.toString("base64"));
      return isKnown;
    };
    await new Promise<void>((resolve, reject) => {
      client.on("ready", resolve);
      client.on("error", (error) => reject(isKnown ? error : new Error("Host key verification failed.")));
      client.connect({ ...login, hostVerifier, readyTimeout: PATIENCE_MS });
    });
    client.setNoDelay(true);
    const channel = await new Promise<Duplex>((resolve, reject) => {
      client.shell({ term: "vt100" }, (error, opened) => (error ? reject(error) : resolve(opened)));
    });
    const terminal = new SshTerminal(device, client, channel);
    await terminal.#untilWaiting();
    await terminal.send("terminal length 0\r");
    return terminal;
  }

  /** What is printed between the echo of the keys and what the router waits behind. */
  async send(keys: string): Promise<readonly string[]> {
    this.#received = "";
    this.#channel.write(keys);
    await this.#untilWaiting();
    const lines = this.#received.split(/\r*\n/).map(asSeen);
    const last = lines.pop() ?? "";
    this.waiting = this.isClosed ? "" : last;
    if (this.isClosed && last !== "") lines.push(last);
    // The first line is the echo; a key alone has none.
    return keys.endsWith("\r") ? lines.slice(1) : lines;
  }

  end(): void {
    this.#client.end();
  }

  async #untilWaiting(): Promise<void> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    while (!this.isClosed && !WAITING.test(this.#received.replaceAll("\r", ""))) {
      const left = giveUpAt - performance.now();
      if (left <= 0)
        throw new Error(`${this.device} neither prompts nor asks: ${JSON.stringify(this.#received)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

/** What stands there in the end: a carriage return writes over what stood there before, as the pager does. */
function asSeen(line: string): string {
  return line.split("\r").findLast((part) => part !== "") ?? "";
}

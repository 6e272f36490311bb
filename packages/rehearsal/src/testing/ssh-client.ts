/** A small SSH client for tests, on ssh2's client side: it types and waits for text, as a person would. */
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import type { Lab, LabDevice } from "../lab-types.js";

interface Channel extends Duplex {
  close(): void;
}

interface Ssh2Client {
  on(event: string, listener: (...values: never[]) => void): this;
  connect(options: Record<string, unknown>): void;
  shell(options: Record<string, unknown>, opened: (error: Error | undefined, channel: Channel) => void): void;
  exec(command: string, opened: (error: Error | undefined, channel: Channel) => void): void;
  setNoDelay(noDelay: boolean): void;
  end(): void;
}

const require = createRequire(import.meta.url);
const { Client } = require("ssh2") as { Client: new () => Ssh2Client };

const PATIENCE_MS = 20_000;

export class TestClient {
  readonly #client = new Client();
  #channel: Channel | undefined;
  #received = "";
  #isClosed = false;
  #arrived: (() => void) | undefined;

  static async connect(
    lab: Lab,
    device: LabDevice,
    overrides: Record<string, unknown> = {},
  ): Promise<TestClient> {
    const test = new TestClient();
    await new Promise<void>((resolve, reject) => {
      test.#client.on("ready", () => {
        test.#client.setNoDelay(true);
        resolve();
      });
      test.#client.on("error", (error: Error) => reject(error));
      test.#client.on("close", () => {
        test.#isClosed = true;
        test.#arrived?.();
        reject(new Error("connection closed"));
      });
      test.#client.connect({
        host: device.host,
        port: device.port,
        username: lab.username,
        password: lab.password,
        hostVerifier: (key: Buffer) => lab.knownHosts.includes(key.toString("base64")),
        readyTimeout: PATIENCE_MS,
        ...overrides,
      });
    });
    return test;
  }

  /** Opens a shell and waits for the first prompt; returns what came with it. */
  async shell(): Promise<string> {
    this.#channel = await new Promise<Channel>((resolve, reject) => {
      this.#client.shell({ term: "vt100" }, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
    this.#channel.on("data", (data: Buffer) => {
      this.#received += data.toString("utf8");
      this.#arrived?.();
    });
    this.#channel.on("close", () => {
      this.#isClosed = true;
      this.#arrived?.();
    });
    return this.until(/#$/);
  }

  type(text: string): void {
    this.#channel?.write(text);
  }

  /** Everything received since the last call, once it matches. Rejects when the connection ends or patience does. */
  async until(pattern: RegExp): Promise<string> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      if (pattern.test(this.#received)) {
        const text = this.#received;
        this.#received = "";
        return text;
      }
      const left = giveUpAt - performance.now();
      if (this.#isClosed || left <= 0)
        throw new Error(`waited for ${pattern}, got: ${JSON.stringify(this.#received.slice(-400))}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Types a command and returns what was printed between its echo and the next prompt, as lines that end in `\n`. */
  async command(text: string): Promise<string> {
    this.type(`${text}\r`);
    const received = await this.until(/\r\n[^\r\n]*(#|\]:|\]\?|:)$/);
    const lines = received.split("\r\n");
    return lines
      .slice(1, -1)
      .map((line) => line.replace(/^\r/, ""))
      .join("\n");
  }

  /** What the connection sent before it ended. */
  async untilClosed(): Promise<string> {
    while (!this.#isClosed) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#received;
  }

  /** One exec channel: its output and exit status. */
  exec(command: string): Promise<{ text: string; status: number | undefined }> {
    return new Promise((resolve, reject) => {
      this.#client.exec(command, (error, channel) => {
        if (error) return reject(error);
        let text = "";
        let status: number | undefined;
        channel.on("data", (data: Buffer) => {
          text += data.toString("utf8");
        });
        channel.on("exit", (code: number) => {
          status = code;
        });
        channel.on("close", () => resolve({ text, status }));
      });
    });
  }

  end(): void {
    this.#client.end();
  }
}

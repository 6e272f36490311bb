/** The SSH server in front of one emulated router: log-in, shell, exec, and the faults that act before a terminal exists. */
import { timingSafeEqual } from "node:crypto";
import { StringDecoder } from "node:string_decoder";
import { type LoopbackAddress, listenOn } from "../loopback.js";
import type { EmulatedRouter } from "../router/router.js";
import { Keyboard } from "../terminal/keyboard.js";
import { TerminalSession } from "../terminal/session.js";
import { freshHostKey, type HostKey } from "./host-key.js";
import { runScp } from "./scp.js";
import { serveSftp } from "./sftp.js";
import {
  type Authentication,
  createSshServer,
  readPublicKey,
  type SshChannel,
  type SshConnection,
  type SshServer,
  type SshSession,
} from "./ssh2.js";

export interface DeviceServerParts {
  readonly router: EmulatedRouter;
  readonly username: string;
  readonly password: string;
}

export class DeviceServer {
  readonly hostKey: HostKey = freshHostKey();
  readonly #parts: DeviceServerParts;
  readonly #connections = new Set<SshConnection>();
  #server: SshServer | undefined;
  #address: LoopbackAddress | undefined;
  readonly #terminals = new Set<TerminalSession>();

  constructor(parts: DeviceServerParts) {
    this.#parts = parts;
  }

  get address(): LoopbackAddress {
    return this.#address!;
  }

  /** Listens where it is told, or, from the second time on, where it did before. */
  async listen(at?: LoopbackAddress): Promise<void> {
    const wanted = this.#address ?? at ?? { address: "127.0.0.1", port: 0 };
    const key = this.#parts.router.fault("host-key-changed") === undefined ? this.hostKey : freshHostKey();
    this.#server = createSshServer(key, (connection) => this.#connected(connection));
    this.#address = await listenOn(this.#server, wanted.address, wanted.port);
    this.#server.on("error", () => {
      // A connection that fails before it is one; the client sees it, and nothing here depends on it.
    });
  }

  /** Nothing answers any more; open connections are cut. */
  async stop(): Promise<void> {
    for (const connection of this.#connections) cut(connection);
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await new Promise<void>((closed) => server.close(closed));
  }

  get isListening(): boolean {
    return this.#server !== undefined;
  }

  #connected(connection: SshConnection): void {
    const limit = this.#parts.router.fault("session-limit");
    connection.on("error", () => cut(connection));
    if (limit !== undefined && this.#connections.size >= limit.sessions) {
      cut(connection);
      return;
    }
    connection.setNoDelay(true);
    this.#connections.add(connection);
    connection.on("close", () => this.#connections.delete(connection));
    let user = "";
    connection.on("authentication", (context) => {
      user = context.username;
      this.#authenticate(context);
    });
    connection.on("ready", () => {
      connection.on("session", (accept) => this.#session(connection, accept(), user));
    });
  }

  #authenticate(context: Authentication): void {
    if (context.method === "publickey") {
      if (this.#isKnownKey(context)) context.accept();
      else context.reject(METHODS);
      return;
    }
    const decide = (password: string | undefined) => {
      if (this.#isRight(context.username, password ?? "")) context.accept();
      else context.reject(METHODS);
    };
    if (context.method === "password") decide(context.password);
    else if (context.method === "keyboard-interactive" && context.prompt !== undefined) {
      context.prompt([{ prompt: "Password: ", echo: false }], (answers) => decide(answers[0]));
    } else context.reject(METHODS);
  }

  /** A key without a signature is a question whether it would do; ssh2 answers it by the same acceptance. */
  #isKnownKey({ username, key, signature, blob, hashAlgo }: Authentication): boolean {
    const { router } = this.#parts;
    if (key === undefined || router.fault("password-refused") !== undefined) return false;
    if (!same(username, this.#parts.username)) return false;
    const known = router.authorizedKeys
      .map((line) => readPublicKey(line))
      .find((candidate) => candidate?.getPublicSSH().equals(key.data));
    if (known === undefined || signature === undefined || blob === undefined) return known !== undefined;
    return known.verify(blob, signature, hashAlgo) === true;
  }

  #isRight(username: string, password: string): boolean {
    if (this.#parts.router.fault("password-refused") !== undefined) return false;
    return same(username, this.#parts.username) && same(password, this.#parts.password);
  }

  #session(connection: SshConnection, session: SshSession, user: string): void {
    const { router } = this.#parts;
    session.on("pty", (accept) => accept?.());
    session.on("env", (accept) => accept?.());
    session.on("window-change", (accept) => accept?.());
    session.on("shell", (accept) => {
      const channel = accept();
      void this.#terminal(connection, channel, user, (terminal) => terminal.runShell());
    });
    session.on("exec", (accept, _reject, { command }) => {
      const channel = accept();
      if (/^scp\s/.test(command)) return void runScp(router, channel, command);
      void this.#terminal(connection, channel, user, (terminal) => terminal.runOnce(command));
    });
    session.on("sftp", (accept) => serveSftp(router, accept()));
  }

  /** The lowest that no session has. */
  #freeLine(): string {
    const taken = new Set([...this.#terminals].map(({ line }) => line));
    let number = 0;
    while (taken.has(`vty${number}`)) number += 1;
    return `vty${number}`;
  }

  async #terminal(
    connection: SshConnection,
    channel: SshChannel,
    user: string,
    run: (terminal: TerminalSession) => Promise<void>,
  ): Promise<void> {
    const keyboard = new Keyboard();
    // A character may arrive in two pieces.
    const decoder = new StringDecoder("utf8");
    channel.on("data", (typed: Buffer) => {
      if (!keyboard.push(decoder.write(typed))) cut(connection);
    });
    channel.on("end", () => keyboard.end());
    channel.on("close", () => keyboard.end());
    channel.on("error", () => keyboard.end());
    const terminal = new TerminalSession({
      router: this.#parts.router,
      user,
      line: this.#freeLine(),
      keyboard,
      ports: {
        write: (text) => {
          if (channel.writable) channel.write(text);
        },
        drop: () => cut(connection),
      },
      sessions: () => [...this.#terminals],
    });
    this.#terminals.add(terminal);
    await run(terminal).finally(() => this.#terminals.delete(terminal));
    if (!channel.writable) return;
    channel.exit(0);
    channel.end();
    channel.close();
  }
}

const METHODS = ["publickey", "password", "keyboard-interactive"];

function cut(connection: SshConnection): void {
  if (connection._sock !== undefined) connection._sock.destroy();
  else connection.end();
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

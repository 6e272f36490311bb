/**
 * One SSH connection with a shell on it: the only file that knows ssh2. It verifies the host key,
 * logs in, and hands out a terminal; it knows no prompts and no commands, and runs nothing itself.
 */
/// <reference path="./ssh2.d.ts" />
import { connect, type Socket } from "node:net";
import { StringDecoder } from "node:string_decoder";
import { failed, type Result, success } from "@reroot/pki";
import ssh2, { type Client, type ConnectOptions, type ShellChannel } from "ssh2";
import { type AlgorithmSet, offeredAlgorithms } from "./algorithms.js";
import type { HostKeys } from "./host-keys.js";
import type { Login, PrivateKey, PrivateKeyFailure } from "./login.js";
import type { ConnectFailure } from "./session-failure.js";
import { authentication } from "./ssh-authentication.js";
import type { Terminal, TerminalListener } from "./terminal.js";

export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly algorithms: AlgorithmSet;
}

export interface SshTimeouts {
  /** Until the TCP connection stands. */
  readonly connectTimeoutMs: number;
  /** From then until the shell is open: key exchange, authentication, channel. */
  readonly loginTimeoutMs: number;
}

// Wide, so that no command is folded in its own echo before `terminal width 0` has been understood.
const WINDOW = { rows: 24, cols: 511, width: 0, height: 0, term: "vt100" };

/** Never rejects; whatever went wrong is in the failure, and then nothing is left open. */
export async function openTerminal(
  target: SshTarget,
  login: Login,
  hostKeys: HostKeys,
  timeouts: SshTimeouts,
): Promise<Result<Terminal, ConnectFailure>> {
  const socket = await openSocket(target, timeouts.connectTimeoutMs);
  if (!socket.ok) return socket;
  return logIn(socket.value, target, login, hostKeys, timeouts.loginTimeoutMs);
}

/** Deciphers a private key in any format that OpenSSH writes, PEM or its own. */
export function readPrivateKey(pem: string, passphrase?: string): Result<PrivateKey, PrivateKeyFailure> {
  const key = ssh2.utils.parseKey(pem, passphrase);
  if (!(key instanceof Error)) {
    if (!key.isPrivateKey()) return failed({ code: "private-key/unreadable", detail: "it is a public key" });
    return success(key as unknown as PrivateKey);
  }
  if (/no passphrase given/i.test(key.message)) return failed({ code: "private-key/passphrase-needed" });
  if (passphrase !== undefined && /passphrase|decrypt/i.test(key.message)) {
    return failed({ code: "private-key/passphrase-wrong" });
  }
  return failed({ code: "private-key/unreadable", detail: key.message });
}

function openSocket(target: SshTarget, timeoutMs: number): Promise<Result<Socket, ConnectFailure>> {
  return new Promise((resolve) => {
    const socket = connect({ host: target.host, port: target.port, noDelay: true });
    const settle = (detail?: string) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      // A socket without this listener would take the process down on a late error.
      socket.on("error", () => {});
      if (detail !== undefined) socket.destroy();
      resolve(detail === undefined ? success(socket) : unreachable(target, detail));
    };
    const timer = setTimeout(() => settle(`no connection within ${timeoutMs} ms`), timeoutMs);
    socket.once("connect", () => settle());
    socket.once("error", (error: NodeJS.ErrnoException) => settle(wordsFor(error)));
  });
}

function logIn(
  socket: Socket,
  target: SshTarget,
  login: Login,
  hostKeys: HostKeys,
  timeoutMs: number,
): Promise<Result<Terminal, ConnectFailure>> {
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    const auth = authentication(login);
    let hostKeyFailure: ConnectFailure | undefined;
    let sawHandshake = false;
    let settled = false;
    const settle = (result: Result<Terminal, ConnectFailure>) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      if (!result.ok) end(client, socket);
      resolve(result);
    };
    const fail = (error: Error & { level?: string }) =>
      settle(failed(hostKeyFailure ?? failureOf(error, target, sawHandshake ? auth.refused() : undefined)));
    const timer = setTimeout(() => settle(failed({ code: "session/login-timed-out", timeoutMs })), timeoutMs);
    client.on("handshake", () => {
      sawHandshake = true;
    });
    // An agent that cannot be reached is one means less; the next is tried.
    client.on("error", (error: Error & { level?: string }) => {
      if (error.level !== "agent") fail(error);
    });
    client.on("change password", () => settle(failed(auth.refused())));
    client.on("close", () => fail(new Error("the device ended the connection during login")));
    client.on("ready", () => {
      client.shell(WINDOW, (error, channel) => {
        if (error) fail(error);
        else if (settled) channel.destroy();
        else settle(success(terminalOver(channel, client, socket)));
      });
    });
    client.connect({
      sock: socket,
      username: login.username,
      readyTimeout: 0,
      algorithms: offeredAlgorithms(target.algorithms, hostKeys.typesFor(target.host, target.port)),
      hostVerifier: (key) => {
        hostKeyFailure = hostKeys.refusalOf(target.host, target.port, key);
        return hostKeyFailure === undefined;
      },
      // A PrivateKey is ssh2's own parsed key, made by `readPrivateKey`.
      authHandler: auth.next as unknown as ConnectOptions["authHandler"],
    });
  });
}

/** What the device shows before somebody listens is kept: banners and the first prompt come early. */
function terminalOver(channel: ShellChannel, client: Client, socket: Socket): Terminal {
  const decoder = new StringDecoder("utf8");
  let isOpen = true;
  let detail = "the device ended the session";
  return {
    write: (text) => {
      if (isOpen && channel.writable) channel.write(text);
    },
    listen: (listener: TerminalListener) => {
      const closed = () => {
        if (!isOpen) return;
        isOpen = false;
        end(client, socket);
        listener.closed(detail);
      };
      client.on("error", (error: Error) => {
        detail = error.message;
        closed();
      });
      client.on("close", closed);
      channel.on("close", closed);
      channel.on("error", () => {});
      channel.stderr.resume();
      channel.on("data", (chunk: Buffer) => {
        if (isOpen) listener.seen(decoder.write(chunk));
      });
    },
    close: () => {
      isOpen = false;
      end(client, socket);
    },
  };
}

/** Says goodbye and lets go at once: a device that never closes its side costs nothing. */
function end(client: Client, socket: Socket): void {
  client.end();
  socket.destroySoon();
}

function failureOf(
  error: Error & { level?: string },
  target: SshTarget,
  refused: ConnectFailure | undefined,
): ConnectFailure {
  if (error.level === "client-authentication" && refused) return refused;
  const mismatch = /no matching (.+)$/.exec(error.message)?.[1];
  if (mismatch !== undefined) {
    const kind = mismatch.replace(/ (?:algorithm|format)$/, "");
    return { code: "session/no-common-algorithm", kind, legacyOffered: target.algorithms !== "modern" };
  }
  const { host, port } = target;
  return { code: "session/unreachable", host, port, detail: wordsFor(error) };
}

const CONNECT_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EHOSTUNREACH: "no route to host",
  ENETUNREACH: "no route to network",
  ENOTFOUND: "the name does not resolve",
  EAI_AGAIN: "the name does not resolve just now",
  ETIMEDOUT: "no answer",
};

/** Host and port stand beside these words already. */
function wordsFor({ code, message }: NodeJS.ErrnoException): string {
  return CONNECT_ERRORS[code ?? ""] ?? (message || (code ?? "unknown error"));
}

function unreachable(target: SshTarget, detail: string): Result<never, ConnectFailure> {
  return failed({ code: "session/unreachable", host: target.host, port: target.port, detail });
}

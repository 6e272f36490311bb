/**
 * One SSH connection: the only file that knows ssh2. It verifies the host key, logs in, and opens a
 * shell on the host or a tunnel through it; it knows no prompts and no commands, and runs nothing itself.
 */
/// <reference path="./ssh2.d.ts" />
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { failed, type Result, success } from "@reroot/pki";
import ssh2, {
  type Client,
  type ConnectOptions,
  type Negotiated,
  type ParsedKey,
  type SftpChannel,
} from "ssh2";
import { offeredAlgorithms } from "./algorithms.js";
import type { PrivateKey, PrivateKeyFailure } from "./login.js";
import { type Hop, hostKeyPlace } from "./route.js";
import type { ConnectFailure } from "./session-failure.js";
import { type AuthenticationAttempt, authentication } from "./ssh-authentication.js";
import { unreachable, wordsFor } from "./tcp.js";
import { inWholePackets } from "./whole-packets.js";

export interface SshConnection {
  /** Every algorithm that was agreed on. */
  readonly algorithms: readonly string[];
  openShell(): Promise<Result<Duplex, ConnectFailure>>;
  /** A stream to another host, from this one. */
  openTunnel(host: string, port: number): Promise<Result<Duplex, ConnectFailure>>;
  /** The SFTP subsystem, where the host has one. */
  openFiles(): Promise<Result<SftpChannel, ConnectFailure>>;
  /** The streams of one command that the host runs by itself. */
  openCommand(command: string): Promise<Result<Duplex, ConnectFailure>>;
  /** At most once, with the reason; not after `close`. */
  onLost(listener: (detail: string) => void): void;
  /** Says goodbye and lets go at once: a device that never closes its side costs nothing. */
  close(): void;
}

// Wide, so that no command is folded in its own echo before `terminal width 0` has been understood.
const WINDOW = { rows: 24, cols: 511, width: 0, height: 0, term: "vt100" };

/**
 * Logs in over a stream that leads to the hop. Never rejects; whatever went wrong is in the failure,
 * and then the stream is closed.
 */
export function connectSsh(
  stream: Duplex,
  hop: Hop,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Result<SshConnection, ConnectFailure>> {
  return new Promise((resolve) => {
    const client = new ssh2.Client();
    const auth = authentication(hop.login);
    const filed = hostKeyPlace(hop);
    let hostKeyFailure: ConnectFailure | undefined;
    let agreed: Negotiated | undefined;
    let settled = false;
    const settle = (result: Result<SshConnection, ConnectFailure>) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      if (!result.ok) end(client, stream);
      resolve(result);
    };
    const fail = (error: Error & { level?: string }) =>
      settle(failed(hostKeyFailure ?? failureOf(error, hop, agreed ? auth.refused() : undefined)));
    const cancel = () => settle(failed({ code: "session/cancelled" }));
    const timer = setTimeout(() => settle(failed({ code: "session/login-timed-out", timeoutMs })), timeoutMs);
    signal?.addEventListener("abort", cancel);
    client.on("handshake", (negotiated: Negotiated) => {
      agreed ??= negotiated;
    });
    // An agent that cannot be reached is one means less; the next is tried.
    client.on("error", (error: Error & { level?: string }) => {
      if (error.level !== "agent") fail(error);
    });
    client.on("change password", () => settle(failed(auth.refused())));
    client.on("close", () => fail(new Error("the device ended the connection during login")));
    client.on("ready", () => settle(success(connectionOver(client, stream, hop, namesIn(agreed)))));
    client.connect({
      sock: inWholePackets(stream),
      username: hop.login.username,
      readyTimeout: 0,
      algorithms: offeredAlgorithms(
        hop.algorithms,
        hop.hostKeys.typesFor(filed.host, filed.port),
        hop.algorithmChanges,
      ),
      hostVerifier: (key) => {
        hostKeyFailure = hop.hostKeys.refusalOf(filed.host, filed.port, key);
        return hostKeyFailure === undefined;
      },
      authHandler: (methodsLeft, partialSuccess) => inFormOfSsh2(auth.next(methodsLeft, partialSuccess)),
    });
    if (signal?.aborted) cancel();
  });
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

/** The type and the public half of a key, private or public, as RFC 4253 encodes it; undefined where the text is no key. */
export function publicKeyOf(
  key: PrivateKey | string,
): { readonly type: string; readonly blob: Uint8Array } | undefined {
  const parsed = typeof key === "string" ? ssh2.utils.parseKey(key) : (key as unknown as ParsedKey);
  return parsed instanceof Error ? undefined : { type: parsed.type, blob: parsed.getPublicSSH() };
}

/** A PrivateKey is ssh2's own parsed key, made by `readPrivateKey`. */
function inFormOfSsh2(attempt: AuthenticationAttempt | false): ReturnType<ConnectOptions["authHandler"]> {
  if (attempt === false || attempt.type !== "agent") {
    return attempt as unknown as ReturnType<ConnectOptions["authHandler"]>;
  }
  const { only } = attempt;
  const agent = ssh2.createAgent(attempt.agent);
  if (only) {
    const all = agent.getIdentities.bind(agent);
    agent.getIdentities = (done) =>
      all((error, keys) =>
        done(
          error,
          keys?.filter((key) => isAmong(key.getPublicSSH(), only)),
        ),
      );
  }
  return { type: "agent", username: attempt.username, agent };
}

function isAmong(blob: Buffer, wanted: readonly Uint8Array[]): boolean {
  return wanted.some((one) => blob.equals(one));
}

function connectionOver(
  client: Client,
  stream: Duplex,
  hop: Hop,
  algorithms: readonly string[],
): SshConnection {
  let detail = "the device ended the session";
  let lost: ((detail: string) => void) | undefined;
  let isOver = false;
  const over = () => {
    if (isOver) return;
    isOver = true;
    end(client, stream);
    lost?.(detail);
  };
  client.on("error", (error: Error) => {
    detail = error.message;
    over();
  });
  client.on("close", over);
  const open = <T>(opening: (opened: (error: Error | undefined, channel: T) => void) => void) =>
    new Promise<Result<T, ConnectFailure>>((resolve) => {
      if (isOver) return resolve(failed(unreachable(hop, detail)));
      opening((error, channel) =>
        resolve(error ? failed(unreachable(hop, error.message)) : success(channel)),
      );
    });
  return {
    algorithms,
    openShell: () => open<Duplex>((opened) => client.shell(WINDOW, opened)),
    openTunnel: (host, port) =>
      open<Duplex>((opened) => client.forwardOut("127.0.0.1", 0, host, port, opened)),
    openFiles: () => open<SftpChannel>((opened) => client.sftp(opened)),
    openCommand: (command) => open<Duplex>((opened) => client.exec(command, opened)),
    onLost: (listener) => {
      lost = listener;
      if (isOver) listener(detail);
    },
    close: () => {
      isOver = true;
      end(client, stream);
    },
  };
}

function namesIn(agreed: Negotiated | undefined): readonly string[] {
  if (!agreed) return [];
  const { kex, serverHostKey, cs, sc } = agreed;
  return [...new Set([kex, serverHostKey, cs.cipher, cs.mac, sc.cipher, sc.mac])].filter(Boolean);
}

function end(client: Client, stream: Duplex): void {
  client.end();
  // A tunnel's stream says goodbye when it is destroyed; a socket's would be cut off.
  if (stream instanceof Socket) stream.destroySoon();
  else stream.destroy();
}

function failureOf(
  error: Error & { level?: string },
  hop: Hop,
  refused: ConnectFailure | undefined,
): ConnectFailure {
  if (error.level === "client-authentication" && refused) return refused;
  const mismatch = /no matching (.+)$/.exec(error.message)?.[1];
  if (mismatch !== undefined) {
    const kind = mismatch.replace(/ (?:algorithm|format)$/, "");
    return { code: "session/no-common-algorithm", kind, legacyOffered: hop.algorithms !== "modern" };
  }
  return unreachable(hop, wordsFor(error));
}

/**
 * The one file that loads ssh2. The package ships no types; these are the parts of its server that a lab uses, from
 * its documentation.
 */
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import type { Listener } from "../loopback.js";
import type { HostKey } from "./host-key.js";

export interface SshServer extends Listener {
  close(done: () => void): void;
  on(event: "error", listener: (error: Error) => void): unknown;
}

export interface SshConnection {
  on(event: "authentication", listener: (context: Authentication) => void): unknown;
  on(event: "ready" | "close" | "end", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "session", listener: (accept: () => SshSession) => void): unknown;
  end(): void;
  setNoDelay(noDelay: boolean): unknown;
  /** The socket below; used to cut a connection without a goodbye. */
  readonly _sock?: { destroy(): void };
}

export interface Authentication {
  readonly method: string;
  readonly username: string;
  readonly password?: string;
  /** With `publickey`: the key that the client has, in SSH's own form (RFC 4253 section 6.6). */
  readonly key?: { readonly algo: string; readonly data: Buffer };
  /** Absent while the client only asks whether the key would do. */
  readonly signature?: Buffer;
  /** What the signature is over. */
  readonly blob?: Buffer;
  readonly hashAlgo?: string;
  accept(): void;
  reject(methods?: readonly string[]): void;
  prompt?(
    prompts: readonly { prompt: string; echo: boolean }[],
    answered: (answers: readonly string[]) => void,
  ): void;
}

export interface SshSession {
  on(
    event: "pty",
    listener: (accept: Accept, reject: Accept, size: { cols: number; rows: number }) => void,
  ): unknown;
  on(event: "env" | "window-change", listener: (accept: Accept) => void): unknown;
  on(event: "shell", listener: (accept: () => SshChannel) => void): unknown;
  on(
    event: "exec",
    listener: (accept: () => SshChannel, reject: Accept, info: { command: string }) => void,
  ): unknown;
  on(event: "sftp", listener: (accept: () => SftpStream) => void): unknown;
}

/** Undefined where the client wants no reply. */
export type Accept = (() => void) | undefined;

export interface SshChannel extends Duplex {
  exit(status: number): void;
  close(): void;
}

/** The server side of SFTP (version 3): requests in, one reply each. */
export interface SftpStream {
  on(event: string, listener: (...values: never[]) => void): this;
  end(): void;
  handle(id: number, handle: Buffer): void;
  status(id: number, code: number, message?: string): void;
  data(id: number, data: Buffer): void;
  name(id: number, names: readonly SftpName[]): void;
  attrs(id: number, attributes: SftpAttributes): void;
}

export interface SftpName {
  readonly filename: string;
  readonly longname: string;
  readonly attrs: SftpAttributes;
}

export interface SftpAttributes {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly size?: number;
  readonly atime?: number;
  readonly mtime?: number;
}

/**
 * Ends an SFTP channel as a server program does, with exit status 0. ssh2 offers no way to send that status, without
 * which OpenSSH's `sftp` and `scp` wait for ever; the pinned version keeps what is needed in these fields.
 */
export function endSftp(stream: SftpStream): void {
  const { _protocol, outgoing } = stream as unknown as {
    _protocol: { exitStatus(channel: number, status: number): void };
    outgoing: { id: number };
  };
  _protocol.exitStatus(outgoing.id, 0);
  stream.end();
}

/** A public key as ssh2 reads it. */
export interface PublicKey {
  readonly type: string;
  getPublicSSH(): Buffer;
  verify(data: Buffer, signature: Buffer, hashAlgorithm?: string): boolean | Error;
}

interface Ssh2 {
  readonly utils: { parseKey(text: string): PublicKey | readonly PublicKey[] | Error };
  readonly Server: new (
    options: { hostKeys: readonly string[]; ident: string },
    connected: (connection: SshConnection) => void,
  ) => SshServer;
}

const require = createRequire(import.meta.url);
const ssh2 = require("ssh2") as Ssh2;

/** Reads a line as in authorized_keys; undefined where it is none. */
export function readPublicKey(line: string): PublicKey | undefined {
  const read = ssh2.utils.parseKey(line.trim());
  return read instanceof Error || Array.isArray(read) ? undefined : (read as PublicKey);
}

export function createSshServer(key: HostKey, connected: (connection: SshConnection) => void): SshServer {
  // What IOS XR calls itself; clients that work around old servers look for `Cisco-1.`.
  return new ssh2.Server({ hostKeys: [key.private], ident: "Cisco-2.0" }, connected);
}

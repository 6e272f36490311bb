/**
 * The part of ssh2 1.17 that is used here; the package brings no types of its own. What stands here
 * was read from its sources (lib/client.js, lib/server.js, lib/protocol/keyParser.js).
 */
declare module "ssh2" {
  import type { EventEmitter } from "node:events";
  import type { Duplex } from "node:stream";

  export interface ParsedKey {
    readonly type: string;
    getPublicSSH(): Buffer;
    isPrivateKey(): boolean;
  }

  export interface Algorithms {
    readonly kex: readonly string[];
    readonly serverHostKey: readonly string[];
    readonly cipher: readonly string[];
    readonly hmac: readonly string[];
    readonly compress: readonly string[];
  }

  export type AuthenticationAttempt =
    | { type: "none"; username: string }
    | { type: "password"; username: string; password: string }
    | { type: "publickey"; username: string; key: ParsedKey }
    | { type: "agent"; username: string; agent: Agent }
    | {
        type: "keyboard-interactive";
        username: string;
        prompt: (
          name: string,
          instructions: string,
          language: string,
          prompts: readonly { prompt: string; echo: boolean }[],
          finish: (answers: readonly string[]) => void,
        ) => void;
      };

  export interface Agent {
    getIdentities(done: (error: Error | undefined, keys?: ParsedKey[]) => void): void;
  }

  export interface Negotiated {
    readonly kex: string;
    readonly serverHostKey: string;
    readonly cs: { readonly cipher: string; readonly mac: string };
    readonly sc: { readonly cipher: string; readonly mac: string };
  }

  export interface ConnectOptions {
    readonly sock: Duplex;
    readonly username: string;
    readonly readyTimeout: number;
    readonly algorithms: Algorithms;
    readonly hostVerifier: (key: Buffer) => boolean;
    readonly authHandler: (
      methodsLeft: readonly string[] | null,
      partialSuccess: boolean | null,
    ) => AuthenticationAttempt | false;
  }

  export interface ShellWindow {
    readonly rows: number;
    readonly cols: number;
    readonly width: number;
    readonly height: number;
    readonly term: string;
  }

  export interface ShellChannel extends Duplex {
    readonly stderr: Duplex;
  }

  export class Client extends EventEmitter {
    connect(options: ConnectOptions): this;
    shell(window: ShellWindow, opened: (error: Error | undefined, channel: ShellChannel) => void): void;
    forwardOut(
      sourceHost: string,
      sourcePort: number,
      host: string,
      port: number,
      opened: (error: Error | undefined, channel: Duplex) => void,
    ): void;
    exec(command: string, opened: (error: Error | undefined, channel: ShellChannel) => void): void;
    sftp(opened: (error: Error | undefined, files: SftpChannel) => void): void;
    end(): this;
  }

  /** Each call back gets an error with SFTP's status as its `code`, or nothing where the server said OK. */
  export interface SftpChannel extends EventEmitter {
    open(path: string, flags: "w", done: (error: SftpError | undefined, handle: Buffer) => void): void;
    write(
      handle: Buffer,
      bytes: Buffer,
      offset: number,
      length: number,
      position: number,
      done: (error: SftpError | undefined) => void,
    ): void;
    close(handle: Buffer, done: (error: SftpError | undefined) => void): void;
    end(): void;
  }

  export interface SftpError extends Error {
    readonly code?: number;
  }

  export interface AuthenticationContext extends EventEmitter {
    readonly method: string;
    readonly username: string;
    readonly password?: string;
    readonly key?: { readonly algo: string; readonly data: Buffer };
    accept(): void;
    reject(methodsLeft?: readonly string[], partialSuccess?: boolean): void;
    prompt(
      prompts: readonly { prompt: string; echo: boolean }[],
      answered: (answers: readonly string[]) => void,
    ): void;
  }

  export interface ServerConnection extends EventEmitter {
    setNoDelay(noDelay: boolean): void;
    end(): void;
  }

  export interface ServerOptions {
    readonly hostKeys: readonly string[];
    readonly banner?: string;
    readonly algorithms?: Partial<Algorithms>;
  }

  export class Server extends EventEmitter {
    constructor(options: ServerOptions, connected: (client: ServerConnection) => void);
    listen(port: number, host: string, listening: () => void): this;
    address(): { readonly port: number };
    close(closed?: () => void): this;
  }

  export const utils: {
    parseKey(pem: string, passphrase?: string): ParsedKey | Error;
    generateKeyPairSync(
      type: "ed25519" | "rsa" | "ecdsa",
      options?: {
        readonly bits?: number;
        readonly passphrase?: string;
        readonly cipher?: string;
        rounds?: number;
      },
    ): { readonly private: string; readonly public: string };
  };

  /** An agent of OpenSSH by its socket, as its connections take it. */
  export function createAgent(socket: string): Agent;

  const ssh2: {
    Client: typeof Client;
    Server: typeof Server;
    createAgent: typeof createAgent;
    utils: typeof utils;
  };
  export default ssh2;
}

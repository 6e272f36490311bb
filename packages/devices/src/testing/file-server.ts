/** An SSH server that takes files by SFTP and by the old SCP, and misbehaves on purpose. For tests only. */
/// <reference path="../session/ssh2.d.ts" />
import type { Duplex } from "node:stream";
import ssh2, { type AuthenticationContext, type ServerConnection } from "ssh2";
import { HOST_KEY } from "./misbehaving-router.js";
import { LOGIN } from "./sessions.js";

export interface FileServerMood {
  /** Ways that it does not offer at all. */
  readonly without?: readonly ("sftp" | "scp")[];
  /** The only spelling of the path that SFTP takes. */
  readonly takes?: RegExp;
  /** Says no at this moment, with this status or in these words. */
  readonly refuses?: {
    readonly at: "open" | "write" | "close";
    readonly status: number;
    readonly text: string;
  };
  /** The connection is gone after so many bytes of the file. */
  readonly cutAfter?: number;
  /** Takes the file and never answers. */
  readonly silent?: boolean;
}

export interface FileServer {
  readonly port: number;
  /** What lies there, whole or not, by path. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** Files that were closed with every byte acknowledged. */
  readonly closed: readonly string[];
  readonly connections: () => number;
  close(): Promise<void>;
}

interface ServerFiles {
  on(event: string, listener: (id: number, ...more: never[]) => void): void;
  status(id: number, code: number, text?: string): void;
  handle(id: number, handle: Buffer): void;
}

export async function fileServer(mood: FileServerMood = {}): Promise<FileServer> {
  const files = new Map<string, Buffer>();
  const closed: string[] = [];
  const clients = new Set<ServerConnection>();
  let connections = 0;
  const server = new ssh2.Server({ hostKeys: [HOST_KEY.private] }, (client) => {
    connections++;
    clients.add(client);
    client.setNoDelay(true);
    client.on("error", () => {});
    client.on("close", () => clients.delete(client));
    client.on("authentication", (context: AuthenticationContext) => {
      if (context.password === LOGIN.password) context.accept();
      else context.reject(["password"]);
    });
    let taken = 0;
    /** False once the link is gone. */
    const take = (path: string, offset: number, data: Buffer): boolean => {
      const room = (mood.cutAfter ?? Number.POSITIVE_INFINITY) - taken;
      const kept = data.subarray(0, Math.max(0, room));
      taken += kept.length;
      const before = files.get(path) ?? Buffer.alloc(0);
      const grown = Buffer.alloc(Math.max(before.length, offset + kept.length));
      before.copy(grown);
      kept.copy(grown, offset);
      files.set(path, grown);
      if (room > data.length) return true;
      client.end();
      return false;
    };
    client.on("session", (acceptSession: () => NodeJS.EventEmitter) => {
      const session = acceptSession();
      session.on("sftp", (accept: () => ServerFiles, reject: () => void) => {
        if (mood.without?.includes("sftp")) reject();
        else serveSftp(accept(), mood, { files, closed, take });
      });
      session.on("exec", (accept: () => Duplex, reject: () => void, { command }: { command: string }) => {
        const path = /^scp -t (\S+)$/.exec(command)?.[1];
        if (path === undefined || mood.without?.includes("scp")) reject();
        else serveScp(accept(), path, mood, { files, closed, take });
      });
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    port: server.address().port,
    files,
    closed,
    connections: () => connections,
    close: async () => {
      for (const client of clients) client.end();
      await new Promise<void>((done) => server.close(done));
    },
  };
}

interface Store {
  readonly files: Map<string, Buffer>;
  readonly closed: string[];
  readonly take: (path: string, offset: number, data: Buffer) => boolean;
}

function serveSftp(stream: ServerFiles, mood: FileServerMood, { files, closed, take }: Store): void {
  let open = "";
  const refusal = (at: "open" | "write" | "close", id: number) => {
    if (mood.refuses?.at !== at) return false;
    stream.status(id, mood.refuses.status, mood.refuses.text);
    return true;
  };
  stream.on("OPEN", (id, path: string) => {
    if (mood.silent || refusal("open", id)) return;
    if (mood.takes && !mood.takes.test(path)) return stream.status(id, 2, "No such file");
    open = path;
    files.set(path, Buffer.alloc(0));
    stream.handle(id, Buffer.from("h1"));
  });
  stream.on("WRITE", (id, _handle: Buffer, offset: number, data: Buffer) => {
    if (!refusal("write", id) && take(open, offset, data)) stream.status(id, 0);
  });
  stream.on("CLOSE", (id) => {
    if (refusal("close", id)) return;
    closed.push(open);
    stream.status(id, 0);
  });
}

function serveScp(stream: Duplex, path: string, mood: FileServerMood, { files, closed, take }: Store): void {
  let length: number | undefined;
  let received = 0;
  const answer = (text?: string) =>
    stream.write(text === undefined ? Uint8Array.of(0) : `\x01scp: ${text}\n`);
  stream.on("error", () => {});
  if (mood.silent) return;
  const refused = mood.refuses;
  answer(refused?.at === "open" ? refused.text : undefined);
  if (refused?.at === "open") return;
  stream.on("data", (data: Buffer) => {
    let rest = data;
    if (length === undefined) {
      const end = rest.indexOf(0x0a);
      length = Number(/^C0644 (\d+) /.exec(rest.subarray(0, end).toString())?.[1]);
      files.set(path, Buffer.alloc(0));
      rest = rest.subarray(end + 1);
      answer();
    }
    const body = rest.subarray(0, length - received);
    if (body.length > 0 && !take(path, received, body)) return;
    received += body.length;
    if (received < length || rest.length === body.length) return;
    if (refused?.at !== "close") closed.push(path);
    answer(refused?.at === "close" ? refused.text : undefined);
  });
}

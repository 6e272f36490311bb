/** An SSH server that only leads on: no shell, tunnels to wherever it is asked for. For tests only. */
/// <reference path="../session/ssh2.d.ts" />
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import ssh2, { type AuthenticationContext, type ServerConnection } from "ssh2";
import { newSshKey, type SshKeyPair } from "./ssh-keys.js";

export interface JumpHost {
  readonly port: number;
  readonly hostKey: SshKeyPair;
  readonly connections: () => number;
  /** Connections that stand now. */
  readonly open: () => number;
  /** Where tunnels were opened to, as `host:port`. */
  readonly tunnels: readonly string[];
  /** Ends every connection without a word. */
  dropAll(): void;
  close(): Promise<void>;
}

export async function jumpHost(
  takes: { readonly username?: string; readonly password?: string; readonly publicKey?: Uint8Array },
  resolve: (host: string, port: number) => number | undefined = (_, port) => port,
): Promise<JumpHost> {
  const hostKey = newSshKey();
  const tunnels: string[] = [];
  const clients = new Set<ServerConnection>();
  let connections = 0;
  const server = new ssh2.Server({ hostKeys: [hostKey.private] }, (client) => {
    connections++;
    clients.add(client);
    client.setNoDelay(true);
    client.on("error", () => {});
    client.on("close", () => clients.delete(client));
    client.on("authentication", (context: AuthenticationContext) => {
      const isUser = takes.username === undefined || context.username === takes.username;
      const isKey = takes.publicKey !== undefined && context.key?.data.equals(takes.publicKey) === true;
      const isPassword = takes.password !== undefined && context.password === takes.password;
      if (isUser && (isKey || isPassword)) context.accept();
      else context.reject(["publickey", "password"]);
    });
    client.on(
      "tcpip",
      (
        accept: () => Duplex,
        reject: () => void,
        to: { readonly destIP: string; readonly destPort: number },
      ) => {
        tunnels.push(`${to.destIP}:${to.destPort}`);
        const port = resolve(to.destIP, to.destPort);
        if (port === undefined) return reject();
        const socket = connect({ port, host: "127.0.0.1", noDelay: true });
        socket.on("error", () => reject());
        socket.on("connect", () => {
          const stream = accept();
          stream.on("error", () => {});
          stream.on("close", () => socket.destroy());
          stream.pipe(socket).pipe(stream);
        });
      },
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const dropAll = () => {
    for (const client of clients) client.end();
  };
  return {
    port: server.address().port,
    hostKey,
    connections: () => connections,
    open: () => clients.size,
    tunnels,
    dropAll,
    close: async () => {
      dropAll();
      await new Promise<void>((closed) => server.close(closed));
    },
  };
}

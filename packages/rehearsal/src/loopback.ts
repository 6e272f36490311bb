/** Listening, on loopback and nowhere else: a lab that a network could reach would be a security problem, so it refuses. */
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:net";

export interface LoopbackAddress {
  readonly address: string;
  readonly port: number;
}

export function isLoopback(address: string): boolean {
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address) || address === "::1";
}

/** Something that listens: ssh2, TLS and HTTP servers all do it this way. */
export interface Listener {
  listen(port: number, address: string, done: () => void): unknown;
  address(): ReturnType<Server["address"]>;
  once(event: "error", failed: (error: Error) => void): unknown;
  off(event: "error", failed: (error: Error) => void): unknown;
}

/** Listens on a loopback address; port 0 lets the system choose. Rejects with the system's error, for example EADDRINUSE. */
export function listenOn(listener: Listener, address: string, port = 0): Promise<LoopbackAddress> {
  if (!isLoopback(address)) throw new RangeError(`a lab listens on loopback only, not on ${address}`);
  return new Promise((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(port, address, () => {
      listener.off("error", reject);
      const bound = listener.address();
      resolve({ address, port: typeof bound === "object" && bound !== null ? bound.port : port });
    });
  });
}

/** Below the ephemeral range (from 32768 on Linux), above the privileged one. */
const SSH_PORT = 2022;

/**
 * Addresses for `count` routers: one 127.x.y.z each in a block of this lab's own where the system allows it, else
 * 127.0.0.1 with a port each (port 0: the system chooses).
 */
export async function routerAddresses(
  count: number,
  addressing: "address-each" | "port-each",
): Promise<LoopbackAddress[]> {
  for (let attempt = 0; attempt < 20 && addressing === "address-each"; attempt += 1) {
    const block = 0x7f_00_00_00 + 0x01_00_00 + randomBytes(2).readUInt16BE() * 0x80;
    const addresses = Array.from({ length: count }, (_, index) => dotted(block + 1 + index));
    if (block + count >= 0x7f_ff_ff_00) continue;
    const verdict = await tryBind(addresses[0] ?? "127.0.0.1");
    if (verdict === "not-available") break;
    if (verdict === "free") return addresses.map((address) => ({ address, port: SSH_PORT }));
  }
  return Array.from({ length: count }, () => ({ address: "127.0.0.1", port: 0 }));
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

async function tryBind(address: string): Promise<"free" | "taken" | "not-available"> {
  const probe = createServer();
  try {
    await listenOn(probe, address, SSH_PORT);
    await new Promise((closed) => probe.close(closed));
    return "free";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EADDRINUSE" ? "taken" : "not-available";
  }
}

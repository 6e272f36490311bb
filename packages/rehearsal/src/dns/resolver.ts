/**
 * How a router asks a name server: a real question over UDP from the router's own address, over TCP where the answer was
 * cut short. Which servers it asks, and in which VRF, its configuration decides (router/connect.ts).
 */
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { connect } from "node:net";
import type { LoopbackAddress } from "../loopback.js";
import type { Caller, LabNetwork } from "../network.js";
import { type DnsAnswer, readAnswer, TYPE_A, writeQuestion } from "./message.js";

export interface Asker {
  readonly device: string;
  /** The loopback address that its questions come from. */
  readonly sourceAddress: string;
}

/** Real milliseconds for one server; only a slow one takes them, as a silent one says so (see `Caller.unanswered`). */
const TIMEOUT_MS = 5_000;
/** A datagram may be lost even on loopback when very many are under way. */
const REPEAT_MS = 1_500;

/** The first server that says anything decides; undefined where none does, or where it knows no such name. */
export async function askNameServers(
  network: LabNetwork,
  asker: Asker,
  servers: readonly string[],
  name: string,
): Promise<string | undefined> {
  for (const server of servers) {
    const at = network.nameServerAt(server);
    const answer = at && (await askOne(network, asker, at, name));
    if (answer !== undefined && answer.outcome !== "server-failure") return answer.addresses[0];
  }
  return undefined;
}

async function askOne(
  network: LabNetwork,
  asker: Asker,
  server: LoopbackAddress,
  name: string,
): Promise<DnsAnswer | undefined> {
  const question = questionFor(name);
  if (question === undefined) return undefined;
  const answer = await overUdp(network, asker, server, question);
  return answer?.isTruncated === true ? overTcp(network, asker, server, question) : answer;
}

interface Question {
  readonly id: number;
  readonly bytes: Buffer;
}

/** Undefined for a name that DNS cannot carry. */
function questionFor(name: string): Question | undefined {
  const id = randomInt(0x1_0000);
  try {
    return { id, bytes: writeQuestion({ id, name, type: TYPE_A, recursionDesired: true }) };
  } catch {
    return undefined;
  }
}

function overUdp(
  network: LabNetwork,
  { device, sourceAddress }: Asker,
  server: LoopbackAddress,
  { id, bytes }: Question,
): Promise<DnsAnswer | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    let local: LoopbackAddress | undefined;
    const done = (answer: DnsAnswer | undefined) => {
      clearTimeout(limit);
      clearInterval(repeat);
      if (local !== undefined) network.hangUp(local, "udp");
      // Closing twice is an error, and a late answer may still be on its way.
      socket.removeAllListeners("message");
      resolve(answer);
      if (isOpen) socket.close();
      isOpen = false;
    };
    let isOpen = true;
    const limit = setTimeout(() => done(undefined), TIMEOUT_MS);
    const send = () => socket.send(bytes, server.port, server.address);
    const repeat = setInterval(send, REPEAT_MS);
    const caller: Caller = { device, unanswered: () => done(undefined) };
    socket.on("error", () => done(undefined));
    socket.on("message", (message) => {
      const answer = readAnswer(message);
      if (answer?.id === id) done(answer);
    });
    socket.bind(0, sourceAddress, () => {
      local = { address: sourceAddress, port: socket.address().port };
      network.announce(local, caller, "udp");
      send();
    });
  });
}

function overTcp(
  network: LabNetwork,
  { device, sourceAddress }: Asker,
  server: LoopbackAddress,
  { id, bytes }: Question,
): Promise<DnsAnswer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: server.address, port: server.port, localAddress: sourceAddress });
    let local: LoopbackAddress | undefined;
    let received = Buffer.alloc(0);
    const done = (answer: DnsAnswer | undefined) => {
      if (local !== undefined) network.hangUp(local, "tcp");
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(TIMEOUT_MS, () => done(undefined));
    socket.on("error", () => done(undefined));
    socket.on("close", () => done(undefined));
    socket.on("connect", () => {
      local = { address: socket.localAddress ?? "", port: socket.localPort ?? 0 };
      network.announce(local, { device, unanswered: () => done(undefined) }, "tcp");
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      socket.write(Buffer.concat([length, bytes]));
    });
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      const answer = readAnswer(received.subarray(2, 2 + received.readUInt16BE(0)));
      done(answer?.id === id ? answer : undefined);
    });
  });
}

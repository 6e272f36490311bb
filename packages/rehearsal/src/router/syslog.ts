/**
 * Sends a router's log messages to the syslog servers of its configuration: real datagrams and real connections, from
 * the router's own address, in the form in which IOS XR sends them (RFC 3164 without its header's time and host name:
 * priority, running number, then the line as it stands in the buffer). It leads to loopback only, as everything in a
 * lab does; a message that cannot be sent is lost, as on a device.
 */
import { createSocket, type Socket as DatagramSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import type { LoopbackAddress } from "../loopback.js";
import type { LabNetwork } from "../network.js";
import { type Configuration, settingsOf } from "./configuration.js";
import { canReach, DEFAULT_VRF } from "./routing.js";

export interface SyslogServer {
  /** IPv4, dotted. */
  readonly address: string;
  readonly vrf: string;
  readonly port: number;
  readonly protocol: "udp" | "tcp";
  /** Messages of a higher number are not sent: RFC 3164 section 4.1.1. */
  readonly leastSeverity: number;
}

/** `logging A.B.C.D [vrf V] [severity S] [port {N | default}] [protocol tcp]`, the options in any order. */
export function syslogServers(configuration: Configuration): SyslogServer[] {
  const general =
    severityOf(settingsOf(configuration, "logging trap")[0]) ?? SEVERITIES.indexOf("informational");
  return settingsOf(configuration, "logging").flatMap((setting) => {
    const [address = "", ...options] = setting.split(/\s+/);
    if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) return [];
    const option = (name: string) => options[options.indexOf(name) + 1 || options.length];
    return [
      {
        address,
        vrf: option("vrf") ?? DEFAULT_VRF,
        port: Number(option("port")) || DEFAULT_PORT,
        protocol: option("protocol") === "tcp" ? "tcp" : "udp",
        leastSeverity: severityOf(option("severity")) ?? general,
      },
    ];
  });
}

/** What goes over the wire for one line of the log. */
export function syslogMessage(
  configuration: Configuration,
  message: { readonly severity: number; readonly sequence: number; readonly line: string },
): string {
  const facility = FACILITIES[settingsOf(configuration, "logging facility")[0] ?? "local7"] ?? LOCAL7;
  const name = settingsOf(configuration, "logging hostnameprefix")[0];
  const { severity, sequence, line } = message;
  return `<${facility * 8 + severity}>${sequence}: ${name === undefined ? "" : `${name} `}${line}`;
}

/** Bytes that may wait for a slow server; what comes after them is lost. */
const MAXIMUM_WAITING_BYTES = 1_048_576;

export class SyslogSender {
  readonly #network: LabNetwork;
  readonly #sourceAddress: string;
  #datagrams: DatagramSocket | undefined;
  readonly #connections = new Map<string, Socket>();
  #sequence = 0;
  #isClosed = false;

  constructor(network: LabNetwork, sourceAddress: string) {
    this.#network = network;
    this.#sourceAddress = sourceAddress;
  }

  send(configuration: Configuration, severity: number, line: string): void {
    this.#sequence += 1;
    if (this.#isClosed) return;
    for (const server of syslogServers(configuration)) {
      const { address, vrf, port, protocol, leastSeverity } = server;
      const target = this.#network.listenerAt(address, port);
      if (severity > leastSeverity || target === undefined) continue;
      if (!canReach(configuration, { vrf }, address)) continue;
      const text = syslogMessage(configuration, { severity, sequence: this.#sequence, line });
      if (protocol === "udp") this.#overUdp(target, text);
      else this.#overTcp(target, text);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#datagrams?.close();
    this.#datagrams = undefined;
    for (const connection of this.#connections.values()) connection.destroy();
    this.#connections.clear();
  }

  #overUdp({ address, port }: LoopbackAddress, text: string): void {
    this.#datagrams ??= this.#openSocket();
    this.#datagrams.send(text, port, address, () => {
      // Nobody may be listening: the message is lost, which is what UDP promises.
    });
  }

  #openSocket(): DatagramSocket {
    const socket = createSocket("udp4");
    socket.on("error", () => {
      if (this.#datagrams === socket) this.#datagrams = undefined;
    });
    socket.bind(0, this.#sourceAddress);
    socket.unref();
    return socket;
  }

  /** Messages are divided by line ends (RFC 6587 section 3.4.2). */
  #overTcp({ address, port }: LoopbackAddress, text: string): void {
    const key = `${address}:${port}`;
    const connection = this.#connections.get(key) ?? this.#openConnection(key, { address, port });
    if (connection.writableLength < MAXIMUM_WAITING_BYTES) connection.write(`${text}\n`);
  }

  #openConnection(key: string, { address, port }: LoopbackAddress): Socket {
    const connection = connect({ host: address, port, localAddress: this.#sourceAddress });
    connection.on("error", () => connection.destroy());
    // Whatever the server says is of no interest, but must be read for the end to be seen.
    connection.resume();
    connection.once("close", () => this.#connections.delete(key));
    connection.unref();
    this.#connections.set(key, connection);
    return connection;
  }
}

const DEFAULT_PORT = 514;

/** In the order of their numbers. */
const SEVERITIES = [
  "emergencies",
  "alerts",
  "critical",
  "errors",
  "warnings",
  "notifications",
  "informational",
  "debugging",
];

function severityOf(word: string | undefined): number | undefined {
  if (word === undefined || word === "") return undefined;
  if (word === "all") return SEVERITIES.length - 1;
  const found = SEVERITIES.findIndex((name) => name.startsWith(word) || word.startsWith(name));
  return found === -1 ? undefined : found;
}

const LOCAL7 = 23;

/** RFC 3164 section 4.1.1, by the words of the configuration. */
const FACILITIES: Readonly<Record<string, number>> = {
  kern: 0,
  user: 1,
  mail: 2,
  daemon: 3,
  auth: 4,
  syslog: 5,
  lpr: 6,
  news: 7,
  uucp: 8,
  cron: 9,
  ...Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`local${index}`, 16 + index])),
};

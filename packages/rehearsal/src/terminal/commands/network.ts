/** Reachability and name resolution, as far as a lab has them. */
import { settingOf, settingsOf } from "../../router/configuration.js";
import { resolveName } from "../../router/connect.js";
import type { EmulatedRouter } from "../../router/router.js";
import { canReach, DEFAULT_VRF, type Route, routesOf, vrfsOf } from "../../router/routing.js";
import { type CommandContext, type CommandTable, reads } from "../command.js";

const MOST_PACKETS = 2_000;
const PING_OPTIONS = `[count <count:1-${MOST_PACKETS}>|size <size:36-18024>|timeout <seconds:0-36>|source <source>|donotfrag|df-bit]`;
const TRACE_OPTIONS = "[source <source>|timeout <seconds:0-3600>|probe <probes:1-64>|numeric]";

export const NETWORK_COMMANDS: CommandTable = [
  ["ping", reads(askAndPing)],
  ...["", "ipv4 "].flatMap(
    (family): CommandTable => [
      [`ping ${family}<host> ${PING_OPTIONS}`, reads((context) => ping(context.router, probeOf(context)))],
      [
        `ping vrf <vrf> ${family}<host> ${PING_OPTIONS}`,
        reads((context) => ping(context.router, probeOf(context))),
      ],
      [
        `traceroute ${family}<host> ${TRACE_OPTIONS}`,
        reads((context) => trace(context.router, probeOf(context))),
      ],
      [
        `traceroute vrf <vrf> ${family}<host> ${TRACE_OPTIONS}`,
        reads((context) => trace(context.router, probeOf(context))),
      ],
    ],
  ),
  ["show hosts", reads(({ router }) => showHosts(router))],
  ["show vrf all", reads(({ router }) => showVrfs(router))],
  ["show route", reads(({ router }) => showRoute(router, DEFAULT_VRF))],
  ["show route ipv4", reads(({ router }) => showRoute(router, DEFAULT_VRF))],
  ["show route vrf <vrf>", reads(({ router, parameters }) => showRoute(router, parameters.vrf!))],
];

interface Probe {
  readonly host: string;
  readonly vrf: string;
  /** The outgoing interface or address that was asked for. */
  readonly source: string | undefined;
  readonly count: number;
  readonly size: number;
  readonly timeoutSeconds: number;
}

const DEFAULTS = { vrf: DEFAULT_VRF, source: undefined, count: 5, size: 100, timeoutSeconds: 2 };

function probeOf({ parameters }: CommandContext): Probe {
  const { host = "", vrf = DEFAULTS.vrf, source, count, size, seconds } = parameters;
  return {
    host,
    vrf,
    source,
    count: Number(count ?? DEFAULTS.count),
    size: Number(size ?? DEFAULTS.size),
    timeoutSeconds: Number(seconds ?? DEFAULTS.timeoutSeconds),
  };
}

/** The dialogue of `ping` alone, as captured. */
async function askAndPing({ router, ask }: CommandContext): Promise<string[]> {
  const protocol = (await ask("Protocol [ipv4]: ")) || "ipv4";
  if (!/^ip(v4)?$/i.test(protocol)) return [`% Protocol ${protocol} is not supported here`];
  const host = await ask("Target IP address: ");
  if (host === "") return ["% Bad IP address"];
  const count = await askNumber(ask, "Repeat count [5]: ", DEFAULTS.count);
  const size = await askNumber(ask, "Datagram size [100]: ", DEFAULTS.size);
  const timeoutSeconds = await askNumber(ask, "Timeout in seconds [2]: ", DEFAULTS.timeoutSeconds);
  await ask("Extended commands? [no]: ");
  await ask("Sweep range of sizes? [no]: ");
  return ping(router, { ...DEFAULTS, host, count, size, timeoutSeconds });
}

async function askNumber(ask: CommandContext["ask"], question: string, otherwise: number): Promise<number> {
  const value = Number((await ask(question)) || otherwise);
  return Number.isInteger(value) && value > 0 && value <= MOST_PACKETS ? value : otherwise;
}

const CHARACTERS_A_LINE = 70;

async function ping(router: EmulatedRouter, probe: Probe): Promise<string[]> {
  const address = await resolveName(router, probe.host, probe.vrf);
  if (address === undefined) return [`% Unknown host ${probe.host}`];
  const { count } = probe;
  const isReached = reaches(router, probe, address);
  const marks = (isReached ? "!" : ".").repeat(count);
  const result = isReached
    ? `Success rate is 100 percent (${count}/${count}), round-trip min/avg/max = 1/1/3 ms`
    : `Success rate is 0 percent (0/${count})`;
  return [
    "Type escape sequence to abort.",
    `Sending ${count}, ${probe.size}-byte ICMP Echos to ${address}, timeout is ${probe.timeoutSeconds} seconds:`,
    ...(marks.match(new RegExp(`.{1,${CHARACTERS_A_LINE}}`, "g")) ?? []),
    result,
  ];
}

/** Modelled, not sent: an address of the lab answers where there is a route, unless connections are refused. */
function reaches(router: EmulatedRouter, { vrf, source }: Probe, address: string): boolean {
  const sourceInterface = source !== undefined && /^[A-Za-z]/.test(source) ? source : undefined;
  return (
    canReach(router.running(), { vrf, sourceInterface }, address) &&
    router.surroundings.network.hasAddress(address) &&
    router.fault("connect-refused") === undefined
  );
}

const HOPS = 30;

/** Everything in the lab's world is one hop away. */
async function trace(router: EmulatedRouter, probe: Probe): Promise<string[]> {
  const address = await resolveName(router, probe.host, probe.vrf);
  if (address === undefined) return [`% Unknown host ${probe.host}`];
  const silent = Array.from({ length: HOPS }, (_, hop) => `${String(hop + 1).padStart(2)}   *  *  * `);
  return [
    "",
    "Type escape sequence to abort.",
    `Tracing the route to ${address}`,
    "",
    ...(reaches(router, probe, address) ? [` 1  ${address} 1 msec  1 msec  1 msec `] : silent),
  ];
}

function showHosts(router: EmulatedRouter): string[] {
  const configuration = router.running();
  const servers = settingsOf(configuration, "domain name-server");
  return [
    `Default domain is ${settingOf(configuration, "domain name") ?? "not set"}`,
    `Name/address lookup uses ${servers.length > 0 ? "domain service" : "static mappings"}`,
    `Name servers: ${servers.length > 0 ? servers.join(", ") : "255.255.255.255"}`,
    "",
    "Host              Flags      Age(hr)   Type      Address(es)",
    ...settingsOf(configuration, "domain ipv4 host").map((entry) => {
      const [name = "", address = ""] = entry.split(" ");
      return `${name.padEnd(18)}(perm, OK)  0        IP        ${address}`;
    }),
  ];
}

/** Its routing is all that the lab has of a VRF: no distinguisher, no targets. */
function showVrfs(router: EmulatedRouter): string[] {
  const own = vrfsOf(router.running()).filter((name) => name !== DEFAULT_VRF);
  if (own.length === 0) return [];
  return [
    "VRF                  RD                  RT                         AFI   SAFI",
    ...own.map((name) => `${name.padEnd(21)}not set`),
  ];
}

function showRoute(router: EmulatedRouter, vrf: string): string[] {
  if (!vrfsOf(router.running()).includes(vrf)) return [`% VRF ${vrf} does not exist`];
  const routes = routesOf(router.running(), vrf);
  const last = routes.find(({ prefixLength }) => prefixLength === 0);
  const gateway =
    last !== undefined && "nextHop" in last.via ? `${last.via.nextHop} to network 0.0.0.0` : "not set";
  const heading = vrf === DEFAULT_VRF ? [] : [`VRF: ${vrf}`, ""];
  return ["", ...heading, `Gateway of last resort is ${gateway}`, "", ...routes.map(routeLine)];
}

function routeLine({ network, prefixLength, via }: Route): string {
  const prefix = `${network}/${prefixLength}`;
  return "connected" in via
    ? `C    ${prefix} is directly connected, ${via.connected}`
    : `S${prefixLength === 0 ? "*" : " "}   ${prefix} [1/0] via ${via.nextHop}`;
}

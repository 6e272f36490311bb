/** Reachability and name resolution, as far as a lab has them. */
import { settingOf, settingsOf } from "../../router/configuration.js";
import { resolveName } from "../../router/connect.js";
import type { EmulatedRouter } from "../../router/router.js";
import { canReach, DEFAULT_VRF, type Route, routesOf, vrfsOf } from "../../router/routing.js";
import { type CommandContext, type CommandTable, reads } from "../command.js";

export const NETWORK_COMMANDS: CommandTable = [
  ["ping <host>", reads(ping)],
  ["ping <host> count <count> timeout <timeout>", reads(ping)],
  ["ping vrf <vrf> <host>", reads(ping)],
  ["show hosts", reads(({ router }) => showHosts(router))],
  ["show route", reads(({ router }) => showRoute(router, DEFAULT_VRF))],
  ["show route ipv4", reads(({ router }) => showRoute(router, DEFAULT_VRF))],
  ["show route vrf <vrf>", reads(({ router, parameters }) => showRoute(router, parameters.vrf!))],
];

const PACKETS = 5;
const TIMEOUT = 2;

/** Modelled, not sent: an address of the lab answers where there is a route, unless connections are refused. */
async function ping({ router, parameters }: CommandContext): Promise<string[]> {
  const host = parameters.host!;
  const vrf = parameters.vrf ?? DEFAULT_VRF;
  const packets = Number(parameters.count ?? PACKETS);
  const address = await resolveName(router, host, vrf);
  if (address === undefined) return [`% Unknown host ${host}`];
  const answers =
    canReach(router.running(), { vrf }, address) &&
    router.surroundings.network.hasAddress(address) &&
    router.fault("connect-refused") === undefined;
  const result = answers
    ? [
        "!".repeat(packets),
        `Success rate is 100 percent (${packets}/${packets}), round-trip min/avg/max = 1/1/3 ms`,
      ]
    : [".".repeat(packets), `Success rate is 0 percent (0/${packets})`];
  return [
    "Type escape sequence to abort.",
    `Sending ${packets}, 100-byte ICMP Echos to ${address}, timeout is ${parameters.timeout ?? TIMEOUT} seconds:`,
    ...result,
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

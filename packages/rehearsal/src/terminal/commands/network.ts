/** Reachability and name resolution, as far as a lab has them. */
import { settingOf, settingsOf } from "../../router/configuration.js";
import { resolveName } from "../../router/connect.js";
import type { EmulatedRouter } from "../../router/router.js";
import { type CommandContext, type CommandTable, reads } from "../command.js";

export const NETWORK_COMMANDS: CommandTable = [
  ["ping <host>", reads(ping)],
  ["ping vrf <vrf> <host>", reads(ping)],
  ["show hosts", reads(({ router }) => showHosts(router))],
];

const PACKETS = 5;

/** Modelled, not sent: an address of the lab answers unless the router's connections are refused. */
function ping({ router, parameters }: CommandContext): string[] {
  const host = parameters.host!;
  const address = resolveName(router, host);
  if (address === undefined) return [`% Unknown host ${host}`];
  const answers =
    router.surroundings.network.hasAddress(address) && router.fault("connect-refused") === undefined;
  const result = answers
    ? [
        "!".repeat(PACKETS),
        `Success rate is 100 percent (${PACKETS}/${PACKETS}), round-trip min/avg/max = 1/1/3 ms`,
      ]
    : [".".repeat(PACKETS), `Success rate is 0 percent (0/${PACKETS})`];
  return [
    "Type escape sequence to abort.",
    `Sending ${PACKETS}, 100-byte ICMP Echos to ${address}, timeout is 2 seconds:`,
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

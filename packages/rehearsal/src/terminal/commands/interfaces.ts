/**
 * What a router says of its interfaces: those that its configuration names. Layouts are those of captured outputs;
 * counters and hardware are examples, and nothing but an address and `shutdown` is modelled.
 */
import { createHash } from "node:crypto";
import { findStatement, type Statement } from "../../router/configuration.js";
import type { EmulatedRouter } from "../../router/router.js";
import { interfacesOf } from "../../router/routing.js";
import { type CommandTable, reads } from "../command.js";

export const INTERFACE_COMMANDS: CommandTable = [
  ["show interfaces", reads(({ router }) => portsOf(router).flatMap((port) => described(router, port)))],
  ["show interfaces <name>", reads(({ router, parameters }) => one(router, parameters.name!))],
  ["show interfaces brief", reads(({ router }) => brief(router))],
  ["show interfaces description", reads(({ router }) => descriptions(router))],
  ...["ipv4", "ip"].map(
    (word) => [`show ${word} interface brief`, reads(({ router }) => addresses(router))] as const,
  ),
  // No address of version 6 is modelled.
  ["show ipv6 interface", reads(() => [])],
  ["show ipv6 interface brief", reads(() => [])],
  ["show lldp", reads(() => NO_LLDP)],
  ["show lldp neighbors", reads(() => NO_LLDP)],
  ["show lldp neighbors detail", reads(() => NO_LLDP)],
];

const NO_LLDP = ["% LLDP is not enabled"];

/** An interface of the configuration. */
interface Port {
  readonly name: string;
  readonly description: string | undefined;
  readonly vrf: string;
  readonly address: { readonly text: string; readonly prefixLength: number } | undefined;
  readonly isUp: boolean;
}

function portsOf(router: EmulatedRouter): Port[] {
  const routed = interfacesOf(router.running());
  const statements = router.running().filter(({ text }) => text.startsWith("interface "));
  return statements.map((statement) => {
    const name = statement.text.slice("interface ".length);
    const found = routed.find((candidate) => candidate.name === name);
    return {
      name,
      description: settingBelow(statement, "description"),
      vrf: settingBelow(statement, "vrf") ?? "default",
      address: found && { text: found.address, prefixLength: found.prefixLength },
      isUp: findStatement(statement.children, "shutdown") === undefined,
    };
  });
}

function settingBelow(statement: Statement, word: string): string | undefined {
  return statement.children.find(({ text }) => text.startsWith(`${word} `))?.text.slice(word.length + 1);
}

function one(router: EmulatedRouter, name: string): string[] {
  const found = portsOf(router).find((port) => port.name.toLowerCase() === name.toLowerCase());
  return found === undefined ? ["% Interface not found"] : described(router, found);
}

function described(router: EmulatedRouter, port: Port): string[] {
  const state = port.isUp ? "up" : "administratively down";
  const address =
    port.address === undefined ? "Unknown" : `${port.address.text}/${port.address.prefixLength}`;
  const mac = macOf(router, port.name);
  return [
    `${port.name} is ${state}, line protocol is ${state} `,
    "  Interface state transitions: 1",
    `  Hardware is ${hardwareOf(port.name)}, address is ${mac} (bia ${mac})`,
    ...(port.description === undefined ? [] : [`  Description: ${port.description}`]),
    `  Internet address is ${address}`,
    "  MTU 1514 bytes, BW 1000000 Kbit (Max: 1000000 Kbit)",
    "     reliability 255/255, txload 0/255, rxload 0/255",
    "  Encapsulation ARPA,",
    "  Full-duplex, 1000Mb/s, CX, link type is autonegotiation",
    "  loopback not set,",
    "  ARP type ARPA, ARP timeout 04:00:00",
    "",
  ];
}

function brief(router: EmulatedRouter): string[] {
  return [
    "",
    "               Intf       Intf        LineP              Encap  MTU        BW",
    "               Name       State       State               Type (byte)    (Kbps)",
    "--------------------------------------------------------------------------------",
    ...portsOf(router).map(({ name, isUp }) => {
      const state = isUp ? "up" : "admin-down";
      return `${shortName(name).padStart(19)}${state.padStart(12)}${state.padStart(12)}${"ARPA".padStart(17)}${"1514".padStart(6)}${"1000000".padStart(11)}`;
    }),
    "",
  ];
}

function descriptions(router: EmulatedRouter): string[] {
  return [
    "",
    "Interface          Status      Protocol    Description",
    "--------------------------------------------------------------------------------",
    ...portsOf(router).map(({ name, isUp, description }) => {
      const state = (isUp ? "up" : "admin-down").padEnd(12);
      return `${shortName(name).padEnd(19)}${state}${state}${description ?? ""}`.trimEnd();
    }),
    "",
  ];
}

function addresses(router: EmulatedRouter): string[] {
  return [
    "",
    "Interface                      IP-Address      Status          Protocol Vrf-Name",
    ...portsOf(router).map(({ name, address, isUp, vrf }) =>
      [
        name.padEnd(30),
        (address?.text ?? "unassigned").padEnd(15),
        (isUp ? "Up" : "Shutdown").padEnd(15),
        (isUp ? "Up" : "Down").padEnd(8),
        vrf,
      ].join(" "),
    ),
  ];
}

function hardwareOf(name: string): string {
  if (/^Mgmt/i.test(name)) return "Management Ethernet";
  return /^Loopback/i.test(name) ? "Loopback interface(s)" : "GigabitEthernet";
}

/** `MgmtEth0/RP0/CPU0/0` as `Mg0/RP0/CPU0/0`. */
function shortName(name: string): string {
  return name.replace(/^([A-Za-z]{2})[A-Za-z]*/, "$1");
}

/** The same for each run; from a range that belongs to nobody (locally administered). */
function macOf({ serialNumber }: EmulatedRouter, name: string): string {
  const digits = createHash("sha256").update(`${serialNumber} ${name}`).digest("hex").slice(0, 10);
  return `02${digits}`.replace(/(....)(....)(....)/, "$1.$2.$3");
}

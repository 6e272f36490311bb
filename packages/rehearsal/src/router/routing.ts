/**
 * Where a router's own packets can go: its VRFs, the networks that its interfaces are connected to and its static
 * routes, all read from the running configuration. It is a model: what it lets through is a real connection, what it
 * does not is never sent. Loopback addresses lead to the lab's own machine and need no route.
 */
import { isLoopback } from "../loopback.js";
import { type Configuration, findStatement, type Statement } from "./configuration.js";

/** The routing table that is there without being configured. */
export const DEFAULT_VRF = "default";

/** Which way a client of the router sends: each has its own VRF, source and proxy settings. */
export interface Egress {
  readonly vrf: string;
  /** An interface name; undefined lets the routing table choose. */
  readonly sourceInterface?: string | undefined;
  readonly proxy?: HttpProxy | undefined;
}

export interface HttpProxy {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
}

export interface Route {
  /** Dotted, for example `192.0.2.0`. */
  readonly network: string;
  readonly prefixLength: number;
  readonly via: { readonly connected: string } | { readonly nextHop: string };
}

/** An interface with an IPv4 address. */
export interface RoutedInterface {
  readonly name: string;
  readonly vrf: string;
  readonly address: string;
  readonly prefixLength: number;
  readonly isUp: boolean;
}

/** Whether packets by this way reach an address: a source that can be used, and a route. */
export function canReach(configuration: Configuration, egress: Egress, address: string): boolean {
  if (!hasSource(configuration, egress)) return false;
  if (isLoopback(address)) return true;
  const target = numberOf(address);
  if (target === undefined) return false;
  return routesOf(configuration, egress.vrf).some((route) => covers(route, target));
}

/** The routes of a VRF, longest prefix first; empty for one that does not exist. */
export function routesOf(configuration: Configuration, vrf: string): Route[] {
  const connected = interfacesOf(configuration)
    .filter((one) => one.vrf === vrf && one.isUp)
    .map(({ name, address, prefixLength }): Route => {
      const network = dotted(masked(numberOf(address) ?? 0, prefixLength));
      return { network, prefixLength, via: { connected: name } };
    });
  const fixed = staticRoutes(configuration, vrf).filter(({ via }) => isUsable(via, connected));
  return [...connected, ...fixed].sort((a, b) => b.prefixLength - a.prefixLength);
}

/** Every interface with an IPv4 address, in the order of the configuration. */
export function interfacesOf(configuration: Configuration): RoutedInterface[] {
  return configuration.flatMap((statement) => {
    const name = statement.text.startsWith("interface ") ? statement.text.slice("interface ".length) : "";
    const [address = "", mask = ""] = textAfter(statement, "ipv4 address").split(/[\s/]+/);
    const prefixLength = lengthOf(mask);
    if (name === "" || numberOf(address) === undefined || prefixLength === undefined) return [];
    const vrf = textAfter(statement, "vrf") || DEFAULT_VRF;
    return [{ name, vrf, address, prefixLength, isUp: !hasLine(statement, "shutdown") }];
  });
}

/** The names of all VRFs, the default one first. */
export function vrfsOf(configuration: Configuration): string[] {
  const own = configuration.filter(({ text }) => text.startsWith("vrf "));
  return [DEFAULT_VRF, ...own.map(({ text }) => text.slice("vrf ".length))];
}

function hasSource(configuration: Configuration, { vrf, sourceInterface }: Egress): boolean {
  if (!vrfsOf(configuration).includes(vrf)) return false;
  if (sourceInterface === undefined) return true;
  const wanted = plainName(sourceInterface);
  return interfacesOf(configuration).some(
    (one) => plainName(one.name) === wanted && one.vrf === vrf && one.isUp,
  );
}

/** `MgmtEth 0/RP0/CPU0/0` and `MgmtEth0/RP0/CPU0/0` are one interface. */
function plainName(name: string): string {
  return name.replace(/\s+/g, "").toLowerCase();
}

function staticRoutes(configuration: Configuration, vrf: string): Route[] {
  const path = vrf === DEFAULT_VRF ? ["router static"] : ["router static", `vrf ${vrf}`];
  const family = findStatement(configuration, ...path, "address-family ipv4 unicast");
  return (family?.children ?? []).flatMap(({ text }) => {
    const [prefix = "", ...via] = text.split(" ");
    const [network = "", length = ""] = prefix.split("/");
    const prefixLength = lengthOf(length);
    const nextHop = via.find((word) => numberOf(word) !== undefined) ?? via[0];
    if (numberOf(network) === undefined || prefixLength === undefined || nextHop === undefined) return [];
    return [{ network, prefixLength, via: { nextHop } }];
  });
}

/** A next hop must lie in a connected network, or be an interface that is up. */
function isUsable(via: Route["via"], connected: readonly Route[]): boolean {
  if (!("nextHop" in via)) return true;
  const hop = numberOf(via.nextHop);
  if (hop !== undefined) return connected.some((route) => covers(route, hop));
  const name = plainName(via.nextHop);
  return (
    name === "null0" ||
    connected.some((one) => "connected" in one.via && plainName(one.via.connected) === name)
  );
}

function covers({ network, prefixLength, via }: Route, target: number): boolean {
  const isDiscarded = "nextHop" in via && plainName(via.nextHop) === "null0";
  return !isDiscarded && masked(target, prefixLength) === masked(numberOf(network) ?? 0, prefixLength);
}

function textAfter(statement: Statement, prefix: string): string {
  const found = statement.children.find(({ text }) => text.startsWith(`${prefix} `));
  return found?.text.slice(prefix.length + 1) ?? "";
}

function hasLine(statement: Statement, text: string): boolean {
  return statement.children.some((child) => child.text === text);
}

/** An IPv4 address as a number; undefined where the text is none. */
function numberOf(address: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  if (parts === undefined || parts.some((part) => part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** `24` and `255.255.255.0` alike. */
function lengthOf(mask: string): number | undefined {
  if (/^\d{1,2}$/.test(mask)) return Number(mask) <= 32 ? Number(mask) : undefined;
  const bits = numberOf(mask)?.toString(2).padStart(32, "0");
  return bits !== undefined && /^1*0*$/.test(bits) ? bits.replaceAll("0", "").length : undefined;
}

function masked(address: number, prefixLength: number): number {
  const size = 2 ** (32 - prefixLength);
  return Math.floor(address / size) * size;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

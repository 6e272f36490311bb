/** The configuration with which a router comes up, from what its spec says in brief and in configuration text. */
import { LAB_NAME_SERVER } from "../network.js";
import type { EndpointSpec, LicenseTransport, RouterSpec } from "../options.js";
import type { Configuration } from "./configuration.js";
import { parseConfiguration } from "./configuration-grammar.js";
import { PROFILES } from "./platform.js";
import { usesPolicy } from "./release.js";

/** Where the services of the lab's world are. */
export interface ServiceUrls {
  readonly endpoints: readonly EndpointSpec[];
  /** Of the on-prem server, for Call Home. */
  readonly onPremUrl: string;
}

/**
 * The spec's own text is applied to that base as an operator would type it: it replaces, extends, and with `no` removes.
 * Throws RangeError naming a line it cannot read.
 */
export function baseConfiguration(spec: RouterSpec, world: ServiceUrls): Configuration {
  const own = spec.configuration ?? "";
  return parseConfiguration(own, parseConfiguration(baseText(spec, world, parseConfiguration(own))));
}

function baseText(spec: RouterSpec, world: ServiceUrls, own: Configuration): string {
  const hasOwnNameServer = own.some(({ text }) => text.startsWith("domain name-server "));
  return [
    `hostname ${spec.name}`,
    "clock timezone UTC 0",
    "logging buffered 2097152",
    "domain name lab.example",
    ...(hasOwnNameServer ? [] : [`domain name-server ${LAB_NAME_SERVER}`]),
    "username lab",
    " group root-lr",
    " group cisco-support",
    "line default",
    " exec-timeout 30 0",
    ...callHome(spec, world),
    `interface MgmtEth${PROFILES[spec.platform].processors[0]}/0`,
    " ipv4 address 192.0.2.200 255.255.255.0",
    "router static",
    " address-family ipv4 unicast",
    ...licensing(spec, world),
    "ssh server v2",
  ].join("\n");
}

function callHome(spec: RouterSpec, { endpoints, onPremUrl }: ServiceUrls): string[] {
  const vendor = serviceUrl(endpoints, "licensing-callhome") ?? serviceUrl(endpoints, "smart-call-home");
  const transport = transportOf(spec);
  const url = transport === "on-prem" ? onPremUrl : vendor;
  const carriesLicensing = transport === "callhome" || transport === "on-prem";
  const usesCallHome = carriesLicensing || spec.smartCallHome === true;
  if (url === undefined) return [];
  return [
    "call-home",
    " service active",
    " contact smart-licensing",
    " profile CiscoTAC-1",
    ...(usesCallHome ? ["  active"] : []),
    `  destination address http ${url}`,
    ...(spec.smartCallHome === true ? ["  reporting smart-call-home-data"] : []),
    ...(carriesLicensing ? ["  reporting smart-licensing-data"] : []),
    "  destination transport-method http",
  ];
}

function licensing(spec: RouterSpec, { endpoints }: ServiceUrls): string[] {
  const url = serviceUrl(endpoints, "licensing-smart");
  const reserved = spec.license.state.endsWith("reservation") ? ["license smart reservation"] : [];
  const transport = transportOf(spec);
  if (transport === "smart" && url !== undefined)
    return [...reserved, `license smart url ${url}`, "license smart transport smart"];
  if (!usesPolicy(spec.release) || transport === "cslu") return reserved;
  // An on-prem server is reached by Call Home as well.
  return [...reserved, `license smart transport ${transport === "on-prem" ? "callhome" : transport}`];
}

/** What a release does by itself where the spec says nothing. */
function transportOf({ transport, release }: RouterSpec): LicenseTransport | "cslu" {
  return transport ?? (usesPolicy(release) ? "cslu" : "callhome");
}

export function serviceUrl(endpoints: readonly EndpointSpec[], service: string): string | undefined {
  for (const { host, services } of endpoints) {
    const found = services.find((candidate) => candidate.service === service);
    if (found !== undefined) return `https://${host}${found.path}`;
  }
  return undefined;
}

/**
 * Which way each client of a router sends, by its own settings: Call Home, licensing over Smart Transport, the trust
 * pool's downloads, and name resolution. They differ, and any of them can be the one that is wrong.
 */
import { type Configuration, settingOf } from "./configuration.js";
import { DEFAULT_VRF, type Egress, type HttpProxy } from "./routing.js";

/** `call-home`: its own VRF, source interface and proxy, and those of the http client where it has none. */
export function callHomeEgress(configuration: Configuration): Egress {
  const own = (name: string) => settingOf(configuration, "call-home", name);
  return {
    ...httpClientEgress(configuration, own("vrf"), own("source-interface")),
    proxy: proxyOf(own("http-proxy")),
  };
}

/** `http client`, with the proxy of `license smart proxy`. */
export function smartTransportEgress(configuration: Configuration): Egress {
  const host = settingOf(configuration, "license smart proxy hostname");
  const port = Number(settingOf(configuration, "license smart proxy port") ?? DEFAULT_PROXY_PORT);
  return { ...httpClientEgress(configuration), proxy: host === undefined ? undefined : { host, port } };
}

/** `crypto ca`: the policy's VRF, the source interface and the proxy of the PKI client. */
export function trustPoolEgress(configuration: Configuration): Egress {
  const vrf = settingOf(configuration, "crypto ca trustpool policy", "vrf");
  const source = settingOf(configuration, "crypto ca source-interface ipv4");
  return {
    ...httpClientEgress(configuration, vrf, source),
    proxy: proxyOf(settingOf(configuration, "crypto ca http-proxy")),
  };
}

/** The name resolver's own source, within the VRF of whoever asks. */
export function resolverEgress(configuration: Configuration, vrf: string): Egress {
  const scope = vrf === DEFAULT_VRF ? "domain" : `domain vrf ${vrf}`;
  return { vrf, sourceInterface: settingOf(configuration, `${scope} lookup source-interface`) };
}

/** `http client`, which `copy` uses as it is; a client's own VRF and source come first. */
export function httpClientEgress(configuration: Configuration, vrf?: string, source?: string): Egress {
  return {
    vrf: vrf ?? settingOf(configuration, "http client vrf") ?? DEFAULT_VRF,
    sourceInterface: source ?? settingOf(configuration, "http client source-interface ipv4"),
  };
}

/** Where a proxy is named without a port. */
const DEFAULT_PROXY_PORT = 80;

/** `NAME port N`. */
function proxyOf(setting: string | undefined): HttpProxy | undefined {
  const [, host, port] = /^(\S+)(?:\s+port\s+(\d+))?$/.exec(setting ?? "") ?? [];
  return host === undefined ? undefined : { host, port: Number(port ?? DEFAULT_PROXY_PORT) };
}

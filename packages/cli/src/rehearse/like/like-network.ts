/**
 * The way out like a device's: HTTP client, trust pool policy, name resolution, VRFs, source interfaces, proxies. What lies
 * behind an address is the lab's.
 */
import { type DeviceFacts, type FailureCause, ifKnown, type NameResolutionFacts } from "@reroot/core";
import type { LabWorld } from "./lab-world.js";
import type { Tell } from "./unlike.js";

export function likeNetwork(
  facts: DeviceFacts,
  causes: ReadonlySet<FailureCause>,
  world: LabWorld,
  tell: Tell,
): readonly string[] {
  return [
    ...routing(facts, world, tell),
    ...httpClient(facts),
    ...trustPool(facts, world, tell),
    ...nameResolution(ifKnown(facts.nameResolution), causes, world, tell),
    ...proxies(facts, world, tell),
  ];
}

/** VRFs and source interfaces that a client names, each with a way into the lab's network. */
function routing(facts: DeviceFacts, { nameServer }: LabWorld, tell: Tell): readonly string[] {
  const client = ifKnown(facts.httpClient);
  const policy = ifKnown(facts.trustPoolPolicy);
  const source = facts.cryptoConfiguration && ifKnown(facts.cryptoConfiguration)?.sourceInterface;
  const vrfs = [...new Set([client?.vrf, policy?.vrf])].filter(isName);
  const sources = [...new Set([client?.sourceInterface, source])].filter(isName);
  if (vrfs.length + sources.length > 0) tell({ kind: "routing", names: [...vrfs, ...sources] });
  const [inVrf] = vrfs;
  const interfaces = sources.length > 0 ? sources : vrfs.map((_, nth) => `GigabitEthernet0/0/0/${nth}`);
  return [
    ...vrfs.flatMap((vrf) => [`vrf ${vrf}`, `domain vrf ${vrf} name-server ${nameServer}`]),
    ...interfaces.flatMap((name, nth) => [
      `interface ${name}`,
      ...(inVrf === undefined ? [] : [` vrf ${vrfs[nth] ?? inVrf}`]),
      ` ipv4 address 192.0.2.${201 + nth} 255.255.255.0`,
    ]),
  ];
}

function httpClient({ httpClient: fact }: DeviceFacts): readonly string[] {
  const client = ifKnown(fact);
  return [
    ...(client?.peerVerification === "off-seen" ? ["http client secure-verify-peer disable"] : []),
    ...(isName(client?.vrf) ? [`http client vrf ${client.vrf}`] : []),
    ...(isName(client?.sourceInterface)
      ? [`http client source-interface ipv4 ${client.sourceInterface}`]
      : []),
  ];
}

function trustPool(facts: DeviceFacts, { defaultBundleUrl }: LabWorld, tell: Tell): readonly string[] {
  const policy = ifKnown(facts.trustPoolPolicy);
  const source = facts.cryptoConfiguration && ifKnown(facts.cryptoConfiguration)?.sourceInterface;
  const url = policy?.bundleUrl;
  const isOwn = url !== undefined && url !== defaultBundleUrl && /^\S+$/.test(url);
  if (isOwn) tell({ kind: "bundle-url", url });
  const lines = [
    ...(isOwn ? [` cabundle url ${url}`] : []),
    ...(policy?.crl === "optional" ? [" crl optional"] : []),
    ...(isName(policy?.vrf) ? [` vrf ${policy.vrf}`] : []),
  ];
  return [
    ...(lines.length > 0 ? ["crypto ca trustpool policy", ...lines] : []),
    ...(isName(source) ? [`crypto ca source-interface ipv4 ${source}`] : []),
  ];
}

function nameResolution(
  facts: NameResolutionFacts | undefined,
  causes: ReadonlySet<FailureCause>,
  { nameServer, cloudHosts }: LabWorld,
  tell: Tell,
): readonly string[] {
  if (!facts) return [];
  const others = facts.nameServers.filter((address) => address !== nameServer);
  if (others.length > 0) tell({ kind: "name-servers", addresses: others });
  const hosts = Object.keys(facts.staticHosts).filter((host) => cloudHosts.includes(host));
  if (hosts.length > 0) tell({ kind: "static-hosts", hosts });
  // A device that gets as far as a server resolves its name in some way, whatever it looks like.
  if (!causes.has("dns") || hosts.length > 0) return [];
  return [
    ...(facts.nameServers.length === 0 ? [`no domain name-server ${nameServer}`] : []),
    ...(facts.lookup === "disabled" ? ["domain lookup disable"] : []),
  ];
}

function proxies(facts: DeviceFacts, { proxy }: LabWorld, tell: Tell): readonly string[] {
  const own = ifKnown(facts.httpClient)?.proxy;
  const ofPki = facts.cryptoConfiguration && ifKnown(facts.cryptoConfiguration)?.httpProxy;
  for (const one of new Set([own, ofPki])) if (one !== undefined) tell({ kind: "proxy", proxy: one });
  const isSmart = ifKnown(facts.licence)?.transport === "smart";
  const ofClient = isSmart
    ? [`license smart proxy hostname ${proxy.host}`, `license smart proxy port ${proxy.port}`]
    : [`call-home http-proxy ${proxy.host} port ${proxy.port}`];
  return [
    ...(own === undefined ? [] : ofClient),
    ...(ofPki === undefined ? [] : [`crypto ca http-proxy ${proxy.host} port ${proxy.port}`]),
  ];
}

/** What a line of configuration can carry. */
function isName(text: string | undefined): text is string {
  return text !== undefined && /^[\w./:-]+( ?[\w./:-]+)?$/.test(text);
}

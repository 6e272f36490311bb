/**
 * Configuration like a device's, in what decides over licensing, Call Home and the trust pool. Addresses that only the
 * device's own network has are the lab's.
 */
import {
  type CallHomeFacts,
  type CallHomeProfile,
  type DeviceFacts,
  type FailureCause,
  ifKnown,
  type LicenceFacts,
} from "@reroot/core";
import type { LabWorld } from "./lab-world.js";
import { likeNetwork } from "./like-network.js";
import type { Tell } from "./unlike.js";

export function likeConfiguration(
  facts: DeviceFacts,
  causes: ReadonlySet<FailureCause>,
  world: LabWorld,
  tell: Tell,
): string {
  const licence = ifKnown(facts.licence);
  return [
    ...hostName(ifKnown(facts.system)?.hostName),
    ...callHome(ifKnown(facts.callHome), licence, causes, world, tell),
    ...licensing(licence, world, tell),
    ...likeNetwork(facts, causes, world, tell),
  ].join("\n");
}

function hostName(name: string | undefined): readonly string[] {
  return name !== undefined && /^[\w.-]+$/.test(name) ? [`hostname ${name}`] : [];
}

/** The profiles as they stand; without any, what is usual, unless the device says that its transport is disabled. */
function callHome(
  facts: CallHomeFacts | undefined,
  licence: LicenceFacts | undefined,
  causes: ReadonlySet<FailureCause>,
  world: LabWorld,
  tell: Tell,
): readonly string[] {
  if (!facts || facts.profiles.length === 0) {
    return causes.has("transport-disabled")
      ? ["call-home", " no service active"]
      : onPremProfile(licence, world);
  }
  return [
    "no call-home profile CiscoTAC-1",
    "call-home",
    ...(facts.serviceActive ? [] : [" no service active"]),
    ...facts.profiles.flatMap((profile) => profileLines(profile, world, tell)),
  ];
}

/** Licensing by Call Home to a server on the premises, of a device whose profiles nobody read. */
function onPremProfile(licence: LicenceFacts | undefined, world: LabWorld): readonly string[] {
  if (licence?.transport !== "on-prem" || licence.transportUrl?.includes("SmartTransport")) return [];
  return [
    "no call-home profile CiscoTAC-1",
    "call-home",
    " profile CiscoTAC-1",
    "  active",
    `  destination address http ${world.onPrem.callHome}`,
    "  reporting smart-licensing-data",
    "  destination transport-method http",
  ];
}

function profileLines(profile: CallHomeProfile, world: LabWorld, tell: Tell): readonly string[] {
  if (!/^[\w.-]+$/.test(profile.name)) return [];
  const destinations = profile.destinations
    .filter((url) => /^https?:/i.test(url))
    .map((url) => inLab(url, world.onPrem.callHome, world, tell));
  return [
    ` profile ${profile.name}`,
    ...(profile.active ? ["  active"] : []),
    ...destinations.map((url) => `  destination address http ${url}`),
    ...profile.reports.map((what) => `  reporting ${what}`),
    ...(profile.transport === "none" ? [] : [`  destination transport-method ${profile.transport}`]),
  ];
}

/** Where the lab has a server for this URL: its cloud's own names stay, anything else is the server on the premises. */
function inLab(url: string, onPrem: string, { cloudHosts }: LabWorld, tell: Tell): string {
  const host = URL.canParse(url) ? new URL(url).hostname : undefined;
  if (host === undefined || !cloudHosts.includes(host)) {
    tell({ kind: "server-of-its-own", url });
    return onPrem;
  }
  if (/^https:/i.test(url)) return url;
  tell({ kind: "plain-http", url });
  return url.replace(/^http:/i, "https:");
}

function licensing(licence: LicenceFacts | undefined, world: LabWorld, tell: Tell): readonly string[] {
  const url = licence?.transportUrl;
  switch (licence?.transport) {
    case "smart":
      return url === undefined ? [] : [`license smart url ${inLab(url, world.onPrem.smart, world, tell)}`];
    case "on-prem":
      tell({ kind: "server-of-its-own", url: url ?? "its own server" });
      return url === undefined || url.includes("SmartTransport")
        ? [`license smart url ${world.onPrem.smart}`]
        : [];
    case "cslu":
      return ["license smart transport cslu"];
    default:
      if (url !== undefined && /^http:/i.test(url)) tell({ kind: "plain-http", url });
      return [];
  }
}

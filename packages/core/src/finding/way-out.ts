/**
 * What is configured on a device's way to an endpoint, and which part of it keeps a contact from ever coming to a
 * handshake. A VRF that is not there is a fact; proxy and source interface are what to look at first.
 */
import type { DeviceFacts } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { FailureCause } from "./finding.js";
import type { Situation } from "./situation.js";

/** For a contact that failed without a certificate being looked at. */
export function causeOnTheWay(situation: Situation): FailureCause {
  if (namesUnresolvable(situation)) return "dns";
  const { vrf, sourceInterface, proxy } = wayOut(situation);
  const defined = situation.facts.vrfs && ifKnown(situation.facts.vrfs);
  if (vrf !== undefined && vrf !== "default" && defined && !defined.names.includes(vrf)) return "vrf";
  if (proxy !== undefined) return "proxy";
  return sourceInterface === undefined ? "not-the-certificate" : "source-interface";
}

/** A proxy resolves names itself; without one the endpoint's own name must be resolved. */
export function namesUnresolvable({ facts, endpoint }: Situation): boolean {
  return ifKnown(facts.httpClient)?.proxy === undefined && cannotResolve(facts, endpoint.host);
}

/** Known to have no name server, or not to ask one, and to have no entry for the host. */
export function cannotResolve({ nameResolution }: DeviceFacts, host: string): boolean {
  const resolution = ifKnown(nameResolution);
  if (!resolution || resolution.staticHosts[host]?.length) return false;
  return resolution.lookup === "disabled" || resolution.nameServers.length === 0;
}

interface WayOut {
  readonly vrf?: string | undefined;
  readonly sourceInterface?: string | undefined;
  readonly proxy?: string | undefined;
}

/** Call Home has a VRF and a source of its own; what it leaves open is that of `http client`. */
function wayOut({ facts, service }: Situation): WayOut {
  const http = ifKnown(facts.httpClient);
  const isSmart = service === "smart-licensing-smart-transport";
  const own = isSmart ? undefined : ifKnown(facts.callHome);
  const licence = facts.licenceConfiguration && ifKnown(facts.licenceConfiguration);
  return {
    vrf: own?.vrf ?? http?.vrf,
    sourceInterface: own?.sourceInterface ?? http?.sourceInterface,
    proxy: isSmart ? licence?.proxy : http?.proxy,
  };
}

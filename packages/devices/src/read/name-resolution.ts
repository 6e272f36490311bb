/** Which servers and static entries the configuration resolves names with. Whether they answer is not seen here. */
import type { NameResolutionFacts } from "@reroot/core";
import type { ConfigLine } from "../parsers/show-running-config.js";

const VRF = "(?:vrf \\S{1,64} )?";
const NAME_SERVER = new RegExp(`^${VRF}name-server (\\S{1,64})$`);
const STATIC_HOST = new RegExp(`^${VRF}ipv[46] host (\\S{1,255}) (\\S.{0,500})$`);
const LOOKUP_DISABLED = new RegExp(`^${VRF}lookup disable$`);

/** From the statements of `domain`. */
export function nameResolutionFacts(statements: readonly ConfigLine[]): NameResolutionFacts {
  const lines = statements.map(({ text }) => text);
  const staticHosts = new Map<string, readonly string[]>();
  for (const line of lines) {
    const host = STATIC_HOST.exec(line);
    if (!host) continue;
    const [, name = "", addresses = ""] = host;
    staticHosts.set(name, [...(staticHosts.get(name) ?? []), ...addresses.trim().split(/\s+/)]);
  }
  return {
    nameServers: [...new Set(lines.flatMap((line) => NAME_SERVER.exec(line)?.[1] ?? []))],
    staticHosts: Object.fromEntries(staticHosts),
    lookup: lines.some((line) => LOOKUP_DISABLED.test(line)) ? "disabled" : "enabled",
  };
}

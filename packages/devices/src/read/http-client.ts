/** What the configuration of the HTTP client says. */
import type { HttpClientFacts } from "@reroot/core";
import type { ConfigLine } from "../parsers/show-running-config.js";

/** From the statements of `http client`; the proxy is configured elsewhere. */
export function httpClientFacts(
  statements: readonly ConfigLine[],
  proxy: string | undefined,
): HttpClientFacts {
  const lines = statements.map(({ text }) => text);
  const vrf = firstMatch(lines, /^vrf (\S{1,64})$/);
  const sourceInterface = firstMatch(lines, /^source-interface (?:ipv[46] )?(\S{1,64})$/);
  return {
    peerVerification: lines.includes("secure-verify-peer disable") ? "off-seen" : "not-seen-off",
    ...(proxy !== undefined && { proxy }),
    ...(vrf !== undefined && { vrf }),
    ...(sourceInterface !== undefined && { sourceInterface }),
  };
}

function firstMatch(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const value = pattern.exec(line)?.[1];
    if (value !== undefined) return value;
  }
  return undefined;
}

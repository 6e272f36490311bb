/**
 * Whether a device's host key may be trusted: strictly by known_hosts, unless new keys were asked to
 * be accepted explicitly. A changed key is never accepted. Where known_hosts is kept on disk is the
 * caller's business.
 */
import {
  checkHostKey,
  type KnownHosts,
  knownHostsLine,
  knownKeyTypes,
  parseKnownHosts,
} from "./known-hosts.js";
import type { ConnectFailure } from "./session-failure.js";

export interface HostKeys {
  /** Undefined when the key may be trusted. */
  refusalOf(host: string, port: number, key: Buffer): ConnectFailure | undefined;
  typesFor(host: string, port: number): readonly string[];
}

/** Trusts what a known_hosts text names and nothing else. */
export function strictHostKeys(knownHosts: KnownHosts): HostKeys {
  return {
    typesFor: (host, port) => knownKeyTypes(knownHosts, host, port),
    refusalOf: (host, port, key) => {
      const answer = checkHostKey(knownHosts, host, port, key);
      if (answer.verdict === "known") return undefined;
      return { code: `session/host-key-${answer.verdict}`, detail: answer.detail };
    },
  };
}

/**
 * Trusts a host's first key as well, and holds it to that key from then on. Each accepted key is
 * handed out as a known_hosts line to keep.
 */
export function acceptingNewHostKeys(knownHosts: KnownHosts, accepted: (line: string) => void): HostKeys {
  const strict = strictHostKeys(knownHosts);
  const acceptedHere = new Map<string, HostKeys>();
  const known = (host: string, port: number) => acceptedHere.get(`${host} ${port}`) ?? strict;
  return {
    typesFor: (host, port) => known(host, port).typesFor(host, port),
    refusalOf: (host, port, key) => {
      const refusal = known(host, port).refusalOf(host, port, key);
      if (refusal?.code !== "session/host-key-unknown") return refusal;
      const line = knownHostsLine(host, port, key);
      acceptedHere.set(`${host} ${port}`, strictHostKeys(parseKnownHosts(line)));
      accepted(line);
      return undefined;
    },
  };
}

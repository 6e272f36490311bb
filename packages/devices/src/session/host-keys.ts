/**
 * Whether a device's host key may be trusted: strictly by known_hosts, unless new keys were asked to
 * be accepted explicitly. A changed key is never accepted. Where known_hosts is kept on disk is the
 * caller's business.
 */
import {
  checkHostKey,
  type HostKeyVerdict,
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

export interface KnownHostsFile {
  /** For messages; absent where there is only one text. */
  readonly file?: string;
  readonly knownHosts: KnownHosts;
}

/** Trusts what a known_hosts text names and nothing else. */
export function strictHostKeys(knownHosts: KnownHosts): HostKeys {
  return fileHostKeys([{ knownHosts }]);
}

/**
 * Trusts what any of the files names. A key that one of them revokes is revoked; a host that one of
 * them files with other keys has changed, unless another file holds the key.
 */
export function fileHostKeys(files: readonly KnownHostsFile[]): HostKeys {
  return {
    typesFor: (host, port) => [
      ...new Set(files.flatMap(({ knownHosts }) => knownKeyTypes(knownHosts, host, port))),
    ],
    refusalOf: (host, port, key) => {
      const answers = files.map(({ file, knownHosts }) => ({
        file,
        answer: checkHostKey(knownHosts, host, port, key),
      }));
      for (const verdict of ["revoked", "known", "changed"] as const) {
        const found = answers.find(({ answer }) => answer.verdict === verdict);
        if (found) return refusal(found.answer, found.file);
      }
      const byAuthority = answers.find(
        ({ answer }) => answer.verdict === "unknown" && answer.detail.authorityLines,
      );
      const found = byAuthority ?? answers[0];
      return refusal(found?.answer ?? checkHostKey(parseKnownHosts(""), host, port, key), found?.file);
    },
  };
}

/**
 * Trusts a host's first key as well, and holds it to that key from then on. Each accepted key is
 * handed out as a known_hosts line to keep.
 */
export function acceptingNewHostKeys(strict: HostKeys, accepted: (line: string) => void): HostKeys {
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

function refusal(answer: HostKeyVerdict, file: string | undefined): ConnectFailure | undefined {
  if (answer.verdict === "known") return undefined;
  const detail = file === undefined ? answer.detail : { ...answer.detail, file };
  return { code: `session/host-key-${answer.verdict}`, detail };
}

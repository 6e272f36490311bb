/**
 * The known_hosts file of OpenSSH (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): read once, asked once a
 * connection. It knows nothing of connections and never touches a file.
 *
 * Host certificates are not supported: an `@cert-authority` line trusts no key, but is remembered, so
 * that the refusal of a host under it can say why.
 */
import { createHash, createHmac } from "node:crypto";
import { matchesPattern } from "./pattern.js";
import type { HostKeyDetail } from "./session-failure.js";

export interface KnownHosts {
  /** Entries of unhashed names without wildcards, by each name: a fleet's file has thousands. */
  readonly byName: ReadonlyMap<string, readonly KnownHostsEntry[]>;
  /** Hashed names and patterns, which must be tried one by one. */
  readonly byTrial: readonly KnownHostsEntry[];
  /** `@cert-authority` lines; they are among the ignored too. */
  readonly authorities: readonly Pick<KnownHostsEntry, "line" | "names">[];
  /** Lines that say nothing to us, with the reason; OpenSSH passes over them too. */
  readonly ignored: readonly { readonly line: number; readonly reason: IgnoredReason }[];
}

export type IgnoredReason = "malformed" | "unknown-marker" | "certificate-authority";

export interface KnownHostsEntry {
  readonly line: number;
  readonly revoked: boolean;
  readonly names: HostNames;
  readonly keyType: string;
  /** The key in base64, as in the file. */
  readonly key: string;
}

type HostNames =
  | { readonly kind: "plain"; readonly wanted: readonly string[]; readonly unwanted: readonly string[] }
  /** `|1|salt|hash`: HMAC-SHA1 of the name under the salt. */
  | { readonly kind: "hashed"; readonly salt: Buffer; readonly hash: string };

export type HostKeyVerdict =
  | { readonly verdict: "known" }
  | { readonly verdict: "unknown" | "changed" | "revoked"; readonly detail: HostKeyDetail };

export function parseKnownHosts(text: string): KnownHosts {
  const byName = new Map<string, KnownHostsEntry[]>();
  const byTrial: KnownHostsEntry[] = [];
  const authorities: Pick<KnownHostsEntry, "line" | "names">[] = [];
  const ignored: { line: number; reason: IgnoredReason }[] = [];
  text.split(/\r?\n/).forEach((content, index) => {
    const line = index + 1;
    if (/^\s*(?:#|$)/.test(content)) return;
    const entry = parseEntry(content.trim(), line);
    if (entry === "certificate-authority") {
      const names = parseNames(content.trim().split(/\s+/)[1] ?? "");
      if (names) authorities.push({ line, names });
    }
    if (typeof entry === "string") ignored.push({ line, reason: entry });
    else if (needsTrial(entry)) byTrial.push(entry);
    else for (const name of literalNames(entry)) byName.set(name, [...(byName.get(name) ?? []), entry]);
  });
  return { byName, byTrial, authorities, ignored };
}

/** The name under which known_hosts files a host: `[host]:port` unless the port is 22. */
function knownHostsName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** The types of the keys that are filed for a host, to ask its server for one of them first. */
export function knownKeyTypes(knownHosts: KnownHosts, host: string, port: number): readonly string[] {
  const name = knownHostsName(host, port);
  const literal = typesOf(knownHosts.byName.get(name) ?? []);
  if (literal.length > 0) return literal;
  // Thousands of hashed names cost a hash each: not worth it when all of them have one type.
  const all = typesOf(knownHosts.byTrial);
  return all.length < 2 ? all : typesOf(filedUnder(knownHosts, name, () => true));
}

/**
 * What known_hosts says about a key that a server presented (`key`: the blob of RFC 4253, section
 * 6.6). A host that is filed with other keys only, of whatever type, counts as changed: accepting a
 * new type beside a known one would let anybody in between choose it.
 */
export function checkHostKey(
  knownHosts: KnownHosts,
  host: string,
  port: number,
  key: Buffer,
): HostKeyVerdict {
  const name = knownHostsName(host, port);
  const encoded = key.toString("base64");
  const same = filedUnder(knownHosts, name, (entry) => entry.key === encoded);
  const revoked = same.filter((entry) => entry.revoked);
  if (revoked.length > 0) return { verdict: "revoked", detail: detailOf(name, key, revoked) };
  if (same.length > 0) return { verdict: "known" };
  const others = filedUnder(knownHosts, name, (entry) => !entry.revoked);
  const detail = detailOf(name, key, others);
  if (others.length > 0) return { verdict: "changed", detail };
  const authorities = knownHosts.authorities.filter((authority) => isNamed(authority, name));
  if (authorities.length === 0) return { verdict: "unknown", detail };
  return { verdict: "unknown", detail: { ...detail, authorityLines: authorities.map(({ line }) => line) } };
}

/** The line that files a key, for whoever accepts it. */
export function knownHostsLine(host: string, port: number, key: Buffer): string {
  return `${knownHostsName(host, port)} ${keyTypeOf(key)} ${key.toString("base64")}`;
}

function parseEntry(content: string, line: number): KnownHostsEntry | IgnoredReason {
  const fields = content.split(/\s+/);
  const marker = fields[0]?.startsWith("@") ? fields.shift() : undefined;
  if (marker === "@cert-authority") return "certificate-authority";
  if (marker !== undefined && marker !== "@revoked") return "unknown-marker";
  const [hosts = "", keyType = "", key = ""] = fields;
  const names = parseNames(hosts);
  const blob = Buffer.from(key, "base64");
  if (!names || blob.toString("base64") !== key || keyTypeOf(blob) !== keyType) return "malformed";
  return { line, revoked: marker === "@revoked", names, keyType, key };
}

function parseNames(hosts: string): HostNames | undefined {
  if (hosts.startsWith("|")) {
    const [, version, salt, hash] = hosts.split("|");
    if (version !== "1" || !salt || !hash) return undefined;
    return { kind: "hashed", salt: Buffer.from(salt, "base64"), hash };
  }
  const patterns = hosts.toLowerCase().split(",").filter(Boolean);
  const unwanted = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  const wanted = patterns.filter((pattern) => !pattern.startsWith("!"));
  return wanted.length === 0 ? undefined : { kind: "plain", wanted, unwanted };
}

/** A revoked key is usually filed under `*`; the wanted test comes first because it is cheap. */
function filedUnder(
  { byName, byTrial }: KnownHosts,
  name: string,
  isWanted: (entry: KnownHostsEntry) => boolean,
): readonly KnownHostsEntry[] {
  const literal = byName.get(name) ?? [];
  return [...literal.filter(isWanted), ...byTrial.filter((entry) => isWanted(entry) && isNamed(entry, name))];
}

function typesOf(entries: readonly KnownHostsEntry[]): readonly string[] {
  return [...new Set(entries.filter((entry) => !entry.revoked).map((entry) => entry.keyType))];
}

function needsTrial({ names }: KnownHostsEntry): boolean {
  if (names.kind === "hashed" || names.unwanted.length > 0) return true;
  return names.wanted.some((pattern) => /[*?]/.test(pattern));
}

function literalNames({ names }: KnownHostsEntry): readonly string[] {
  return names.kind === "plain" ? [...new Set(names.wanted)] : [];
}

function isNamed({ names }: Pick<KnownHostsEntry, "names">, name: string): boolean {
  if (names.kind === "hashed") {
    return createHmac("sha1", names.salt).update(name).digest("base64") === names.hash;
  }
  const fits = (pattern: string) => matchesPattern(pattern, name);
  return names.wanted.some(fits) && !names.unwanted.some(fits);
}

function detailOf(host: string, key: Buffer, entries: readonly KnownHostsEntry[]): HostKeyDetail {
  return {
    host,
    keyType: keyTypeOf(key) ?? "unknown",
    fingerprint: `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`,
    knownHostsLines: entries.map((entry) => entry.line),
  };
}

/** RFC 4253, section 6.6: a key blob begins with its type as a string. */
function keyTypeOf(blob: Buffer): string | undefined {
  if (blob.length < 4) return undefined;
  const length = blob.readUInt32BE(0);
  return length > 64 || blob.length < 4 + length ? undefined : blob.toString("latin1", 4, 4 + length);
}

/** Whether a certificate was issued for the name that is asked for (RFC 9525, RFC 6125, RFC 5280 4.2.1.6). */
import { sameBytes } from "../der/hex.js";
import type { Certificate } from "../x509/certificate.js";
import type { GeneralName } from "../x509/general-name.js";
import { AttributeType, attributeValues } from "../x509/name.js";

/** The name a peer is expected to prove. `ip` holds 4 or 16 octets. */
export type PeerName = HostName | { readonly kind: "email"; readonly value: string };

type HostName =
  | { readonly kind: "dns"; readonly value: string }
  | { readonly kind: "ip"; readonly octets: Uint8Array };

/** A server's name as an operator writes it: an IPv4 or IPv6 address (brackets allowed) or a DNS name. */
export function serverNameOf(text: string): HostName {
  const octets = parseIpAddress(text.replace(/^\[(.*)\]$/, "$1"));
  return octets === undefined ? { kind: "dns", value: text } : { kind: "ip", octets };
}

/** Whether the certificate names the peer. `commonName: "as-last-resort"` is for platforms before RFC 6125. */
export function namesPeer(
  certificate: Certificate,
  peer: PeerName,
  commonName: "ignored" | "as-last-resort",
): boolean {
  const names = certificate.extensions.subjectAltName ?? [];
  if (names.some((name) => namesSamePeer(name, peer))) return true;
  const last = commonName === "ignored" ? undefined : nameOfLastResort(certificate);
  return last !== undefined && namesSamePeer(last, peer);
}

/** The last common name, when no alternative name is a host or an address (RFC 2818 3.1, RFC 6125 6.4.4). */
export function nameOfLastResort({ subject, extensions }: Certificate): HostName | undefined {
  if (extensions.subjectAltName?.some(({ kind }) => kind === "dns" || kind === "ip")) return undefined;
  const last = attributeValues(subject, AttributeType.commonName).at(-1);
  return last === undefined ? undefined : serverNameOf(last);
}

/**
 * Whether a presented DNS name covers a reference name. `*` stands for exactly one label, must be the whole
 * leftmost one, and at least two labels must follow it: a wildcard directly below a top-level domain spans
 * registrations of different owners (RFC 9525 6.3, RFC 6125 7.2).
 */
export function dnsNameMatches(presented: string, reference: string): boolean {
  const wanted = withoutFinalDot(reference).toLowerCase();
  const offered = presented.toLowerCase();
  if (!isDnsName(wanted) || !isPresentableDnsName(offered)) return false;
  if (!offered.startsWith("*.")) return offered === wanted;
  const dot = wanted.indexOf(".");
  return dot > 0 && wanted.slice(dot) === offered.slice(1) && offered.indexOf(".", 2) > 0;
}

/** Labels of letters, digits, hyphens, and underscores, which occur in host names in practice. */
export function isDnsName(name: string): boolean {
  if (name.length === 0 || name.length > 253) return false;
  return name.split(".").every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
}

/** A DNS name that may start with `*.`. */
export function isPresentableDnsName(name: string): boolean {
  return isDnsName(name.startsWith("*.") ? name.slice(2) : name);
}

/** An address in text form as 4 or 16 octets; undefined when the text is none (RFC 3986 3.2.2). */
export function parseIpAddress(text: string): Uint8Array | undefined {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

function namesSamePeer(name: GeneralName | PeerName, peer: PeerName): boolean {
  if (peer.kind === "ip") return name.kind === "ip" && sameBytes(name.octets, peer.octets);
  if (name.kind !== peer.kind) return false;
  if (!("value" in name)) return false;
  return peer.kind === "dns" ? dnsNameMatches(name.value, peer.value) : sameMailbox(name.value, peer.value);
}

/** RFC 5280 7.5: the local part as it is, the host without case. */
function sameMailbox(a: string, b: string): boolean {
  const atA = a.lastIndexOf("@");
  const atB = b.lastIndexOf("@");
  if (atA < 1 || atB < 1) return false;
  return a.slice(0, atA) === b.slice(0, atB) && a.slice(atA).toLowerCase() === b.slice(atB).toLowerCase();
}

function withoutFinalDot(name: string): string {
  return name.endsWith(".") ? name.slice(0, -1) : name;
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return Uint8Array.from(parts, Number);
}

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => parseGroups(half));
  if (head === undefined) return undefined;
  if (halves.length === 1) return head.length === 16 ? Uint8Array.from(head) : undefined;
  if (tail === undefined || head.length + tail.length > 14) return undefined;
  return Uint8Array.from([...head, ...new Array(16 - head.length - tail.length).fill(0), ...tail]);
}

function parseGroups(text: string): number[] | undefined {
  if (text === "") return [];
  const octets: number[] = [];
  const groups = text.split(":");
  for (const [i, group] of groups.entries()) {
    const ipv4 = i === groups.length - 1 && group.includes(".") ? parseIpv4(group) : undefined;
    if (ipv4 !== undefined) octets.push(...ipv4);
    else if (/^[0-9a-f]{1,4}$/i.test(group))
      octets.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return undefined;
  }
  return octets;
}

/**
 * Name constraints (RFC 5280 4.2.1.10, 6.1.3 b-c, 6.1.4 g): may these names stand below that CA?
 * Intersecting permitted subtrees over a path is the same as asking each CA by itself, which is what is done.
 */
import type { Certificate } from "../x509/certificate.js";
import type { GeneralSubtree, NameConstraints } from "../x509/extensions.js";
import type { GeneralName } from "../x509/general-name.js";
import { AttributeType, attributeValues, type DistinguishedName, relativeNameKey } from "../x509/name.js";
import type { Spending } from "./budget.js";
import type { PlatformPolicy } from "./platform.js";
import { isDnsName, isPresentableDnsName, nameOfLastResort } from "./server-name.js";

/** RFC 5321 4.5.3.1: 64 octets of local part, 255 of host. */
const longestMailbox = 320;
const longestUri = 8192;

/** What a name does wrong. `unsupported`: a constraint on names of a form that cannot be judged. */
export type NameConstraintFault = "not-permitted" | "excluded" | "malformed" | "unsupported" | "over-budget";

export interface NameContext {
  readonly platform: PlatformPolicy;
  readonly spending: Spending;
}

/** The first fault among the certificate's names below a CA with these constraints; undefined when none. */
export function nameConstraintFault(
  constraints: NameConstraints,
  certificate: Certificate,
  context: NameContext,
): { readonly fault: NameConstraintFault; readonly name: GeneralName } | undefined {
  const byKind = groupByKind(constraints);
  for (const name of constrainedNames(certificate, context.platform)) {
    const fault = isUnreadable(name) ? "malformed" : faultOf(name, byKind.get(name.kind), context);
    if (fault !== undefined) return { fault, name };
  }
  return undefined;
}

/**
 * All names that constraints apply to: the subject when not empty, every alternative name, e-mail addresses in
 * the subject (RFC 5280 asks for these when there is no alternative name; software that reads them reads them
 * always), and the common name where it can stand for a server's name.
 */
function* constrainedNames(certificate: Certificate, platform: PlatformPolicy): Generator<GeneralName> {
  const { subject, extensions } = certificate;
  if (subject.rdns.length > 0) yield { kind: "directory", name: subject };
  yield* extensions.subjectAltName ?? [];
  for (const value of attributeValues(subject, AttributeType.emailAddress)) yield { kind: "email", value };
  const commonName = platform.commonNameAsServerName ? nameOfLastResort(certificate) : undefined;
  if (commonName?.kind === "dns" && isDnsName(commonName.value)) yield commonName;
  else if (commonName?.kind === "ip") yield commonName;
}

type Kind = GeneralName["kind"];
type Lists = Record<"permitted" | "excluded", GeneralSubtree[]>;
type Grouped = Map<Kind, Lists>;

const grouped = new WeakMap<NameConstraints, Grouped>();

function groupByKind(constraints: NameConstraints): Grouped {
  let byKind = grouped.get(constraints);
  if (byKind !== undefined) return byKind;
  byKind = new Map();
  grouped.set(constraints, byKind);
  for (const list of ["permitted", "excluded"] as const) {
    for (const subtree of constraints[list]) {
      const group = byKind.get(subtree.base.kind) ?? { permitted: [], excluded: [] };
      byKind.set(subtree.base.kind, group);
      group[list].push(subtree);
    }
  }
  return byKind;
}

/** Constraints on one kind of name say nothing about the others (RFC 5280 4.2.1.10). */
function faultOf(
  name: GeneralName,
  constraints: Lists | undefined,
  context: NameContext,
): NameConstraintFault | undefined {
  if (!context.spending.take("nameComparisons")) return "over-budget";
  for (const subtree of constraints?.excluded ?? []) {
    const match = covers(subtree, name, "excluded", context);
    if (match === true) return "excluded";
    if (match !== false) return match;
  }
  if (constraints === undefined || constraints.permitted.length === 0) return undefined;
  let permitted = false;
  // All are looked at: whether a malformed one counts must not depend on the order.
  for (const subtree of constraints.permitted) {
    const match = covers(subtree, name, "permitted", context);
    if (typeof match === "string") return match;
    permitted ||= match;
  }
  return permitted ? undefined : "not-permitted";
}

type Verdict = boolean | NameConstraintFault;

function covers(
  { base, bounded }: GeneralSubtree,
  name: GeneralName,
  list: keyof Lists,
  { spending, platform }: NameContext,
): Verdict {
  if (!spending.take("nameComparisons")) return "over-budget";
  if (bounded) return "unsupported";
  if (base.kind === "directory" && name.kind === "directory") return directoryCovers(base.name, name.name);
  if (base.kind === "ip" && name.kind === "ip") return rangeCovers(base.octets, name.octets);
  if (base.kind === "dns") return dnsVerdict(domainOf(base, platform), parsed(name).dns, list);
  if (base.kind === "email") return mailboxCovers(base, name);
  return base.kind === "uri" ? uriCovers(base, name) : "unsupported";
}

/** Below any constraint, a name that cannot be read cannot be cleared of being one that is not allowed. */
function isUnreadable(name: GeneralName): boolean {
  if (name.kind === "dns") return parsed(name).dns === undefined;
  return name.kind === "email" && parsed(name).mailbox === undefined;
}

/** The constraint is a prefix of the name, relative name by relative name. */
function directoryCovers(base: DistinguishedName, name: DistinguishedName): boolean {
  if (base.rdns.length > name.rdns.length) return false;
  return base.rdns.every((rdn, i) => relativeNameKey(rdn) === relativeNameKey(name.rdns[i] ?? []));
}

function rangeCovers(range: Uint8Array, address: Uint8Array): Verdict {
  if (range.length !== 8 && range.length !== 32) return "malformed";
  if (address.length !== 4 && address.length !== 16) return "malformed";
  const half = range.length / 2;
  if (!isMask(range.subarray(half))) return "malformed";
  if (address.length !== half) return false;
  return address.every((octet, i) => ((octet ^ (range[i] as number)) & (range[half + i] as number)) === 0);
}

/** RFC 4632: leading ones, then zeros. */
function isMask(mask: Uint8Array): boolean {
  let ended = false;
  for (const octet of mask) {
    const ones = Math.clz32(~(octet << 24));
    if (((octet << ones) & 0xff) !== 0 || (ended && octet !== 0)) return false;
    if (octet !== 0xff) ended = true;
  }
  return true;
}

/** The domain of a DNS constraint, with a leading dot only where that means the hosts below it. */
function domainOf(
  constraint: GeneralName,
  { dnsConstraintWithLeadingDot }: PlatformPolicy,
): string | undefined {
  const { domain, hosts } = parsed(constraint);
  return dnsConstraintWithLeadingDot === "hosts-below" ? hosts : domain;
}

/**
 * A permitted domain must hold every host that the name stands for, an excluded one must hold none of them:
 * `*.example.com` stands for `bar.example.com` too.
 */
function dnsVerdict(domain: string | undefined, pattern: Parsed["dns"], list: keyof Lists): Verdict {
  if (domain === undefined || pattern === undefined) return "malformed";
  if (holdsHosts(domain, pattern)) return true;
  if (list === "permitted" || !pattern.isWildcard) return false;
  return domain.slice(domain.indexOf(".", 1) + 1) === pattern.host && !domain.startsWith(".");
}

/** Zero or more labels added on the left; one or more below a leading dot, for which a wildcard counts as one. */
function holdsHosts(domain: string, { host, isWildcard }: NonNullable<Parsed["dns"]>): boolean {
  if (domain === "" || host === domain) return true;
  if (domain.startsWith(".")) return (isWildcard ? `*.${host}` : host).endsWith(domain);
  return host.endsWith(domain) && host[host.length - domain.length - 1] === ".";
}

/** A mailbox, all mailboxes of a host, or (leading dot) of all hosts in a domain. */
function mailboxCovers(constraint: GeneralName, name: GeneralName): Verdict {
  const mailbox = parsed(name).mailbox;
  const wanted = parsed(constraint);
  if (mailbox === undefined) return "malformed";
  if (wanted.mailbox === undefined) return hostCovers(wanted.hosts, mailbox.host);
  return mailbox.local === wanted.mailbox.local && mailbox.host === wanted.mailbox.host;
}

/** RFC 5280: for URIs and mailboxes `example.com` is that host alone, `.example.com` everything below it. */
function hostCovers(hosts: string | undefined, host: string): Verdict {
  if (hosts === undefined) return "malformed";
  if (hosts === "") return true;
  return hosts.startsWith(".") ? host.endsWith(hosts) && host.length > hosts.length : host === hosts;
}

/** RFC 5280 4.2.1.10: a URI without a host name in its authority cannot be judged and is refused. */
function uriCovers(constraint: GeneralName, name: GeneralName): Verdict {
  const host = parsed(name).uriHost;
  return host === undefined ? "malformed" : hostCovers(parsed(constraint).hosts, host);
}

/** One name in all its readings, in lower case; a reading that does not apply is undefined. */
interface Parsed {
  /** As a DNS constraint of RFC 5280. Empty is the whole name space; a leading dot has no meaning there. */
  readonly domain: string | undefined;
  /** The same with or without a leading dot, as in constraints on hosts of URIs or mailboxes. */
  readonly hosts: string | undefined;
  readonly dns: { readonly host: string; readonly isWildcard: boolean } | undefined;
  readonly mailbox: { readonly local: string; readonly host: string } | undefined;
  readonly uriHost: string | undefined;
}

const parsedNames = new WeakMap<GeneralName, Parsed>();

/** Read once: a name is compared with many constraints. */
function parsed(name: GeneralName): Parsed {
  let known = parsedNames.get(name);
  if (known === undefined) {
    known = parse(name);
    parsedNames.set(name, known);
  }
  return known;
}

function parse(name: GeneralName): Parsed {
  const value = "value" in name ? name.value : "";
  const lower = value.length > longestUri ? undefined : value.toLowerCase();
  const isDomain = lower !== undefined && (lower === "" || isDnsName(lower));
  const isHosts = isDomain || (lower?.startsWith(".") === true && isDnsName(lower.slice(1)));
  return {
    domain: isDomain ? lower : undefined,
    hosts: isHosts ? lower : undefined,
    dns: name.kind === "dns" ? parseDns(lower) : undefined,
    mailbox: name.kind === "email" ? splitMailbox(value) : undefined,
    uriHost: name.kind === "uri" ? hostOf(lower) : undefined,
  };
}

function parseDns(lower: string | undefined): Parsed["dns"] {
  if (lower === undefined || !isPresentableDnsName(lower)) return undefined;
  const isWildcard = lower.startsWith("*.");
  return { host: isWildcard ? lower.slice(2) : lower, isWildcard };
}

/**
 * RFC 5280 7.5: the local part as it is, the host without case. A quoted local part is the text that it quotes
 * (RFC 5321 4.1.2).
 */
function splitMailbox(text: string): Parsed["mailbox"] {
  if (text.length > longestMailbox) return undefined;
  const at = text.lastIndexOf("@");
  const written = text.slice(0, Math.max(at, 0));
  const host = text.slice(at + 1).toLowerCase();
  const quoted = /^"((?:[ !#-[\]-~]|\\[ -~])+)"$/.exec(written)?.[1];
  const local = quoted?.replace(/\\(.)/g, "$1") ?? written;
  const isLocal = quoted !== undefined || /^[!#-?A-~]+$/.test(written);
  return isLocal && isDnsName(host) ? { local, host } : undefined;
}

/** The host of the authority; RFC 3986 3.2: nothing before it but user information of allowed characters. */
function hostOf(lower: string | undefined): string | undefined {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/.exec(lower ?? "")?.[1] ?? "";
  const host = /^(?:[\w.~!$&'()*+,;=:%-]*@)?([\w.-]+)(?::\d*)?$/.exec(authority)?.[1];
  return host !== undefined && isDnsName(host) && !/^[\d.]+$/.test(host) ? host : undefined;
}

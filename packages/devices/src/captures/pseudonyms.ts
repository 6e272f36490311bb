/**
 * Other names for what a recording says of its owner: hosts, domains, users, addresses, serial numbers,
 * accounts, people. The same thing gets the same other name throughout, so that a recording still makes
 * sense. What belongs to the vendor, to certificates and to documentation stays.
 */
import { isIP, isIPv6 } from "node:net";
import { readPrompt } from "../parsers/prompt.js";
import type { Recording } from "./recording.js";

type Renaming = (text: string) => string;

/** For each exchange of this recording: its text under other names. */
export function pseudonyms({ exchanges }: Recording): Renaming {
  const texts = exchanges.map(({ raw }) => raw);
  const steps: readonly Renaming[] = [
    // Addresses of people hold domains, and domains hold host names: the longer names first.
    renameEmails(),
    renameDomains(texts),
    renameHosts(texts),
    renameAddresses(),
    ...LABELLED.map(renameLabelled),
  ];
  return (text) => steps.reduce((kept, step) => step(kept), text);
}

/** What stands behind these words is somebody's own; each kind is counted by itself. */
const LABELLED: readonly { readonly form: RegExp; readonly name: (count: number) => string }[] = [
  {
    form: /(\bSN:[ \t]*|\bSerial Number[ \t]*:?[ \t]+|\bchassis[ \t]+serial[ \t]*:?[ \t]*)([A-Z0-9]{6,20})\b/gi,
    name: (count) => `SERIAL${String(count).padStart(5, "0")}`,
  },
  {
    form: /(\b(?:Smart|Virtual) Account:[ \t]*)(\S[^\r\n]{0,100})/g,
    name: (count) => `Account ${count}`,
  },
  {
    form: /(\b(?:customer-id|contract-id|site-id|street-address|phone-number|contact)[ \t]+)(?!smart-licensing\b)("?[^\r\n"]{1,200}"?)/g,
    name: (count) => `value-${count}`,
  },
  {
    form: /(\b(?:[Cc]ustomer ID|[Cc]ontract ID|[Ss]ite ID|[Ss]treet address|phone number):[ \t]*)(?!Not yet set up)(\S[^\r\n]{0,200})/g,
    name: (count) => `value-${count}`,
  },
  { form: /(^[ \t]*description[ \t]+)(\S[^\r\n]{0,400})/gm, name: (count) => `description-${count}` },
  {
    form: /(\bUsername:[ \t]*|\bUser[ \t]+(?=\S+ has the following)|^username[ \t]+|\bconfiguration change at [^\r\n]{10,40} by |\buser '|\bstarted by |\bby (?=\S{1,64} on (?:vty|con|aux)))([^\s':]{1,64})/gm,
    name: (count) => `user${count}`,
  },
  // Rows of commits and of configuration sessions: after their id, or id and line.
  {
    form: /(^\d{1,6}[ \t]+\S{1,64}[ \t]+)(\S{1,64})(?=[ \t]+\S+:node|[ \t]+\S+[ \t]+(?:CLI|Rollback|Netconf))/gm,
    name: (count) => `user${count}`,
  },
  {
    form: /(^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}[ \t]+\S{1,40}[ \t]+)(\S{1,64})/gm,
    name: (count) => `user${count}`,
  },
];

function renameLabelled({ form, name }: (typeof LABELLED)[number]): Renaming {
  const names = numbered(name);
  return (text) => text.replace(form, (_, label: string, own: string) => `${label}${names(own)}`);
}

function renameEmails(): Renaming {
  const names = numbered((count) => `person${count}@example.net`);
  return (text) =>
    text.replace(/\b[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}\b/g, (found) =>
      names(found),
    );
}

/** Of the vendor, of documentation (RFC 2606), or what only looks like a name. */
const COMMON =
  /(?:^|\.)(?:cisco\.com|example|example\.(?:com|net|org)|invalid|test|localhost|quovadisglobal\.com|identrust\.com)$|\.(?:p7b|pem|txt|iso|tar|rpm|pie|vm|so|log)$/i;
/** Statements that name hosts and domains of the owner's own. */
const NAMING =
  /\b(?:domain (?:vrf \S{1,64} )?(?:name|list)|domain (?:vrf \S{1,64} )?ipv[46] host|http-proxy|proxy-server|proxy(?: hostname| address)?|mail-server|hostname|https?:\/\/|(?:s|t)?ftp:\/\/|scp:\/\/)[ \t]*(?:[^\s@/]{1,200}@)?([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6})/gi;

function renameDomains(texts: readonly string[]): Renaming {
  const found = new Set<string>();
  for (const text of texts) {
    for (const [, name = ""] of text.matchAll(NAMING)) {
      if (!COMMON.test(name) && isIP(name) === 0 && /[A-Za-z]/.test(name)) found.add(name);
    }
  }
  const longestFirst = [...found].sort((a, b) => b.length - a.length);
  const names = new Map(longestFirst.map((name, index) => [name, `name${index + 1}.example.net`]));
  return (text) => longestFirst.reduce((kept, name) => kept.replaceAll(name, names.get(name) ?? ""), text);
}

function renameHosts(texts: readonly string[]): Renaming {
  const hosts = new Set<string>();
  for (const text of texts) {
    for (const line of text.split(/[\r\n]+/)) {
      const host = readPrompt(line)?.host;
      if (host) hosts.add(host);
    }
  }
  const names = [...hosts].sort((a, b) => b.length - a.length);
  return (text) =>
    names.reduce(
      (kept, name, index) => kept.replaceAll(name, names.length === 1 ? "router" : `router${index + 1}`),
      text,
    );
}

/** Those that are kept for documentation (RFC 5737, RFC 3849). */
function renameAddresses(): Renaming {
  const addresses = numbered((count, address) =>
    isIPv6(address) ? `2001:db8::${count.toString(16)}` : `198.51.100.${1 + (count % 254)}`,
  );
  return (text) =>
    text.replace(/(?<![\w.:])[0-9A-Fa-f:.]{3,45}(?![\w:])/g, (found) => {
      const address = found.replace(/\.$/, "");
      return isOwnAddress(address) ? `${addresses(address)}${found.slice(address.length)}` : found;
    });
}

/** Bytes of a fingerprint or of a serial number look like an address of eight groups. */
function isOwnAddress(text: string): boolean {
  const kept = /^(?:0\.0\.0\.0|127\.0\.0\.1|255\.[\d.]+|192\.0\.2\.\d+|::1?|2001:db8:.*)$/i;
  return isIP(text) !== 0 && !/^(?:[0-9A-Fa-f]{2}:){7}[0-9A-Fa-f]{2}$/.test(text) && !kept.test(text);
}

function numbered(name: (count: number, found: string) => string): (found: string) => string {
  const names = new Map<string, string>();
  return (found) => {
    const known = names.get(found) ?? name(names.size + 1, found);
    names.set(found, known);
    return known;
  };
}

/**
 * The names that one host entry stands for: `r1`, `r1:2022`, `[2001:db8::1]:22`, `r[01:20]`, `r[01:20:2]`,
 * `db-[a:f].example.com` (Ansible, "Adding ranges of hosts": ranges are inclusive, leading zeros are kept).
 */

export type HostPattern =
  | { readonly ok: true; readonly names: readonly string[]; readonly port?: string }
  | { readonly ok: false; readonly problem: "name" | "range" | "too-many"; readonly range: string };

/** No name is longer than 253 characters; ranges add a few. */
const LONGEST_PATTERN = 1_000;

const MOST_HOSTS_OF_A_PATTERN = 100_000;

export function hostsOf(pattern: string): HostPattern {
  if (pattern.length > LONGEST_PATTERN) return { ok: false, problem: "name", range: "" };
  const ipv6 = /^\[([0-9a-f:.]+)\](?::(\d+))?$/i.exec(pattern);
  if (ipv6?.[1] && isIpv6(ipv6[1])) return { ok: true, names: [ipv6[1]], ...(ipv6[2] && { port: ipv6[2] }) };
  const withPort = /^((?:[^:[\]]|\[[^\]]*\])+):(\d+)$/.exec(pattern);
  const base = withPort?.[1] ?? pattern;
  if (!isIpv6(base) && base.replace(/\[[^\]]*(\]|$)/g, "").includes(":"))
    return { ok: false, problem: "name", range: "" };
  const expanded = isIpv6(base) ? { ok: true as const, names: [base] } : expand(base);
  return expanded.ok && withPort?.[2] ? { ...expanded, port: withPort[2] } : expanded;
}

/** By its colons: eight groups, or fewer and one gap. Whether the address exists is found out later. */
export function isIpv6(text: string): boolean {
  return /^[0-9a-f:.]+(%\w+)?$/i.test(text) && (text.includes("::") || text.split(":").length === 8);
}

/** The first range first, so that `r[1:2][a:b]` gives r1a, r1b, r2a, r2b. */
function expand(pattern: string): HostPattern {
  const parts = pattern.split(/(\[[^\]]*\])/);
  let names = [""];
  for (const part of parts) {
    const range = /^\[([^\]]*)\]$/.exec(part);
    const values = range ? valuesOf(range[1] ?? "", names.length) : [part];
    if (values === "too-many") return { ok: false, problem: "too-many", range: part };
    if (values === undefined || /[[\]]/.test(range ? "" : part))
      return { ok: false, problem: "range", range: part };
    names = names.flatMap((name) => values.map((value) => name + value));
  }
  return { ok: true, names };
}

function valuesOf(range: string, times: number): readonly string[] | "too-many" | undefined {
  const [first = "", last, step = "1", ...more] = range.split(":");
  if (last === undefined || more.length > 0 || !/^[1-9]\d{0,5}$/.test(step)) return undefined;
  if (/^[a-z]$/i.test(first) && /^[a-z]$/i.test(last)) return letters(first, last, Number(step));
  if (!/^\d{0,9}$/.test(first) || !/^\d{1,9}$/.test(last)) return undefined;
  const [from, to] = [Number(first || "0"), Number(last)];
  const isPadded = first.length > 1 && first.startsWith("0");
  // r[01:100] would have to change its width on the way.
  if (from > to || (isPadded && first.length !== last.length)) return undefined;
  const size = Math.floor((to - from) / Number(step)) + 1;
  if (size * times > MOST_HOSTS_OF_A_PATTERN) return "too-many";
  const width = isPadded ? first.length : 0;
  return Array.from({ length: size }, (_, index) => String(from + index * Number(step)).padStart(width, "0"));
}

function letters(first: string, last: string, step: number): readonly string[] | undefined {
  const [from, to] = [ALPHABET.indexOf(first), ALPHABET.indexOf(last)];
  if (from > to) return undefined;
  return [...ALPHABET.slice(from, to + 1)].filter((_, index) => index % step === 0);
}

/** Small letters, then capitals: a range may run from one into the other. */
const ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

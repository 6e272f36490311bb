/**
 * What an SSH configuration says of one host: for each keyword the first value that applies, as
 * ssh_config(5) has it. Pure. It knows no sessions and reads no keys.
 */
import { failed, type Result, success } from "@reroot/pki";
import type { AlgorithmChange, AlgorithmChanges, AlgorithmKind } from "../session/algorithms.js";
import { offeredAlgorithms } from "../session/algorithms.js";
import type { LoginMethod } from "../session/login.js";
import { matchesPatternList } from "../session/pattern.js";
import type { ConfigurationRefusal } from "../session/session-failure.js";
import { type JumpAddress, readJumps } from "./jump-address.js";
import { canonicalKeyword, treatmentOf } from "./keywords.js";
import type { Condition, Criterion, Directive, Place, SshConfig } from "./ssh-config.js";
import { expandTokens, type TokenValues } from "./tokens.js";

export interface HostQuestion {
  /** As the operator wrote it. */
  readonly host: string;
  /** Outweighs the configuration, as `-l` and `-p` do. */
  readonly user?: string;
  readonly port?: number;
  readonly localUser: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface HostSettings {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  /** Absent: the usual ones. Tokens and `~` are expanded. */
  readonly identityFiles?: readonly string[];
  readonly identitiesOnly: boolean;
  /** A socket, or `none`; absent: the one that the environment names. */
  readonly identityAgent?: string;
  readonly userKnownHostsFiles?: readonly string[];
  readonly globalKnownHostsFiles?: readonly string[];
  readonly hostKeyAlias?: string;
  readonly jumps: readonly JumpAddress[];
  /** Where the jumps stand, for whoever finds that they lead nowhere. */
  readonly jumpsAt?: Directive;
  readonly algorithmChanges: AlgorithmChanges;
  /** Of our own keys, those of these algorithms. */
  readonly keyAlgorithms?: AlgorithmChange;
  /** In order of preference; absent: all. */
  readonly methods?: readonly LoginMethod[];
  readonly connectTimeoutMs?: number;
  readonly family?: 4 | 6;
  readonly localAddress?: string;
  readonly passedOver: readonly PassedOver[];
}

/** A directive that applies to the host and is not honoured. */
export interface PassedOver {
  readonly directive: string;
  readonly place: Place;
  readonly because: "not-used" | "unknown-keyword";
}

const ALGORITHM_KEYWORDS: Readonly<Record<AlgorithmKind, string>> = {
  kex: "kexalgorithms",
  serverHostKey: "hostkeyalgorithms",
  cipher: "ciphers",
  hmac: "macs",
};
const METHODS: readonly LoginMethod[] = ["publickey", "password", "keyboard-interactive"];
const METHOD_KEYWORDS: Readonly<Record<LoginMethod, string>> = {
  publickey: "pubkeyauthentication",
  password: "passwordauthentication",
  "keyboard-interactive": "kbdinteractiveauthentication",
};
const MATCHED_HERE = new Set(["all", "host", "originalhost", "user", "localuser", "canonical"]);

export function hostSettings(
  config: SshConfig,
  question: HostQuestion,
): Result<HostSettings, ConfigurationRefusal> {
  try {
    return success(settingsOf(collect(config, question), question));
  } catch (refused) {
    if (refused instanceof Refused) return failed(refused.refusal);
    throw refused;
  }
}

/** Carries a refusal out of the depth of one evaluation; never leaves this file. */
class Refused extends Error {
  constructor(readonly refusal: ConfigurationRefusal) {
    super(refusal.problem);
  }
}

interface Collected {
  readonly first: ReadonlyMap<string, Directive>;
  readonly identityFiles: readonly Directive[];
  readonly passedOver: readonly PassedOver[];
}

function collect({ directives }: SshConfig, question: HostQuestion): Collected {
  const first = new Map<string, Directive>();
  const identityFiles: Directive[] = [];
  const passedOver: PassedOver[] = [];
  const held = new Map<Condition, boolean>();
  /** At the first directive below it: what stands further down must not change the answer. */
  const holds = (condition: Condition) => {
    const known = held.get(condition) ?? conditionHolds(condition, question, first);
    held.set(condition, known);
    return known;
  };
  for (const directive of directives) {
    if (!directive.conditions.every(holds)) continue;
    const keyword = canonicalKeyword(directive.keyword);
    if (keyword === "identityfile") identityFiles.push(directive);
    if (first.has(keyword)) continue;
    // To OpenSSH this is no value, and a later line gives one (readconf.c, parse_time).
    if (keyword === "connecttimeout" && directive.args[0] === "none") continue;
    // Of the two ways to go through another host, the first one counts (ssh_config(5), ProxyJump).
    if (keyword === "proxycommand" && first.has("proxyjump")) continue;
    if (keyword === "proxyjump" && first.has("proxycommand")) continue;
    first.set(keyword, directive);
    const treatment = treatmentOf(keyword, directive.args.join(" ").toLowerCase());
    if (treatment === "refused") refuse(directive, "not-supported");
    if (treatment === "not-used" || treatment === "unknown") {
      const because = treatment === "unknown" ? "unknown-keyword" : treatment;
      passedOver.push({ directive: directive.written, place: directive.place, because });
    }
  }
  return { first, identityFiles, passedOver };
}

function conditionHolds(
  condition: Condition,
  question: HostQuestion,
  first: ReadonlyMap<string, Directive>,
): boolean {
  if (condition.kind === "host") return matchesPatternList(condition.patterns, question.host);
  const here = condition.criteria.filter(({ name }) => MATCHED_HERE.has(name));
  if (!here.every((criterion) => criterionHolds(criterion, question, first))) return false;
  // Everything else fits, so that what cannot be answered here would decide.
  const other = condition.criteria.find(({ name }) => !MATCHED_HERE.has(name));
  if (!other) return true;
  const directive = { written: `Match ${other.name}`, args: [other.argument], place: condition.place };
  return refuse(directive, "not-supported");
}

function criterionHolds(
  { name, negated, argument }: Criterion,
  question: HostQuestion,
  first: ReadonlyMap<string, Directive>,
): boolean {
  return valueFits(name, argument.split(","), question, first) !== negated;
}

function valueFits(
  name: string,
  patterns: readonly string[],
  question: HostQuestion,
  first: ReadonlyMap<string, Directive>,
): boolean {
  const lower = patterns.map((pattern) => pattern.toLowerCase());
  switch (name) {
    case "all":
      return true;
    case "host":
      return matchesPatternList(lower, hostNameOf(first, question).toLowerCase());
    case "originalhost":
      return matchesPatternList(lower, question.host.toLowerCase());
    case "user":
      return matchesPatternList(patterns, userOf(first, question));
    case "localuser":
      return matchesPatternList(patterns, question.localUser);
    default:
      // `canonical`: names are not canonicalized here.
      return false;
  }
}

function settingsOf({ first, identityFiles, passedOver }: Collected, question: HostQuestion): HostSettings {
  const value = (keyword: string) => first.get(keyword)?.args[0];
  const hostName = hostNameOf(first, question).toLowerCase();
  const port = question.port ?? numberOf(first.get("port"), 65_535) ?? 22;
  const user = userOf(first, question);
  const hostKeyAlias = value("hostkeyalias");
  const tokens = { ...question, hostName, port, user, hostKeyAlias };
  const paths = (directive: Directive | undefined) =>
    directive?.args.filter((path) => path !== "none").map((path) => pathOf(path, directive, tokens));
  const jumps = jumpsOf(first.get("proxyjump"));
  const settings = {
    identityFiles:
      identityFiles.length === 0 ? undefined : identityFiles.flatMap((directive) => paths(directive) ?? []),
    identityAgent: agentOf(first.get("identityagent"), tokens),
    userKnownHostsFiles: paths(first.get("userknownhostsfile")),
    globalKnownHostsFiles: paths(first.get("globalknownhostsfile")),
    hostKeyAlias,
    jumpsAt: jumps.length > 0 ? first.get("proxyjump") : undefined,
    keyAlgorithms: changeOf(first.get("pubkeyacceptedalgorithms")),
    methods: methodsOf(first),
    connectTimeoutMs: timeoutOf(first.get("connecttimeout")),
    family: familyOf(first.get("addressfamily")),
    localAddress: value("bindaddress"),
  };
  return {
    hostName,
    port,
    user,
    identitiesOnly: isYes(first.get("identitiesonly")) ?? false,
    jumps,
    algorithmChanges: algorithmChanges(first),
    passedOver,
    ...withoutUndefined(settings),
  };
}

function hostNameOf(first: ReadonlyMap<string, Directive>, { host }: HostQuestion): string {
  const directive = first.get("hostname");
  if (!directive) return host;
  const written = directive.args[0] as string;
  return expandTokens(written, { h: host }) ?? refuse(directive, "unknown-token");
}

function userOf(first: ReadonlyMap<string, Directive>, { user, localUser }: HostQuestion): string {
  return user ?? first.get("user")?.args[0] ?? localUser;
}

interface Known extends HostQuestion {
  readonly hostName: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeyAlias: string | undefined;
}

function pathOf(path: string, directive: Directive, known: Known): string {
  const { home, environment, localUser } = known;
  const tokens: TokenValues = {
    d: home,
    h: known.hostName,
    k: known.hostKeyAlias ?? known.host,
    n: known.host,
    p: String(known.port),
    r: known.user,
    u: localUser,
  };
  const expanded = expandTokens(path.replace(/^~(?=\/|$)/, home), tokens, environment);
  return expanded ?? refuse(directive, "unknown-token");
}

function agentOf(directive: Directive | undefined, known: Known): string | undefined {
  const written = directive?.args[0];
  if (!directive || written === undefined || written === "SSH_AUTH_SOCK") return undefined;
  if (written === "none") return written;
  const variable = /^\$([A-Za-z_]\w*)$/.exec(written)?.[1];
  return variable === undefined ? pathOf(written, directive, known) : (known.environment[variable] ?? "none");
}

function jumpsOf(directive: Directive | undefined): readonly JumpAddress[] {
  if (!directive) return [];
  return readJumps(directive.args[0] as string) ?? refuse(directive, "bad-value");
}

function algorithmChanges(first: ReadonlyMap<string, Directive>): AlgorithmChanges {
  const changes: { [Kind in AlgorithmKind]?: AlgorithmChange } = {};
  for (const [kind, keyword] of Object.entries(ALGORITHM_KEYWORDS) as [AlgorithmKind, string][]) {
    const directive = first.get(keyword);
    const change = changeOf(directive);
    if (!directive || !change) continue;
    changes[kind] = change;
    if (offeredAlgorithms("modern", [], changes)[kind].length === 0) refuse(directive, "no-algorithm-left");
  }
  return changes;
}

const SIGNS: Readonly<Record<string, AlgorithmChange["how"]>> = {
  "+": "append",
  "-": "remove",
  "^": "prefer",
};

function changeOf(directive: Directive | undefined): AlgorithmChange | undefined {
  const list = directive?.args[0];
  if (list === undefined) return undefined;
  const how = SIGNS[list[0] ?? ""] ?? "replace";
  return { how, names: (how === "replace" ? list : list.slice(1)).split(",").filter(Boolean) };
}

function methodsOf(first: ReadonlyMap<string, Directive>): readonly LoginMethod[] | undefined {
  const preferred = first.get("preferredauthentications")?.args[0]?.split(",");
  const allowed = METHODS.filter((method) => isYes(first.get(METHOD_KEYWORDS[method])) ?? true);
  if (!preferred) return allowed.length === METHODS.length ? undefined : allowed;
  return preferred.flatMap((name) => allowed.filter((method) => method === name));
}

/** Seconds, or a time as `1m30s` (sshd_config(5), TIME FORMATS). */
function timeoutOf(directive: Directive | undefined): number | undefined {
  const written = directive?.args[0]?.toLowerCase();
  if (!directive || written === undefined || written === "none") return undefined;
  if (!/^(?:\d{1,6}[smhdw]?)+$/.test(written)) return refuse(directive, "bad-value");
  const inSeconds = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
  let seconds = 0;
  for (const [, count, unit = "s"] of written.matchAll(/(\d{1,6})([smhdw]?)/g)) {
    seconds += Number(count) * inSeconds[(unit || "s") as keyof typeof inSeconds];
  }
  return seconds > 0 ? Math.min(seconds, 86_400) * 1000 : refuse(directive, "bad-value");
}

function familyOf(directive: Directive | undefined): 4 | 6 | undefined {
  const written = directive?.args[0]?.toLowerCase();
  if (!directive || written === "any") return undefined;
  if (written === "inet") return 4;
  return written === "inet6" ? 6 : refuse(directive, "bad-value");
}

function numberOf(directive: Directive | undefined, most: number): number | undefined {
  if (!directive) return undefined;
  const written = directive.args[0] as string;
  const number = /^\d{1,6}$/.test(written) ? Number(written) : 0;
  return number >= 1 && number <= most ? number : refuse(directive, "bad-value");
}

function isYes(directive: Directive | undefined): boolean | undefined {
  const written = directive?.args[0]?.toLowerCase();
  if (!directive || written === undefined) return undefined;
  if (["yes", "true", "unbound", "host-bound"].includes(written)) return true;
  return ["no", "false"].includes(written) ? false : refuse(directive, "bad-value");
}

function refuse(
  { written, args, place }: Pick<Directive, "written" | "args" | "place">,
  problem: ConfigurationRefusal["problem"],
): never {
  throw new Refused({ ...place, directive: written, problem, value: args.join(" ").slice(0, 200) });
}

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Present<T>;
}

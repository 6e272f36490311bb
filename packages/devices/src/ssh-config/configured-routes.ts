/**
 * The way to each device by an SSH client configuration: its address, its jump hosts with their own
 * entries, keys, known_hosts and algorithms. A host whose configuration cannot be honoured is refused
 * with file and line; the others are not affected.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { InventoryDevice } from "@reroot/core";
import { failed, type Result, success } from "@reroot/pki";
import type { RouteTo } from "../fleet/access.js";
import { type AlgorithmSet, offeredAlgorithms } from "../session/algorithms.js";
import { acceptingNewHostKeys, fileHostKeys, type HostKeys } from "../session/host-keys.js";
import { parseKnownHosts } from "../session/known-hosts.js";
import type { Login, LoginQuestion } from "../session/login.js";
import type { Hop } from "../session/route.js";
import type { ConfigurationRefusal, ConnectFailure } from "../session/session-failure.js";
import { type HostSettings, hostSettings, type PassedOver } from "./host-settings.js";
import type { JumpAddress } from "./jump-address.js";
import { type Identity, type KeyTrouble, keyRing, type PassphraseFor } from "./key-ring.js";
import type { SshConfig } from "./ssh-config.js";

export interface ConfiguredRoutesOptions {
  readonly config: SshConfig;
  /** Outweighs the configuration; a device's own entry in the inventory outweighs both. */
  readonly username?: string;
  readonly localUser: string;
  readonly home: string;
  /** For SSH_AUTH_SOCK and for variables in the configuration. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of the devices, and of the jump hosts: the one is never offered to the other. */
  readonly password?: string;
  readonly jumpPassword?: string;
  readonly answer?: (questions: readonly LoginQuestion[]) => Promise<readonly string[]>;
  readonly passphraseFor?: PassphraseFor;
  /** Keys of our own beside those of the configuration. */
  readonly identityFiles?: readonly string[];
  /** Instead of the files that the configuration names. */
  readonly knownHostsFile?: string;
  /** New host keys are accepted and handed here with the file that they belong in; refused if not said. */
  readonly acceptNewHostKeys?: (line: string, file: string) => void;
  /** `modern` unless this device was named as needing legacy algorithms. */
  readonly algorithmsFor?: (device: InventoryDevice) => AlgorithmSet;
  /** Told once for each device and thing: what of the configuration is not honoured, which key is not used. */
  readonly noted?: (device: string, note: RouteNote) => void;
}

export type RouteNote =
  | ({ readonly kind: "passed-over" } & PassedOver)
  | { readonly kind: "key-not-used"; readonly file: string; readonly trouble: KeyTrouble };

// More hops than any network has; a loop ends here.
const MOST_JUMPS = 8;
const USUAL_KEYS = ["id_rsa", "id_ecdsa", "id_ed25519"];

export function configuredRoutes(options: ConfiguredRoutesOptions): RouteTo {
  const keys = keyRing(options.passphraseFor ?? (async () => undefined));
  const hostKeys = hostKeysByFiles(options);
  const told = new Set<string>();
  const note = (device: string, what: RouteNote) => {
    const once = JSON.stringify([device, what]);
    if (!told.has(once)) options.noted?.(device, what);
    told.add(once);
  };
  const hopOf = async (settings: HostSettings, about: HopAbout): Promise<Hop> => {
    for (const passedOver of settings.passedOver) note(about.device, { kind: "passed-over", ...passedOver });
    const { hostKeyAlias, connectTimeoutMs, family, localAddress } = settings;
    return {
      host: settings.hostName,
      port: settings.port,
      login: await loginOf(settings, about),
      hostKeys: await hostKeys(settings),
      algorithms: about.algorithms,
      algorithmChanges: settings.algorithmChanges,
      ...(hostKeyAlias !== undefined && { hostKeyAlias }),
      ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
      ...(family !== undefined && { family }),
      ...(localAddress !== undefined && { localAddress }),
    };
  };
  const loginOf = async (settings: HostSettings, { device, password }: HopAbout): Promise<Login> => {
    const agentSocket =
      settings.identityAgent === "none"
        ? undefined
        : (settings.identityAgent ?? options.environment.SSH_AUTH_SOCK);
    const named = [...(options.identityFiles ?? []), ...(settings.identityFiles ?? [])];
    const files = named.length > 0 ? named : USUAL_KEYS.map((name) => join(options.home, ".ssh", name));
    // An enciphered key is left to the agent where there is one, and the usual ones are not asked for.
    const ask = named.length > 0 && agentSocket === undefined ? "for-passphrase" : "nothing";
    const identities: Identity[] = [];
    for (const file of files) {
      const identity = await keys.identity(file, { ask });
      if (typeof identity !== "string") identities.push(identity);
      else if (named.length > 0) note(device, { kind: "key-not-used", file, trouble: identity });
    }
    const accepted = identities.filter(({ type }) => isAccepted(type, settings));
    return {
      username: settings.user,
      privateKeys: accepted.flatMap(({ privateKey }) => privateKey ?? []),
      ...(agentSocket !== undefined && { agentSocket }),
      ...(settings.identitiesOnly && { agentKeys: accepted.map(({ publicKey }) => publicKey) }),
      ...(password !== undefined && { password }),
      ...(options.answer && { answer: options.answer }),
      ...(settings.methods && { methods: settings.methods }),
    };
  };
  return async (device) => {
    const user = device.username ?? options.username;
    const question = {
      host: device.host,
      ...(user !== undefined && { user }),
      // 22 is what an inventory says when it says nothing.
      ...(device.port !== 22 && { port: device.port }),
    };
    const settings = ask(question, options);
    if (!settings.ok) return settings;
    const chain = jumpChain(settings.value, options, 0);
    if (!chain.ok) return chain;
    const algorithms = options.algorithmsFor?.(device) ?? "modern";
    const about = { device: device.name, algorithms, password: options.password };
    const aboutJump = { device: device.name, algorithms: "modern", password: options.jumpPassword } as const;
    const jumps: Hop[] = [];
    for (const jump of chain.value) jumps.push(await hopOf(jump, aboutJump));
    return success({ jumps, device: await hopOf(settings.value, about) });
  };
}

interface HopAbout {
  /** The device for whose sake the hop is made. */
  readonly device: string;
  readonly algorithms: AlgorithmSet;
  readonly password: string | undefined;
}

function ask(address: JumpAddress, options: ConfiguredRoutesOptions): Result<HostSettings, ConnectFailure> {
  const settings = hostSettings(options.config, { ...options, ...address });
  return settings.ok ? settings : refused(settings.failure);
}

/**
 * Every jump has its own entry in the configuration. As OpenSSH goes it: the first one may have jumps of
 * its own, which come before it; those of the others are outweighed by the list that they stand in.
 */
function jumpChain(
  settings: HostSettings,
  options: ConfiguredRoutesOptions,
  depth: number,
): Result<readonly HostSettings[], ConnectFailure> {
  const { jumps, jumpsAt } = settings;
  const chain: HostSettings[] = [];
  for (const [index, jump] of jumps.entries()) {
    const own = ask(jump, options);
    if (!own.ok) return own;
    if (index === 0) {
      if (depth >= MOST_JUMPS) return refused(loopAt(jumpsAt));
      const before = jumpChain(own.value, options, depth + 1);
      if (!before.ok) return before;
      chain.push(...before.value);
    }
    chain.push(own.value);
  }
  return chain.length > MOST_JUMPS ? refused(loopAt(jumpsAt)) : success(chain);
}

function loopAt(directive: HostSettings["jumpsAt"]): ConfigurationRefusal {
  const { file, line } = directive?.place ?? { file: "", line: 0 };
  return { file, line, directive: "ProxyJump", problem: "jump-loop", value: directive?.args.join(" ") ?? "" };
}

function refused(refusal: ConfigurationRefusal): Result<never, ConnectFailure> {
  return failed({ code: "session/configuration-refused", refusal });
}

/** PubkeyAcceptedAlgorithms names signature algorithms; RSA keys sign by several (RFC 8332). */
function isAccepted(keyType: string, { keyAlgorithms }: HostSettings): boolean {
  if (!keyAlgorithms) return true;
  const { serverHostKey } = offeredAlgorithms("modern", [], { serverHostKey: keyAlgorithms });
  return serverHostKey.some((algorithm) => algorithm.replace(/^rsa-sha2-\d+$/, "ssh-rsa") === keyType);
}

/** Devices whose keys are filed in the same files share what was accepted. */
function hostKeysByFiles(options: ConfiguredRoutesOptions): (settings: HostSettings) => Promise<HostKeys> {
  const byFiles = new Map<string, Promise<HostKeys>>();
  const usual = ["known_hosts", "known_hosts2"].map((name) => join(options.home, ".ssh", name));
  const global = ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"];
  const read = async (files: readonly string[]): Promise<HostKeys> => {
    const contents = files.map(async (file) => {
      const text = await readFile(file, "utf8").catch(() => "");
      return { file, knownHosts: parseKnownHosts(text) };
    });
    const strict = fileHostKeys(await Promise.all(contents));
    const { acceptNewHostKeys } = options;
    const first = files[0];
    return acceptNewHostKeys && first !== undefined
      ? acceptingNewHostKeys(strict, (line) => acceptNewHostKeys(line, first))
      : strict;
  };
  return ({ userKnownHostsFiles, globalKnownHostsFiles }) => {
    const { knownHostsFile } = options;
    const files = knownHostsFile
      ? [knownHostsFile]
      : [...(userKnownHostsFiles ?? usual), ...(globalKnownHostsFiles ?? global)];
    const key = JSON.stringify(files);
    const known = byFiles.get(key) ?? read(files);
    byFiles.set(key, known);
    return known;
  };
}

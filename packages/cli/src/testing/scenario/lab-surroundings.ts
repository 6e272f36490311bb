/**
 * The lab of a scenario, as anybody outside it has it: the command that starts it, what that prints, and the management
 * port (docs/lab-management.md). Lab time stands still in it unless a line moves it.
 */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Unlike } from "../../rehearse/like/unlike.js";
import { unlikeInWords } from "../../words/unlike.js";
import type { CommandLine, Running } from "../command-line.js";
import { historyLines } from "./history-lines.js";
import type { StableWords } from "./stable-words.js";

interface Ready {
  readonly devices: readonly {
    readonly name: string;
    readonly host: string;
    readonly port: number;
    readonly platform: string;
    readonly release: string;
  }[];
  readonly username: string;
  readonly password: string;
  readonly hostKeys: string;
  readonly inventory: string;
  readonly labNotice: string;
  readonly bundle: { readonly loopbackUrl: string };
  readonly management: string;
  /** With `--like`: what the lab could not imitate. */
  readonly unlike?: readonly Unlike[];
}

/** What an SSH client needs to reach a router. */
export interface Reached {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly knownHosts: string;
}

export class LabSurroundings {
  readonly #shell: CommandLine;
  readonly #environment: Record<string, string>;
  readonly #words: StableWords;
  #running: Running | undefined;
  #ready: Ready | undefined;
  /** By what was asked for: the last entry that was looked at. */
  readonly #historySeen = new Map<string, number>();

  constructor(shell: CommandLine, environment: Record<string, string>, words: StableWords) {
    this.#shell = shell;
    this.#environment = environment;
    this.#words = words;
  }

  /** One `lab>` line: what it prints. */
  async change(line: string): Promise<readonly string[]> {
    const [verb = "", ...rest] = line.split(" ");
    switch (verb) {
      case "up":
        return this.#up(rest);
      case "down":
        await this.end();
        return [];
      case "clock":
        return this.#moveClock(rest.join(" "));
      case "fault":
        return this.#setFault(rest);
      case "clear":
        await this.#put("faults", { device: rest[0], clear: rest[1] });
        return [];
      case "bundle":
        await this.#put("bundle", { scenario: rest[0] });
        return [];
      case "history":
        return this.#history(rest);
      case "put":
        await this.#put(rest[0] ?? "", JSON.parse(rest.slice(1).join(" ")));
        return [];
      default:
        throw new Error(`not a line for the lab: ${line}`);
    }
  }

  async reached(device: string): Promise<Reached> {
    const { devices, username, password, hostKeys } = this.#lab();
    const found = devices.find(({ name }) => name === device);
    if (!found) throw new Error(`the lab has no ${device}`);
    const { host, port } = found;
    return { host, port, username, password, knownHosts: readFileSync(hostKeys, "utf8") };
  }

  /** Lets everything that is under way come to its end; lab time stays where it is. */
  async settle(): Promise<void> {
    const { now } = await this.#get("clock");
    await this.#put("clock", { now });
  }

  async end(): Promise<void> {
    const ended = await this.#running?.stop();
    this.#running = undefined;
    this.#ready = undefined;
    if (ended && (ended.code !== 0 || ended.err !== "")) throw new Error(`the lab ended badly: ${ended.err}`);
  }

  async #up(options: readonly string[]): Promise<readonly string[]> {
    await this.end();
    this.#running = this.#shell.start("lab", "up", "--json", "--clock-rate", "0", ...options);
    const ready = JSON.parse(await this.#running.firstLine) as Ready;
    this.#ready = ready;
    this.#historySeen.clear();
    this.#environment.REROOT_PASSWORD = ready.password;
    await this.#nameWhatIsFresh(ready);
    return [
      ...ready.devices.map(({ name, platform, release }) => `${name}  ${platform.padEnd(9)}  ${release}`),
      ...(ready.unlike ?? []).map((one) => `unlike  ${one.device}: ${unlikeInWords(one)}`),
    ];
  }

  /** Fingerprints of the stand-ins, the token, the folder of the lab's files. */
  async #nameWhatIsFresh({
    labNotice,
    hostKeys,
    inventory,
    username,
    devices,
    bundle,
  }: Ready): Promise<void> {
    const words = this.#words;
    words.mean(
      "$LAB",
      `--lab-notice ${labNotice} --inventory ${inventory} --known-hosts ${hostKeys} --user ${username}`,
    );
    words.mean("$APPLY", `--lab-notice ${labNotice} --known-hosts ${hostKeys} --user ${username}`);
    words.mean("MIRROR", new URL(bundle.loopbackUrl).host);
    words.mean("LAB-NOTICE", labNotice);
    words.mean("LAB-FILES", dirname(labNotice));
    const overlay = JSON.parse(readFileSync(labNotice, "utf8"));
    const id = /[0-9a-f]{4}$/i.exec(overlay.name)?.[0];
    words.mean("LAB xxxx", `LAB ${id}`);
    // As a table wraps it.
    words.mean("xxxx)", `${id})`);
    const stands = {
      RETIRED: overlay.retiredRoots[0],
      REQUIRED: overlay.requiredRoots[0],
      SIGNER: overlay.signerRoots[0],
    };
    for (const [role, { pem }] of Object.entries(stands)) {
      const { fingerprint, fingerprint256 } = new X509Certificate(pem);
      words.mean(`${role}-SHA1`, fingerprint.replaceAll(":", ""));
      words.mean(`${role}-SHA256`, fingerprint256.replaceAll(":", ""));
    }
    words.writeAs("ROLLOUT", /(?<=\brollout +)[0-9a-f]{12}\b/gi);
    words.writeAs("DIGEST...", /\b[0-9A-F]{16}\.\.\./g);
    // Transcripts and pools go by digests, a lab's hold fingerprints, and signatures are not all of one length.
    words.writeAs("$1 ...$2", /(\bshow [a-z0-9 -]+?|\bpool) [0-9a-f]{8,16}(\]?)$/);
    words.writeAs("N bytes, MD5", /\b\d+ bytes, MD5/g);
    words.writeAs("N bytes copied in N sec", /\b\d+ bytes copied in +\d+ sec/);
    const { tokens } = await this.#get("accounts");
    words.mean("ID-TOKEN", tokens[0].token);
    for (const { name, host, port } of devices) {
      words.mean(`${name}-ADDRESS`, `${host}:${port}`);
      words.mean(`[${name}-ADDRESS]`, `[${host}]:${port}`);
    }
    words.writeAs("SHA256:...", /\bSHA256:[A-Za-z0-9+/]{43}/);
  }

  async #moveClock(to: string): Promise<readonly string[]> {
    const days = /^\+(\d+)d$/.exec(to)?.[1];
    const seconds = /^\+(\d+)s$/.exec(to)?.[1];
    if (days) await this.#put("clock", { advanceDays: Number(days) });
    else if (seconds) await this.#put("clock", { advanceMs: Number(seconds) * 1000 });
    else await this.#put("clock", { now: to });
    const { now } = await this.#get("clock");
    return [`lab time ${String(now).replace("T", " ").replace(/\..*/, " UTC")}`];
  }

  async #setFault([device, kind, ...parameters]: readonly string[]): Promise<readonly string[]> {
    const fault: Record<string, unknown> = { kind };
    for (const [, name = "", quoted, plain = ""] of parameters
      .join(" ")
      .matchAll(/(\w+)=(?:"([^"]*)"|(\S+))/g)) {
      fault[name] = quoted ?? (/^-?\d+$/.test(plain) ? Number(plain) : plain);
    }
    await this.#put("faults", { device, fault });
    return [];
  }

  /** What the cloud saw since it was last asked so: `history lab-001 handshake`. */
  async #history([device, kind]: readonly string[]): Promise<readonly string[]> {
    const asked = `${device} ${kind}`;
    const query = new URLSearchParams({ since: String(this.#historySeen.get(asked) ?? 0) });
    if (device) query.set("device", device);
    if (kind) query.set("kind", kind);
    const { entries, next } = await this.#get(`history?${query}`);
    this.#historySeen.set(asked, next);
    return historyLines(entries);
  }

  #lab(): Ready {
    if (!this.#ready) throw new Error("no lab is up: lab> up");
    return this.#ready;
  }

  #get(resource: string) {
    return this.#ask(resource);
  }

  #put(resource: string, body: unknown) {
    return this.#ask(resource, { method: "PUT", body: JSON.stringify(body) });
  }

  // biome-ignore lint/suspicious/noExplicitAny: what the port answers is documented in docs/lab-management.md.
  async #ask(resource: string, request?: RequestInit): Promise<any> {
    const answer = await fetch(`${this.#lab().management}/${resource}`, request);
    const body = (await answer.json()) as { error?: string };
    if (!answer.ok) throw new Error(`the lab refuses ${resource}: ${body.error}`);
    return body;
  }
}

/**
 * One emulated router: its configuration, trust pool, files, log and agents. It acts in the lab's network by real
 * connections and tells what it finds in its own words; it holds no opinion on its own health.
 */

import type { EmulatedCertificate } from "../certificates/certificate.js";
import { type Fault, FaultBoard, type FaultKind } from "../faults.js";
import type { LicenseSpec, RouterSpec } from "../options.js";
import { seededRandom, seedFor } from "../random.js";
import { baseConfiguration, type ServiceUrls } from "./base-configuration.js";
import { SmartCallHome } from "./call-home.js";
import { type Commit, TrialCommit } from "./commit.js";
import { type Configuration, settingOf } from "./configuration.js";
import { type Deed, Deeds } from "./deeds.js";
import { smartTransportEgress } from "./egress.js";
import { FileSystem } from "./files.js";
import type { RouterHost } from "./host.js";
import type { LicenseFacts } from "./license-facts.js";
import { LicensingAgent } from "./licensing-agent.js";
import { initialState, later } from "./licensing-timers.js";
import { smartUrl, utilityUrl } from "./licensing-transport.js";
import { type LogMessage, RouterLog, severityOf } from "./log.js";
import { type PlatformFacts, type PlatformProfile, PROFILES } from "./platform.js";
import { usesPolicy } from "./release.js";
import { RouteProcessors } from "./route-processors.js";
import type { Surroundings } from "./surroundings.js";
import { SyslogSender } from "./syslog.js";
import { TrustPool } from "./trust-pool.js";
import { initialPolicyState, UsagePolicyAgent } from "./usage-policy.js";

export interface RouterParts {
  readonly spec: RouterSpec;
  readonly builtIn: readonly EmulatedCertificate[];
  readonly downloaded: readonly EmulatedCertificate[];
  readonly services: ServiceUrls;
  /** The loopback address that its own connections come from. */
  readonly sourceAddress: string;
  readonly seed: number;
  readonly surroundings: Surroundings;
}

/** A session in configuration mode, as `show configuration sessions` tells it. */
export interface Configurator {
  /** What may hold the lock. */
  readonly mode: object;
  readonly id: string;
  readonly line: string;
  readonly user: string;
  readonly since: Date;
}

const FIRST_COMMIT = 1_000_000_001;

/** Lab time for which a switchover cuts off its sessions, and in which the other processor comes up. */
const SWITCHOVER_MS = 20_000;
const STANDBY_BOOT_MS = 600_000;

export class EmulatedRouter implements RouterHost {
  readonly name: string;
  readonly release: string;
  readonly profile: PlatformProfile;
  readonly serialNumber: string;
  readonly sourceAddress: string;
  readonly surroundings: Surroundings;
  readonly processors: RouteProcessors;
  readonly files = new FileSystem();
  readonly log = new RouterLog();
  readonly faults: FaultBoard;
  readonly agent: LicensingAgent | UsagePolicyAgent;
  readonly callHome: SmartCallHome;
  readonly commits: Commit[] = [];
  readonly #deeds = new Deeds();
  bootedAt: Date;
  /** The switchovers since the last reload. */
  readonly switchovers: Date[] = [];
  /** While the standby comes up: until when, in lab time. */
  standbyBootingUntil: Date | undefined;
  /** While it reloads: until when, in lab time. */
  reloadingUntil: Date | undefined;
  /** The session that holds the configuration lock, if any. */
  lockHolder: object | undefined;
  /** Who is in configuration mode. */
  readonly configurators = new Set<Configurator>();
  /** OpenSSH lines of the keys that may log in, from the lab's options and from `crypto key import`. */
  readonly authorizedKeys: string[] = [];
  readonly trial = new TrialCommit(this);
  #configuration: Configuration;
  readonly #clockOffsetMs: number;
  readonly #syslog: SyslogSender;
  readonly #background = new Set<Promise<void>>();

  constructor(parts: RouterParts) {
    const { spec, surroundings } = parts;
    const random = seededRandom(seedFor(parts.seed, spec.name));
    this.name = spec.name;
    this.release = spec.release;
    this.profile = PROFILES[spec.platform];
    this.serialNumber = `FOC${2000 + random.below(800)}R${random.below(46_656).toString(36).toUpperCase().padStart(3, "0")}`;
    this.sourceAddress = parts.sourceAddress;
    this.surroundings = surroundings;
    const pool = () => new TrustPool(parts.builtIn, parts.downloaded, spec.importMode ?? "merge");
    const hasStandby = spec.standby ?? spec.platform === "asr9000";
    this.processors = new RouteProcessors(pool(), hasStandby ? pool() : undefined);
    this.faults = new FaultBoard(spec.faults ?? []);
    this.#syslog = new SyslogSender(surroundings.network, parts.sourceAddress);
    this.#clockOffsetMs = spec.clockOffsetMs ?? 0;
    this.#configuration = baseConfiguration(spec, parts.services);
    this.bootedAt = later(this.now(), -(40 + random.below(300)) * 86_400_000 - random.below(86_400_000));
    this.agent = this.#licensingAgent(spec.license);
    this.callHome = new SmartCallHome(this, later(this.now(), random.below(20 * 86_400_000)));
    this.agent.reschedule();
    this.callHome.reschedule();
  }

  /** A reservation outlives the change to policies; everything else goes by them from their release on. */
  #licensingAgent(spec: LicenseSpec): LicensingAgent | UsagePolicyAgent {
    if (usesPolicy(this.release) && !spec.state.endsWith("reservation"))
      return new UsagePolicyAgent(this, initialPolicyState(spec, this.now()));
    return new LicensingAgent(this, initialState(spec, this.surroundings.cloudClockLagMs));
  }

  /** What it was told so far that changes it. */
  get deeds(): readonly Deed[] {
    return this.#deeds.all;
  }

  /** A command that changes it has come; the answer is to be called once it has done its work. */
  told(command: string): () => void {
    return this.#deeds.begin(command, this.surroundings.clock.now(), () => this.pool.all().length);
  }

  now(): Date {
    return later(this.surroundings.clock.now(), this.clockOffsetMs());
  }

  running(): Configuration {
    return this.#configuration;
  }

  commit(after: Configuration, by: Pick<Commit, "user" | "line" | "client" | "comment" | "label">): Commit {
    const id = String(Number(this.commits.at(-1)?.id ?? FIRST_COMMIT - 1) + 1);
    const commit: Commit = { ...by, id, at: this.now(), before: this.#configuration, after };
    this.commits.push(commit);
    this.#configuration = after;
    this.logMessage({
      process: "config",
      jobId: 65_843,
      code: "MGBL-CONFIG-6-DB_COMMIT",
      text: `Configuration committed by user '${by.user}'. Use 'show configuration commit changes ${id}' to view the changes.`,
    });
    this.callHome.reschedule();
    return commit;
  }

  /** The trust pool of the active route processor. */
  get pool(): TrustPool {
    return this.processors.pool;
  }

  /** The prompt's node, for example `RP/0/RP0/CPU0`. */
  get node(): string {
    return `RP/${this.profile.processors[this.processors.active]}`;
  }

  /** What a session's prompt names: the standby processor where a session has come to it. */
  get console(): { readonly node: string; readonly hostname: string } {
    const { processors } = this.platformFacts();
    const [active, standby] = processors;
    const processor = this.fault("on-standby") === undefined ? active : standby;
    return { node: `RP/${processor}`, hostname: this.hostname };
  }

  get hostname(): string {
    return settingOf(this.#configuration, "hostname") ?? "ios";
  }

  get udi(): string {
    return `PID:${this.profile.productId},SN:${this.serialNumber}`;
  }

  logMessage(message: LogMessage): void {
    const line = this.log.add(this.node, this.now(), message);
    this.#syslog.send(this.#configuration, severityOf(message), line);
  }

  fault<K extends FaultKind>(kind: K): Extract<Fault, { kind: K }> | undefined {
    return this.faults.active(kind, this.surroundings.clock.now());
  }

  scheduleAt(owner: object, at: Date | undefined, due: () => Promise<void>): void {
    this.surroundings.schedule(owner, at && later(at, -this.clockOffsetMs()), due);
  }

  /** How far its clock is off lab time. */
  clockOffsetMs(): number {
    return this.#clockOffsetMs + (this.fault("clock-wrong")?.offsetMs ?? 0);
  }

  inBackground(work: Promise<unknown>): void {
    const settled: Promise<void> = work
      .then(
        () => undefined,
        (error) => {
          throw new Error(`background work of ${this.name} failed`, { cause: error });
        },
      )
      .finally(() => this.#background.delete(settled));
    this.#background.add(settled);
  }

  /** Takes certificates into the pool, and into that of a standby that is in step. */
  importCertificates(certificates: readonly EmulatedCertificate[]): void {
    this.processors.import(certificates, this.#standby());
  }

  cleanPool(): void {
    this.processors.clean(this.#standby());
  }

  #standby(): "in-step" | "behind" {
    return this.#isStandbyUp() && this.fault("standby-behind") === undefined ? "in-step" : "behind";
  }

  /**
   * The standby takes over with what it has: sessions end, and the former active processor comes up as the standby. False
   * where no standby is ready.
   */
  switchOver(): boolean {
    const { clock } = this.surroundings;
    if (!this.#isStandbyUp() || !this.processors.switchOver()) return false;
    this.switchovers.push(this.now());
    this.standbyBootingUntil = later(clock.now(), STANDBY_BOOT_MS);
    this.surroundings.schedule(this.processors, this.standbyBootingUntil, async () => {
      this.standbyBootingUntil = undefined;
      this.processors.synchronize();
    });
    this.logMessage({
      process: "smartlicserver",
      jobId: 127,
      code: "LICENSE-SMART_LIC-6-HA_ROLE_CHANGED",
      text: "Smart Agent HA role changed to Active.",
    });
    this.#goAway(SWITCHOVER_MS, () => {});
    return true;
  }

  /** Goes away for a while; configuration, files, pool and registration stay, the log does not. */
  reload(downMs: number): void {
    this.#goAway(downMs, () => {
      this.bootedAt = this.now();
      this.switchovers.length = 0;
      this.standbyBootingUntil = undefined;
      this.log.clear();
    });
  }

  #goAway(awayMs: number, back: () => void): void {
    this.reloadingUntil = later(this.surroundings.clock.now(), awayMs);
    this.lockHolder = undefined;
    this.configurators.clear();
    this.surroundings.schedule(this, this.reloadingUntil, async () => {
      this.reloadingUntil = undefined;
      back();
      await this.surroundings.reachabilityChanged(this);
    });
    this.inBackground(this.surroundings.reachabilityChanged(this));
  }

  /** Goes on with a configuration that was kept, and with its history. */
  restoreConfiguration(configuration: Configuration, commits: readonly Commit[]): void {
    this.#configuration = configuration;
    this.commits.splice(0, this.commits.length, ...commits);
    this.callHome.reschedule();
  }

  /** Ends what it keeps open; nothing is sent afterwards. */
  close(): void {
    this.#syslog.close();
  }

  /** Resolves when nothing runs in the background. */
  async settled(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background);
  }

  platformFacts(): PlatformFacts {
    const { profile, hostname, release, serialNumber, bootedAt, switchovers } = this;
    const [first, second] = profile.processors;
    return {
      profile,
      processors: this.processors.active === 0 ? [first, second] : [second, first],
      standby: this.#standbyCondition(),
      switchovers,
      hostname,
      release,
      serialNumber,
      bootedAt,
      now: this.now(),
    };
  }

  #standbyCondition(): PlatformFacts["standby"] {
    if (!this.processors.hasStandby) return "none";
    return this.#isStandbyUp() ? "ready" : "booting";
  }

  #isStandbyUp(): boolean {
    return this.standbyBootingUntil === undefined && this.fault("standby-not-ready") === undefined;
  }

  licenseFacts(): LicenseFacts {
    return {
      agent: this.agent,
      transport: this.agent.transport(),
      destination: this.agent.transport() === "smart" ? smartUrl(this) : utilityUrl(this),
      proxy: smartTransportEgress(this.#configuration).proxy,
      now: this.now(),
      udi: this.udi,
      smartAccount: this.surroundings.smartAccount,
      virtualAccount: this.surroundings.virtualAccountOf(this.name),
    };
  }
}

/**
 * One emulated router: its configuration, trust pool, files, log and agents. It acts in the lab's network by real
 * connections and tells what it finds in its own words; it holds no opinion on its own health.
 */
import type { EmulatedCertificate } from "../certificates/certificate.js";
import { type Fault, FaultBoard, type FaultKind } from "../faults.js";
import type { EndpointSpec, RouterSpec } from "../options.js";
import { seededRandom, seedFor } from "../random.js";
import { baseConfiguration } from "./base-configuration.js";
import { SmartCallHome } from "./call-home.js";
import { type Configuration, settingOf } from "./configuration.js";
import { FileSystem } from "./files.js";
import type { RouterHost } from "./host.js";
import type { LicenseFacts } from "./license-text.js";
import { LicensingAgent } from "./licensing-agent.js";
import { later } from "./licensing-timers.js";
import { type LogMessage, RouterLog } from "./log.js";
import { type PlatformFacts, type PlatformProfile, PROFILES } from "./platform.js";
import type { Surroundings } from "./surroundings.js";
import { TrustPool } from "./trust-pool.js";

export interface RouterParts {
  readonly spec: RouterSpec;
  readonly builtIn: readonly EmulatedCertificate[];
  readonly downloaded: readonly EmulatedCertificate[];
  readonly endpoints: readonly EndpointSpec[];
  /** The loopback address that its own connections come from. */
  readonly sourceAddress: string;
  readonly seed: number;
  readonly surroundings: Surroundings;
}

/** A commit, as `show configuration commit list` tells it. */
export interface Commit {
  readonly id: string;
  readonly user: string;
  readonly line: string;
  readonly at: Date;
  readonly comment?: string | undefined;
  readonly label?: string | undefined;
  readonly before: Configuration;
  readonly after: Configuration;
}

export class EmulatedRouter implements RouterHost {
  readonly name: string;
  readonly release: string;
  readonly profile: PlatformProfile;
  readonly serialNumber: string;
  readonly sourceAddress: string;
  readonly surroundings: Surroundings;
  readonly pool: TrustPool;
  readonly files = new FileSystem();
  readonly log = new RouterLog();
  readonly faults: FaultBoard;
  readonly agent: LicensingAgent;
  readonly callHome: SmartCallHome;
  readonly commits: Commit[] = [];
  readonly hasStandby: boolean;
  bootedAt: Date;
  /** While it reloads: until when, in lab time. */
  reloadingUntil: Date | undefined;
  /** The session that holds the configuration lock, if any. */
  lockHolder: object | undefined;
  /** A commit that will be rolled back unless another one confirms it. */
  pendingRollback: Commit | undefined;
  #configuration: Configuration;
  readonly #clockOffsetMs: number;
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
    this.pool = new TrustPool(parts.builtIn, parts.downloaded, spec.importMode ?? "merge");
    this.faults = new FaultBoard(spec.faults ?? []);
    this.hasStandby = spec.standby ?? spec.platform === "asr9000";
    this.#clockOffsetMs = spec.clockOffsetMs ?? 0;
    this.#configuration = baseConfiguration(spec, parts.endpoints);
    this.bootedAt = later(this.now(), -(40 + random.below(300)) * 86_400_000 - random.below(86_400_000));
    this.agent = new LicensingAgent(this, spec.license);
    this.callHome = new SmartCallHome(this, later(this.now(), random.below(20 * 86_400_000)));
    this.agent.reschedule();
    this.callHome.reschedule();
  }

  now(): Date {
    return later(this.surroundings.clock.now(), this.#offsetMs());
  }

  running(): Configuration {
    return this.#configuration;
  }

  commit(after: Configuration, by: Pick<Commit, "user" | "line" | "comment" | "label">): Commit {
    const id = String(1_000_000_001 + this.commits.length);
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

  /** The prompt's node, for example `RP/0/RP0/CPU0`. */
  get node(): string {
    return `RP/${this.profile.processors[0]}`;
  }

  get hostname(): string {
    return settingOf(this.#configuration, "hostname") ?? "ios";
  }

  get udi(): string {
    return `PID:${this.profile.productId},SN:${this.serialNumber}`;
  }

  logMessage(message: LogMessage): void {
    this.log.add(this.node, this.now(), message);
  }

  fault<K extends FaultKind>(kind: K): Extract<Fault, { kind: K }> | undefined {
    return this.faults.active(kind, this.surroundings.clock.now());
  }

  scheduleAt(owner: object, at: Date | undefined, due: () => Promise<void>): void {
    this.surroundings.schedule(owner, at && later(at, -this.#offsetMs()), due);
  }

  #offsetMs(): number {
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

  /** Goes away for a while; configuration, files, pool and registration stay, the log does not. */
  reload(downMs: number): void {
    const { clock } = this.surroundings;
    this.reloadingUntil = later(clock.now(), downMs);
    this.lockHolder = undefined;
    this.surroundings.schedule(this, this.reloadingUntil, async () => {
      this.reloadingUntil = undefined;
      this.bootedAt = this.now();
      this.log.clear();
      await this.surroundings.reachabilityChanged(this);
    });
    this.inBackground(this.surroundings.reachabilityChanged(this));
  }

  /** Resolves when nothing runs in the background. */
  async settled(): Promise<void> {
    while (this.#background.size > 0) await Promise.all(this.#background);
  }

  platformFacts(): PlatformFacts {
    const { profile, hostname, release, serialNumber, bootedAt, hasStandby } = this;
    return { profile, hostname, release, serialNumber, bootedAt, hasStandby, now: this.now() };
  }

  licenseFacts(): LicenseFacts {
    return {
      state: this.agent.state,
      transport: this.agent.transport(),
      url: settingOf(this.#configuration, "license smart url"),
      now: this.now(),
      udi: this.udi,
      smartAccount: "Lab Smart Account",
      virtualAccount: "Lab Virtual Account",
    };
  }
}

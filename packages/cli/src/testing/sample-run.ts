/**
 * A small run made by core itself from hand-made evidence and a fleet that exists only as facts: for
 * tests of what is shown. The notice is FN72290 as committed.
 */
import {
  type Action,
  approve,
  DEFAULT_POLICY,
  type DeviceFacts,
  type DeviceReading,
  deviceOf,
  digestOf,
  type FieldNotice,
  fleetProgressOf,
  JOURNAL_FORMAT,
  type JournalEntry,
  type JournalStore,
  known,
  type LicenceFacts,
  linesOf,
  type ObservedFact,
  observation,
  type Plan,
  type PoolLabel,
  type Proof,
  remediate,
  rollOut,
  unknown,
} from "@reroot/core";
import { noticeById } from "../files/notices.js";
import { realWorld } from "../world.js";

export interface SampleRun {
  readonly notice: FieldNotice;
  readonly proof: Proof;
}

/** Five routers: two failing, one already repaired, one on PLR, one unreachable. `lab` marks it a rehearsal. */
export async function sampleRun(options: { readonly lab: boolean }): Promise<SampleRun> {
  const base = await noticeById(realWorld(), "fn72290");
  const notice = options.lab ? { ...base, lab: { name: "LAB 0000", baseNotice: base.id } } : base;
  const fleet = new SampleFleet(notice);
  const time = { now: () => fleet.now(), waitUntil: async (moment: Date) => fleet.skipTo(moment) };
  const inventory = { devices: NAMES.map((name) => ({ name, host: name, port: 22, groups: [] })) };
  const proof = await remediate(
    notice,
    inventory,
    { ...DEFAULT_POLICY, author: "Ada Lovelace" },
    {
      now: time.now,
      reader: {
        concurrency: 4,
        now: time.now,
        readDevice: async ({ name }) => fleet.read(name),
        observeEndpoints: async () => [seenOnRequiredRoot(notice, fleet.now())],
      },
      keep: async () => {},
      offerBundles: async () => [
        {
          ok: true,
          bundle: {
            name: "Trusted Intersect Bundle",
            version: "10",
            url: notice.remedies[0]?.bundleUrl ?? "",
            sha256: "C".repeat(64),
            bytes: 150_000,
            md5: "c".repeat(32),
            signerRootSha256: notice.signerRoots[0]?.sha256 ?? "",
            certificates: notice.requiredRoots.map(({ sha256, sha1 }) => ({ sha256, sha1 })),
          },
          signerRootSha1: notice.signerRoots[0]?.sha1 ?? "",
        },
      ],
      approve: async (plan) => {
        const approved = approve(plan, "Grace Hopper", fleet.now());
        if (!approved.ok) throw new Error(approved.failure.code);
        return approved.value;
      },
      rollOut: (approved) =>
        rollOut(approved, {
          hands: fleet,
          journal: memoryJournal(approved.plan, time.now),
          time,
          recheckBundle: async () => ({ sha256: approved.plan.bundle?.sha256 ?? "" }),
        }),
    },
  );
  return { notice, proof };
}

function memoryJournal({ digest }: Plan, now: () => Date): JournalStore {
  const entries: JournalEntry[] = [];
  return {
    append: async (event) => {
      const head = { formatVersion: JOURNAL_FORMAT, sequence: entries.length + 1 } as const;
      const entry: JournalEntry = { ...head, at: now().toISOString(), planDigest: digest, ...event };
      entries.push(entry);
      return entry;
    },
    ofDevice: async (device) => entries.filter((entry) => deviceOf(entry) === device),
    fleet: async () => fleetProgressOf(entries),
    entries: async function* () {
      yield* entries;
    },
  };
}

const NAMES = ["par-core-1", "par-core-2", "lyo-edge-1", "lyo-edge-2", "nce-edge-1"] as const;
const START = Date.parse("2022-02-23T06:10:00Z");

function seenOnRequiredRoot(notice: FieldNotice, at: Date) {
  const served = { certificates: [], leafNotAfter: "2023-02-05T00:00:00.000Z" };
  const rootSha256 = notice.requiredRoots[0]?.sha256 ?? "";
  return {
    host: "tools.cisco.com",
    port: 443,
    at: at.toISOString(),
    served: known({ ...served, rootSha256 }),
  };
}

class SampleFleet {
  readonly #notice: FieldNotice;
  readonly #repaired = new Set(["lyo-edge-1"]);
  readonly #contacts = new Map<string, string>();
  #clock = START;

  constructor(notice: FieldNotice) {
    this.#notice = notice;
  }

  now(): Date {
    this.#clock += 1000;
    return new Date(this.#clock);
  }

  skipTo(moment: Date): void {
    this.#clock = Math.max(this.#clock, moment.getTime());
  }

  read(device: string): DeviceReading {
    const at = this.now().toISOString();
    if (device === "nce-edge-1") return { evidence: { device, readAt: at, facts: unreachable() } };
    const labels = this.#labels(device);
    const digest = digestOf(labels);
    return {
      evidence: { device, readAt: at, facts: this.#facts(device, digest, at) },
      pool: { digest, labels },
    };
  }

  async observe(device: string, wanted: readonly ObservedFact[]) {
    const { evidence, pool } = this.read(device);
    const { clock, licence, trustPool } = evidence.facts;
    const seen = { digest: pool?.digest ?? "", sha1: (pool?.labels ?? []).map(({ sha1 }) => sha1) };
    return observation(device, evidence.readAt, wanted, {
      clock,
      licence,
      pool: trustPool.known ? { ...trustPool, value: seen } : trustPool,
    });
  }

  async carryOut(device: string, _step: number, action: Action) {
    const [line = ""] = linesOf(action);
    if (line.startsWith("crypto ca trustpool import")) this.#repaired.add(device);
    else this.#contacts.set(device, this.now().toISOString());
    return { result: "accepted" as const, shownBy: [`sha256:of ${line}`] };
  }

  #labels(device: string): readonly PoolLabel[] {
    const { otherRoots, retiredRoots, requiredRoots } = this.#notice;
    const label = (set: PoolLabel["set"]) => (root: FieldNotice["otherRoots"][number]) => {
      const { subject, serial, notBefore, notAfter, sha1 } = root;
      return { set, subject, issuer: subject, serial, notBefore, notAfter, sha1 };
    };
    const downloaded = this.#repaired.has(device) ? requiredRoots.map(label("Downloaded")) : [];
    return [...[...otherRoots, ...retiredRoots].map(label("Built-In")), ...downloaded];
  }

  #facts(device: string, digest: string, at: string): DeviceFacts {
    const shown = (command: string) => `sha256:${device} ${command}`;
    return {
      system: known({ os: "iosxr", release: device === "par-core-2" ? "7.3.5" : "7.3.2" }, shown("version")),
      clock: known({ deviceTime: at, aheadSeconds: 0 }, shown("clock")),
      trustPool: known(digest, shown("trustpool")),
      trustPoolPolicy: known({ crl: "optional" }, shown("policy")),
      licence: known(this.#licence(device), shown("license")),
      callHome: known({ serviceActive: true, profiles: [] }, shown("call-home")),
      httpClient: known({ peerVerification: "not-seen-off" }, shown("http")),
      nameResolution: known(
        { nameServers: ["192.0.2.53"], staticHosts: {}, lookup: "enabled" },
        shown("domain"),
      ),
      log: known({ messages: [] }, shown("logging")),
    };
  }

  #licence(device: string): LicenceFacts {
    if (device === "lyo-edge-2") {
      return {
        mode: "plr",
        registration: { status: "not-registered" },
        authorization: { status: "reserved" },
      };
    }
    const contactedAt = this.#contacts.get(device);
    const works = contactedAt !== undefined || device === "lyo-edge-1";
    return {
      mode: "smart",
      transport: "callhome",
      registration: { status: "registered", expiresAt: "2023-02-23T05:51:36.000Z" },
      authorization: { status: "authorized" },
      lastContact: works
        ? { result: "succeeded", at: contactedAt ?? "2022-02-20T06:01:22.000Z" }
        : {
            result: "failed",
            at: "2022-02-23T06:08:07.000Z",
            failureReason: "Fail to send out Call Home HTTP message",
          },
      communicationDeadline: "2022-05-24T05:56:21.000Z",
      lastSuccessAt: contactedAt ?? "2022-01-20T06:01:22.000Z",
    };
  }
}

function unreachable(): DeviceFacts {
  const nothing = unknown({ code: "evidence/unreachable", detail: "192.0.2.9:22: connect ETIMEDOUT" });
  return {
    system: nothing,
    clock: nothing,
    trustPool: nothing,
    trustPoolPolicy: nothing,
    licence: nothing,
    callHome: nothing,
    httpClient: nothing,
    nameResolution: nothing,
    log: nothing,
  };
}

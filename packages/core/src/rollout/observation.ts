/** What was last seen of a device, by the same reading that `gather` does: each fact known, or not, and why. */
import type {
  CallHomeFacts,
  ClockFacts,
  ContactFacts,
  CryptoConfigurationFacts,
  LicenceFacts,
  PoolDigest,
  StorageFacts,
  SystemFacts,
  TrustPoolPolicyFacts,
} from "../evidence/evidence.js";
import { ifKnown, type Known, type UnknownReason, unknown } from "../evidence/known.js";

export interface ObservedFacts {
  readonly system: Known<SystemFacts>;
  readonly clock: Known<ClockFacts>;
  readonly pool: Known<PoolSeen>;
  readonly licence: Known<LicenceFacts>;
  readonly policy: Known<TrustPoolPolicyFacts>;
  readonly callHome: Known<CallHomeFacts>;
  /** Smart Call Home's own last message, as `show call-home statistics` tells it. */
  readonly callHomeContact: Known<CallHomeContact>;
  readonly cryptoConfiguration: Known<CryptoConfigurationFacts>;
  readonly newestCommit: Known<CommitSeen>;
  readonly configurationLock: Known<LockSeen>;
  /** An install or ISSU operation. */
  readonly install: Known<"idle" | "in-progress">;
  readonly standby: Known<"none" | "ready" | "not-ready">;
  readonly mayChange: Known<ChangeRights>;
  readonly storage: Known<readonly StorageFacts[]>;
  /** MD5 of each file asked about, lowercase hex; null where there is no such file. */
  readonly files: Known<Readonly<Record<string, string | null>>>;
}

export type ObservedFact = keyof ObservedFacts;

export interface Observation extends ObservedFacts {
  readonly device: string;
  /** Controller's clock. */
  readonly at: string;
  /** What was asked for; everything else is unknown because nobody asked. */
  readonly wanted: readonly ObservedFact[];
}

export interface PoolSeen {
  readonly digest: PoolDigest;
  readonly sha1: readonly string[];
}

export interface CallHomeContact {
  /** Absent where none was ever sent. */
  readonly last?: ContactFacts;
}

export interface CommitSeen {
  readonly id: string;
  readonly by?: string;
  readonly comment?: string;
}

export type LockSeen = { readonly held: false } | { readonly held: true; readonly by: string };

export interface ChangeRights {
  readonly may: boolean;
  /** Task groups or privileges that the user lacks. */
  readonly lacking: readonly string[];
}

/** The facts of an observation that the journal keeps. */
export interface ObservationSummary {
  readonly device: string;
  readonly at: string;
  readonly deviceTime?: string;
  readonly poolDigest?: PoolDigest;
  /** Why a fact that decides could not be seen. */
  readonly unseen?: UnknownReason;
  readonly lastContact?: { readonly result: "succeeded" | "failed"; readonly at: string };
  /** Smart Call Home's own. */
  readonly callHomeContact?: { readonly result: "succeeded" | "failed"; readonly at: string };
  readonly commitId?: string;
  /** `cabundle url`; null where the policy was read and names none. */
  readonly bundleUrl?: string | null;
}

const EVERY_FACT: Readonly<Record<ObservedFact, string>> = {
  system: "show version",
  clock: "show clock",
  pool: "show crypto ca trustpool",
  licence: "show license status",
  policy: "show crypto ca trustpool policy",
  callHome: "show running-config call-home",
  callHomeContact: "show call-home statistics",
  cryptoConfiguration: "show running-config crypto",
  newestCommit: "show configuration commit list 1",
  configurationLock: "show configuration lock",
  install: "show install request",
  standby: "show redundancy summary",
  mayChange: "show user tasks",
  storage: "dir",
  files: "show md5 file",
};

/** An observation of what was read; what is not given was not read. */
export function observation(
  device: string,
  at: string,
  wanted: readonly ObservedFact[],
  seen: Partial<ObservedFacts>,
): Observation {
  const unread = Object.fromEntries(
    Object.entries(EVERY_FACT).map(([fact, command]) => [
      fact,
      unknown({ code: "evidence/not-read", command }),
    ]),
  ) as unknown as ObservedFacts;
  return { ...unread, ...seen, device, at, wanted };
}

export function summaryOf(seen: Observation): ObservationSummary {
  const deviceTime = ifKnown(seen.clock)?.deviceTime;
  const contact = ifKnown(seen.licence)?.lastContact;
  const own = ifKnown(seen.callHomeContact)?.last;
  const commitId = ifKnown(seen.newestCommit)?.id;
  const unseen = unseenFact(seen);
  return {
    device: seen.device,
    at: seen.at,
    ...(deviceTime !== undefined && { deviceTime }),
    ...(seen.pool.known && { poolDigest: seen.pool.value.digest }),
    ...(unseen && { unseen }),
    ...(contact && { lastContact: { result: contact.result, at: contact.at } }),
    ...(own && { callHomeContact: { result: own.result, at: own.at } }),
    ...(commitId !== undefined && { commitId }),
    ...(seen.policy.known && { bundleUrl: seen.policy.value.bundleUrl ?? null }),
  };
}

/** Facts without which nothing can be decided about the step at hand, where it asked for them. */
const DECIDING: readonly ObservedFact[] = [
  "clock",
  "pool",
  "licence",
  "policy",
  "files",
  "callHomeContact",
  "cryptoConfiguration",
];

/**
 * Why a fact that decides could not be seen. A device that has no such command, or where the reader does
 * not look, is not a device that could not be reached: those facts are judged where they are used.
 */
export function unseenFact(seen: Observation): UnknownReason | undefined {
  for (const fact of DECIDING) {
    const { [fact]: one } = seen;
    if (!seen.wanted.includes(fact) || one.known) continue;
    const isDecisive = fact === "pool" || !SILENT.has(one.reason.code);
    if (isDecisive) return one.reason;
  }
  return undefined;
}

const SILENT: ReadonlySet<UnknownReason["code"]> = new Set(["evidence/not-read", "evidence/command-refused"]);

/**
 * What somebody needs to know of a device before touching it: who else is changing it, whether an install
 * runs, whether the standby is ready, what the user may do, what room there is. No verdict rests on these;
 * rollouts do.
 */

/** From `show configuration commit list 1`. */
export interface CommitHistoryFacts {
  /** Absent where the commit database is empty. */
  readonly newest?: {
    /** As printed: `1000005304`, or the label that somebody gave it. */
    readonly id: string;
    readonly user: string;
    /** `CLI`, `Rollback`, `Netconf`. */
    readonly client: string;
    /** In the device's own zone, as it prints no other: `2022-02-23T06:08:07`. */
    readonly localTime?: string;
  };
}

/** From `show configuration sessions`: who is in configuration mode, and who keeps others from committing. */
export interface ConfigurationSessionsFacts {
  readonly sessions: readonly ConfigurationSession[];
}

export interface ConfigurationSession {
  readonly id: string;
  /** `vty0`, `con0_RSP0_C` */
  readonly line: string;
  readonly user: string;
  readonly holdsLock: boolean;
}

/** From `show install request`. */
export interface InstallRequestFacts {
  /** `awaiting-operator`: a change stands ready and is neither applied nor given up (IOS XR 7 and later). */
  readonly state: "idle" | "in-progress" | "awaiting-operator";
  /** The request as typed, or the number of its operation. */
  readonly request?: string;
  readonly percent?: number;
}

/** From `show redundancy summary`: whether another processor could take over now. */
export interface StandbyFacts {
  readonly state: "none" | "ready" | "not-ready";
  /** Nodes whose standby is not ready, as printed. */
  readonly notReady: readonly string[];
}

export const TASK_ACCESS = ["read", "write", "execute", "debug", "notify"] as const;
export type TaskAccess = (typeof TASK_ACCESS)[number];

/** From `show user all`: what the logged-in user may do. */
export interface UserTasksFacts {
  readonly username: string;
  readonly groups: readonly string[];
  /** Task id to what is granted, of those that reading and the remedies need: `crypto` to `read`, `write`. */
  readonly tasks: Readonly<Record<string, readonly TaskAccess[]>>;
}

/** From `show filesystem`: the disks. Networks and what the system keeps for itself are left out. */
export interface FileSystemsFacts {
  readonly fileSystems: readonly FileSystemFacts[];
}

export interface FileSystemFacts {
  /** `harddisk:`; one may have several. */
  readonly prefixes: readonly string[];
  readonly type: string;
  readonly sizeBytes: number;
  readonly freeBytes: number;
  readonly isWritable: boolean;
}

/** From `show sdr detail`: the secure domain router that the session is on; IOS XR 7 knows none. */
export interface SecureDomainRouterFacts {
  readonly name: string;
  readonly nodes: readonly string[];
}

/** From `show call-home statistics`, all transports together. */
export interface CallHomeStatisticsFacts {
  readonly succeeded: number;
  readonly failed: number;
  /** As printed, in the device's zone; absent where none was ever sent. */
  readonly lastSent?: string;
  /** The same in UTC, where the device's zone is known. */
  readonly lastSentAt?: string;
}

/** From `show crypto ca certificates`: what stands in trustpoints, beside the trust pool. */
export interface TrustpointCertificatesFacts {
  readonly certificates: readonly TrustpointCertificate[];
}

export interface TrustpointCertificate {
  readonly trustpoint: string;
  readonly role: "ca" | "router";
  /** As printed. */
  readonly subject: string;
  readonly issuer: string;
  /** Uppercase hex without separators. */
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** Where the release prints it. */
  readonly sha1?: string;
}

/** From `show running-config vrf`, which is read only where another part of the configuration names one. */
export interface VrfFacts {
  readonly names: readonly string[];
}

/** From `show md5 file PATH`. */
export type FileFacts = { readonly present: true; readonly md5: string } | { readonly present: false };

/** The answer to a ping that was asked for. */
export interface PingFacts {
  readonly host: string;
  readonly sent: number;
  readonly received: number;
}

/** What the user may do with one task; nothing where the device does not list it. */
export function mayDo({ tasks }: UserTasksFacts, task: string, access: TaskAccess): boolean {
  return Object.hasOwn(tasks, task) && (tasks[task]?.includes(access) ?? false);
}

/** Whether anybody keeps others from committing, and who. */
export function lockHolder({ sessions }: ConfigurationSessionsFacts): ConfigurationSession | undefined {
  return sessions.find(({ holdsLock }) => holdsLock);
}

/** The room where a file may be put, by a prefix such as `harddisk:`. */
export function freeBytesOn({ fileSystems }: FileSystemsFacts, prefix: string): number | undefined {
  return fileSystems.find(({ prefixes, isWritable }) => isWritable && prefixes.includes(prefix))?.freeBytes;
}

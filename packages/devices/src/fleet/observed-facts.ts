/**
 * From what was read of a device to the facts that a rollout's steps are judged by. Pure. It holds nothing
 * against a device and holds none back: that is core's.
 */
import {
  type CallHomeContact,
  type ChangeRights,
  type CommitHistoryFacts,
  type CommitSeen,
  type DeviceFacts,
  type FileSystemFacts,
  type Known,
  known,
  lockHolder,
  mayDo,
  type ObservedFact,
  type ObservedFacts,
  type StorageFacts,
  type TaskAccess,
  type UserTasksFacts,
  unknown,
} from "@reroot/core";
import type { ReadFact } from "../read/commands-of.js";
import { derive } from "../read/reading.js";
import type { WantedRead } from "./read-device.js";

/** What is read for each fact. */
export const READ_FOR: Readonly<Record<ObservedFact, readonly ReadFact[]>> = {
  system: ["system"],
  clock: ["clock"],
  pool: ["trustPool"],
  licence: ["licence"],
  policy: ["trustPoolPolicy"],
  callHome: ["callHome"],
  // That a message failed is told by the log alone.
  callHomeContact: ["clock", "callHomeStatistics", "log"],
  cryptoConfiguration: ["cryptoConfiguration"],
  newestCommit: ["commitHistory"],
  configurationLock: ["configurationSessions"],
  install: ["installRequest"],
  standby: ["standby"],
  mayChange: ["userTasks"],
  storage: ["fileSystems"],
  files: [],
};

/** Those of the facts that were read for. */
export function observedFacts(read: WantedRead): ObservedFacts {
  const { facts } = read;
  return {
    system: facts.system,
    clock: facts.clock,
    pool: poolSeen(read),
    licence: facts.licence,
    policy: facts.trustPoolPolicy,
    callHome: facts.callHome,
    callHomeContact: callHomeContact(facts),
    cryptoConfiguration: facts.cryptoConfiguration ?? unread("show running-config crypto"),
    newestCommit: newestCommit(facts.commitHistory ?? unread(COMMITS)),
    configurationLock: derive(
      facts.configurationSessions ?? unread("show configuration sessions"),
      (sessions) => {
        const holder = lockHolder(sessions);
        return holder ? { held: true, by: `${holder.user} on ${holder.line}` } : { held: false };
      },
    ),
    // A change that stands ready and is neither applied nor given up is somebody's at work, too.
    install: derive(facts.installRequest ?? unread("show install request"), ({ state }) =>
      state === "idle" ? "idle" : "in-progress",
    ),
    standby: derive(facts.standby ?? unread("show redundancy summary"), ({ state }) => state),
    mayChange: derive(facts.userTasks ?? unread("show user all"), rightsOf),
    storage: derive(facts.fileSystems ?? unread("show filesystem"), ({ fileSystems }) =>
      fileSystems.flatMap(roomUnder),
    ),
    files: filesSeen(read),
  };
}

function poolSeen({ facts: { trustPool }, pool }: WantedRead): ObservedFacts["pool"] {
  if (!trustPool.known || !pool) return trustPool as Known<never>;
  return { ...trustPool, value: { digest: pool.digest, sha1: pool.labels.map(({ sha1 }) => sha1) } };
}

/**
 * The time that the statistics give is that of the last message sent; whether a later one failed stands in the
 * log. Within the same second the failure counts: no success is claimed that something speaks against.
 */
function callHomeContact({ callHomeStatistics, log }: DeviceFacts): Known<CallHomeContact> {
  const statistics = callHomeStatistics ?? unread("show call-home statistics");
  if (!statistics.known) return statistics;
  const { lastSentAt, lastSent, succeeded } = statistics.value;
  if (lastSent !== undefined && lastSentAt === undefined) {
    const text = lastSent.slice(0, 80);
    return unknown({ code: "evidence/not-understood", command: "show call-home statistics", line: 1, text });
  }
  const failure = log.known
    ? log.value.messages.filter((one) => CALL_HOME_FAILED.test(one.mnemonic) && one.at !== undefined).at(-1)
    : undefined;
  const shownBy = [...statistics.shownBy, ...(log.known ? log.shownBy : [])];
  const sent = succeeded > 0 ? lastSentAt : undefined;
  if (failure?.at !== undefined && (sent === undefined || second(failure.at) >= second(sent))) {
    return known({ last: { result: "failed", at: failure.at, failureReason: failure.text } }, ...shownBy);
  }
  return known(sent === undefined ? {} : { last: { result: "succeeded", at: sent } }, ...shownBy);
}

const CALL_HOME_FAILED = /CALL_?HOME-[0-4]-/;
const second = (time: string) => Math.floor(Date.parse(time) / 1000);

const COMMITS = "show configuration commit list 1";

/** A device on which nothing was ever committed has no newest commit, and is not one that was found so. */
function newestCommit(history: Known<CommitHistoryFacts>): Known<CommitSeen> {
  if (!history.known) return history;
  const { newest } = history.value;
  return newest
    ? { ...history, value: { id: newest.id, by: newest.user } }
    : unknown({ code: "evidence/not-understood", command: COMMITS, line: 1, text: "no commit" });
}

/** Task ids of the trust pool's commands in Cisco's command references for system security. */
const NEEDED: readonly TaskAccess[] = ["write", "execute"];

function rightsOf(tasks: UserTasksFacts): ChangeRights {
  const lacking = NEEDED.filter((access) => !mayDo(tasks, "crypto", access));
  return { may: lacking.length === 0, lacking: lacking.map((access) => `crypto: ${access}`) };
}

function roomUnder({ prefixes, sizeBytes, freeBytes, isWritable }: FileSystemFacts): readonly StorageFacts[] {
  if (!isWritable) return [];
  return prefixes.map((path) => ({ path, totalBytes: sizeBytes, freeBytes }));
}

/** Of all files or of none: what is not known of one of them is not known. */
function filesSeen({ files }: WantedRead): ObservedFacts["files"] {
  const seen: [string, string | null][] = [];
  const shownBy: string[] = [];
  for (const [path, file] of files) {
    if (!file.known) return file;
    seen.push([path, file.value.present ? file.value.md5.toLowerCase() : null]);
    shownBy.push(...file.shownBy);
  }
  return files.size === 0 ? unread("show md5 file") : known(Object.fromEntries(seen), ...shownBy);
}

function unread(command: string): Known<never> & { readonly known: false } {
  return unknown({ code: "evidence/not-read", command });
}

/** What somebody needs to know of a device before touching it; see `operational-facts.ts` in core. */
import type { DeviceFacts, Known, StandbyFacts, VrfFacts } from "@reroot/core";
import { readDeviceTime } from "../parsers/device-time.js";
import { pingXr } from "../parsers/ping-iosxr.js";
import { showCallHomeStatistics } from "../parsers/show-call-home-statistics.js";
import {
  type CommitList,
  showConfigurationCommitListXr,
} from "../parsers/show-configuration-commit-list-iosxr.js";
import { showConfigurationSessionsXr } from "../parsers/show-configuration-sessions-iosxr.js";
import { showCryptoCaCertificatesXr } from "../parsers/show-crypto-ca-certificates-iosxr.js";
import { showFilesystemXr } from "../parsers/show-filesystem-iosxr.js";
import { showInstallRequestXr } from "../parsers/show-install-request-iosxr.js";
import { type RedundancySummary, showRedundancySummaryXr } from "../parsers/show-redundancy-summary-iosxr.js";
import { showSdrDetailXr } from "../parsers/show-sdr-detail-iosxr.js";
import { showUserXr } from "../parsers/show-user-iosxr.js";
import { configurationOf } from "./configuration.js";
import { derive, type Reading } from "./reading.js";
import { type DeviceZone, utcOf } from "./time-zone.js";

type Always =
  | "trustpointCertificates"
  | "callHomeStatistics"
  | "commitHistory"
  | "configurationSessions"
  | "installRequest"
  | "standby"
  | "userTasks"
  | "fileSystems"
  | "secureDomainRouter";
export type OperationalFacts = Required<Pick<DeviceFacts, Always>> & Pick<DeviceFacts, "vrfs" | "ping">;

const MOST_LISTED = 200;
// Tasks that reading and the remedies need; a user has some fifty others, in every device's evidence alike.
const CONCERNED: ReadonlySet<string> = new Set(
  "call-home config-services crypto filesystem license root-lr root-system".split(" "),
);
// `qsm/dumper_disk0:` and `/misc/config` are the system's own.
const DISK = /^(?:harddisk|disk|bootflash|rootfs|apphost)\w{0,3}:$/;

export function operationalFacts(reading: Reading, zone: DeviceZone | undefined): OperationalFacts {
  return {
    trustpointCertificates: derive(reading.parse(showCryptoCaCertificatesXr), ({ certificates }) => ({
      certificates: certificates.slice(0, MOST_LISTED),
    })),
    callHomeStatistics: derive(reading.parse(showCallHomeStatistics), ({ succeeded, failed, lastSent }) => ({
      succeeded: succeeded.total,
      failed: failed.total,
      ...(lastSent !== undefined && { lastSent, ...sentAt(lastSent, zone) }),
    })),
    commitHistory: derive(commitList(reading), newestOf),
    configurationSessions: derive(reading.parse(showConfigurationSessionsXr), ({ sessions }) => ({
      sessions: sessions.map(({ id, line, user, holdsLock }) => ({ id, line, user, holdsLock })),
    })),
    installRequest: derive(reading.parse(showInstallRequestXr), ({ state, request, percent }) => ({
      state,
      ...(request !== undefined && { request }),
      ...(percent !== undefined && { percent }),
    })),
    standby: derive(reading.parse(showRedundancySummaryXr), standbyOf),
    userTasks: derive(reading.parse(showUserXr), ({ username, groups, tasks }) => ({
      username,
      groups,
      tasks: Object.fromEntries(
        tasks.filter(({ task }) => CONCERNED.has(task)).map(({ task, access }) => [task, access]),
      ),
    })),
    fileSystems: derive(reading.parse(showFilesystemXr), ({ fileSystems }) => ({
      fileSystems: fileSystems.flatMap(({ prefixes, type, sizeBytes, freeBytes, flags }) =>
        // A device that prints 0 for a network's size and one that prints a dash say the same.
        sizeBytes === undefined || freeBytes === undefined || !prefixes.some((prefix) => DISK.test(prefix))
          ? []
          : [{ prefixes, type, sizeBytes, freeBytes, isWritable: flags.includes("w") }],
      ),
    })),
    secureDomainRouter: derive(reading.parse(showSdrDetailXr), ({ name, nodes }) => ({
      name,
      nodes: [...new Set(nodes.map(({ node }) => node))],
    })),
    ...present("vrfs", derive(configurationOf(reading, "vrf"), vrfNames)),
    ...present("ping", pingFact(reading)),
  };
}

function sentAt(lastSent: string, zone: DeviceZone | undefined): { readonly lastSentAt?: string } {
  const lastSentAt = utcOf(readDeviceTime(lastSent), zone);
  return lastSentAt === undefined ? {} : { lastSentAt };
}

/** A capture may hold the whole list, or more of it than the newest. */
function commitList(reading: Reading): Known<CommitList> {
  const newest = reading.parseAs(showConfigurationCommitListXr, "show configuration commit list 1");
  const whole = reading.parse(showConfigurationCommitListXr);
  return !newest.known && newest.reason.code === "evidence/not-read" && whole.known ? whole : newest;
}

/** The positions tell the order: a list that was cut in front does not begin with the newest. */
function newestOf({
  commits,
}: CommitList): NonNullable<Extract<DeviceFacts["commitHistory"], { known: true }>>["value"] {
  const first = commits[0];
  if (!first) return {};
  const { id, user, client, localTime } = first;
  return { newest: { id, user, client, localTime } };
}

function standbyOf({ pairs }: RedundancySummary): StandbyFacts {
  const paired = pairs.filter(({ standby }) => standby !== undefined);
  if (paired.length === 0) return { state: "none", notReady: [] };
  const notReady = paired.filter(({ detail }) => detail === undefined || !isReady(detail));
  const nodes = [...new Set(notReady.flatMap(({ standby }) => standby ?? []))];
  return { state: nodes.length > 0 ? "not-ready" : "ready", notReady: nodes };
}

/** `Node Ready, NSR: Not Configured`: routing's own readiness is not what a trust pool needs. */
function isReady(detail: string): boolean {
  return /^(?:Node|Proc Group) Ready\b/i.test(detail);
}

function vrfNames(statements: readonly { readonly text: string }[]): VrfFacts {
  return { names: statements.map(({ text }) => text.split(" ")[0] as string).slice(0, MOST_LISTED) };
}

function pingFact(reading: Reading): DeviceFacts["ping"] {
  const line = reading.commandLike(/^ping (\S+) count \d timeout \d$/);
  if (!line) return { known: false, reason: { code: "evidence/not-read", command: "ping" } };
  return derive(reading.parseAs(pingXr, line), ({ sent, received }) => ({
    host: line.split(" ")[1] as string,
    sent,
    received,
  }));
}

/** Left out where nobody asked: these are read only where there is cause. */
function present<Name extends "vrfs" | "ping">(
  name: Name,
  fact: DeviceFacts[Name],
): { readonly [Key in Name]?: NonNullable<DeviceFacts[Name]> } {
  if (!fact || (!fact.known && fact.reason.code === "evidence/not-read")) return {};
  return { [name]: fact } as { [Key in Name]: NonNullable<DeviceFacts[Name]> };
}

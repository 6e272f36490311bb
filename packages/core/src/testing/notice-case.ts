/** A case as it stands in `notices/<id>/cases/*.yaml`, and the evidence that it describes. */
import { digestOf } from "../canonical.js";
import type { DeviceFacts, Evidence, OperatingSystem, PoolLabel } from "../evidence/evidence.js";
import { EVIDENCE_FORMAT } from "../evidence/evidence.js";
import { type Known, known, unknown } from "../evidence/known.js";
import type { CallHomeStatisticsFacts } from "../evidence/operational-facts.js";
import type { FieldNotice, NoticeRoot } from "../notice/notice.js";

export interface NoticeCase {
  readonly case: string;
  readonly because: string;
  readonly at: string;
  readonly os?: OperatingSystem;
  readonly release?: string;
  readonly pool?: readonly string[];
  readonly downloaded?: readonly string[];
  readonly odd?: readonly Pick<PoolLabel, "subject" | "serial" | "sha1">[];
  readonly licence?: FactOf<"licence">;
  readonly callHome?: FactOf<"callHome">;
  readonly httpClient?: FactOf<"httpClient">;
  readonly clock?: FactOf<"clock">;
  readonly trustPoolPolicy?: FactOf<"trustPoolPolicy">;
  readonly log?: FactOf<"log">;
  readonly nameResolution?: FactOf<"nameResolution">;
  readonly callHomeStatistics?: CallHomeStatisticsFacts;
  /** When the device was read; left out: at the date asked about. */
  readonly readAt?: string;
  readonly seen?: readonly {
    readonly host: string;
    readonly at: string;
    readonly root: "retired" | "required";
  }[];
  readonly expect: Expectation;
}

type FactOf<Name extends keyof DeviceFacts> = Extract<DeviceFacts[Name], { known: true }>["value"];

interface Expectation {
  readonly verdict: string;
  readonly reasons?: readonly string[];
  readonly warnings?: readonly string[];
  readonly causes?: readonly string[];
  readonly services?: Readonly<Record<string, string>>;
  readonly deadlines?: Readonly<Record<string, string>>;
  readonly basis?: string;
  readonly alsoNeedsRoot?: boolean;
  readonly bitesAt?: string;
}

export function caseEvidence(notice: FieldNotice, one: NoticeCase): Evidence {
  const labels = one.pool && [
    ...one.pool.map((name) => labelOf(notice, name, "Built-In")),
    ...(one.downloaded ?? []).map((name) => labelOf(notice, name, "Downloaded")),
    ...(one.odd ?? []).map((odd) => ({ ...labelOf(notice, one.pool?.[0] ?? "", "Downloaded"), ...odd })),
  ];
  const digest = digestOf(labels ?? []);
  const facts: DeviceFacts = {
    system: factOf(one.release && { os: one.os ?? "iosxr", release: one.release }, "show version"),
    clock: factOf(one.clock, "show clock"),
    trustPool: factOf(labels && digest, "show crypto ca trustpool"),
    trustPoolPolicy: factOf(one.trustPoolPolicy, "show crypto ca trustpool policy"),
    licence: factOf(one.licence, "show license status"),
    callHome: factOf(one.callHome, "show call-home"),
    httpClient: factOf(one.httpClient, "show running-config http client"),
    nameResolution: factOf(one.nameResolution, "show running-config domain"),
    log: factOf(one.log, "show logging"),
    ...(one.callHomeStatistics && {
      callHomeStatistics: factOf(one.callHomeStatistics, "show call-home statistics"),
    }),
  };
  return {
    formatVersion: EVIDENCE_FORMAT,
    gatheredAt: one.at,
    devices: [{ device: "r1", readAt: one.readAt ?? one.at, facts }],
    pools: labels ? { [digest]: labels } : {},
    endpoints: (one.seen ?? []).map(({ host, at, root }) => ({
      host,
      port: 443,
      at,
      served: known({
        certificates: [],
        leafNotAfter: new Date(Date.parse(at) + 365 * 86_400_000).toISOString(),
        rootSha256: rootsOf(notice, root)[0]?.sha256 ?? "",
      }),
    })),
  };
}

function factOf<T>(value: T | undefined | "", command: string): Known<T> {
  return value === undefined || value === "" ? notRead(command) : known(value as T, `of ${command}`);
}

function notRead(command: string) {
  return unknown({ code: "evidence/not-read", command });
}

function rootsOf(notice: FieldNotice, which: "retired" | "required"): readonly NoticeRoot[] {
  return which === "retired" ? notice.retiredRoots : notice.requiredRoots;
}

function labelOf(notice: FieldNotice, name: string, set: PoolLabel["set"]): PoolLabel {
  const roots = [...notice.retiredRoots, ...notice.requiredRoots, ...notice.otherRoots];
  const root = roots.find(({ commonName }) => commonName === name);
  if (!root) throw new Error(`the notice names no certificate "${name}"`);
  const { subject, serial, notBefore, notAfter, sha1 } = root;
  return { set, subject, issuer: subject, serial, notBefore, notAfter, sha1 };
}

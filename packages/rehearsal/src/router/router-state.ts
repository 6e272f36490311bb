/**
 * What of a router outlives the process that emulates it: configuration and its history, files, trust pools, licensing
 * and the log, as plain data that JSON can carry. Certificates go through the lab, because its own roots are made anew
 * in each run and are known by their role.
 */
import type { EmulatedCertificate } from "../certificates/certificate.js";
import type { LicenseSpec } from "../options.js";
import type { CallHomeState } from "./call-home.js";
import type { Commit } from "./commit.js";
import { configurationText } from "./configuration.js";
import { parseConfiguration } from "./configuration-grammar.js";
import { parsePath } from "./files.js";
import type { LicensingState } from "./licensing-state.js";
import type { ProcessorIndex } from "./route-processors.js";
import type { EmulatedRouter } from "./router.js";
import type { PolicyState } from "./usage-policy.js";

/** A certificate as it is kept: by its role where the lab made it, else as base64 DER. */
export type KeptCertificate =
  | { readonly standIn: string }
  | { readonly authority: string }
  | { readonly der: string };

export interface KeptCertificates {
  keep(certificate: EmulatedCertificate): KeptCertificate;
  /** Throws RangeError where nothing of the sort exists. */
  find(kept: KeptCertificate): EmulatedCertificate;
}

/** Times are ISO 8601 wherever they stand. */
export interface RouterState {
  readonly configuration: string;
  readonly commits: readonly KeptCommit[];
  readonly files: readonly { readonly path: string; readonly content: string; readonly modifiedAt: string }[];
  readonly folders: readonly string[];
  /** Of the active processor, then of the standby if there is one. */
  readonly downloaded: readonly (readonly KeptCertificate[])[];
  readonly activeProcessor: ProcessorIndex;
  readonly licensing: { readonly kind: "registration" | "policy"; readonly state: unknown };
  readonly log: readonly string[];
  readonly importedKeys: readonly string[];
  readonly bootedAt: string;
  /** A commit on trial, by its id, and until when. */
  readonly trial?: { readonly commit: string; readonly until: string };
  readonly callHome?: unknown;
}

type KeptCommit = Omit<Commit, "at" | "before" | "after"> & {
  readonly at: string;
  readonly before: string;
  readonly after: string;
};

/** Commits kept: `rollback` on a device reaches as far back. */
const MAXIMUM_COMMITS = 100;

export function stateOf(router: EmulatedRouter, certificates: KeptCertificates): RouterState {
  const trial = router.trial.current;
  const pools = [router.processors.pool, router.processors.standbyPool];
  return {
    configuration: textOf(router.running()),
    commits: router.commits.slice(-MAXIMUM_COMMITS).map((commit) => ({
      ...commit,
      at: commit.at.toISOString(),
      before: textOf(commit.before),
      after: textOf(commit.after),
    })),
    files: router.files.all().map(({ path, file }) => ({
      path,
      content: Buffer.from(file.content).toString("base64"),
      modifiedAt: file.modifiedAt.toISOString(),
    })),
    folders: router.files.folders(),
    downloaded: pools.flatMap((pool) =>
      pool === undefined ? [] : [pool.downloaded.map((certificate) => certificates.keep(certificate))],
    ),
    activeProcessor: router.processors.active,
    licensing: { kind: router.agent.kind, state: router.agent.state },
    log: router.log.lines(),
    importedKeys: router.authorizedKeys,
    bootedAt: router.bootedAt.toISOString(),
    ...(trial === undefined ? {} : { trial: { commit: trial.commit.id, until: trial.until.toISOString() } }),
    callHome: router.callHome.state,
  };
}

/** Puts a fresh router where the kept one was. Throws RangeError where the state cannot be read. */
export function restore(router: EmulatedRouter, state: RouterState, certificates: KeptCertificates): void {
  const commits = state.commits.map((commit) => ({
    ...commit,
    at: new Date(commit.at),
    before: parseConfiguration(commit.before),
    after: parseConfiguration(commit.after),
  }));
  router.restoreConfiguration(parseConfiguration(state.configuration), commits);
  for (const { path, content, modifiedAt } of state.files) {
    const parsed = parsePath(path);
    if (parsed === undefined) throw new RangeError(`the kept file ${path} has no place`);
    router.files.write(parsed, Buffer.from(content, "base64"), new Date(modifiedAt));
  }
  for (const folder of state.folders) {
    const parsed = parsePath(folder);
    if (parsed !== undefined) router.files.makeFolder(parsed);
  }
  router.processors.restore(state.activeProcessor);
  const [active = [], standby = active] = state.downloaded.map((kept) =>
    kept.map((one) => certificates.find(one)),
  );
  router.processors.pool.restore(active);
  router.processors.standbyPool?.restore(standby);
  const { kind } = router.agent;
  if (kind === state.licensing.kind) restoreLicensing(router, state);
  router.log.restore(state.log);
  const known = new Set(router.authorizedKeys);
  router.authorizedKeys.push(...state.importedKeys.filter((key) => !known.has(key)));
  router.bootedAt = new Date(state.bootedAt);
  const onTrial = router.commits.find(({ id }) => id === state.trial?.commit);
  if (onTrial !== undefined) router.trial.begin(onTrial, new Date(state.trial!.until));
  if (state.callHome !== undefined) router.callHome.restore(withDates(state.callHome) as CallHomeState);
}

/** How the cloud must know a router whose state was kept: what the agent has become, not what the lab's recipe says. */
export function licenseSpecOf(state: RouterState): LicenseSpec | undefined {
  const { kind } = state.licensing;
  const revived = withDates(state.licensing.state) as LicensingState | PolicyState;
  if (kind === "policy") {
    const { trustedAt, lastAckAt } = revived as PolicyState;
    return trustedAt === undefined ? { state: "unregistered" } : registered(trustedAt, lastAckAt, false);
  }
  const { registration, lastSuccessAt, authorization } = revived as LicensingState;
  if (registration.status === "registered")
    return registered(registration.at, lastSuccessAt, authorization.status === "out-of-compliance");
  if (registration.status === "permanent-reservation" || registration.status === "specific-reservation")
    return { state: registration.status, reservedAt: registration.at };
  return { state: "unregistered" };
}

function registered(registeredAt: Date, contactAt: Date | undefined, isShort: boolean): LicenseSpec {
  const compliance = isShort ? "out-of-compliance" : "in-compliance";
  return { state: "registered", registeredAt, lastContactAt: contactAt ?? registeredAt, compliance };
}

function restoreLicensing({ agent }: EmulatedRouter, { licensing }: RouterState): void {
  const state = withDates(licensing.state);
  if (agent.kind === "policy") agent.restore(state as PolicyState);
  else agent.restore(state as LicensingState);
}

function textOf(configuration: Commit["after"]): string {
  return configurationText(configuration).join("\n");
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** JSON has no dates: every text that is one becomes one again. */
function withDates(value: unknown): unknown {
  if (value instanceof Date) return value;
  if (typeof value === "string") return ISO_TIME.test(value) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withDates(inner)]));
}

/**
 * One trust pool in the notice's terms: which required roots it holds, which it lacks, and which
 * entries no guess is made about. The trust engine answers; this only asks it about the notice's
 * roots. Made once per pool, however many devices hold it.
 */
import {
  type Catalogue,
  type Certificate,
  catalogueOf,
  certificatesIn,
  firstFailure,
  forecast,
  iosXrPlatform,
  labelMayBe,
  poolHolds,
  readCertificates,
  resolvePool,
  type Sha256Fingerprint,
  type SoughtRoot,
  type TrustPool,
} from "@reroot/pki";
import type { PoolDigest, PoolLabel } from "../evidence/evidence.js";
import { type Known, known, type TranscriptId } from "../evidence/known.js";
import type { FieldNotice, NoticeRoot } from "../notice/notice.js";

export interface PoolView {
  readonly held: readonly HeldRoot[];
  readonly missing: readonly NoticeRoot[];
  /** Held, but it anchors nothing at the date asked about. */
  readonly outOfDate: readonly HeldRoot[];
  /** Entries that might be a required root and could not be resolved. */
  readonly doubtful: readonly PoolLabel[];
  /** Held, and ending within a year of the date asked about. */
  readonly expiring: readonly HeldRoot[];
}

export interface HeldRoot {
  readonly root: NoticeRoot;
  readonly set: PoolLabel["set"];
}

export function poolViews(
  notice: FieldNotice,
  pools: Readonly<Record<PoolDigest, readonly PoolLabel[]>>,
  at: Date,
): (digest: PoolDigest, shownBy: readonly TranscriptId[]) => Known<PoolView> {
  const catalogue = noticeCatalogue(notice);
  const views = new Map<PoolDigest, PoolView>();
  return (digest, shownBy) => {
    const labels = pools[digest];
    if (!labels) throw new Error(`evidence names the pool ${digest} but does not hold it`);
    const view = views.get(digest) ?? viewOf(notice, catalogue, labels, at);
    views.set(digest, view);
    return known(view, ...shownBy);
  };
}

/** The certificates that the notice itself brings along: enough to recognise every root it speaks of. */
function noticeCatalogue(notice: FieldNotice): Catalogue {
  const roots = [
    ...notice.retiredRoots,
    ...notice.requiredRoots,
    ...notice.otherRoots,
    ...notice.signerRoots,
  ];
  return catalogueOf(roots.flatMap(({ pem }) => (pem === null ? [] : certificatesInPem(pem))));
}

function certificatesInPem(pem: string): readonly Certificate[] {
  const rows = readCertificates(pem);
  return rows.ok ? certificatesIn(rows.value) : [];
}

function viewOf(notice: FieldNotice, catalogue: Catalogue, labels: readonly PoolLabel[], at: Date): PoolView {
  const pool = resolvePool(
    labels.map((label) => ({ kind: "label", label })),
    catalogue,
  );
  const answers = notice.requiredRoots.map((root) => answerFor(root, pool, catalogue, at));
  return {
    held: answers.flatMap(({ held }) => held),
    missing: answers.flatMap(({ held, root }) => (held.length === 0 ? [root] : [])),
    outOfDate: answers.flatMap(({ held, endsIn }) => (endsIn === "past" ? held : [])),
    doubtful: answers.flatMap(({ doubtful }) => doubtful),
    expiring: answers.flatMap(({ held, endsIn }) => (endsIn === "a year" ? held : [])),
  };
}

interface RootAnswer {
  readonly root: NoticeRoot;
  readonly held: readonly HeldRoot[];
  readonly doubtful: readonly PoolLabel[];
  readonly endsIn: "past" | "a year" | "later";
}

function answerFor(root: NoticeRoot, pool: TrustPool, catalogue: Catalogue, at: Date): RootAnswer {
  const sha256 = root.sha256 as string as Sha256Fingerprint;
  const sought: SoughtRoot = { sha256, certificate: catalogue.bySha256(sha256) };
  const holds = poolHolds(pool, sought);
  return {
    root,
    held: holds === "held" ? [{ root, set: setOf(pool, sha256) }] : [],
    doubtful: holds === "held" ? [] : labelsThatMayBe(pool, root, sought),
    endsIn: holds === "held" ? endOf(pool, sought, at) : "later",
  };
}

const YEAR_MS = 365 * 86_400_000;

/** Asks the forecast, which knows whether the end of an anchor's own certificate counts on this platform. */
function endOf(pool: TrustPool, root: SoughtRoot, at: Date): RootAnswer["endsIn"] {
  const until = new Date(at.getTime() + YEAR_MS);
  const stages = [{ from: at, serves: { kind: "root", root } } as const];
  const timeline = { host: "", stages };
  const lost = firstFailure(forecast({ pool, timeline, from: at, until, platform: iosXrPlatform }));
  if (!lost) return "later";
  return lost.from <= at ? "past" : "a year";
}

function setOf(pool: TrustPool, sha256: Sha256Fingerprint): PoolLabel["set"] {
  const sets = pool.entries.flatMap((entry) =>
    entry.kind === "certificate" && entry.certificate.sha256 === sha256 ? [entry.set] : [],
  );
  return sets.includes("Built-In") ? "Built-In" : "Downloaded";
}

/**
 * Unresolved entries that might be the root, and those that carry its very name under another
 * fingerprint: such a certificate may hold the root's key, and then it would anchor the same chains.
 */
function labelsThatMayBe(
  pool: TrustPool,
  root: NoticeRoot,
  { certificate }: SoughtRoot,
): readonly PoolLabel[] {
  return pool.entries.flatMap((entry) => {
    if (entry.kind !== "label") return [];
    const label = entry.label as PoolLabel;
    const might = !certificate || labelMayBe(label, certificate) || label.subject === root.subject;
    return might ? [label] : [];
  });
}

/**
 * Why a device got its verdict, and what would have to read differently for it to get another: each
 * alternative of `evidence-change.ts` is assessed by the very rules that gave the verdict. So a rule is
 * called close where one piece of evidence would have let it decide, and never by a guess at its conditions.
 */
import type { DeviceEvidence, Evidence } from "../evidence/evidence.js";
import type { FieldNotice, ServiceId } from "../notice/notice.js";
import { assessor } from "./assess.js";
import { type Alternative, alternatives, type EvidenceChange } from "./evidence-change.js";
import type { Finding, Verdict } from "./finding.js";

export interface Explanation {
  readonly finding: Finding;
  /** Every single change that gives the device another verdict, smallest first. */
  readonly changes: readonly VerdictChange[];
  /** For each other verdict that one change would give: the smallest such change. */
  readonly close: readonly VerdictChange[];
}

export interface VerdictChange {
  readonly change: EvidenceChange;
  /** The fact that would read differently; `endpoints` for what an endpoint serves. */
  readonly fact: Alternative["fact"];
  /** True where nobody knows the fact now: reading it may decide. */
  readonly unknownNow: boolean;
  /** How many values would read differently. */
  readonly size: number;
  readonly verdict: Verdict;
  readonly service?: ServiceId;
}

export function explain(
  notice: FieldNotice,
  evidence: Pick<Evidence, "pools" | "endpoints">,
  device: DeviceEvidence,
  at: Date,
): Explanation {
  const finding = assessor(notice, evidence, at)(device);
  const tried = alternatives({ notice, evidence, device, at: at.toISOString() }).map(
    (alternative): VerdictChange => {
      const other = assessor(notice, alternative, at)({ ...device, facts: alternative.facts });
      return {
        change: alternative.change,
        fact: alternative.fact,
        unknownNow: isUnknown(alternative, device),
        size: sizeOf(alternative, device, evidence),
        verdict: other.verdict,
        ...(other.service !== undefined && { service: other.service }),
      };
    },
  );
  const changes = tried
    .filter(({ verdict, size }) => verdict !== finding.verdict && size > 0)
    .sort((a, b) => a.size - b.size);
  return { finding, changes, close: smallestOfEach(changes) };
}

function smallestOfEach(changes: readonly VerdictChange[]): readonly VerdictChange[] {
  const smallest = new Map<Verdict, VerdictChange>();
  for (const one of changes) if (!smallest.has(one.verdict)) smallest.set(one.verdict, one);
  return [...smallest.values()];
}

function isUnknown({ fact }: Alternative, { facts }: DeviceEvidence): boolean {
  return fact !== "endpoints" && facts[fact]?.known !== true;
}

/** A fact that nobody knows is one piece of evidence, whatever it would turn out to hold. */
function sizeOf(
  alternative: Alternative,
  device: DeviceEvidence,
  evidence: Pick<Evidence, "pools" | "endpoints">,
): number {
  const { fact, facts, pools } = alternative;
  if (fact === "endpoints" || isUnknown(alternative, device)) return 1;
  if (fact === "trustPool") {
    return entriesApart(labelsOf(device.facts, evidence.pools), labelsOf(facts, pools));
  }
  return valuesApart(readingOf(device.facts[fact]), readingOf(facts[fact]));
}

function labelsOf({ trustPool }: DeviceEvidence["facts"], pools: Evidence["pools"]): readonly string[] {
  return (trustPool.known ? (pools[trustPool.value] ?? []) : []).map(({ sha1 }) => sha1);
}

function entriesApart(a: readonly string[], b: readonly string[]): number {
  const notIn = (others: readonly string[]) => (one: string) => !others.includes(one);
  return a.filter(notIn(b)).length + b.filter(notIn(a)).length;
}

function readingOf(fact: unknown): unknown {
  return (fact as { readonly value?: unknown } | undefined)?.value;
}

/** How many leaves of two plain values differ. */
function valuesApart(a: unknown, b: unknown): number {
  if (!isComposite(a) || !isComposite(b)) return a === b ? 0 : Math.max(1, leaves(a), leaves(b));
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].reduce((sum, key) => sum + valuesApart(a[key], b[key]), 0);
}

function leaves(value: unknown): number {
  if (!isComposite(value)) return 1;
  return Object.values(value).reduce<number>((sum, one) => sum + leaves(one), 0);
}

function isComposite(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/**
 * Two assessments of one notice set against each other: whose verdict changed, who is new and who is
 * gone, which trust pools and which deadlines moved, and whether anything got worse. Knows no files.
 */
import type { Evidence, PoolLabel } from "../evidence/evidence.js";
import { type Switchover, switchovers } from "../evidence/switchovers.js";
import { type Assessment, type Deadline, type Finding, VERDICTS, type Verdict } from "./finding.js";

export interface Assessed {
  readonly assessment: Assessment;
  readonly evidence: Evidence;
}

export interface Comparison {
  readonly verdicts: readonly VerdictMove[];
  readonly appeared: readonly Finding[];
  readonly gone: readonly Finding[];
  readonly pools: readonly PoolMove[];
  readonly deadlines: readonly DeadlineMove[];
  /** Where the pool is now that of a processor which was the standby then. */
  readonly switchovers: readonly Switchover[];
  /** The worst that happened: something got worse, something can no longer be told, or neither. */
  readonly outcome: "worse" | "unclear" | "not-worse";
}

/** `unclear`: to or from `undetermined`, where nothing can be compared. */
export type Direction = "better" | "worse" | "unclear" | "neither";

export interface VerdictMove {
  readonly device: string;
  readonly before: Finding;
  readonly after: Finding;
  readonly direction: Direction;
}

export interface PoolMove {
  readonly device: string;
  /** Absent where the pool was not known. */
  readonly before?: string;
  readonly after?: string;
  readonly added: readonly PoolLabel[];
  readonly removed: readonly PoolLabel[];
}

export interface DeadlineMove {
  readonly device: string;
  readonly kind: Deadline["kind"] | "bites";
  readonly endpoint?: string;
  readonly before?: string;
  readonly after?: string;
  readonly direction: Direction;
}

/** @param before, after assessments of the same notice; the caller sees to that. */
export function compareAssessments(before: Assessed, after: Assessed): Comparison {
  const earlier = new Map(before.assessment.findings.map((one) => [one.device, one]));
  const later = new Map(after.assessment.findings.map((one) => [one.device, one]));
  const both = [...earlier.values()].flatMap((was) => {
    const is = later.get(was.device);
    return is ? [{ was, is }] : [];
  });
  const verdicts = both.flatMap(({ was, is }) => verdictMove(was, is));
  const moments = [before.assessment.at, after.assessment.at] as const;
  const deadlines = both.flatMap(({ was, is }) => deadlineMoves(was, is, moments));
  const appeared = [...later.values()].filter(({ device }) => !earlier.has(device));
  const gone = [...earlier.values()].filter(({ device }) => !later.has(device));
  const pools = poolMoves(before.evidence, after.evidence);
  const moved = [...verdicts, ...deadlines].map(({ direction }) => direction);
  const directions = [...moved, ...appeared.map(({ verdict }) => directionOf("protected", verdict))];
  const switched = switchovers(before.evidence, after.evidence);
  return {
    verdicts,
    appeared,
    gone,
    pools,
    deadlines,
    switchovers: switched,
    outcome: outcomeOf(directions),
  };
}

function outcomeOf(directions: readonly Direction[]): Comparison["outcome"] {
  if (directions.includes("worse")) return "worse";
  return directions.includes("unclear") ? "unclear" : "not-worse";
}

function verdictMove(before: Finding, after: Finding): readonly VerdictMove[] {
  if (before.verdict === after.verdict) return [];
  const direction = directionOf(before.verdict, after.verdict);
  return [{ device: before.device, before, after, direction }];
}

/** Learning what a device is like is neither good nor bad, but finding it broken is not good either. */
function directionOf(before: Verdict, after: Verdict): Direction {
  if (after === "undetermined") return before === "undetermined" ? "neither" : "unclear";
  if (before === "undetermined") return isHarmless(after) ? "better" : "unclear";
  if (isHarmless(before) && isHarmless(after)) return "neither";
  const order = VERDICTS.indexOf(after) - VERDICTS.indexOf(before);
  return order < 0 ? "worse" : order > 0 ? "better" : "neither";
}

function isHarmless(verdict: Verdict): boolean {
  return verdict === "protected" || verdict === "not-applicable";
}

function deadlineMoves(
  before: Finding,
  after: Finding,
  [then, now]: readonly [string, string],
): readonly DeadlineMove[] {
  const keys = new Map([...datesOf(before), ...datesOf(after)].map((one) => [keyOf(one), one]));
  const was = new Map(datesOf(before).map((one) => [keyOf(one), one.at]));
  const is = new Map(datesOf(after).map((one) => [keyOf(one), one.at]));
  return [...keys].flatMap(([key, { kind, endpoint }]): readonly DeadlineMove[] => {
    const [earlier, later] = [was.get(key), is.get(key)];
    // What may be lost at any moment is dated at the moment of its audit, and has not moved with it.
    const isAtOnce = kind === "bites" && earlier === then && later === now;
    if (earlier === later || isAtOnce) return [];
    return [
      {
        device: before.device,
        kind,
        ...(endpoint !== undefined && { endpoint }),
        ...(earlier !== undefined && { before: earlier }),
        ...(later !== undefined && { after: later }),
        direction: dateDirection(kind, earlier, later),
      },
    ];
  });
}

type Dated = Pick<DeadlineMove, "kind" | "endpoint"> & { readonly at: string };

function datesOf({ deadlines, bitesAt }: Finding): readonly Dated[] {
  return [...(bitesAt === undefined ? [] : [{ kind: "bites" as const, at: bitesAt }]), ...deadlines];
}

function keyOf({ kind, endpoint }: Dated): string {
  return `${kind} ${endpoint ?? ""}`;
}

/** A contact is due when it is due; the others say when something ends. A date that comes or goes belongs to its verdict. */
function dateDirection(
  kind: DeadlineMove["kind"],
  before: string | undefined,
  after: string | undefined,
): Direction {
  if (kind === "next-contact" || before === undefined || after === undefined) return "neither";
  return after < before ? "worse" : "better";
}

function poolMoves(before: Evidence, after: Evidence): readonly PoolMove[] {
  const earlier = new Map(before.devices.map((one) => [one.device, one.facts.trustPool]));
  return after.devices.flatMap(({ device, facts }): readonly PoolMove[] => {
    const was = earlier.get(device);
    if (!was) return [];
    const [from, to] = [digestOfPool(was), digestOfPool(facts.trustPool)];
    if (from === to) return [];
    const [old, now] = [labelsOf(before, from), labelsOf(after, to)];
    const isCompared = from !== undefined && to !== undefined;
    return [
      {
        device,
        ...(from !== undefined && { before: from }),
        ...(to !== undefined && { after: to }),
        added: isCompared ? lackedBy(old, now) : [],
        removed: isCompared ? lackedBy(now, old) : [],
      },
    ];
  });
}

function digestOfPool(fact: Evidence["devices"][number]["facts"]["trustPool"]): string | undefined {
  return fact.known ? fact.value : undefined;
}

function labelsOf({ pools }: Evidence, digest: string | undefined): readonly PoolLabel[] {
  return digest === undefined ? [] : (pools[digest] ?? []);
}

function lackedBy(pool: readonly PoolLabel[], labels: readonly PoolLabel[]): readonly PoolLabel[] {
  const held = new Set(pool.map(({ set, sha1 }) => `${set} ${sha1}`));
  return labels.filter(({ set, sha1 }) => !held.has(`${set} ${sha1}`));
}

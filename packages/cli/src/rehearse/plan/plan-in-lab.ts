/**
 * A plan, led into a lab: the same lines to the same devices in the same waves. What differs is what a lab cannot have of
 * the real world: fingerprints of roots and bundle, digests of pools, numbers of commits. Its gates let every wave open,
 * so that each device is rehearsed.
 */
import {
  type Assessment,
  type DeviceFacts,
  type DevicePlan,
  digestOf,
  type Evidence,
  type FieldNotice,
  ifKnown,
  type Plan,
  type PlannedBundle,
  type PlannedStep,
  planDigestOf,
} from "@reroot/core";

export interface LabSide {
  readonly planNotice: FieldNotice;
  readonly labNotice: FieldNotice;
  /** Of the lab's routers, by the names of the plan. */
  readonly evidence: Evidence;
  readonly before: Assessment;
  /** As the lab signs it. */
  readonly bundle: PlannedBundle;
}

/** Devices of which the lab has no router, or whose pool could not be read there, are not in it. */
export function planInLab(plan: Plan, side: LabSide): Plan {
  const { before, bundle, evidence } = side;
  const facts = new Map(evidence.devices.map((one) => [one.device, one.facts]));
  const { formatVersion, author, createdAt, pace, waves } = plan;
  const devices = waves.reduce((sum, wave) => sum + wave.devices.length, 0);
  const body: Plan = {
    formatVersion,
    digest: "",
    notice: before.notice,
    assessmentDigest: digestOf(before),
    author,
    createdAt,
    pace,
    ...(plan.bundle && { bundle: { ...bundle, url: plan.bundle.url } }),
    pools: Object.fromEntries(
      Object.entries(evidence.pools).map(([digest, labels]) => [digest, labels.map(({ sha1 }) => sha1)]),
    ),
    waves: waves.map((wave) => ({
      ...wave,
      devices: wave.devices.flatMap((device) => deviceInLab(device, facts.get(device.device), side)),
      gate: { ...wave.gate, failuresAllowed: devices },
    })),
    heldBack: [],
    untouched: [],
  };
  return { ...body, digest: planDigestOf(body) };
}

function deviceInLab(
  device: DevicePlan,
  facts: DeviceFacts | undefined,
  side: LabSide,
): readonly DevicePlan[] {
  const pool = facts && ifKnown(facts.trustPool);
  if (pool === undefined) return [];
  const { commitId: _, ...basedOn } = device.basedOn;
  const commitId = facts?.commitHistory && ifKnown(facts.commitHistory)?.newest?.id;
  return [
    {
      ...device,
      basedOn: { ...basedOn, pool, ...(commitId !== undefined && { commitId }) },
      steps: device.steps.map((step) => stepInLab(step, side)),
    },
  ];
}

function stepInLab(step: PlannedStep, { planNotice, labNotice, bundle }: LabSide): PlannedStep {
  switch (step.kind) {
    case "import-bundle":
      return {
        ...step,
        requiredRoots: step.requiredRoots.map(({ sha256, sha1 }) => {
          const index = planNotice.requiredRoots.findIndex((root) => root.sha256 === sha256);
          const standIn = labNotice.requiredRoots[index];
          return standIn ? { sha256: standIn.sha256, sha1: standIn.sha1 } : { sha256, sha1 };
        }),
      };
    case "copy-bundle": {
      const { bytes, sha256, md5 } = bundle;
      return { ...step, md5, action: { kind: "copy-file", path: step.path, bytes, sha256, md5 } };
    }
    default:
      return step;
  }
}

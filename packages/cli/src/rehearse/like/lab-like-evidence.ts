/**
 * A lab like a fleet that was audited: routers with the releases, pools, configurations, agents and troubles that the
 * evidence shows, and servers that changed their roots when they were seen to. What the lab cannot imitate is told for each
 * device. It starts an hour before the evidence and is like it once lab time has reached `at`.
 */
import type { Assessment, DeviceFacts, Evidence, FieldNotice } from "@reroot/core";
import type { Catalogue } from "@reroot/pki";
import type { LabOptions, RouterSpec } from "@reroot/rehearsal";
import { labRecipe } from "../lab-recipe.js";
import { labWorld } from "./lab-world.js";
import { likeEndpoints, seenEarlier } from "./like-endpoints.js";
import { likePool } from "./like-pool.js";
import { likeRouter } from "./like-router.js";
import type { Unlike } from "./unlike.js";

export interface LikeRequest {
  readonly evidence: Evidence;
  /** What was concluded from it. */
  readonly assessment: Pick<Assessment, "at" | "findings">;
  /** The real notice, also where the evidence is of a lab. */
  readonly notice: FieldNotice;
  /** Real certificates, by which pools are filled. */
  readonly catalogue: Catalogue;
  readonly seed: number;
}

export interface LikeLab {
  /** The real notice that it is a lab for. */
  readonly notice: FieldNotice;
  readonly options: LabOptions;
  /** The moment that the verdicts are about, at the latest that of the evidence. */
  readonly at: Date;
  readonly unlike: readonly Unlike[];
}

const HOUR_MS = 3_600_000;

export function labLikeEvidence({ evidence, assessment, notice, catalogue, seed }: LikeRequest): LikeLab {
  const { findings } = assessment;
  // A verdict about a later day rests on what the device said before.
  const at = new Date(assessment.at < evidence.gatheredAt ? assessment.at : evidence.gatheredAt);
  const from = new Date(at.getTime() - HOUR_MS);
  const recipe = labRecipe(notice, { devices: 1, seed, bundle: "good" });
  const [usual] = recipe.routers as readonly [RouterSpec];
  const findingOf = new Map(findings.map((finding) => [finding.device, finding]));
  const unlike: Unlike[] = [];
  const real: Record<string, string> = { ...recipe.realCertificates };
  const routers = evidence.devices.flatMap((device) => {
    const inputs = {
      evidence: device,
      finding: findingOf.get(device.device),
      world: labWorld(notice),
      span: { from, to: at },
      usual: { builtIn: usual.builtIn, downloaded: [], real: {} },
      likePool: (labels: Parameters<typeof likePool>[0], tell: Parameters<typeof likePool>[3]) =>
        likePool(labels, notice, catalogue, tell),
      labelsOf: ({ trustPool }: DeviceFacts) =>
        trustPool.known ? evidence.pools[trustPool.value] : undefined,
    };
    const like = likeRouter(inputs, (detail) => unlike.push({ device: device.device, ...detail }));
    Object.assign(real, like?.real);
    return like ? [like.spec] : [];
  });
  const endpoints = likeEndpoints(recipe.endpoints, evidence, notice);
  for (const earlier of seenEarlier(endpoints, recipe.endpoints, at)) {
    for (const { device, services } of findings) {
      const concerns = services.some(
        ({ endpoint, verdict }) => endpoint === earlier.host && verdict === "failing",
      );
      if (concerns) unlike.push({ device, kind: "server-seen-earlier", ...earlier });
    }
  }
  const options = { ...recipe, routers, realCertificates: real, endpoints, startAt: from };
  return { notice, options, at, unlike };
}

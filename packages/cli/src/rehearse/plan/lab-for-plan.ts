/**
 * The lab in which a plan is rehearsed: routers like the devices that it changes, and its bundle, signed by the lab, at
 * every place from which the plan has devices import it.
 */
import type { Assessment, Evidence, FieldNotice, Plan } from "@reroot/core";
import { type Catalogue, type Certificate, certificatesIn, openBundle } from "@reroot/pki";
import type { BundleSpec, CertificateRef, LabOptions, RouterSpec } from "@reroot/rehearsal";
import { bundlePlaces } from "../../flow/bundle-places.js";
import { type LikeLab, labLikeEvidence } from "../like/lab-like-evidence.js";
import { pemOf } from "../like/like-pool.js";

export interface PlanToRehearse {
  readonly plan: Plan;
  readonly evidence: Evidence;
  readonly assessment: Assessment;
  /** That the plan was made with: a lab's, where its devices are a lab's. */
  readonly planNotice: FieldNotice;
  /** The real one. */
  readonly base: FieldNotice;
  readonly catalogue: Catalogue;
  /** The bytes of the plan's bundle, where they are kept. */
  readonly bundle?: Uint8Array;
  readonly seed: number;
}

/** Of other devices than those that the plan changes the lab has no routers. */
export function labForPlan(given: PlanToRehearse): LikeLab {
  const { plan, evidence, assessment, base, catalogue, seed } = given;
  const planned = new Set(plan.waves.flatMap(({ devices }) => devices.map(({ device }) => device)));
  const isPlanned = ({ device }: { readonly device: string }) => planned.has(device);
  const like = labLikeEvidence({
    evidence: { ...evidence, devices: evidence.devices.filter(isPlanned) },
    assessment: { ...assessment, findings: assessment.findings.filter(isPlanned) },
    notice: base,
    catalogue,
    seed,
  });
  const mirrors = mirrorsOf(plan, base);
  const { options } = like;
  return {
    ...like,
    options: {
      ...options,
      ...bundleLike(given, options, mirrors),
      routers: options.routers.map((router) => withRoutes(router, mirrors)),
    },
  };
}

/** What the plan's bundle holds, with stand-ins for the certificates that play a part. */
function bundleLike(
  { plan, planNotice, bundle }: PlanToRehearse,
  options: LabOptions,
  mirrors: readonly string[],
): Pick<LabOptions, "bundle" | "realCertificates"> {
  const held = bundle ? certificatesOf(bundle) : [];
  const inPlay = new Set(planNotice.lab ? rolesOf(planNotice) : []);
  const real = held.filter(({ sha256 }) => !inPlay.has(sha256));
  const retired = planNotice.retiredRoots.some((root) => held.some(({ sha256 }) => sha256 === root.sha256));
  const certificates: readonly CertificateRef[] = [
    ...(bundle ? real.map(({ sha256 }) => ({ real: sha256 })) : options.bundle.certificates),
    ...(retired ? [{ standIn: "retired" as const }] : []),
    { standIn: "required" },
    { standIn: "signer" },
  ];
  const { name, version } = plan.bundle ?? options.bundle;
  const same: BundleSpec = { ...options.bundle, name, version, certificates, mirrors };
  return {
    bundle: { ...same, core: certificates, union: certificates },
    realCertificates: {
      ...options.realCertificates,
      ...Object.fromEntries(real.map(({ sha256, der }) => [sha256, pemOf(der)])),
    },
  };
}

/** Its signature was verified when the plan was made; the lab signs it anew. */
function certificatesOf(bytes: Uint8Array): readonly Certificate[] {
  const opened = openBundle(bytes);
  return opened.ok ? certificatesIn(opened.value.certificates) : [];
}

/** Roots of another lab, of which the keys are gone. */
function rolesOf({ requiredRoots, retiredRoots, signerRoots }: FieldNotice): readonly string[] {
  return [...requiredRoots, ...retiredRoots, ...signerRoots].map(({ sha256 }) => sha256);
}

/** Places that the lab does not have by itself, as far as it can have them: by plain HTTP. */
function mirrorsOf({ waves }: Plan, base: FieldNotice): readonly string[] {
  const published = new Set(bundlePlaces(base));
  const urls = waves.flatMap(({ devices }) =>
    devices.flatMap(({ steps }) =>
      steps.flatMap(({ action }) =>
        action.kind === "exec" ? (/ import url (http:\/\/\S+)$/.exec(action.command)?.[1] ?? []) : [],
      ),
    ),
  );
  return [...new Set(urls)].filter((url) => !published.has(url));
}

/** A way to mirrors that are known by an address, in every VRF that the router has. */
function withRoutes(router: RouterSpec, mirrors: readonly string[]): RouterSpec {
  const routes = mirrors.flatMap((url) => {
    const { hostname } = new URL(url);
    return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) && !hostname.startsWith("127.")
      ? [`${hostname}/32 ${LAB_GATEWAY}`]
      : [];
  });
  if (routes.length === 0) return router;
  const { configuration = "" } = router;
  const vrfs = [...configuration.matchAll(/^vrf (\S+)$/gm)].map(([, name]) => name);
  const lines = [
    "router static",
    " address-family ipv4 unicast",
    ...routes.map((route) => `  ${route}`),
    ...vrfs.flatMap((vrf) => [
      ` vrf ${vrf}`,
      "  address-family ipv4 unicast",
      ...routes.map((route) => `   ${route}`),
    ]),
  ];
  return { ...router, configuration: [configuration, ...lines].join("\n") };
}

/** In the network that all routers of a lab are connected to (docs/lab-management.md). */
const LAB_GATEWAY = "192.0.2.1";

/** The plan of a situation, with the undo that the planner itself would promise, approved. */
import { digestOf } from "../../canonical.js";
import { configuration, copyOf, filePath, importFrom, removal } from "../../plan/lines.js";
import type { ApprovedPlan, DevicePlan, Plan, Wave } from "../../plan/plan.js";
import { type PlannedStep, TOKEN } from "../../plan/step.js";
import { undoOf } from "../../plan/undo.js";
import { BUNDLES, DEFAULT_URL, MIRROR_URL, offerOf, REQUIRED_ROOT } from "./bundles.js";
import type { Nature } from "./nature.js";
import { Router } from "./router.js";
import type { Situation } from "./situation.js";

export function planFor({ natures, waveSizes, gate, windows, pace, also }: Situation): ApprovedPlan {
  const devices = natures.map((nature, index) => devicePlan(`r${index}`, nature));
  const pools = natures.map((nature) => new Router(nature).labels);
  const body: Omit<Plan, "digest"> = {
    formatVersion: 2,
    notice: { id: "n", revision: "1.0", digest: "sha256:n" },
    assessmentDigest: "sha256:a",
    author: "ann",
    createdAt: "2022-02-23T06:00:00.000Z",
    pace,
    bundle: BUNDLES.approved,
    earlierBundles: [BUNDLES.earlier],
    pools: Object.fromEntries(pools.map((labels) => [digestOf(labels), labels.map(({ sha1 }) => sha1)])),
    waves: inWaves(devices, waveSizes).map((members, index) => ({
      name: `wave ${index + 1}`,
      devices: members,
      gate,
      ...(windows.length > 0 && { windows }),
    })),
    heldBack: [],
    untouched: [],
  };
  const plan: Plan = { ...body, digest: digestOf(body) };
  return { plan, approval: { planDigest: plan.digest, by: "bob", at: plan.createdAt, also } };
}

function inWaves(devices: readonly DevicePlan[], [size, ...sizes]: readonly number[]): Wave["devices"][] {
  if (devices.length === 0) return [];
  if (size === undefined) return [devices];
  return [devices.slice(0, size), ...inWaves(devices.slice(size), sizes)];
}

function devicePlan(device: string, nature: Nature): DevicePlan {
  const { site, remedy, bundleUrlBefore: bundleUrl } = nature;
  const steps = [...remedySteps(nature), ...crlSteps(nature), ...contactSteps(nature)];
  const { labels } = new Router(nature);
  const pool = digestOf(labels);
  const before = bundleUrl === undefined ? {} : { bundleUrl };
  const earlier = nature.earlierIsHeld ? [offerOf(BUNDLES.earlier)] : [];
  return {
    device,
    site,
    remedy,
    because: [{ code: "remedy/first-choice" }],
    basedOn: { pool, verdict: "failing", commitId: "1000", ...before },
    steps,
    undo: undoOf({ steps, pool, labels, earlier, ...before }),
    cautions: [],
  };
}

function remedySteps({ remedy, mirror }: Nature): readonly PlannedStep[] {
  const from = (place: string): PlannedStep => ({
    kind: "import-bundle",
    action: importFrom(place),
    requiredRoots: [REQUIRED_ROOT],
  });
  if (remedy === "import-from-default-url") return [from(DEFAULT_URL)];
  if (remedy === "import-from-file") {
    const path = filePath(BUNDLES.approved);
    return [copyOf(BUNDLES.approved), from(path), removal(path)];
  }
  const line = `crypto ca trustpool policy cabundle url ${MIRROR_URL}`;
  const policy = { kind: "set-bundle-url", action: configuration([line], "Reroot"), bundleUrl: MIRROR_URL };
  return mirror === "configured" ? [policy as PlannedStep, from(MIRROR_URL)] : [from(MIRROR_URL)];
}

function crlSteps({ crlOptional }: Nature): readonly PlannedStep[] {
  if (!crlOptional) return [];
  const action = configuration(["crypto ca trustpoint Trustpool crl optional"], "Reroot");
  return [{ kind: "make-crl-optional", action, trustpoint: "Trustpool", needs: "crl-optional" }];
}

const DEADLINE = { deadlineSeconds: 300 };

function contactSteps({ isRegistered, renewalDelay, callHomeTest }: Nature): readonly PlannedStep[] {
  const register = { kind: "exec", command: `license smart register idtoken ${TOKEN}` } as const;
  const renew = { kind: "exec", command: "license smart renew auth" } as const;
  const test = { kind: "exec", command: "call-home test profile CiscoTAC-1" } as const;
  const licensing: PlannedStep = isRegistered
    ? { kind: "renew-authorization", action: renew, delaySeconds: renewalDelay, ...DEADLINE }
    : { kind: "register", action: register, needs: "registration", ...DEADLINE };
  if (!callHomeTest) return [licensing];
  return [licensing, { kind: "send-call-home-test", action: test, profile: "CiscoTAC-1", ...DEADLINE }];
}

/** What takes the steps of one device back, and what cannot be taken back: never promised. */
import { digestOf } from "../canonical.js";
import type { PoolDigest, PoolLabel } from "../evidence/evidence.js";
import type { VerifiedOffer } from "./bundle-offer.js";
import { downloadedIn, isWhatWasImported } from "./earlier-import.js";
import { configuration, copyOf, filePath, importFrom, removal } from "./lines.js";
import type { Undo } from "./plan.js";
import type { PlannedStep } from "./step.js";

export interface UndoQuestion {
  /** The steps that are to be taken back. */
  readonly steps: readonly PlannedStep[];
  readonly pool: PoolDigest;
  readonly labels: readonly PoolLabel[];
  /** `cabundle url` as it is configured now. */
  readonly bundleUrl?: string;
  /** Bundles that were imported earlier and are held. */
  readonly earlier: readonly VerifiedOffer[];
}

/** Grammar of XR: `clean` removes the Downloaded certificates and leaves the Built-In ones. */
const REMOVE_DOWNLOADED = "crypto ca trustpool import url clean";

export function undoOf(question: UndoQuestion): Undo {
  const settings = [...question.steps].reverse().flatMap((step) => backwards(step, question));
  const imports = question.steps.some(({ kind }) => kind === "import-bundle");
  const pool = imports ? poolRestored(question) : { steps: [] };
  if (pool) {
    const steps = [...settings, ...pool.steps];
    if (steps.length === 0) return { kind: "none", because: "nothing-to-take-back" };
    return { kind: "steps", steps, ...("bundle" in pool && { bundle: pool.bundle }) };
  }
  if (settings.length === 0) return { kind: "none", because: "earlier-downloaded-certificates" };
  return { kind: "steps", steps: settings, cannotRestore: "earlier-downloaded-certificates" };
}

function backwards(step: PlannedStep, { bundleUrl }: UndoQuestion): readonly PlannedStep[] {
  if (step.kind === "set-bundle-url" && step.bundleUrl !== null) {
    const line =
      bundleUrl === undefined
        ? "no crypto ca trustpool policy cabundle url"
        : `crypto ca trustpool policy cabundle url ${bundleUrl}`;
    const action = configuration([line], "Reroot: bundle URL as before");
    return [{ kind: "set-bundle-url", action, bundleUrl: bundleUrl ?? null }];
  }
  if (step.kind === "copy-bundle") return [removal(step.path)];
  if (step.kind === "make-crl-optional") {
    const { trustpoint } = step;
    const line = `no crypto ca trustpoint ${trustpoint} crl optional`;
    const action = configuration([line], "Reroot: CRL check as before");
    return [{ kind: "restore-crl-check", action, trustpoint }];
  }
  return [];
}

/** Undefined where the earlier set can not be had back. */
function poolRestored({
  pool,
  labels,
  earlier,
}: UndoQuestion): { readonly steps: readonly PlannedStep[]; readonly bundle?: string } | undefined {
  const clean = { kind: "exec", command: REMOVE_DOWNLOADED } as const;
  const downloaded = downloadedIn(labels);
  if (downloaded.length === 0) return { steps: [{ kind: "restore-pool", action: clean, pool }] };
  const held = earlier.find((one) => isWhatWasImported(downloaded, one));
  if (!held) return undefined;
  const builtIn = digestOf(labels.filter(({ set }) => set === "Built-In"));
  const path = filePath(held.bundle);
  return {
    steps: [
      { kind: "restore-pool", action: clean, pool: builtIn },
      copyOf(held.bundle),
      { kind: "restore-pool", action: importFrom(path), pool },
      removal(path),
    ],
    bundle: held.bundle.sha256,
  };
}

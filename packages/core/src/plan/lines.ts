/** The lines of IOS XR that a remedy consists of. What the notice prints is taken from the notice (steps.ts). */
import type { PlannedBundle } from "./plan.js";
import type { Action, PlannedStep } from "./step.js";

/** A name of our own, that says which bundle it is: a file of that name is ours. */
export function filePath({ sha256 }: PlannedBundle): string {
  return `harddisk:/reroot-${sha256.slice(0, 8).toLowerCase()}.p7b`;
}

export function importFrom(place: string): Action {
  return { kind: "exec", command: `crypto ca trustpool import url ${place}` };
}

export function configuration(lines: readonly string[], comment: string): Action {
  return { kind: "configure", lines, comment };
}

export function copyOf(bundle: PlannedBundle): PlannedStep {
  const { bytes, sha256, md5 } = bundle;
  const path = filePath(bundle);
  return { kind: "copy-bundle", action: { kind: "copy-file", path, bytes, sha256, md5 }, path, md5 };
}

/** XR asks whether it is to; whoever types the line answers for exactly this path. */
export function removal(path: string): PlannedStep {
  return { kind: "remove-file", action: { kind: "exec", command: `delete ${path}` }, path };
}

/**
 * The lines that an approved plan lets us send to one device, and nothing else. The plan's digest is
 * computed again here: what was approved is what stands in it, or nothing is sent.
 */
import { type ApprovalFailure, type ApprovedPlan, checkApproval } from "@reroot/core";
import { failed, type Result, success } from "@reroot/pki";

export type NotApproved =
  /** The plan is not the one that its digest names, or not the one that was approved. */
  | ApprovalFailure
  /** The plan itself says that nothing may be sent. */
  | { readonly code: "change/plan-refuses" }
  | { readonly code: "change/device-not-in-plan"; readonly device: string }
  /** A control character in a line would make two commands of one. */
  | { readonly code: "change/command-not-one-line"; readonly device: string; readonly command: string };

export class ApprovedCommands {
  readonly device: string;
  readonly #lines: ReadonlySet<string>;

  static of(approved: ApprovedPlan, device: string): Result<ApprovedCommands, NotApproved> {
    const checked = checkApproval(approved);
    if (!checked.ok) return checked;
    if (approved.plan.refusal) return failed({ code: "change/plan-refuses" });
    const lines = linesFor(approved, device);
    if (lines.length === 0) return failed({ code: "change/device-not-in-plan", device });
    const bad = lines.find((line) => !isOneLine(line));
    if (bad !== undefined) return failed({ code: "change/command-not-one-line", device, command: bad });
    return success(new ApprovedCommands(device, lines));
  }

  private constructor(device: string, lines: readonly string[]) {
    this.device = device;
    this.#lines = new Set(lines);
  }

  allow(line: string): boolean {
    return this.#lines.has(line);
  }
}

function linesFor({ plan }: ApprovedPlan, device: string): readonly string[] {
  const devicePlans = plan.waves
    .flatMap((wave) => wave.devices)
    .filter((planned) => planned.device === device);
  return devicePlans.flatMap(({ steps, undo }) => [
    ...steps.map((step) => step.command),
    ...(undo.kind === "none" ? [] : [undo.command]),
  ]);
}

function isOneLine(line: string): boolean {
  return line.trim() !== "" && !/[\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(line);
}

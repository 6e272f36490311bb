/**
 * The actions that an approved plan lets us carry out, each on its device and as the step that it is, and nothing
 * else. The plan's digest is computed again here, of a copy that nobody else holds: what was approved is what stands
 * in it, or nothing is sent.
 */
import {
  type Action,
  type Approval,
  type ApprovalFailure,
  type ApprovedPlan,
  checkApproval,
  digestOf,
  type PlannedStep,
} from "@reroot/core";
import { failed, type Result, success } from "@reroot/pki";

export type NotApproved =
  /** The plan is not the one that its digest names, or not the one that was approved. */
  | ApprovalFailure
  /** The plan itself says that nothing may be sent. */
  | { readonly code: "change/plan-refuses" }
  | { readonly code: "change/device-not-in-plan"; readonly device: string }
  /** A control character in a line would make two commands of one. */
  | { readonly code: "change/command-not-one-line"; readonly device: string; readonly command: string };

export class ApprovedActions {
  readonly device: string;
  readonly #steps: readonly PlannedStep[];
  readonly #approval: Approval;

  /** The digest is computed once for all devices: on each of 10,000 it would be the whole plan again. */
  static of(approved: ApprovedPlan): (device: string) => Result<ApprovedActions, NotApproved> {
    const { plan, approval } = structuredClone(approved);
    const checked = checkApproval({ plan, approval });
    if (!checked.ok) return () => checked;
    if (plan.refusal) return () => failed({ code: "change/plan-refuses" });
    const planned = plan.waves.flatMap((wave) => wave.devices);
    const stepsOf = new Map(planned.map(({ device, steps }) => [device, steps]));
    return (device) => {
      const steps = stepsOf.get(device) ?? [];
      if (steps.length === 0) return failed({ code: "change/device-not-in-plan", device });
      const bad = steps.flatMap(({ action }) => typedLines(action)).find((line) => !isOneLine(line));
      if (bad !== undefined) return failed({ code: "change/command-not-one-line", device, command: bad });
      return success(new ApprovedActions(device, steps, approval));
    };
  }

  private constructor(device: string, steps: readonly PlannedStep[], approval: Approval) {
    this.device = device;
    this.#steps = steps;
    this.#approval = approval;
  }

  /** Whether this is that step, word for word, and nothing is missing that it needs a yes of its own for. */
  allow(step: number, action: Action): boolean {
    const planned = this.#steps[step];
    if (!planned || digestOf(planned.action) !== digestOf(action)) return false;
    return planned.needs === undefined || this.#approval.also?.includes(planned.needs) === true;
  }
}

/** Everything in it that is typed at a prompt. */
function typedLines(action: Action): readonly string[] {
  switch (action.kind) {
    case "exec":
      return [action.command];
    case "configure":
      return [...action.lines, action.comment];
    case "copy-file":
      return [action.path];
  }
}

function isOneLine(line: string): boolean {
  return line.trim() !== "" && !/[\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(line);
}

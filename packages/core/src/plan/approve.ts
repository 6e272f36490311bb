/** Binds a name and a time to exactly one plan. A plan that was changed afterwards has no approval. */
import { failed, type Result, success } from "@reroot/pki";
import { planDigestOf } from "./make-plan.js";
import type { Approval, ApprovedPlan, Plan } from "./plan.js";
import type { SeparateApproval } from "./step.js";

export type ApprovalFailure =
  | { readonly code: "approval/plan-altered"; readonly stated: string; readonly computed: string }
  | { readonly code: "approval/other-plan"; readonly approved: string; readonly plan: string }
  /** A yes in a lab for a plan of the world, or the other way round. */
  | { readonly code: "approval/other-kind"; readonly plan: "lab" | "production" }
  /** The policy of the plan wants somebody else than its author. */
  | { readonly code: "approval/by-author"; readonly by: string }
  | {
      readonly code: "approval/not-an-approver";
      readonly by: string;
      readonly approvers: readonly string[];
    };

/**
 * @param also what needs a yes of its own, and gets it.
 * @param rehearsal digest of the one that the approver had in view.
 */
export function approve(
  plan: Plan,
  by: string,
  at: Date,
  also: readonly SeparateApproval[] = [],
  rehearsal?: string,
): Result<ApprovedPlan, ApprovalFailure> {
  const approval = {
    planDigest: plan.digest,
    by,
    at: at.toISOString(),
    ...(plan.notice.lab && { lab: plan.notice.lab }),
    ...(also.length > 0 && { also }),
    ...(rehearsal !== undefined && { rehearsal }),
  };
  return checkApproval({ plan, approval });
}

/** To be called again by whoever is about to send: files can change between approval and execution. */
export function checkApproval(approved: {
  readonly plan: Plan;
  readonly approval: Approval;
}): Result<ApprovedPlan, ApprovalFailure> {
  const { plan, approval } = approved;
  const computed = planDigestOf(plan);
  if (computed !== plan.digest)
    return failed({ code: "approval/plan-altered", stated: plan.digest, computed });
  if (approval.planDigest !== plan.digest) {
    return failed({ code: "approval/other-plan", approved: approval.planDigest, plan: plan.digest });
  }
  if (approval.lab !== plan.notice.lab) {
    return failed({ code: "approval/other-kind", plan: plan.notice.lab ? "lab" : "production" });
  }
  const failure = mayNotApprove(plan, approval);
  return failure ? failed(failure) : success(approved);
}

/** Why this person may say neither yes to the plan nor to what differs from its rehearsal. */
export function mayNotApprove(
  { approvers, author }: Pick<Plan, "approvers" | "author">,
  { by }: Pick<Approval, "by">,
): ApprovalFailure | undefined {
  if (!approvers) return undefined;
  const isSame = (name: string) => name.trim().toLowerCase() === by.trim().toLowerCase();
  if (approvers.author === "must-not-approve" && isSame(author)) return { code: "approval/by-author", by };
  if (approvers.names.length === 0 || approvers.names.some(isSame)) return undefined;
  return { code: "approval/not-an-approver", by, approvers: approvers.names };
}

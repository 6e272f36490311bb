/** Why a plan may not be carried out. */
import type { ApprovalFailure } from "@reroot/core";
import { unknownCode, type Words } from "./words.js";

export function approvalFailureInWords(failure: ApprovalFailure): Words {
  switch (failure.code) {
    case "approval/plan-altered":
      return {
        sentence: `the plan was changed after it was made: it states ${failure.stated} and amounts to ${failure.computed}`,
        advice: "Make a new plan; plans are not edited.",
      };
    case "approval/other-plan":
      return {
        sentence: `the approval is for the plan ${failure.approved}, and this is ${failure.plan}`,
        advice: "Approve this plan: `reroot approve PLAN --by NAME`.",
      };
    case "approval/other-kind":
      return {
        sentence:
          failure.plan === "lab"
            ? "the plan is of a lab, and the approval does not say so"
            : "the approval is of a lab, and the plan is not",
        advice: "Approve this plan: `reroot approve PLAN --by NAME`.",
      };
    case "approval/by-author":
      return {
        sentence: `${failure.by} made this plan, and its policy wants somebody else to approve it`,
        advice: "Ask a colleague: `reroot approve PLAN --by NAME`.",
      };
    case "approval/not-an-approver":
      return {
        sentence: `${failure.by} is not among those who may approve this plan: ${failure.approvers.join(", ")}`,
        advice: "Ask one of them: `reroot approve PLAN --by NAME`.",
      };
    default:
      return unknownCode(failure);
  }
}

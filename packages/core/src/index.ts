/**
 * The decision, from a field notice to a proof.
 *
 *   FieldNotice + Inventory -> Evidence -> Assessment -> Plan -> ApprovedPlan -> Journal -> Proof
 *
 * `remediate.ts` is the page to read first: each line is one stage, each stage a folder. Only `gather`
 * and `rollOut` touch the world, through ports that are declared here and implemented elsewhere.
 *
 * Deliberately does not know: files, networks, clocks, randomness, terminals, and how a router talks.
 */
export * from "./canonical.js";
export * from "./evidence/evidence.js";
export * from "./evidence/gather.js";
export * from "./evidence/known.js";
export * from "./evidence/merge-evidence.js";
export * from "./evidence/operational-facts.js";
export * from "./evidence/read-outcome.js";
export * from "./evidence/switchovers.js";
export * from "./finding/assess.js";
export * from "./finding/compare.js";
export * from "./finding/evidence-change.js";
export * from "./finding/explain.js";
export * from "./finding/finding.js";
export { lastSuccessOf } from "./finding/last-success.js";
export { addressOf } from "./inventory/address-of.js";
export * from "./inventory/given-hosts.js";
export * from "./inventory/inventory.js";
export * from "./inventory/inventory-failure.js";
export * from "./inventory/inventory-part.js";
export * from "./inventory/limit-inventory.js";
export * from "./inventory/one-name-each.js";
export * from "./inventory/read-inventory.js";
export * from "./inventory/understood-inventory.js";
export * from "./notice/attach-certificates.js";
export * from "./notice/import/import-notice.js";
export * from "./notice/import/published-notice.js";
export * from "./notice/notice.js";
export * from "./notice/overlay.js";
export * from "./notice/parse-notice.js";
export * from "./notice/release.js";
export * from "./plan/approve.js";
export * from "./plan/bundle-offer.js";
export * from "./plan/compare-plans.js";
export * from "./plan/hold-reason.js";
export * from "./plan/make-plan.js";
export { type MovedDevice, movedDevices } from "./plan/moved-devices.js";
export * from "./plan/plan.js";
export * from "./plan/policy.js";
export * from "./plan/policy-file.js";
export * from "./plan/step.js";
export * from "./plan/window.js";
export * from "./proof/check-proof.js";
export * from "./proof/page-seal.js";
export * from "./proof/proof.js";
export * from "./proof/prove.js";
export * from "./remediate.js";
export * from "./rollout/fleet-progress.js";
export * from "./rollout/hands.js";
export * from "./rollout/journal-store.js";
export * from "./rollout/make-undo-plan.js";
export * from "./rollout/next-device-move.js";
export * from "./rollout/next-rollout-move.js";
export * from "./rollout/observation.js";
export * from "./rollout/progress.js";
export * from "./rollout/rehearsed/as-rehearsed.js";
export * from "./rollout/rehearsed/comparable-facts.js";
export * from "./rollout/rehearsed/compare.js";
export * from "./rollout/rehearsed/difference.js";
export * from "./rollout/rehearsed/read-rehearsal.js";
export * from "./rollout/rehearsed/rehearsal.js";
export * from "./rollout/roll-out.js";
export * from "./rollout/rollout.js";
export * from "./rollout/stop-reason.js";
export * from "./world.js";

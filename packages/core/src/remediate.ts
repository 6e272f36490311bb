/**
 * The whole of Reroot on one page: from a field notice and an inventory to a proof.
 * Each line is a stage; "after" is measured by the very code that measured "before".
 */
import { gather } from "./evidence/gather.js";
import { assess } from "./finding/assess.js";
import type { Inventory } from "./inventory/inventory.js";
import type { FieldNotice } from "./notice/notice.js";
import { makePlan } from "./plan/make-plan.js";
import type { ApprovedPlan } from "./plan/plan.js";
import type { Policy } from "./plan/policy.js";
import type { Proof } from "./proof/proof.js";
import { prove } from "./proof/prove.js";
import type { World } from "./world.js";

export async function remediate(
  notice: FieldNotice,
  inventory: Inventory,
  policy: Policy,
  world: World,
): Promise<Proof> {
  const { reader, now, approve, rollOut, offerBundles, keep } = world;
  const evidence = await gather(notice, inventory, reader);
  const before = assess(notice, evidence, now());
  await keep("before", evidence, before);
  const offers = await offerBundles(notice);
  const plan = makePlan({ notice, evidence, before, offers, inventory, policy, at: now() });
  const approved: ApprovedPlan = await approve(plan);
  const journal = await rollOut(approved);
  const evidenceAfter = await gather(notice, inventory, reader);
  const after = assess(notice, evidenceAfter, now());
  await keep("after", evidenceAfter, after);
  return prove(before, approved, journal, after);
}

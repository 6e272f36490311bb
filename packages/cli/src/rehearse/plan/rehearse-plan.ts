/**
 * A plan carried out in a lab, and what that showed. The lab's routers are read and judged first, so that the plan rests
 * on them as it rests on the real ones; then the same machine carries it out that will do so outside.
 */
import {
  type ApprovedPlan,
  type Assessment,
  approve,
  assess,
  type Evidence,
  type FieldNotice,
  gather,
  type Inventory,
  type JournalEntry,
  type Plan,
  type Rehearsal,
} from "@reroot/core";
import type { Lab } from "@reroot/rehearsal";
import type { RunFolder } from "../../files/run-folder.js";
import { transcriptFile } from "../../files/transcript-file.js";
import { fetchFile } from "../../flow/fetch-file.js";
import { judgeDevices } from "../../flow/judge-devices.js";
import { keepFindings } from "../../flow/keep-findings.js";
import { FetchedBundles, keptBundle } from "../../flow/kept-bundle.js";
import { offerBundle } from "../../flow/offer-bundle.js";
import { holdReasonInWords } from "../../words/hold-reason.js";
import { portsInLab } from "../lab-ports.js";
import { rollOutInLab } from "../roll-out-in-lab.js";
import { Looks } from "./looks.js";
import { planInLab } from "./plan-in-lab.js";
import { devicesOf, endsIn, type MadeFrom, rehearsalFrom } from "./rehearsal-from.js";

export interface PlanRehearsal extends MadeFrom {
  readonly planNotice: FieldNotice;
  /** For what happens in the lab: evidence, plan, journal and transcripts of its own. */
  readonly folder: RunFolder;
  readonly watch: PlanRehearsalWatch;
}

/** Told at each turn; it answers nothing and changes nothing. */
export interface PlanRehearsalWatch {
  judged(found: Assessment): void;
  planned(plan: Plan): void;
  journalled(entry: JournalEntry): void;
}

const APPROVER = "rehearsal";

export async function rehearsePlan(request: PlanRehearsal): Promise<Rehearsal> {
  const { plan, lab, labNotice, folder, also, watch } = request;
  const inventory = inventoryOf(plan, lab);
  const transcripts = transcriptFile(folder);
  const ports = portsInLab({ lab, notice: labNotice, inventory }, transcripts);
  const now = () => lab.clock.now();
  const from = now().toISOString();
  const evidence = await gather(labNotice, inventory, ports.reader);
  const before = assess(labNotice, evidence, now());
  await keepFindings(folder, "before", evidence, before);
  await folder.writeJson("inventory", inventory);
  watch.judged(before);
  const approved = await planned(request, evidence, before);
  watch.planned(approved.plan);
  const bundle = await keptBundle(approved.plan, folder);
  const means = {
    ...(bundle && { bundle }),
    ...(also.includes("registration") && { registrationToken: lab.idToken }),
  };
  const looks = new Looks(ports.hands(approved, means));
  const journal = await rollOutInLab({
    lab,
    approved,
    folder,
    hands: looks,
    assessDevices: judgeDevices({ notice: labNotice, inventory, reader: ports.reader }),
    journalled: watch.journalled,
  });
  const ends = endsIn(approved.plan, journal);
  for (const { device, steps } of devicesOf(approved.plan)) {
    if (ends.get(device)?.progress.state === "done") await looks.lookAtTheEnd(device, steps.length);
  }
  await transcripts.settled();
  const seen = { approved, before, journal, ends, looks };
  return rehearsalFrom(request, seen, { from, to: now().toISOString() });
}

/** The lab's routers under the names of the plan; a lab's own names hold fewer characters. */
function inventoryOf(plan: Plan, lab: Lab): Inventory {
  const routers = new Map(lab.devices.map((one) => [one.name, one]));
  const devices = devicesOf(plan).flatMap(({ device, site }) => {
    const router = routers.get(device.replace(/[^\w.-]/g, "-"));
    if (!router) return [];
    const { host, port } = router;
    const place = site === undefined ? {} : { site };
    return [{ name: device, host, port, username: lab.username, ...place, groups: [] }];
  });
  return { devices };
}

async function planned(
  { plan, planNotice, lab, labNotice, folder, also }: PlanRehearsal,
  evidence: Evidence,
  before: Assessment,
): Promise<ApprovedPlan> {
  const bundles = new FetchedBundles();
  const fetch = bundles.remembering(() => fetchFile(lab.bundle.loopbackUrl));
  const offer = await offerBundle(labNotice, fetch);
  if (!offer.ok)
    throw new Error(`the lab's own bundle is no good: ${holdReasonInWords(offer.reason).sentence}`);
  const made = planInLab(plan, { planNotice, labNotice, evidence, before, bundle: offer.bundle });
  await bundles.keep(made, folder);
  await folder.writeJson("plan", made);
  const approved = approve(made, APPROVER, lab.clock.now(), also);
  if (!approved.ok) throw new Error(`a plan just made cannot be approved: ${approved.failure.code}`);
  await folder.writeJson("approval", approved.value.approval);
  return approved.value;
}

/** Plays a situation to its end: one controller after the other, with orders in between; then takes it back. */
import type { ApprovedPlan, Plan } from "../../plan/plan.js";
import { makeUndoPlan } from "../../rollout/make-undo-plan.js";
import { rollOut } from "../../rollout/roll-out.js";
import type { JournalEntry } from "../../rollout/rollout.js";
import { Crash, MemoryJournal } from "../simulated-fleet.js";
import { mortal } from "./controller.js";
import { Fleet, type Sent } from "./fleet.js";
import { planFor } from "./model-plan.js";
import { eventOf } from "./operator.js";
import type { Order, Situation } from "./situation.js";

export interface Played extends ApprovedPlan {
  readonly situation: Situation;
  readonly journal: readonly JournalEntry[];
  readonly sent: readonly Sent[];
  readonly fleet: Fleet;
  /** How long the journal was when each controller died. */
  readonly deaths: readonly number[];
  /** The devices that were worked on at the same time, whenever one was begun. */
  readonly together: readonly (readonly string[])[];
  /** Whether it came to its end by itself or was given up. */
  readonly end: "came" | "never-came";
  /** The rollout that this one is the undo of. */
  readonly takesBack?: Played;
}

/** Where the rule was broken; nothing where it was kept. */
export type Rule = (played: Played) => readonly string[];

const LIVES = 300;

export function play(situation: Situation): Promise<Played> {
  return carryThrough(planFor(situation), new Fleet(situation), situation);
}

/** What came of a rollout, taken back on the same routers, once they have come to rest. */
export async function takeBack(played: Played): Promise<Played> {
  const { plan, journal, fleet, situation } = played;
  await fleet.waitUntil(new Date(fleet.now().getTime() + 60_000));
  const undo = makeUndoPlan({ plan, journal, author: "ann", at: fleet.now() });
  const approval = { planDigest: undo.digest, by: "bob", at: undo.createdAt };
  const plain = { ...situation, crashes: situation.undoCrashes, orders: [] };
  return { ...(await carryThrough({ plan: undo, approval }, fleet, plain)), takesBack: played };
}

async function carryThrough(approved: ApprovedPlan, fleet: Fleet, situation: Situation): Promise<Played> {
  const { plan } = approved;
  const journal = new MemoryJournal(plan.digest, () => fleet.now());
  fleet.journal = journal;
  const before = fleet.history.length;
  const crashes = [...situation.crashes];
  const orders = [...situation.orders].sort((one, other) => one.after - other.after);
  const deaths: number[] = [];
  const together: string[][] = [];
  const isDue = () => orders[0] !== undefined && orders[0].after <= journal.all.length;
  const give = (order: Order) => ordered(order, plan, journal);
  let end: Played["end"] = "never-came";
  for (let lives = 0; lives < LIVES && end === "never-came"; lives++) {
    const diesAt = crashes.shift() ?? Number.POSITIVE_INFINITY;
    const busy: string[] = [];
    const atWork = (device: string, isAtWork: "begins" | "ends") => {
      if (isAtWork === "begins") together.push([...busy, device]);
      if (isAtWork === "begins") busy.push(device);
      else busy.splice(busy.indexOf(device), 1);
    };
    const world = {
      hands: fleet,
      time: fleet,
      recheckBundle: fleet.recheckBundle,
      assessDevices: fleet.assess,
    };
    try {
      await rollOut(approved, mortal({ ...world, journal }, { diesAt, isInterrupted: isDue, atWork }));
      const order = orders.shift();
      if (order) await give(order);
      else if (journal.all.at(-1)?.event === "ended") end = "came";
      else await give({ order: situation.atStandBy });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      deaths.push(journal.all.length);
    }
    while (isDue()) await give(orders.shift() as Order);
  }
  const sent = fleet.history.slice(before);
  return { ...approved, situation, journal: journal.all, sent, fleet, deaths, together, end };
}

async function ordered(order: Order, plan: Plan, journal: MemoryJournal): Promise<void> {
  const event = eventOf(order, plan, journal.all);
  if (event) await journal.append(event);
}

#!/usr/bin/env node
/**
 * Kills whoever carries a rollout out, or the database, or both, at chosen and at random moments, starts them again,
 * and compares what the routers say that they were told with what the journal says that was sent.
 *
 *   npm run accept:crash -- --runs N --seed S [--devices N] [--counts FILE]
 *
 * Each run is a rollout over emulated routers, some of them with faults, by all three remedies. What was hit is printed,
 * and a moment that never was fails.
 */
import { randomInt } from "node:crypto";
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { crashMoments } from "./crash-moments.mjs";
import { oneRun } from "./crash-run.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    seed: { type: "string", default: String(randomInt(1_000_000)) },
    devices: { type: "string", default: "40" },
    counts: { type: "string" },
  },
});
const [runs, seed, devices] = [values.runs, values.seed, values.devices].map(Number);
/** Which moments a run reaches is partly luck: a few more runs are made for those that are left. */
const MOST_FURTHER_RUNS = 5;

const moments = crashMoments(seed);
const totals = { kills: 0, databaseKills: 0, sent: 0, entries: 0 };
const told = [];
const began = Date.now();
console.log(`accept:crash, ${runs} runs over ${devices} routers, seed ${seed}`);
let run = 0;
while (run < runs || (moments.gaps().length > 0 && run < runs + MOST_FURTHER_RUNS)) {
  run += 1;
  const closedGate = run % 5 === 2;
  // Behind a gate that closes few devices are left to be hit: such a run takes one moment, the others more.
  const share = Math.ceil(moments.left() / Math.max(1, runs - run + 1));
  const targets = moments.take(closedGate ? 1 : Math.max(6, share));
  const found = await oneRun({ run, seed, devices, targets, closedGate, moments, totals });
  for (const fault of found) console.log(`  FAULT  ${fault}`);
  told.push(...found.map((fault) => `seed ${seed}, run ${run}: ${fault}`));
}
moments.print();
console.log(
  `${run} runs, ${totals.kills} kills of the worker, ${totals.databaseKills} of the database, ` +
    `${totals.sent} commands at the routers, ${totals.entries} journal entries, ${Math.round((Date.now() - began) / 1000)} s`,
);
if (told.length > 0)
  console.log(`${told.length} faults; the same again: npm run accept:crash -- --runs ${runs} --seed ${seed}`);
else
  console.log(
    "No import or renewal sent again after it had taken effect, no device forgotten, no closed gate crossed,\n" +
      "nothing begun while paused, no command that was not approved, every device at its right verdict.",
  );
const gaps = moments.gaps().map((key) => `nothing was killed: ${key}`);
for (const gap of gaps) console.log(`GAP: ${gap}`);
if (values.counts !== undefined) {
  const failures = [...told, ...gaps.map((gap) => `seed ${seed}: ${gap}`)];
  writeFileSync(values.counts, JSON.stringify({ passed: run + moments.count() - gaps.length, failures }));
}
process.exitCode = told.length > 0 || gaps.length > 0 ? 1 : 0;

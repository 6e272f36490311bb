// What `reroot apply` does in its middle part, with a way to die at a named moment: CRASH_AT is read here and nowhere
// else. Arguments: run folder, state folder, lab notice, known_hosts, user. It ends with 0 when the rollout has ended.
//
//   CRASH_AT = {"remedy": "import-from-file", "kind": "import-bundle", "moment": "after-intent"}
//   CRASH_AT = {"event": "gate-passed", "databasePid": "FILE"}   and the database dies with it
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { checkApproval } from "@reroot/core";
import { deviceAccess, deviceHands } from "@reroot/devices";
import { inventoryOfRun } from "../dist/files/inventory-file.js";
import { openRunFolder } from "../dist/files/run-folder.js";
import { transcriptFile } from "../dist/files/transcript-file.js";
import { routesByPassword } from "../dist/flow/device-ports.js";
import { fetchFile } from "../dist/flow/fetch-file.js";
import { recheckBundle } from "../dist/flow/offer-bundle.js";
import { runOnEngine } from "../dist/flow/on-the-engine.js";
import { surroundingsOf } from "../dist/flow/surroundings.js";
import { openTheDatabase } from "../dist/flow/the-database.js";
import { realWorld } from "../dist/world.js";

const [run, state, labNotice, knownHosts, username] = process.argv.slice(2);
const target = process.env.CRASH_AT ? JSON.parse(process.env.CRASH_AT) : undefined;
const world = realWorld();
const folder = await openRunFolder(run);
const readJson = async (name) => JSON.parse(await readFile(path.join(run, name), "utf8"));
const checked = checkApproval({
  plan: await readJson("plan.json"),
  approval: await readJson("approval.json"),
});
if (!checked.ok) throw new Error(checked.failure.code);
const approved = checked.value;
const inventory = await inventoryOfRun(folder);
const { now, time } = await surroundingsOf(world, labNotice);
const { management } = JSON.parse(await readFile(path.join(path.dirname(labNotice), "lab.json"), "utf8"));
const { published } = await (await fetch(`${management}/bundle`)).json();
const urlFromHere = (url) => published.find((one) => one.url === url)?.loopbackUrl ?? url;
const bundle = await fetchFile(urlFromHere(approved.plan.bundle.url));
const routeTo = routesByPassword({
  username,
  password: process.env.REROOT_PASSWORD,
  knownHosts: await readFile(knownHosts, "utf8"),
});
const hands = deviceHands({
  // The pace is a kindness to real routers.
  access: deviceAccess({ routeTo, limits: { msBetweenSessions: 50 } }),
  deliver: transcriptFile(folder).deliver,
  now,
  cloudHosts: [],
  approved,
  inventory,
  bundle: bundle.bytes,
});

const planOf = new Map(approved.plan.waves.flatMap(({ devices }) => devices).map((one) => [one.device, one]));
/** By device: the step whose outcome is being written. */
const answered = new Map();
const stepsMet = new Map();

function dieAt(moment, device, step) {
  const planned = planOf.get(device);
  const kind = planned?.steps[step]?.kind;
  if (!target || target.moment !== moment || target.remedy !== planned?.remedy || target.kind !== kind)
    return;
  die(device);
}

function die(where) {
  console.log(JSON.stringify({ died: target, where, at: Date.now() }));
  if (target.databasePid)
    process.kill(Number(readFileSync(target.databasePid, "utf8").split("\n")[0]), "SIGKILL");
  process.kill(process.pid, "SIGKILL");
}

const mortal = {
  observe: async (device, wanted) => {
    if (answered.has(device)) dieAt("after-outcome", device, answered.get(device));
    answered.delete(device);
    const seen = await hands.observe(device, wanted);
    // The look that comes before a command asks whether the user may change anything.
    if (wanted.includes("mayChange")) dieAt("before-intent", device, nextStep(device));
    return seen;
  },
  carryOut: async (device, step, action) => {
    dieAt("after-intent", device, step);
    const outcome = await hands.carryOut(device, step, action);
    dieAt("after-effect", device, step);
    answered.set(device, step);
    stepsMet.set(device, step + 1);
    return outcome;
  },
};

/** The next step that this process would carry out; after a restart, the journal knows better: see the harness. */
function nextStep(device) {
  return stepsMet.get(device) ?? 0;
}

const database = await openTheDatabase(world, { state });
/** The journal is heard from its beginning; what is older than this worker is not its own. */
const begunAt = now().toISOString();
const end = await runOnEngine({
  database,
  submission: { approved, context: {}, scope: "own" },
  hands: {
    time,
    worldFor: () => ({
      hands: mortal,
      recheckBundle: (url) => recheckBundle(url, (from) => fetchFile(urlFromHere(from))),
    }),
  },
  after: 0,
  stopped: new Promise(() => {}),
  told: {
    begun: () => console.log(JSON.stringify({ begun: true })),
    journalled: (entries) => {
      for (const entry of entries) {
        if (entry.event === target?.event && entry.at >= begunAt) die(entry.wave);
        if (entry.event === "step-met") stepsMet.set(entry.device, entry.step + 1);
        if (entry.event === "intent")
          console.log(JSON.stringify({ intent: entry.intent.device, step: entry.intent.step }));
      }
    },
    databaseLost: () => console.log(JSON.stringify({ database: "lost" })),
    databaseBack: () => console.log(JSON.stringify({ database: "back" })),
  },
});
await database.close();
process.exit(end === "ended" ? 0 : 1);

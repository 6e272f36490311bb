// One worker process for the tests of take-over: the built engine, with routers that live in the test's process and
// are reached over HTTP. Arguments: folder of the database, base URL of the routers, sites (comma separated).
import { openDatabase, startEngine } from "../dist/index.js";

const [folder, routers, sites = "a,b"] = process.argv.slice(2);
const choice = process.env.DATABASE_URL
  ? { url: process.env.DATABASE_URL }
  : { folder, durability: /** @type {const} */ ("thrown-away") };
const opened = await openDatabase(choice);
if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
const database = opened.value;

/** @param {string} call @param {unknown} body */
async function ask(call, body) {
  const answer = await fetch(`${routers}/${call}`, { method: "POST", body: JSON.stringify(body) });
  return answer.json();
}

const say = (/** @type {string} */ line) => console.log(`${Date.now()} ${line}`);
const engine = await startEngine({
  database,
  serves: { sites: sites.split(",") },
  worldFor: () => ({
    hands: {
      observe: (device, wanted) => ask("observe", { device, wanted }),
      carryOut: (device, step, action) => ask("carry-out", { device, step, action }),
    },
    recheckBundle: () => ask("bundle", {}),
  }),
  time: { kind: "real", now: () => new Date(), msUntil: (moment) => moment.getTime() - Date.now() },
  told: {
    trouble: (_about, error) => say(`trouble ${error instanceof Error ? error.stack : error}`),
    fatal: (failure) => say(`fatal ${JSON.stringify(failure)}`),
    databaseLost: () => say("database-lost"),
    databaseBack: () => say("database-back"),
    tookOver: (worker, devices) => say(`took-over ${worker} ${devices}`),
  },
});
say(`ready ${database.connections.identity}`);
process.once("SIGTERM", async () => {
  await engine.close();
  await database.close();
  say("drained");
  process.exit(0);
});

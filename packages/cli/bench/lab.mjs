#!/usr/bin/env node
/**
 * Measures a lab of the size that an operator's fleet has, all of it in one process:
 *
 * 1. until every router answers, and the memory that takes;
 * 2. a jump of 30 days of lab time, in which every router contacts the cloud once, and the memory after it;
 * 3. routers picked by seed, which log in, are turned away by the new chain, import the bundle and contact the cloud
 *    again: what came of it is asked of the cloud;
 * 4. sessions at once;
 * 5. the lab's CPU time for a session of login and four commands, beside that of its cryptography alone.
 *
 * The clients are in another process (lab-client.mjs). Exits with 1 where a limit is missed, or where a router did
 * not do what it should.
 *
 * `npm run bench:lab [-- --devices N] [--picked N] [--sessions N] [--seed N]`
 */
import { fork } from "node:child_process";
import { diffieHellman, generateKeyPairSync, sign } from "node:crypto";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startLab } from "@reroot/rehearsal";
import { noticeById } from "../dist/files/notices.js";
import { labRecipe } from "../dist/rehearse/lab-recipe.js";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "10000" },
    picked: { type: "string", default: "200" },
    sessions: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const [devices, picked, sessions, seed] = [values.devices, values.picked, values.sessions, values.seed].map(
  Number,
);

const LIMITS = { readySeconds: 15, memoryMiB: 1536, jumpSeconds: 120, sessionMs: 4 };
const DAY_MS = 86_400_000;
const FOUR_COMMANDS = [
  "terminal length 0",
  "show version",
  "show crypto ca trustpool",
  "show license status",
];
const COUNTED_SESSIONS = 1_000;

const missed = [];
const client = fork(fileURLToPath(new URL("lab-client.mjs", import.meta.url)));
const lab = await ready();
try {
  await jump();
  await pickedRouters();
  await sessionsAtOnce();
  await sessionCost();
} finally {
  client.kill();
  await lab.stop();
}
for (const sentence of missed) console.log(`missed: ${sentence}`);
process.exitCode = missed.length > 0 ? 1 : 0;

async function ready() {
  const notice = await noticeById({ noticesFolder: folder("notices") }, "fn72290");
  const mix = JSON.stringify({ format: "lab-mix/1", routers: [{ count: devices }] });
  const recipe = labRecipe(notice, { seed, mix, bundle: "good" });
  const began = performance.now();
  const started = await startLab({ ...recipe, clockRate: 0 });
  const seconds = (performance.now() - began) / 1000;
  console.log(`${number(devices)} routers`);
  within("ready", seconds, LIMITS.readySeconds, "s");
  within("memory", memory(), LIMITS.memoryMiB, "MiB resident at most");
  return started;
}

/** The chains change only afterwards, so that each router has one contact and nothing to repeat. */
async function jump() {
  const until = later(30 * DAY_MS);
  for (const { host } of lab.cloud.endpoints) lab.cloud.setCutOver(host, new Date(until.getTime() + 1000));
  const before = lab.cloud.history.length;
  const { seconds, cpuMs } = await measured(() => lab.advanceTo(until));
  const seen = lab.cloud.history.slice(before);
  const contacts = new Set(seen.flatMap((entry) => (isAccepted(entry) ? [entry.from.device] : [])));
  console.log(`a jump of 30 days, ${number(contacts.size)} routers in contact with the cloud`);
  within("time", seconds, LIMITS.jumpSeconds, "s");
  console.log(`  each      ${(cpuMs / contacts.size).toFixed(2)} ms CPU: resolved, TLS, request, and back`);
  within("memory", memory(), LIMITS.memoryMiB, "MiB resident at most");
  expectAll("contacts", contacts.size, devices);
}

async function pickedRouters() {
  await lab.advanceTo(later(2_000));
  const chosen = sample(lab.devices, picked);
  const before = lab.cloud.history.length;
  const { outputs } = await clients(
    chosen.map((device) => [
      device,
      [
        "terminal length 0",
        "license smart renew auth",
        `crypto ca trustpool import url ${lab.bundle.url}`,
        "show crypto ca trustpool",
      ],
    ]),
    { atOnce: 20 },
  );
  await lab.advanceTo(later(1_000));
  await clients(
    chosen.map((device) => [device, ["license smart renew auth"]]),
    { atOnce: 20 },
  );
  await lab.advanceTo(later(1_000));
  const seen = lab.cloud.history.slice(before).filter(({ kind }) => kind === "handshake");
  const names = (outcome) =>
    new Set(seen.flatMap((entry) => (entry.outcome === outcome ? [entry.from.device] : [])));
  const hold = outputs.filter((output) => output[3].includes(lab.standIns.required.sha1)).length;
  console.log(`${number(chosen.length)} routers picked by seed ${seed}`);
  expectAll("turned the new chain away", names("refused").size, chosen.length);
  expectAll("hold the root after the import", hold, chosen.length);
  expectAll("contacted the cloud afterwards", names("accepted").size, chosen.length);
}

async function sessionsAtOnce() {
  const chosen = sample(lab.devices, sessions);
  const { seconds, outputs } = await measured(async () =>
    clients(
      chosen.map((device) => [device, FOUR_COMMANDS]),
      { atOnce: sessions, together: true },
    ),
  );
  console.log(`${number(chosen.length)} sessions at once`);
  console.log(`  time      ${seconds.toFixed(1)} s, until the last of them had its four commands`);
  within("memory", memory(), LIMITS.memoryMiB, "MiB resident at most");
  expectAll("answered in full", outputs.filter(isWhole).length, chosen.length);
}

/** One after the other would measure the waiting as well; a hundred at once would measure the collector. */
async function sessionCost() {
  const chosen = Array.from({ length: COUNTED_SESSIONS }, (_, index) => lab.devices[index % devices]);
  const { cpuMs, outputs } = await measured(async () =>
    clients(
      chosen.map((device) => [device, FOUR_COMMANDS]),
      { atOnce: 20 },
    ),
  );
  const each = cpuMs / chosen.length;
  const alone = cryptographyMs();
  console.log(`${number(chosen.length)} sessions, each a login and four commands`);
  within("each", each, LIMITS.sessionMs, "ms CPU");
  console.log(
    `  of it     ${alone.toFixed(2)} ms is cryptography; the whole is ${(each / alone).toFixed(1)} times that`,
  );
  expectAll("answered in full", outputs.filter(isWhole).length, chosen.length);
}

function isWhole([, version, pool, license]) {
  return /Cisco IOS XR Software/.test(version) && /Issued By/.test(pool) && /Smart Licensing/.test(license);
}

/** What a server cannot do without: a key pair, the shared secret (RFC 8731) and a signature over the exchange. */
function cryptographyMs() {
  const rounds = 2_000;
  const host = generateKeyPairSync("ed25519").privateKey;
  const { publicKey } = generateKeyPairSync("x25519");
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    diffieHellman({ privateKey: generateKeyPairSync("x25519").privateKey, publicKey });
    sign(null, Buffer.alloc(32, round), host);
  }
  return cpuSince(before) / rounds;
}

function clients(orders, { atOnce, together = false }) {
  const { username, password } = lab;
  const order = orders.map(([{ host, port }, commands]) => ({ host, port, commands }));
  return new Promise((resolve, reject) => {
    client.once("message", (answer) =>
      answer.error === undefined ? resolve(answer) : reject(new Error(answer.error)),
    );
    client.send({ sessions: order, username, password, atOnce, together });
  });
}

async function measured(work) {
  const [began, before] = [performance.now(), process.cpuUsage()];
  const result = await work();
  return { ...result, seconds: (performance.now() - began) / 1000, cpuMs: cpuSince(before) };
}

function within(what, value, limit, unit) {
  const isMet = value <= limit;
  console.log(`  ${what.padEnd(10)}${digits(value)} ${unit} (limit ${limit})${isMet ? "" : "  MISSED"}`);
  if (!isMet) missed.push(`${what}: ${digits(value)} ${unit}, the limit is ${limit}`);
}

function expectAll(what, count, all) {
  console.log(`  ${number(count)} of ${number(all)} ${what}${count === all ? "" : "  MISSED"}`);
  if (count !== all) missed.push(`${what}: ${count} of ${all}`);
}

function isAccepted(entry) {
  return entry.kind === "handshake" && entry.outcome === "accepted";
}

/** Different ones, by a linear congruential generator (Numerical Recipes): the same for the same seed. */
function sample(all, count) {
  const rest = [...all];
  let state = seed >>> 0;
  return Array.from({ length: Math.min(count, rest.length) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return rest.splice(Math.floor((state / 2 ** 32) * rest.length), 1)[0];
  });
}

function cpuSince(before) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The most that was resident so far, and not what happens to be so now. */
function memory() {
  return process.resourceUsage().maxRSS / 1024;
}

function later(milliseconds) {
  return new Date(lab.clock.now().getTime() + milliseconds);
}

function folder(name) {
  return fileURLToPath(new URL(`../../../${name}`, import.meta.url));
}

function digits(value) {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(value < 10 ? 2 : 1);
}

function number(value) {
  return value.toLocaleString("en");
}

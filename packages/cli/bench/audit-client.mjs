/**
 * The client's side of live.mjs, in a process of its own so that its CPU time and memory are nobody else's. Sent by
 * message: `{ measure, devices, login: { username, password, knownHosts } }`. Answers `{ cpuMs, maxMiB, outcome }`.
 */
import { readFileSync } from "node:fs";
import {
  deviceAccess,
  factsFrom,
  fleetReader,
  parseKnownHosts,
  readWanted,
  straightRoutes,
  strictHostKeys,
} from "@reroot/devices";

const AT_ONCE = 100;
/** What an operator would look at first; each is one command. */
const FOUR = ["system", "clock", "trustPool", "trustPoolPolicy"];

const MEASURES = { warm: four, login, four, whole, together };

process.on("message", async ({ measure, devices, login }) => {
  try {
    const room = roomFor(login);
    const before = process.cpuUsage();
    const outcome = await MEASURES[measure](devices, room);
    const { user, system } = process.cpuUsage(before);
    process.send({ cpuMs: (user + system) / 1000, maxMiB: process.resourceUsage().maxRSS / 1024, outcome });
  } catch (error) {
    process.send({ error: String(error?.stack ?? error) });
  }
});

function roomFor({ username, password, knownHosts }) {
  const hostKeys = strictHostKeys(parseKnownHosts(readFileSync(knownHosts, "utf8")));
  const routeTo = straightRoutes({ loginFor: () => ({ username, password }), hostKeys });
  // The pace spares a device that is read twice; here each measure is to begin at once.
  const limits = { msBetweenSessions: 0, connectTimeoutMs: 120_000, loginTimeoutMs: 120_000 };
  const access = deviceAccess({ routeTo, limits });
  return { access, now: () => new Date(), deliver: () => {} };
}

async function login(devices, { access }) {
  const opened = await forAll(devices, AT_ONCE, async (device) => {
    const terminal = await access.openTerminal(device);
    if (terminal.ok) terminal.value.terminal.close();
    return terminal.ok;
  });
  return { whole: opened.filter(Boolean).length };
}

async function four(devices, room) {
  const read = await forAll(devices, AT_ONCE, async (device) => {
    const { facts } = await readWanted(device, { facts: FOUR }, room);
    return FOUR.every((fact) => facts[fact].known);
  });
  return { whole: read.filter(Boolean).length };
}

/** Everything that an audit reads. What of it was parsing is measured by parsing it all once more. */
async function whole(devices, room) {
  const sample = [];
  const byDevice = new Map();
  const deliver = (transcript) => {
    if (!byDevice.has(transcript.device) && byDevice.size >= 200) return;
    byDevice.set(transcript.device, [...(byDevice.get(transcript.device) ?? []), transcript]);
  };
  const reader = fleetReader({ ...room, deliver });
  const began = process.cpuUsage();
  const readings = await forAll(devices, AT_ONCE, async (device) => {
    const { evidence } = await reader.readDevice(device);
    return evidence.facts.trustPool.known && evidence.facts.log.known;
  });
  const readMs = cpuSince(began);
  const again = process.cpuUsage();
  for (const transcripts of byDevice.values()) sample.push(factsFrom(transcripts, { timing: "live" }));
  const parseMs = (cpuSince(again) / Math.max(1, byDevice.size)) * devices.length;
  return { whole: readings.filter(Boolean).length, readMs, parseMs };
}

/** No session ends before all of them stand. */
async function together(devices, room) {
  let standing = 0;
  let allStand;
  const all = new Promise((resolve) => {
    allStand = resolve;
  });
  const { access } = room;
  const opened = await forAll(devices, devices.length, async (device) => {
    const terminal = await access.openTerminal(device);
    if (++standing === devices.length) allStand();
    await all;
    if (terminal.ok) terminal.value.terminal.close();
    return terminal.ok;
  });
  return { whole: opened.filter(Boolean).length };
}

async function forAll(items, atOnce, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index]);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

function cpuSince(before) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

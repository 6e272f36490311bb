#!/usr/bin/env node
/**
 * Measures what an audit costs:
 *
 * 1. assessing the stored evidence of a fleet, streamed from its file, device by device;
 * 2. parsing `show logging`, beside TextFSM where that is installed;
 * 3. reading the routers of a lab (live.mjs): CPU time a device, by stage, beside asyncssh and Ansible where those are
 *    installed; sessions at once and their memory.
 *
 * The fleet is generated from a seed into a temporary file of the very format of evidence.json. Exits with 1
 * where a limit is missed.
 *
 * `npm run bench:audit [-- --devices N] [--seed N] [--lines N] [--routers N] [--part stored|log|live]`
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { assessor, attachCertificates, digestOf, parseNotice, VERDICTS } from "@reroot/core";
import { showLogging } from "@reroot/devices";
import { readLargeJson } from "../dist/files/large-json.js";
import { measureLive } from "./live.mjs";
import { pythonWith, runPython } from "./other-tools.mjs";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    lines: { type: "string", default: "10000" },
    routers: { type: "string", default: "1000" },
    part: { type: "string", multiple: true, default: ["stored", "log", "live"] },
  },
});
const [devices, seed, lines, routers] = [values.devices, values.seed, values.lines, values.routers].map(
  Number,
);
const AT = "2022-03-01T09:00:00.000Z";
const MOST_SECONDS = 15;
const MOST_FLEET = 100_000;

const LEAST_TIMES_TEXTFSM = 15;
const LOG_ROUNDS = 45;

const PARTS = { stored, log: () => parseLog(lines), live: () => measureLive(routers) };
const missed = [];
for (const part of values.part) {
  if (!(part in PARTS)) throw new Error(`--part takes ${Object.keys(PARTS).join(", ")}, not ${part}`);
  missed.push(...(await PARTS[part]()));
}
for (const sentence of missed) console.log(`missed: ${sentence}`);
process.exitCode = missed.length > 0 ? 1 : 0;

async function stored() {
  const folder = mkdtempSync(join(tmpdir(), "bench-audit-"));
  try {
    const notice = readNotice("fn72290");
    const file = join(folder, "evidence.json");
    writeFleet(file, notice, devices, randomFrom(seed));
    const seconds = await assessStored(file, notice);
    const whole = (seconds / devices) * MOST_FLEET;
    if (whole < MOST_SECONDS) return [];
    return [
      `${MOST_FLEET.toLocaleString("en")} devices take ${whole.toFixed(1)} s, the limit is ${MOST_SECONDS} s`,
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function assessStored(file, notice) {
  const counts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0]));
  const [began, cpuBefore] = [process.hrtime.bigint(), process.cpuUsage()];
  const { pools, endpoints } = await readLargeJson(file, { array: "devices" });
  const assessDevice = assessor(notice, { pools, endpoints }, new Date(AT));
  let peak = 0;
  let read = 0;
  await readLargeJson(file, {
    array: "devices",
    onElement: (device) => {
      counts[assessDevice(device).verdict]++;
      if (++read % 1000 === 0) peak = Math.max(peak, process.memoryUsage().rss);
    },
  });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const { user, system } = process.cpuUsage(cpuBefore);
  console.log("assessing stored evidence, streamed");
  console.log(`  devices   ${read.toLocaleString("en")}, ${mebibytes(statSync(file).size)} of evidence`);
  console.log(`  time      ${seconds.toFixed(2)} s, of it ${((user + system) / 1e6).toFixed(2)} s CPU`);
  console.log(`  rate      ${Math.round(read / seconds).toLocaleString("en")} devices/s`);
  console.log(`  memory    ${mebibytes(peak)} resident at most`);
  console.log(
    `  verdicts  ${Object.entries(counts)
      .map(([verdict, count]) => `${verdict} ${count}`)
      .join(", ")}`,
  );
  return (user + system) / 1e6;
}

function parseLog(count) {
  const text = logText(count);
  const ms = medianParseMs(text, count);
  console.log("parsing show logging");
  console.log(`  lines     ${count.toLocaleString("en")}, ${mebibytes(text.length)}`);
  console.log(`  time      ${ms.toFixed(1)} ms (median of ${LOG_ROUNDS})`);
  console.log(`  rate      ${Math.round((count / ms) * 1000).toLocaleString("en")} lines/s`);
  // What repeats is read faster: this is what no line shares with another.
  let line = 0;
  const varied = text.replace(/\[\d+\]/g, () => `[${10_000 + line++}]`);
  console.log(`  no repeat ${medianParseMs(varied, count).toFixed(1)} ms, each line from another process`);
  return besideTextFsm(text, count, ms);
}

/** In CPU time, as TextFSM's is taken; of the first rounds much is the compiler's. */
function medianParseMs(text, count) {
  const rounds = Array.from({ length: LOG_ROUNDS }, () => {
    const before = process.cpuUsage();
    const parsed = showLogging.parse(text);
    const { user, system } = process.cpuUsage(before);
    const understood = parsed.ok ? parsed.value.entries.filter(isWhole).length : 0;
    if (understood !== count) throw new Error(`${understood} of ${count} lines were understood`);
    return (user + system) / 1000;
  }).sort((a, b) => a - b);
  return rounds[Math.floor(rounds.length / 2)];
}

/** With every field that TextFSM's template has. */
function isWhole({ node, at, process: name, jobId, category, facility, severity, mnemonic, text }) {
  return [node, at, name, jobId, category, facility, severity, mnemonic, text].every(
    (field) => field !== undefined,
  );
}

function besideTextFsm(text, count, ourMs) {
  const python = pythonWith("textfsm");
  if (!python) {
    console.log("  TextFSM   not installed (Debian: python3-textfsm), not compared");
    return [];
  }
  const { cpuMs, rows } = runPython(python, "textfsm-lines.py", text);
  if (rows !== count) throw new Error(`TextFSM understood ${rows} of ${count} lines`);
  const ratio = cpuMs / ourMs;
  console.log(
    `  TextFSM   ${cpuMs.toFixed(0)} ms: ${ratio.toFixed(1)} times ours (at least ${LEAST_TIMES_TEXTFSM})`,
  );
  return ratio < LEAST_TIMES_TEXTFSM
    ? [`show logging: ${ratio.toFixed(1)} times TextFSM's rate, not ${LEAST_TIMES_TEXTFSM}`]
    : [];
}

function logText(count) {
  const start = Date.parse("2022-02-01T00:00:00Z");
  const MESSAGES = [
    "SSHD_[65789]: %SECURITY-SSHD-6-INFO_GENERAL : Client closes socket connection",
    "http_client[283]: %SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM : SSL certificate verify error: Peer certificate verification failed - no trusted cert",
    "smartlicserver[203]: %LICENSE-SMART_LIC-3-COMM_FAILED : Communications failure with the Cisco Smart Software Manager (CSSM) : Fail to send out Call Home HTTP message",
    "config[66520]: %MGBL-CONFIG-6-DB_COMMIT : Configuration committed by user 'noc'. Use 'show configuration commit changes 1000000042' to view the changes.",
  ];
  const body = Array.from({ length: count }, (_, index) => {
    const at = new Date(start + index * 17_000);
    const month = at.toLocaleString("en", { month: "short", timeZone: "UTC" });
    const time = at.toISOString().slice(11, 23);
    return `RP/0/RP0/CPU0:${month} ${String(at.getUTCDate()).padStart(2)} ${time} UTC: ${MESSAGES[index % MESSAGES.length]}`;
  });
  return [
    "Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)",
    "    Console logging: disabled",
    "    Monitor logging: level debugging, 0 messages logged",
    "    Trap logging: level informational, 0 messages logged",
    `    Buffer logging: level debugging, ${count} messages logged`,
    "",
    "Log Buffer (2097152 bytes):",
    "",
    ...body,
  ].join("\n");
}

/** Written device by device: a fleet as one string would be too long. */
function writeFleet(file, notice, count, random) {
  const pools = poolsOf(notice);
  const handle = openSync(file, "w");
  const head = JSON.stringify({ formatVersion: 1, gatheredAt: AT }).slice(0, -1);
  writeSync(handle, `${head},"devices":[\n`);
  let batch = [];
  for (let index = 0; index < count; index++) {
    batch.push(JSON.stringify(device(index, Object.keys(pools), random), null, 2));
    if (batch.length < 1000 && index < count - 1) continue;
    writeSync(handle, `${batch.join(",\n")}${index < count - 1 ? ",\n" : "\n"}`);
    batch = [];
  }
  const root = notice.requiredRoots[0].sha256;
  const served = {
    known: true,
    shownBy: [],
    value: { certificates: [], rootSha256: root, leafNotAfter: "2023-02-05T00:00:00.000Z" },
  };
  const endpoints = [{ host: notice.endpoints[0].host, port: 443, at: AT, served }];
  writeSync(handle, `],"pools":${JSON.stringify(pools)},"endpoints":${JSON.stringify(endpoints)}}\n`);
  closeSync(handle);
}

/** Pools of a hundred certificates, as releases ship them: half of them hold the required root. */
function poolsOf({ retiredRoots, requiredRoots, otherRoots }) {
  const label = ({ subject, serial, notBefore, notAfter, sha1 }) => {
    return { set: "Built-In", subject, issuer: subject, serial, notBefore, notAfter, sha1 };
  };
  const filler = (which) =>
    Array.from({ length: 100 }, (_, index) => ({
      ...label(retiredRoots[0]),
      subject: `CN=Filler ${which}-${index}`,
      issuer: `CN=Filler ${which}-${index}`,
      sha1: digestOf(`${which}-${index}`).slice(7, 47).toUpperCase(),
    }));
  return Object.fromEntries(
    Array.from({ length: 40 }, (_, which) => {
      const roots = which % 2 === 0 ? [...otherRoots, ...retiredRoots] : [...otherRoots, ...requiredRoots];
      const labels = [...filler(which), ...roots.map(label)];
      return [digestOf(labels), labels];
    }),
  );
}

function device(index, digests, random) {
  const one = (items) => items[Math.floor(random() * items.length)];
  const known = (value, command) => ({
    known: true,
    value,
    shownBy: [digestOf(`${index} ${command}`)],
  });
  const failed = random() < 0.3;
  const last = { result: failed ? "failed" : "succeeded", at: "2022-02-20T06:08:07.000Z" };
  const texts = ["Fail to send out Call Home HTTP message", "Unable to resolve server hostname/domain name"];
  const messages = failed
    ? Array.from({ length: 8 }, (_, at) => ({
        at: `2022-02-2${at % 8}T06:08:07.000Z`,
        mnemonic: "SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM",
        text: "SSL certificate verify error: Peer certificate verification failed - no trusted cert",
      }))
    : [];
  const facts = {
    system: known({ os: "iosxr", release: one(["6.6.3", "7.3.2", "7.4.2", "7.7.1"]) }, "version"),
    clock: known({ deviceTime: AT, aheadSeconds: 0 }, "clock"),
    trustPool: known(one(digests), "trustpool"),
    trustPoolPolicy: known(
      { crl: "optional", bundleUrl: "http://www.cisco.com/security/pki/trs/ios.p7b" },
      "policy",
    ),
    licence: known(
      {
        mode: one(["smart", "smart", "smart", "smart", "plr"]),
        transport: one(["callhome", "callhome", "smart", "on-prem"]),
        registration: { status: "registered", expiresAt: "2023-02-23T05:51:36.000Z" },
        authorization: { status: "authorized", since: "2021-09-18T00:00:00.000Z" },
        lastContact: failed ? { ...last, failureReason: one(texts) } : last,
        nextContactAt: "2022-03-22T06:08:36.000Z",
        communicationDeadline: "2022-05-24T05:56:21.000Z",
        lastSuccessAt: "2022-01-20T06:01:22.000Z",
      },
      "license",
    ),
    callHome: known({ serviceActive: true, profiles: [] }, "call-home"),
    httpClient: known({ peerVerification: random() < 0.05 ? "off-seen" : "not-seen-off" }, "http"),
    nameResolution: known({ nameServers: ["192.0.2.53"], staticHosts: {}, lookup: "enabled" }, "domain"),
    log: known({ oldestAt: "2022-02-14T00:00:00.000Z", messages }, "logging"),
  };
  return { device: `r${String(index).padStart(6, "0")}`, readAt: AT, facts };
}

/** A linear congruential generator (Numerical Recipes): the same fleet for the same seed. */
function randomFrom(start) {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function readNotice(id) {
  const place = fileURLToPath(new URL(`../../../notices/${id}/`, import.meta.url));
  const read = parseNotice(readFileSync(join(place, "notice.yaml"), "utf8"), id);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  const attached = attachCertificates(read.value, (name) => readFileSync(join(place, name), "utf8"));
  if (!attached.ok) throw new Error(JSON.stringify(attached.failure));
  return attached.value;
}

function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

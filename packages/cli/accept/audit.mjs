#!/usr/bin/env node
/**
 * Are the verdicts right? Draws routers and troubles from a seed, lets the lab live through the cut-over, audits the
 * routers over SSH with the real command, and compares every verdict with what the lab's cloud saw (truth.mjs).
 * Prints the confusion table. Exits with 1 unless every verdict is right and each is that of at least 5 % of the routers.
 *
 * `npm run accept:audit [-- --devices N] [--seed N] [--keep DIR] [--counts FILE]`
 */
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { drawnFleet } from "./fleet.mjs";
import { typeInto } from "./terminal.mjs";
import { expectedVerdict, LINES } from "./truth.mjs";

const VERDICTS = [
  "failing",
  "failing-otherwise",
  "masked",
  "exposed",
  "undetermined",
  "protected",
  "not-applicable",
];
const LEAST_SHARE = 0.05;
/** In a smaller one chance alone can leave a verdict under its share. */
const LARGE_FLEET = 400;
const REROOT = fileURLToPath(new URL("../../../bin/reroot.mjs", import.meta.url));

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "500" },
    seed: { type: "string" },
    keep: { type: "string" },
    counts: { type: "string" },
  },
});
const devices = Number(values.devices);
const seed = values.seed === undefined ? randomInt(1, 1_000_000) : Number(values.seed);
console.log(`accept:audit  ${devices} routers, seed ${seed}`);

const folder = values.keep ?? mkdtempSync(join(tmpdir(), "accept-audit-"));
mkdirSync(folder, { recursive: true });
const { auditAt, mix, imports, chains } = drawnFleet(devices, seed);
const lab = await startLab(mix);
try {
  await liveUntil(auditAt);
  const assessment = await audit();
  process.exitCode = report(compare(assessment, await truthOfLab()));
} finally {
  lab.child.kill("SIGTERM");
  await lab.ended;
  if (values.keep === undefined) rmSync(folder, { recursive: true, force: true });
}

async function startLab(mix) {
  const file = join(folder, "mix.json");
  writeFileSync(file, JSON.stringify(mix, null, 1));
  const child = spawn(
    process.execPath,
    [REROOT, "lab", "up", "--mix", file, "--seed", String(seed), "--clock-rate", "0", "--json"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for await (const line of createInterface({ input: child.stdout }))
    return { child, ended, ...JSON.parse(line) };
  throw new Error("the lab did not come up");
}

/** Lab time goes on to the audit; on the way some routers are given the root, as an operator would. */
async function liveUntil(at) {
  const began = Date.now();
  for (const host of chains) await put("/schedule", host);
  for (const one of [...imports].sort((a, b) => a.at.getTime() - b.at.getTime())) {
    await put("/clock", { now: one.at });
    await importOn(one.device);
  }
  await put("/clock", { now: at });
  console.log(
    `lived to ${at.toISOString()} in ${((Date.now() - began) / 1000).toFixed(1)} s, ${imports.length} imports on the way`,
  );
}

/** Typed into the router by OpenSSH. */
async function importOn(name) {
  const device = lab.devices.find((one) => one.name === name);
  await typeInto(lab, device, [`crypto ca trustpool import url ${lab.bundle.url}`], folder);
}

async function audit() {
  const out = join(folder, "run");
  const args = [
    "audit",
    "--lab-notice",
    lab.labNotice,
    "--inventory",
    lab.inventory,
    "--known-hosts",
    lab.hostKeys,
    "--user",
    lab.username,
    "--out",
    out,
    "--json",
  ];
  const child = spawn(process.execPath, [REROOT, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, REROOT_PASSWORD: lab.password },
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0 && code !== 1 && code !== 3) throw new Error(`the audit ended with ${code}`);
  return JSON.parse(readFileSync(join(out, "assessment.json"), "utf8"));
}

async function truthOfLab() {
  const [truth, schedule] = [await get("/truth"), await get("/schedule")];
  const handshakes = new Map();
  for (let since = 0; ; ) {
    const page = await get(`/history?kind=handshake&since=${since}&limit=5000`);
    for (const entry of page.entries) {
      const name = entry.from.device;
      if (name !== undefined) handshakes.set(name, [...(handshakes.get(name) ?? []), entry]);
    }
    if (page.next === since || page.entries.length === 0) break;
    since = page.next;
  }
  return { truth, handshakes, schedule };
}

/** A row for each router and service: what was said, and what is true. */
function compare(assessment, { truth, handshakes, schedule }) {
  const cutOverOf = (host) => new Date(schedule.find((one) => one.host === host).cutOverAt);
  const wasAheadBy = (name) => mix.routers[Number(name.slice(4)) - 1].faults.flatMap((f) => f.offsetMs ?? []);
  const seen = { now: new Date(truth.now), roots: rootsOfLab(), cutOverOf, wasAheadBy };
  return truth.devices.flatMap((router) => {
    const finding = assessment.findings.find(({ device }) => device === router.name);
    if (finding === undefined) throw new Error(`the audit says nothing of ${router.name}`);
    return LINES.map((line) => {
      const said = finding.services.find(({ service }) => service === line.service);
      const expected = expectedVerdict(router, handshakes.get(router.name) ?? [], seen, line);
      return { router, line, said, expected, finding };
    });
  });
}

function rootsOfLab() {
  const text = readFileSync(lab.labNotice, "utf8");
  const given = JSON.parse(text);
  const { requiredRoots, retiredRoots } = given.notice ?? given;
  return { required: requiredRoots[0].sha256, retired: retiredRoots[0].sha256 };
}

function report(rows) {
  const wrong = rows.filter(({ said, expected }) => !isRight(said, expected));
  showTable(rows);
  const shares = deviceShares(rows);
  console.log("");
  for (const [verdict, count] of shares) {
    console.log(
      `  ${verdict.padEnd(18)} ${String(count).padStart(5)} routers  ${((100 * count) / devices).toFixed(1)} %`,
    );
  }
  for (const { router, line, said, expected } of wrong.slice(0, 40)) {
    console.log(
      `\nWRONG ${router.name} ${line.service}: said ${said?.verdict}${said?.alsoNeedsRoot ? "+root" : ""}, true is ${expected.verdict}${expected.alsoNeedsRoot ? "+root" : ""}`,
    );
    console.log(
      `  reasons ${said?.reasons.map(({ shownBy: _, ...rest }) => JSON.stringify(rest)).join(" ")}`,
    );
    console.log(
      `  router  ${router.platform} ${router.release} ${router.licensing.transport} ${JSON.stringify(router.licensing.registration?.status)} last ${JSON.stringify(router.licensing.lastContact)} sch ${JSON.stringify(router.smartCallHome)} faults ${JSON.stringify(mix.routers[Number(router.name.slice(4)) - 1].faults)} conf ${JSON.stringify(mix.routers[Number(router.name.slice(4)) - 1].configuration)}`,
    );
  }
  const isLarge = devices >= LARGE_FLEET;
  const rare = isLarge
    ? shares.filter(([, count]) => count < devices * LEAST_SHARE).map(([verdict]) => verdict)
    : [];
  console.log(
    `\n${rows.length - wrong.length} of ${rows.length} verdicts right${rare.length > 0 ? `; fewer than 5 % of the routers: ${rare.join(", ")}` : ""}`,
  );
  if (wrong.length > 0 || rare.length > 0)
    console.log(`again: npm run accept:audit -- --devices ${devices} --seed ${seed}`);
  const failures = [
    ...wrong.map(({ router, line }) => `seed ${seed}: ${router.name} ${line.service}`),
    ...rare.map((verdict) => `seed ${seed}: too few ${verdict}`),
  ];
  if (values.counts !== undefined) {
    writeFileSync(values.counts, JSON.stringify({ passed: rows.length - wrong.length, failures }));
  }
  return failures.length === 0 ? 0 : 1;
}

function isRight(said, expected) {
  if (said?.verdict !== expected.verdict) return false;
  return expected.alsoNeedsRoot === undefined || (said.alsoNeedsRoot ?? false) === expected.alsoNeedsRoot;
}

function showTable(rows) {
  const short = (verdict) => verdict.slice(0, 9).padStart(10);
  console.log(`\n${"true \\ said".padEnd(20)}${VERDICTS.map(short).join("")}`);
  for (const expected of VERDICTS) {
    const counts = VERDICTS.map(
      (said) => rows.filter((row) => row.expected.verdict === expected && row.said?.verdict === said).length,
    );
    console.log(
      `${expected.padEnd(20)}${counts.map((count) => (count === 0 ? "." : String(count)).padStart(10)).join("")}`,
    );
  }
}

/** The worst of each router's services, by truth. */
function deviceShares(rows) {
  const worst = new Map();
  for (const { router, expected } of rows) {
    const rank = VERDICTS.indexOf(expected.verdict);
    worst.set(router.name, Math.min(rank, worst.get(router.name) ?? VERDICTS.length));
  }
  return VERDICTS.map((verdict, rank) => [verdict, [...worst.values()].filter((one) => one === rank).length]);
}

async function get(path) {
  return answered(path, await fetch(`${lab.management}${path}`));
}

async function put(path, body) {
  return answered(
    path,
    await fetch(`${lab.management}${path}`, { method: "PUT", body: JSON.stringify(body) }),
  );
}

async function answered(path, response) {
  if (response.ok) return response.json();
  throw new Error(`${path}: ${response.status} ${await response.text()}`);
}

/**
 * Proves that the layer rules bite. A small tree with one breach of each rule is cruised with the project's own
 * configuration; each rule must report its breach, and no rule may be without a proof.
 */
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import configuration, { MAY_IMPORT, STAGES } from "../.dependency-cruiser.mjs";
import { root } from "./repository.js";

/** For each rule one file that breaks it, and the import that does. */
const BREACHES: Record<string, readonly [file: string, text: string]> = {
  "layer-pki": ["pki/src/upwards.ts", 'import "@reroot/core";'],
  "layer-core": ["core/src/upwards.ts", 'import type { Session } from "@reroot/devices";'],
  "layer-devices": ["devices/src/to-the-lab.ts", 'import "@reroot/rehearsal";'],
  "layer-engine": ["engine/src/to-the-devices.ts", 'import "@reroot/devices";'],
  "layer-server": ["server/src/to-the-lab.ts", 'import "@reroot/rehearsal";'],
  "layer-rehearsal": ["rehearsal/src/shares-chain-logic.ts", 'import "@reroot/pki";'],
  "stage-notice": ["core/src/notice/later.ts", 'import "../inventory/inventory.js";'],
  "stage-inventory": ["core/src/inventory/later.ts", 'import "../evidence/evidence.js";'],
  "stage-evidence": ["core/src/evidence/later.ts", 'import type { F } from "../finding/finding.js";'],
  "stage-finding": ["core/src/finding/later.ts", 'import "../plan/plan.js";'],
  "stage-plan": ["core/src/plan/later.ts", 'import "../rollout/rollout.js";'],
  "stage-rollout": ["core/src/rollout/later.ts", 'import "../proof/proof.js";'],
  "stage-proof": ["core/src/proof/later.ts", 'import "../remediate.js";'],
  "stage-none": ["core/src/beside.ts", 'import "./plan/plan.js";'],
  "stage-unlisted": ["core/src/remediate.ts", 'import "./elsewhere/room.js";'],
  "only-through-index": ["cli/src/deep.ts", 'import "../../devices/src/session.js";'],
  "core-without-node": ["core/src/plan/reads-files.ts", 'import fs from "node:fs";'],
  "pki-node-crypto-only": ["pki/src/reads-files.ts", 'import "fs";'],
  "runners-are-not-for-use": ["pki/src/uses-runner.ts", 'import "./conformance/runner.js";'],
  "pki-without-packages": ["pki/src/library.ts", 'import "ssh2";'],
  "ssh2-in-one-file": ["devices/src/second.ts", 'import { Client } from "ssh2";'],
  "no-circular": ["pki/src/one.ts", 'import type { two } from "./two.js"; export const one = 1;'],
  declared: ["cli/src/undeclared.ts", 'import "ssh2";'],
  resolvable: ["cli/src/inside.ts", 'import "@reroot/pki/src/one.js";'],
  "tests-are-not-for-use": ["cli/src/uses-tests.ts", 'import "./testing/sample.js";'],
};

/** What the breaches import, and what is allowed. */
const SOUND: Record<string, string> = {
  "pki/src/two.ts": 'import { createHash } from "node:crypto"; import { one } from "./one.js";',
  "pki/src/conformance/runner.ts": 'import fs from "node:fs"; import "../two.js";',
  "pki/src/some.test.ts": 'import fs from "node:fs"; import "./testing/sample.js";',
  "pki/src/testing/sample.ts": 'import fs from "node:fs";',
  "devices/src/session/ssh.ts": 'import ssh2 from "ssh2";',
  "core/src/elsewhere/room.ts": "",
  "core/src/proof/allowed.ts": 'import "../notice/notice.js"; import "../beside.js"; import "@reroot/pki";',
  "devices/src/ssh-types.ts": `import type { Client } from "ssh2";`,
  "devices/src/session.ts": 'import type { Notice } from "@reroot/core";',
  "cli/src/allowed.ts": 'import "@reroot/rehearsal"; import "@reroot/core"; import fs from "node:fs";',
  "cli/src/testing/sample.ts": "",
};

let tree: string;
let reported: { rule: string; from: string }[];

beforeAll(() => {
  tree = fs.mkdtempSync(path.join(os.tmpdir(), "reroot-layers-"));
  plantTree();
  reported = cruise();
});

afterAll(() => fs.rmSync(tree, { recursive: true, force: true }));

describe("the layer rules", () => {
  it("each have a breach here", () => {
    const rules = (configuration.forbidden ?? []).map(({ name }) => name);
    expect(Object.keys(BREACHES).sort()).toEqual(rules.sort());
  });

  it.each(Object.entries(BREACHES))("%s refuses %j", (rule, [file]) => {
    expect(reported).toContainEqual({ rule, from: `packages/${file}` });
  });

  it.each(Object.keys(SOUND))("have nothing against %s", (file) => {
    const inACycle = (rule: string) => rule === "no-circular";
    expect(reported.filter(({ rule, from }) => from === `packages/${file}` && !inACycle(rule))).toEqual([]);
  });
});

function plantTree(): void {
  for (const name of Object.keys(MAY_IMPORT)) {
    write(`packages/${name}/package.json`, manifestOf(name));
    write(`packages/${name}/src/index.ts`, "export const here = 1;");
    link(`packages/${name}`, `node_modules/@reroot/${name}`);
  }
  for (const stage of STAGES) write(`packages/core/src/${stage}/${stage}.ts`, "");
  write("node_modules/ssh2/package.json", '{ "name": "ssh2", "version": "1.0.0", "main": "index.js" }');
  write("node_modules/ssh2/index.js", "");
  for (const name of ["tsconfig.base.json", "tsconfig.tests.json"]) {
    write(name, fs.readFileSync(path.join(root, name), "utf8"));
  }
  for (const [file, text] of Object.entries(SOUND)) write(`packages/${file}`, text);
  for (const [file, text] of Object.values(BREACHES)) write(`packages/${file}`, text);
}

/** As the real ones: the source behind a condition, and nothing deeper than the index. */
function manifestOf(name: string): string {
  const ours = (MAY_IMPORT[name] ?? []).map((other) => [`@reroot/${other}`, "1.0.0"]);
  return JSON.stringify({
    name: `@reroot/${name}`,
    exports: { ".": { "reroot-source": "./src/index.ts", default: "./dist/index.js" } },
    dependencies: Object.fromEntries(name === "devices" ? [...ours, ["ssh2", "1.0.0"]] : ours),
  });
}

function write(file: string, text: string): void {
  const full = path.join(tree, file);
  fs.mkdirSync(path.dirname(full), { recursive: true });
  fs.writeFileSync(full, text);
}

function link(from: string, to: string): void {
  fs.mkdirSync(path.dirname(path.join(tree, to)), { recursive: true });
  fs.symlinkSync(path.join(tree, from), path.join(tree, to));
}

function cruise(): { rule: string; from: string }[] {
  const tool = path.join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const config = path.join(root, ".dependency-cruiser.mjs");
  const args = [tool, "packages", "--config", config, "--output-type", "json"];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  const { violations } = JSON.parse(stdout).summary as {
    violations: { rule: { name: string }; from: string }[];
  };
  return violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

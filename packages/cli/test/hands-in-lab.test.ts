/**
 * The hands of a rollout at work on emulated routers, over SSH: each kind of action, its effect as the lab itself
 * knows it, and what is made of a router that says no or goes away.
 */
import { createHash } from "node:crypto";
import {
  type Action,
  type ApprovedPlan,
  approve,
  type Hands,
  type Plan,
  type PlannedStep,
  planDigestOf,
  type Transcript,
} from "@reroot/core";
import { deviceAccess, deviceHands } from "@reroot/devices";
import { type Lab, startLab } from "@reroot/rehearsal";
import { devicesByAddress, fetchLog, type Mirror, mirrorLog, shelve, startMirror } from "@reroot/server";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { labNoticeFrom, noticeById } from "../src/files/notices.js";
import { routesByPassword } from "../src/flow/device-ports.js";
import { signerPins } from "../src/flow/signer-pins.js";
import { inventoryOfLab, writeLabFolder } from "../src/rehearse/lab-folder.js";
import { labRecipe } from "../src/rehearse/lab-recipe.js";
import { commandLine } from "../src/testing/command-line.js";
import { realWorld } from "../src/world.js";

const shell = commandLine();
const DEVICE = "lab-001";
const FILE = "harddisk:/reroot-1a2b3c4d.p7b";
let lab: Lab;
let mirror: Mirror;
let bundle: Uint8Array;
let fetched: string[];

beforeAll(async () => {
  const world = { ...realWorld(), directory: shell.directory };
  const base = await noticeById(world, "fn72290");
  const mix = JSON.stringify({
    format: "lab-mix/1",
    routers: [
      { platform: "ncs5500", release: "7.3.2" },
      { platform: "asr9000", release: "6.4.2", license: "unregistered" },
    ],
  });
  lab = await startLab(labRecipe(base, { seed: 1, bundle: "good", mix }));
  const files = await writeLabFolder(shell.directory, lab, base);
  const notice = await labNoticeFrom(world, files.noticeFile);
  bundle = lab.bundle.bytes() ?? new Uint8Array();
  const shelf = shelve([{ from: "ios.p7b", content: bundle }], signerPins(notice));
  if (!shelf.ok) throw new Error(shelf.failure.code);
  fetched = [];
  const started = await startMirror({
    address: "127.0.0.1",
    port: 0,
    shelf: shelf.value,
    deviceAt: await devicesByAddress(inventoryOfLab(lab), async () => []),
    fetches: fetchLog((line) => fetched.push(line)),
    log: mirrorLog(() => {}),
    now: () => lab.clock.now(),
  });
  if (!started.ok) throw new Error(started.failure.code);
  mirror = started.value;
});

afterAll(async () => {
  await mirror.stop();
  await lab.stop();
  shell.remove();
});

afterEach(async () => {
  for (const kind of ["link-lost", "output-cut", "disk-full", "read-only-user", "dns-down"] as const) {
    await lab.clearFault(DEVICE, kind);
  }
  for (const kind of ["configuration-locked", "commit-conflict", "commit-rejected", "bundle"] as const) {
    await lab.clearFault(DEVICE, kind);
  }
  await truth("clean");
});

const exec = (command: string): Action => ({ kind: "exec", command });
const COPY = (): Action => ({
  kind: "copy-file",
  path: FILE,
  bytes: bundle.length,
  sha256: createHash("sha256").update(bundle).digest("hex").toUpperCase(),
  md5: createHash("md5").update(bundle).digest("hex"),
});
const setUrl = (url: string): Action => ({
  kind: "configure",
  lines: [`crypto ca trustpool policy cabundle url ${url}`],
  comment: "reroot-1a2b3c4d",
});

function approved(actions: readonly Action[], device: string): ApprovedPlan {
  const steps = actions.map((action): PlannedStep => {
    if (action.kind === "copy-file") return { kind: "copy-bundle", action, path: FILE, md5: action.md5 };
    return { kind: "import-bundle", action, requiredRoots: [] };
  });
  const body: Plan = {
    formatVersion: 2,
    digest: "",
    notice: { id: "fn72290", revision: "1.1", digest: "sha256:00" },
    assessmentDigest: "sha256:00",
    author: "author",
    createdAt: "2022-02-23T06:00:00.000Z",
    pace: { concurrency: 1 },
    pools: {},
    waves: [
      {
        name: "canary",
        gate: { failuresAllowed: 0, soakSeconds: 0 },
        devices: [
          {
            device,
            remedy: "import-from-default-url",
            because: [{ code: "remedy/first-choice" }],
            basedOn: { pool: "sha256:00", verdict: "failing" },
            steps,
            undo: { kind: "none", because: "earlier-downloaded-certificates" },
            cautions: [],
          },
        ],
      },
    ],
    heldBack: [],
    untouched: [],
  };
  const answer = approve(
    { ...body, digest: planDigestOf(body) },
    "approver",
    new Date("2022-02-23T06:05:00.000Z"),
  );
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.value;
}

function handsFor(actions: readonly Action[], device = DEVICE, registrationToken?: string) {
  const transcripts: Transcript[] = [];
  const hands: Hands = deviceHands({
    access: deviceAccess({
      routeTo: routesByPassword(lab),
      limits: { msBetweenSessions: 0, commandTimeoutMs: 30_000 },
    }),
    inventory: inventoryOfLab(lab),
    approved: approved(actions, device),
    deliver: (transcript) => transcripts.push(transcript),
    now: () => lab.clock.now(),
    bundle,
    ...(registrationToken !== undefined && { registrationToken }),
  });
  const does = (step: number) => hands.carryOut(device, step, actions[step] as Action);
  return { hands, does, transcripts };
}

/** What the router really is; `clean` takes back what a test did. */
async function truth(way: "look" | "clean" = "look") {
  if (way === "clean") await handsFor([exec("crypto ca trustpool import url clean")]).does(0);
  const { management } = lab;
  const answer = await fetch(`${management.url}/truth/${DEVICE}`);
  const { devices } = (await answer.json()) as { devices: readonly Truth[] };
  return devices[0] as Truth;
}

interface Truth {
  readonly pool: { readonly holdsRequiredRoot: boolean; readonly downloaded: readonly string[] };
  readonly configuration: readonly string[];
  readonly commits: number;
  readonly licensing: { readonly registration?: unknown };
}

describe("importing", () => {
  it("from the vendor, from the mirror and from a file brings the root, and leaves no file behind", async () => {
    const url = mirror.urlOf("ios") ?? "";
    for (const actions of [
      [exec(`crypto ca trustpool import url ${lab.bundle.url}`)],
      [exec(`crypto ca trustpool import url ${url}`)],
      [COPY(), exec(`crypto ca trustpool import url ${FILE}`), exec(`delete ${FILE}`)],
    ]) {
      const { hands, does } = handsFor(actions);
      for (const step of actions.keys()) expect(await does(step)).toMatchObject({ result: "accepted" });
      expect((await truth()).pool.holdsRequiredRoot).toBe(true);
      if (actions.length > 1) {
        const seen = await hands.observe(DEVICE, ["files"]);
        expect(seen.files).toMatchObject({ known: true, value: { [FILE]: null } });
      }
      await truth("clean");
    }
    expect(fetched.map((line) => JSON.parse(line))).toMatchObject([{ device: DEVICE, end: "complete" }]);
  });

  it("shows the copied file by its digest before it is imported", async () => {
    const { hands, does } = handsFor([COPY()]);
    expect(await hands.observe(DEVICE, ["files"])).toMatchObject({
      files: { known: true, value: { [FILE]: null } },
    });
    await does(0);
    const { md5 } = COPY() as Extract<Action, { kind: "copy-file" }>;
    expect(await hands.observe(DEVICE, ["files"])).toMatchObject({
      files: { known: true, value: { [FILE]: md5 } },
    });
  });

  it.each([
    ["tampered", "signature-refused"],
    ["customer-signed", "signature-refused"],
    ["empty", "not-a-bundle"],
    ["truncated", "not-a-bundle"],
    ["not-found", "download-failed"],
  ] as const)("says why a %s bundle was refused", async (scenario, because) => {
    await lab.setFault(DEVICE, { kind: "bundle", scenario });
    const { does } = handsFor([exec(`crypto ca trustpool import url ${lab.bundle.url}`)]);
    expect(await does(0)).toMatchObject({ result: "refused", because });
    expect((await truth()).pool.downloaded).toEqual([]);
  });

  it("says that the device cannot download where it cannot resolve", async () => {
    await lab.setFault(DEVICE, { kind: "dns-down" });
    const { does } = handsFor([exec(`crypto ca trustpool import url ${lab.bundle.url}`)]);
    expect(await does(0)).toMatchObject({ result: "refused", because: "download-failed" });
  });

  it("does not know what came of it where the session was lost", async () => {
    await lab.setFault(DEVICE, { kind: "link-lost", command: "crypto ca trustpool" });
    const { does } = handsFor([exec(`crypto ca trustpool import url ${lab.bundle.url}`)]);
    expect(await does(0)).toMatchObject({ result: "unknown" });
  });
});

describe("copying", () => {
  it.each([
    ["disk-full", "no-space"],
    ["read-only-user", "not-authorized"],
  ] as const)("is told apart: %s", async (kind, because) => {
    await lab.setFault(DEVICE, { kind });
    expect(await handsFor([COPY()]).does(0)).toMatchObject({ result: "refused", because });
  });
});

describe("configuring", () => {
  const CHANGES = () => [setUrl(mirror.urlOf("ios") ?? ""), UNSET] as const;
  const UNSET: Action = {
    kind: "configure",
    lines: ["no crypto ca trustpool policy cabundle url"],
    comment: "reroot-1a2b3c4d",
  };

  it("sets the bundle's URL in one commit of its own, and takes it back in another", async () => {
    const before = await truth();
    const { hands, does } = handsFor(CHANGES());
    const set = await does(0);
    expect(set).toMatchObject({ result: "accepted", commitId: expect.stringMatching(/^\d+$/) });
    expect((await truth()).commits).toBe(before.commits + 1);
    const seen = await hands.observe(DEVICE, ["policy", "newestCommit"]);
    expect(seen.policy).toMatchObject({ known: true, value: { bundleUrl: mirror.urlOf("ios") } });
    expect(seen.newestCommit).toMatchObject({
      known: true,
      value: { id: (set as { commitId?: string }).commitId },
    });
    expect(await does(1)).toMatchObject({ result: "accepted" });
    expect((await truth()).configuration.join("\n")).not.toContain("cabundle");
  });

  it.each([
    ["configuration-locked", {}, "held", "configuration-locked"],
    ["commit-conflict", {}, "held", "foreign-commit"],
    ["commit-rejected", { reason: "no such thing" }, "refused", "commit-failed"],
    ["read-only-user", {}, "refused", "not-authorized"],
  ] as const)("changes nothing under %s", async (kind, more, result, because) => {
    const before = await truth();
    await lab.setFault(DEVICE, { kind, ...more } as never);
    expect(await handsFor(CHANGES()).does(0)).toMatchObject({ result, because });
    const after = await truth();
    expect(after.configuration).toEqual(before.configuration);
    expect(after.commits).toBe(before.commits);
  });
});

describe("looking", () => {
  it("sees what a change rests on", async () => {
    const { hands } = handsFor([COPY()]);
    const wanted = [
      "configurationLock",
      "install",
      "standby",
      "mayChange",
      "storage",
      "newestCommit",
      "clock",
    ] as const;
    expect(await hands.observe(DEVICE, wanted)).toMatchObject({
      wanted,
      configurationLock: { known: true, value: { held: false } },
      install: { known: true, value: "idle" },
      standby: { known: true, value: "none" },
      mayChange: { known: true, value: { may: true, lacking: [] } },
      storage: {
        known: true,
        value: expect.arrayContaining([expect.objectContaining({ path: "harddisk:" })]),
      },
      pool: { known: false, reason: { code: "evidence/not-read" } },
    });
    await lab.setFault(DEVICE, { kind: "read-only-user" });
    await lab.setFault(DEVICE, { kind: "configuration-locked" });
    const seen = await hands.observe(DEVICE, wanted);
    expect(seen).toMatchObject({
      configurationLock: { known: true, value: { held: true, by: expect.stringContaining("neteng") } },
      mayChange: { known: true, value: { may: false } },
    });
  });
});

describe("registering", () => {
  it("uses the token on the device, and writes it nowhere", async () => {
    const command = "license smart register idtoken <token>";
    const { does, transcripts, hands } = handsFor([exec(command)], "lab-002", lab.idToken);
    const outcome = await does(0);
    expect(outcome).toMatchObject({ result: "accepted" });
    await lab.advanceTo(new Date(lab.clock.now().getTime() + 60_000));
    const seen = await hands.observe("lab-002", ["licence"]);
    expect(seen.licence).toMatchObject({ known: true, value: { registration: { status: "registered" } } });
    expect(JSON.stringify([outcome, transcripts, seen])).not.toContain(lab.idToken);
  });
});

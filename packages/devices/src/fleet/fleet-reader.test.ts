import type { InventoryDevice, Transcript } from "@reroot/core";
import { afterEach, describe, expect, it } from "vitest";
import { hasSharedData } from "../parsers/testing/corpus.js";
import { type HostKeys, strictHostKeys } from "../session/host-keys.js";
import { parseKnownHosts } from "../session/known-hosts.js";
import {
  INVALID,
  type MisbehavingRouter,
  misbehavingRouter,
  type RouterScript,
} from "../testing/misbehaving-router.js";
import { noticeOutputs, VERSION } from "../testing/router-outputs.js";
import { LIMITS, LOGIN, trustingHostKeys } from "../testing/sessions.js";
import { type AccessLimits, deviceAccess, straightRoutes } from "./access.js";
import { fleetReader } from "./fleet-reader.js";

const routers: MisbehavingRouter[] = [];
afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.close()));
});

async function start(changes: Partial<RouterScript>): Promise<MisbehavingRouter> {
  const router = await misbehavingRouter(changes);
  routers.push(router);
  return router;
}

function device(name: string, port: number): InventoryDevice {
  return { name, host: "127.0.0.1", port, groups: [] };
}

const NOW = new Date("2022-02-23T06:08:10.000Z");

function accessOf(limits: Partial<AccessLimits> = {}, hostKeys: HostKeys = trustingHostKeys()) {
  return deviceAccess({
    routeTo: straightRoutes({ loginFor: () => LOGIN, hostKeys }),
    limits: { ...LIMITS, msBetweenSessions: 0, ...limits },
  });
}

function reader(
  transcripts: Transcript[] = [],
  limits: Partial<AccessLimits> = {},
  hostKeys: HostKeys = trustingHostKeys(),
) {
  const access = accessOf(limits, hostKeys);
  return fleetReader({ access, deliver: (transcript) => transcripts.push(transcript), now: () => NOW });
}

describe.skipIf(!hasSharedData)("reading a fleet", () => {
  it("makes facts of what a device says, each with the transcripts that show it", async () => {
    const router = await start({ outputs: noticeOutputs() });
    const transcripts: Transcript[] = [];
    const { evidence, pool } = await reader(transcripts).readDevice(device("r1", router.port));
    const { facts } = evidence;
    expect(evidence).toMatchObject({ device: "r1", readAt: NOW.toISOString() });
    expect(facts.system).toMatchObject({ known: true, value: { os: "iosxr", release: "7.3.2" } });
    expect(facts.clock).toMatchObject({ value: { aheadSeconds: -1 } });
    expect(facts.licence).toMatchObject({ value: { lastContact: { result: "failed" } } });
    expect(pool?.labels).toHaveLength(4);
    // The router of this test does not know the policy command.
    expect(facts.trustPoolPolicy).toMatchObject({ reason: { code: "evidence/command-refused" } });
    const shown = Object.values(facts).flatMap((fact) => (fact.known ? fact.shownBy : []));
    const ids = transcripts.map(({ id }) => id);
    expect(shown.every((id) => ids.includes(id))).toBe(true);
    expect(router.connections()).toBe(1);
  });

  it("types nothing but show commands and settings of its own session", async () => {
    const router = await start({ outputs: noticeOutputs() });
    await reader().readDevice(device("r1", router.port));
    const typed = router.typed.filter((line) => line !== "");
    expect(typed.slice(0, 2)).toEqual(["terminal length 0", "terminal width 0"]);
    expect(typed.slice(2).every((line) => /^(?:show [a-z -]+( 1)?|dir harddisk:)$/.test(line))).toBe(true);
  });

  it("stops after the version on another system", async () => {
    const router = await start({
      outputs: {
        "show version":
          "Cisco IOS XE Software, Version 16.12.05\nCisco IOS Software [Gibraltar], ISR Software",
      },
    });
    const { evidence } = await reader().readDevice(device("xe", router.port));
    expect(evidence.facts.system).toMatchObject({ value: { os: "iosxe", release: "16.12.05" } });
    expect(evidence.facts.trustPool).toMatchObject({ reason: { code: "evidence/not-read" } });
    expect(router.typed.filter((line) => line.startsWith("show"))).toEqual(["show version"]);
  });

  it("keeps what came before a session was lost, and reads what comes after over another", async () => {
    const router = await start({
      outputs: {
        ...noticeOutputs(),
        "show license status": (play) => {
          play.say("Smart Licensing is ENABLED\r\n");
          play.disconnect();
          return new Promise(() => {});
        },
      },
    });
    const { facts } = (await reader().readDevice(device("r1", router.port))).evidence;
    expect(facts.trustPool.known).toBe(true);
    expect(facts.licence).toMatchObject({
      reason: { code: "evidence/session-lost", command: "show license status" },
    });
    expect(facts.log.known).toBe(true);
    expect(router.connections()).toBe(2);
  });
});

describe("devices that cannot be read", () => {
  it("refuse the connection: tried again, then unreachable", async () => {
    const router = await start({});
    const { port } = router;
    await router.close();
    routers.pop();
    const { facts } = (await reader().readDevice(device("gone", port))).evidence;
    expect(facts.system).toEqual({
      known: false,
      reason: { code: "evidence/unreachable", detail: `127.0.0.1:${port}: connection refused` },
    });
    expect(facts.log).toEqual(facts.system);
  });

  it("refuse the login: not tried again", async () => {
    const router = await start({ password: "another" });
    const { facts } = (await reader([], { connectAttempts: 3 }).readDevice(device("r1", router.port)))
      .evidence;
    expect(facts.system).toMatchObject({ reason: { code: "evidence/login-refused" } });
    expect(router.connections()).toBe(1);
  });

  it("show a key that nobody knows: nothing is sent, not even the login", async () => {
    const router = await start({});
    const strict = strictHostKeys(parseKnownHosts(""));
    const { facts } = (await reader([], {}, strict).readDevice(device("r1", router.port))).evidence;
    expect(facts.system).toMatchObject({ reason: { code: "evidence/host-key-refused" } });
    expect(router.typed).toEqual([]);
  });

  it("know no command at all", async () => {
    const router = await start({ outputs: {} });
    const { facts } = (await reader().readDevice(device("r1", router.port))).evidence;
    for (const fact of Object.values(facts)) {
      expect(fact).toMatchObject({ known: false, reason: { code: "evidence/command-refused" } });
    }
    expect(INVALID).toContain("% Invalid input");
  });

  it("do not hold up the others", async () => {
    const healthy = await start({ outputs: { "show version": VERSION } });
    const hanging = await start({ outputs: { "show version": () => new Promise(() => {}) } });
    const fleet = reader([], { commandTimeoutMs: 3_000 });
    const [sick, well] = await Promise.all([
      fleet.readDevice(device("sick", hanging.port)),
      fleet.readDevice(device("well", healthy.port)),
    ]);
    expect(sick.evidence.facts.system).toMatchObject({ reason: { code: "evidence/session-lost" } });
    expect(well.evidence.facts.system).toMatchObject({ value: { release: "7.3.2" } });
  });
});

describe("a run that is cancelled", () => {
  const RUNNING = { "show version": VERSION, "show clock": "06:08:09.250 UTC Wed Feb 23 2022" };

  async function cancelAt(command: string, outputs: RouterScript["outputs"]) {
    const cancelling = new AbortController();
    const hangs = () => {
      cancelling.abort();
      return new Promise<void>(() => {});
    };
    const router = await start({ outputs: { ...outputs, [command]: hangs } });
    const room = { access: accessOf(), deliver: () => {}, now: () => NOW, signal: cancelling.signal };
    return { router, reading: await fleetReader(room).readDevice(device("r1", router.port)), room };
  }

  it("keeps what was read, and says of the rest that it was cancelled", async () => {
    const { reading } = await cancelAt("show crypto ca trustpool", RUNNING);
    const { facts } = reading.evidence;
    expect(facts.system).toMatchObject({ value: { release: "7.3.2" } });
    expect(facts.clock).toMatchObject({ known: true });
    for (const fact of [facts.trustPool, facts.licence, facts.log]) {
      expect(fact).toMatchObject({
        reason: { code: "evidence/session-lost", detail: "the run was cancelled" },
      });
    }
  });

  it("connects to no further device", async () => {
    const { room } = await cancelAt("show version", {});
    const other = await start({ outputs: RUNNING });
    const { facts } = (await fleetReader(room).readDevice(device("r2", other.port))).evidence;
    expect(facts.system).toMatchObject({
      reason: { code: "evidence/unreachable", detail: "the run was cancelled before its turn came" },
    });
    expect(other.connections()).toBe(0);
  });

  it("does not wait for a device that answers nothing while logging in", async () => {
    const cancelling = new AbortController();
    const silent = await start({ greeting: () => cancelling.abort() });
    const room = { access: accessOf(), deliver: () => {}, now: () => NOW, signal: cancelling.signal };
    const { facts } = (await fleetReader(room).readDevice(device("r1", silent.port))).evidence;
    expect(facts.system.known).toBe(false);
  });
});

describe("pace", () => {
  it("opens sessions to one device one after the other, and leaves others alone", async () => {
    const router = await start({ outputs: { "show version": VERSION } });
    const fleet = reader([], { msBetweenSessions: 400 });
    const began = performance.now();
    await Promise.all([1, 2, 3].map(() => fleet.readDevice(device("r1", router.port))));
    expect(performance.now() - began).toBeGreaterThan(790);
    expect(router.connections()).toBe(3);
  });
});

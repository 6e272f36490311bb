import type { InventoryDevice } from "@reroot/core";
import { afterEach, describe, expect, it } from "vitest";
import { pingLine } from "../session/ping.js";
import { type MisbehavingRouter, misbehavingRouter } from "../testing/misbehaving-router.js";
import { VERSION } from "../testing/router-outputs.js";
import { LIMITS, LOGIN, trustingHostKeys } from "../testing/sessions.js";
import { deviceAccess, straightRoutes } from "./access.js";
import { auditDevice, readWanted } from "./read-device.js";

const routers: MisbehavingRouter[] = [];
afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.close()));
});

async function start(outputs: Record<string, string>) {
  const router = await misbehavingRouter({ outputs });
  routers.push(router);
  const device: InventoryDevice = { name: "r1", host: "127.0.0.1", port: router.port, groups: [] };
  const access = deviceAccess({
    routeTo: straightRoutes({ loginFor: () => LOGIN, hostKeys: trustingHostKeys() }),
    limits: { ...LIMITS, msBetweenSessions: 0 },
  });
  const room = { access, deliver: () => {}, now: () => new Date("2022-02-23T06:08:10.000Z") };
  const typed = () => router.typed.filter((line) => line !== "" && !line.startsWith("terminal "));
  return { device, room, typed };
}

const MD5 = "d41d8cd98f00b204e9800998ecf8427e";

describe("reading a part", () => {
  it("types what shows it and nothing else, the clock first", async () => {
    const { device, room, typed } = await start({ "show clock": "06:08:09.250 UTC Wed Feb 23 2022" });
    const read = await readWanted(device, { facts: ["licence", "clock"] }, room);
    expect(typed()).toEqual(["show clock", "show license status", "show running-config call-home"]);
    expect(read.facts.clock).toMatchObject({ known: true });
    expect(read.facts.trustPool).toMatchObject({ reason: { code: "evidence/not-read" } });
  });

  it("reads the digests of files of ours, and of no other", async () => {
    const { device, room, typed } = await start({
      "show md5 file /harddisk:/reroot-1a2b3c4d.p7b": MD5,
      "show md5 file /harddisk:/reroot-00000000.p7b": "% No such file or directory",
    });
    const files = ["harddisk:/reroot-1a2b3c4d.p7b", "harddisk:/reroot-00000000.p7b", "harddisk:/secrets"];
    const read = await readWanted(device, { facts: [], files }, room);
    expect(typed()).toEqual(files.slice(0, 2).map((path) => `show md5 file /${path}`));
    expect([...read.files]).toMatchObject([
      [files[0], { value: { present: true, md5: MD5 } }],
      [files[1], { value: { present: false } }],
      [files[2], { known: false, reason: { code: "evidence/not-read" } }],
    ]);
  });
});

describe("an audit", () => {
  it("asks for the VRFs only where the configuration names one", async () => {
    const plain = await start({ "show version": VERSION });
    await auditDevice(plain.device, plain.room);
    expect(plain.typed()).not.toContain("show running-config vrf");
    const named = await start({
      "show version": VERSION,
      "show running-config http client": "http client vrf MGMT",
      "show running-config vrf": "vrf MGMT\n!",
    });
    const { facts } = await auditDevice(named.device, named.room);
    expect(named.typed().at(-1)).toBe("show running-config vrf");
    expect(facts.vrfs).toMatchObject({ value: { names: ["MGMT"] } });
  });

  it("pings last, and only where it was asked to", async () => {
    const line = pingLine({ host: "192.0.2.1", count: 3, timeoutSeconds: 1 });
    const { device, room, typed } = await start({
      "show version": VERSION,
      [line ?? ""]:
        "Sending 3, 100-byte ICMP Echos to 192.0.2.1, timeout is 1 seconds:\n!!.\nSuccess rate is 66 percent (2/3)",
    });
    const { facts } = await auditDevice(device, { ...room, ...(line && { ping: line }) });
    expect(typed().at(-1)).toBe("ping 192.0.2.1 count 3 timeout 1");
    expect(facts.ping).toMatchObject({ value: { host: "192.0.2.1", sent: 3, received: 2 } });
  });
});

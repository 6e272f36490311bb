import { type DeviceFacts, type DevicePlan, known, type Plan, type PoolLabel, unknown } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { unlikenessOf } from "./unlikeness.js";

const notRead = (command: string) => unknown({ code: "evidence/not-read", command });

const FACTS: DeviceFacts = {
  system: known({ os: "iosxr", release: "7.3.2", platform: "NCS-55A1-24H" }),
  clock: notRead("show clock"),
  trustPool: known("sha256:pool"),
  trustPoolPolicy: known({ crl: "required" }),
  licence: known({
    mode: "smart",
    transport: "callhome",
    registration: { status: "registered" },
    authorization: { status: "expired" },
  }),
  callHome: notRead("show running-config call-home"),
  httpClient: notRead("show running-config http client"),
  nameResolution: notRead("show running-config domain"),
  log: notRead("show logging"),
};

const DEVICE: DevicePlan = {
  device: "r1",
  remedy: "import-from-default-url",
  because: [],
  basedOn: { pool: "sha256:pool", verdict: "failing" },
  steps: [],
  undo: { kind: "none", because: "earlier-downloaded-certificates" },
  cautions: [],
};

/** What is not looked into here is left out. */
const PLAN = { pools: { "sha256:pool": ["A".repeat(40)] } } as unknown as Plan;

const LOOK = {
  platform: "NCS-5500",
  release: "7.3.2",
  "bundle-in-pool": "whole",
  "earlier-certificates": "all there",
  "other-certificates": "none",
  "licence-mode": "smart",
  "licence-transport": "callhome",
  registration: "registered",
  authorization: "authorized",
  "trust-pool-policy": "no URL",
  "crl-check": "required",
};

function concerned(facts: DeviceFacts, told: Parameters<typeof unlikenessOf>[0]["told"] = [], look = LOOK) {
  const pools = { "sha256:pool": [{ sha1: "A".repeat(40) } as PoolLabel] };
  const found = unlikenessOf({ plan: PLAN, devicePlan: DEVICE, facts, pools, told }, look);
  return found.flatMap((one) => one.facts.map((fact) => `${one.because} ${fact}`));
}

describe("unlikenessOf", () => {
  it("names what the lab's router is otherwise in than the audit found its device", () => {
    expect(concerned(FACTS)).toEqual(["otherwise platform", "otherwise authorization"]);
  });

  it("names nothing twice, and what the lab told of itself first", () => {
    const told = [
      { device: "r1", kind: "other-platform", platform: "NCS-55A1-24H", standsIn: "NCS 5500" },
    ] as const;
    expect(concerned(FACTS, told).filter((one) => one.endsWith("platform"))).toEqual([
      "other-platform platform",
    ]);
  });

  it("names what the device did not answer when it was audited, where the lab's router answers", () => {
    const detail = "% Invalid input";
    const refused = unknown({ code: "evidence/command-refused", command: "show redundancy summary", detail });
    expect(concerned({ ...FACTS, standby: refused })).toEqual(
      expect.arrayContaining(["not-known answers-to-reading", "not-known standby"]),
    );
  });

  it("concludes nothing from names, addresses and moments", () => {
    const told = [
      { device: "r1", kind: "other-name", name: "r1" },
      { device: "r1", kind: "name-servers", addresses: ["10.0.0.1"] },
      { device: "r1", kind: "contact-moved", from: "2022-02-22", to: "2022-02-23" },
    ] as const;
    const without = (facts: readonly string[]) => facts.filter((one) => !one.startsWith("otherwise"));
    expect(without(concerned(FACTS, told))).toEqual([]);
  });
});

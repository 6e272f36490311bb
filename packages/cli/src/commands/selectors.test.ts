import { type DeviceEvidence, type DeviceFacts, known, unknown } from "@reroot/core";
import { describe, expect, it } from "vitest";
import type { EarlierRun } from "../files/earlier-run.js";
import { chosenAgain, selectors } from "./selectors.js";

type Reason = Parameters<typeof unknown>[0];

function device(name: string, reason?: Reason): DeviceEvidence {
  const system = reason ? unknown(reason) : known({ os: "iosxr", release: "7.3.2" }, "sha256:00");
  return { device: name, readAt: "2022-02-23T00:00:00.000Z", facts: { system } as DeviceFacts };
}

const NAMES = ["fine", "silent", "refusing", "never-asked", "unknown-to-it"];
const devices = NAMES.map((name) => ({ name, host: name, port: 22, groups: [] }));
const run = {
  evidence: {
    devices: [
      device("fine"),
      device("silent", { code: "evidence/unreachable", cause: "timed-out", detail: "timed out" } as Reason),
      device("refusing", { code: "evidence/login-refused" } as Reason),
      device("never-asked", { code: "evidence/not-read", command: "show version" }),
    ],
  },
  assessment: { findings: [{ device: "fine", verdict: "exposed" }] },
  folder: { path: "run" },
} as unknown as EarlierRun;

describe("which devices of an earlier run are read again", () => {
  it.each([
    ["failed,unreachable", ["silent", "refusing", "never-asked", "unknown-to-it"]],
    ["failed", ["refusing", "never-asked", "unknown-to-it"]],
    ["unreachable", ["silent", "unknown-to-it"]],
    ["not-read", ["never-asked", "unknown-to-it"]],
    ["exposed", ["fine", "unknown-to-it"]],
  ])("--only %s", (only, expected) => {
    expect(chosenAgain(devices, run, selectors(only)).map(({ name }) => name)).toEqual(expected);
  });
});

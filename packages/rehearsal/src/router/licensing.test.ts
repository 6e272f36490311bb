import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RequestEntry } from "../cloud/history.js";
import { type Lab, type RouterSpec, rehearsalFleet, startLab } from "../index.js";
import { hasSharedData, sharedText } from "../testing/shared-data.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";
import { showLicenseStatus } from "./license-text.js";
import { authorizationCode } from "./reservation.js";

const DAY_MS = 86_400_000;
const [base] = rehearsalFleet(story) as [RouterSpec];
const spec = (name: string, of: Partial<RouterSpec>): RouterSpec => ({ ...base, name, ...of });
const START = story.startAt;

const routers = [
  spec("silent", { faults: [{ kind: "dns-down" }] }),
  spec("new", { license: { state: "evaluation", startedAt: START } }),
  spec("short", { license: { ...base.license, compliance: "out-of-compliance" } as RouterSpec["license"] }),
  spec("reserving", { license: { state: "unregistered" }, configuration: "license smart reservation\n" }),
  spec("far", {
    license: { state: "evaluation", startedAt: START },
    faults: [{ kind: "connect-refused", until: new Date(START.getTime() + 100_000) }],
  }),
  spec("early", {
    faults: [{ kind: "clock-wrong", offsetMs: -365 * DAY_MS, from: new Date(START.getTime() + 5_000) }],
  }),
  spec("policy", { release: "24.1.1", license: { state: "unregistered" } }),
  spec("policy-smart", { release: "24.2.2", license: { state: "unregistered" }, transport: "smart" }),
];

let lab: Lab;
beforeAll(async () => {
  lab = await startLab(storyOptions(routers));
});
afterAll(() => lab.stop());

async function on<T>(name: string, work: (client: TestClient) => Promise<T>): Promise<T> {
  const client = await TestClient.connect(lab, lab.devices.find((device) => device.name === name)!);
  await client.shell();
  await client.command("terminal length 0");
  try {
    return await work(client);
  } finally {
    client.end();
  }
}
const status = (name: string) => on(name, (client) => client.command("show license status"));
const logOf = (name: string) => on(name, (client) => client.command("show logging"));
const messages = (name: string) =>
  lab.cloud.history.filter(
    (entry): entry is RequestEntry => entry.kind === "request" && entry.from.device === name,
  );

/** Asks until the text is there: what was asked for works on in the background. */
async function eventually(name: string, pattern: RegExp): Promise<string> {
  for (;;) {
    const text = await status(name);
    if (pattern.test(text)) return text;
  }
}

describe("reservation", () => {
  it("goes by request code, authorization code of the lab's portal, and return code, without any contact", async () => {
    await on("reserving", async (client) => {
      const asked = await client.command("license smart reservation request universal");
      const code = /Request code: (\S+)/.exec(asked)![1]!;
      expect(await client.command("license smart reservation install LAB-000000")).toContain("% ");
      expect(await client.command("show license status")).toContain("Status: UNREGISTERED");
      await client.command(`license smart reservation install ${authorizationCode(code)}`);
      const reserved = await client.command("show license status");
      expect(reserved).toContain("License Reservation is ENABLED");
      expect(reserved).toContain("Status: REGISTERED - UNIVERSAL LICENSE RESERVATION");
      expect(await client.command("license smart renew auth")).toContain("License Reservation is enabled");
      expect(await client.command("license smart reservation return")).toMatch(/Return code: \S+/);
      expect(await client.command("show license status")).toContain("Status: EVAL MODE");
      expect(await client.command("license smart reservation return")).toContain("% ");
    });
    expect(messages("reserving")).toEqual([]);
  });

  it("is refused where it is not configured, or the device is registered", async () => {
    await on("silent", async (client) => {
      expect(await client.command("license smart reservation request")).toContain("not enabled");
    });
  });
});

describe("registration with an id token", () => {
  it("is refused for a wrong token, accepted for the lab's, and ends with deregistration", async () => {
    await on("new", (client) => client.command("license smart register idtoken not-a-token"));
    expect(await eventually("new", /REGISTRATION FAILED/)).toContain("Evaluation Period Remaining: 90 days");
    await on("new", (client) => client.command(`license smart register idtoken ${lab.idToken}`));
    expect(await eventually("new", /Status: REGISTERED/)).toMatch(/Status: AUTHORIZED on/);
    expect(
      await on("new", (client) => client.command(`license smart register idtoken ${lab.idToken}`)),
    ).toContain("already registered");
    await on("new", (client) => client.command("license smart deregister"));
    expect(await status("new")).toContain("Status: UNREGISTERED");
    expect(messages("new").map(({ message }) => message)).toEqual([
      "registration",
      "registration",
      "deregistration",
    ]);
  });
});

describe("registration while the cloud cannot be reached", () => {
  it("goes on: 29 seconds later, then at growing intervals, until it succeeds with the token it was given", async () => {
    await on("far", (client) => client.command(`license smart register idtoken ${lab.idToken}`));
    const text = await eventually("far", /Next Registration Attempt/);
    expect(text).toContain("Status: REGISTERING - REGISTRATION IN PROGRESS");
    expect(text).toContain("Failure reason: Fail to send out Call Home HTTP message");
    const at = (label: string) => new Date(`${new RegExp(`${label} (.*) UTC`).exec(text)![1]} UTC`).getTime();
    expect(at("Next Registration Attempt:") - at("Initial Registration: FAILED on")).toBe(29_000);
    // The notice's line for it.
    expect(await logOf("far")).toContain(
      "%LICENSE-SMART_LIC-3-AGENT_REG_FAILED : Smart Agent for Licensing Registration with the Cisco Smart Software Manager (CSSM) failed: Fail to send out Call Home HTTP message",
    );
    await lab.advanceTo(new Date(START.getTime() + 4 * 60_000));
    expect(await status("far")).toMatch(/Status: REGISTERED[\s\S]*Status: AUTHORIZED on/);
    expect(messages("far").map(({ message }) => message)).toEqual(["registration"]);
  });
});

describe("a clock outside the time in which the ID certificate is valid", () => {
  it("is borne for an hour; then the agent deregisters itself", async () => {
    await lab.advanceTo(new Date(START.getTime() + 59 * 60_000));
    expect(await status("early")).toContain("Status: REGISTERED");
    await lab.advanceTo(new Date(START.getTime() + 61 * 60_000));
    expect(await status("early")).toMatch(/Status: UNREGISTERED\n[\s\S]*Status: EVAL MODE/);
  });
});

describe("licensing by policy, from 24.1.1 on", () => {
  it("reports through a license utility unless told otherwise, and fails in the words of real routers", async () => {
    expect(await status("policy")).toContain("Smart Licensing Using Policy:\n  Status: ENABLED");
    expect(await status("policy")).toMatch(/Type: cslu\n {2}Cslu address: <empty>/);
    await lab.advanceTo(new Date(START.getTime() + 2 * 3_600_000));
    // A line of ../shared/data/syslog/xr_real_lines.txt, from its first % on.
    expect(await logOf("policy")).toContain(
      "%LICENSE-SMART_LIC-3-COMM_FAILED : Communications failure with the Cisco Smart License Utility (CSLU) : Unable to resolve server hostname/domain name",
    );
    expect(await on("policy", (client) => client.command("license smart renew auth"))).toContain(
      "% Not available",
    );
  });

  it("sends nothing to the cloud before trust is established, then a report that is acknowledged", async () => {
    expect(messages("policy-smart")).toEqual([]);
    expect(await status("policy-smart")).toContain("Trust Code Installed: <none>");
    await on("policy-smart", (client) => client.command(`license smart trust idtoken ${lab.idToken} local`));
    const text = await eventually("policy-smart", /Last ACK received: \w{3} \d\d/);
    expect(text).toMatch(/Trust Code Installed:\n {2}Active: PID:.*\n {4}INSTALLED on Jan 20 2022/);
    expect(messages("policy-smart").map(({ message, host }) => `${message} ${host}`)).toEqual([
      "registration smartreceiver.cisco.com",
      "usage-report smartreceiver.cisco.com",
    ]);
    await lab.advanceTo(new Date(START.getTime() + 31 * DAY_MS));
    expect(messages("policy-smart")).toHaveLength(3);
  });

  it.skipIf(!hasSharedData)(
    "prints the labels of the same agent's capture on IOS XE (needs ../shared/data)",
    () => {
      const capture = sharedText(
        "cli-corpora/genieparser/iosxe/tests/ShowLicenseStatus/cli/equal/golden_output1_output.txt",
      );
      // XR puts the year before the time, as the notice's samples have it.
      const label = (line: string) => line.replace(/:.*| on \w{3} .*/, ":").trimEnd();
      const at = new Date("2021-10-14T12:10:32Z");
      const text = showLicenseStatus({
        agent: {
          kind: "policy",
          state: {
            trustedAt: at,
            lastAckAt: at,
            lastReportAt: at,
            ackDeadlineAt: at,
            nextReportAt: at,
            failures: 0,
          },
        },
        transport: "cslu",
        now: at,
        udi: "PID:C9300-24UX,SN:FCW2303D16Y",
        smartAccount: "SA-Switching-Polaris",
        virtualAccount: "SLE_Test",
      });
      // The capture has a custom policy with a name, and three members of a stack.
      const isOfOtherDevice = (line: string) => /Policy name|Standby:|Member:/.test(line);
      const expected = capture.slice(capture.indexOf("Utility:")).split("\n");
      const labels = expected.filter((line) => !isOfOtherDevice(line)).map(label);
      const members = 2;
      expect(text.map(label).filter((line) => line !== "")).toEqual(
        labels.filter((line) => line !== "").slice(0, -members),
      );
    },
  );
});

describe("time without the cloud", () => {
  it("out of compliance: the next contact is 12 hours off", async () => {
    const text = await status("short");
    const next = new Date(`${/Next Communication Attempt: (.*) UTC/.exec(text)![1]} UTC`);
    expect(text).toContain("Status: OUT OF COMPLIANCE");
    expect(next.getTime() - lab.clock.now().getTime()).toBeLessThanOrEqual(12 * 3_600_000);
  });

  it("authorization expires after 90 days, registration after a year; evaluation after 90 days", async () => {
    await lab.advanceTo(new Date(START.getTime() + 91 * DAY_MS));
    expect(await status("silent")).toContain("Status: AUTHORIZATION EXPIRED");
    expect(await logOf("silent")).toContain("%LICENSE-SMART_LIC-3-AUTH_EXPIRED");
    // Registered 120 days before the start, its ID certificate lasts a year.
    expect(await status("silent")).toContain("Status: REGISTERED");
    await lab.advanceTo(new Date(START.getTime() + 250 * DAY_MS));
    expect(await status("silent")).toContain("Status: UNREGISTERED - REGISTRATION EXPIRED");
    expect(await status("new")).toContain("Status: EVAL EXPIRED");
    // The words of a real line.
    expect(await logOf("new")).toContain("SMART_LIC-3-EVAL_EXPIRED : Evaluation period expired");
  });
});

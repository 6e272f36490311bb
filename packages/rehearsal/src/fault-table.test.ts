/**
 * Every kind of fault, met by one probe twice: with the fault and without it. What the probe sees must differ, so that
 * each row fails where its fault does nothing, and where it strikes although it is off.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Fault, type FaultKind, type Lab, rehearsalFleet, startLab } from "./index.js";
import { drawnFaults, FAULT_KINDS } from "./scenarios/drawn-faults.js";
import { TestClient } from "./testing/ssh-client.js";
import { FIRST_CUT_OVER, story, storyOptions } from "./testing/story.js";

type Probe = (lab: Lab) => Promise<string>;

interface Row {
  readonly fault: Fault;
  readonly probe: Probe;
  readonly without: RegExp;
  readonly with: RegExp;
}

const NAME = "lab-001";
const CERTIFICATE_ERROR = "CERT_VERIFY_ERR";

const logIn: Probe = async (lab) => {
  const second = await connect(lab).catch((error: Error) => error);
  if (second instanceof Error) return `refused: ${second.message}`;
  second.end();
  return "logged in";
};
const connect = (lab: Lab) => TestClient.connect(lab, lab.devices[0]!);

/** What one shell prints for some lines, whatever becomes of it. */
function typing(...lines: readonly string[]): Probe {
  return async (lab) => {
    const client = await connect(lab);
    await client.shell();
    await client.command("terminal length 0");
    let text = "";
    try {
      for (const line of lines) {
        client.type(`${line}\r`);
        text += await client.until(/(#|\]:|\[confirm\]| --More-- )$/);
      }
      return text;
    } catch {
      return `${text}${await client.untilClosed()} (cut)`;
    } finally {
      client.end();
    }
  };
}

/** A contact, then the agent's status and the end of the log. */
const contact: Probe = async (lab) => {
  await lab.advanceTo(new Date(lab.clock.now().getTime() + 2_000));
  await typing("license smart renew auth")(lab);
  await lab.advanceTo(new Date(lab.clock.now().getTime() + 1));
  return typing("show license status", "show logging | utility tail -n 3")(lab);
};

/** An import, then the pool and the end of the log. */
const importing: Probe = (lab) =>
  typing(
    "crypto ca trustpool import url clean",
    "crypto ca trustpool import url http://www.cisco.com/security/pki/trs/ios.p7b",
    "show logging | utility tail -n 1",
    "show crypto ca trustpool",
  )(lab);
let folders = 0;
let commits = 0;
/** Something new each time: a commit of what is there already would be none. */
const commit: Probe = (lab) => {
  commits += 1;
  return typing("configure", `domain name changed${commits}.example`, "commit", "abort")(lab);
};
const SUCCEEDED = /Last Communication Attempt: SUCCEEDED/;
const failed = (why: string) => new RegExp(`Last Communication Attempt: FAILED[\\s\\S]*${why}`);
const LOGGED_IN = /^logged in$/;
const COMMITTED = /changed\d+\.example\r\n(?![\s\S]*(Failed|locked|proceed))/;
const IMPORTED = /certificates imported[\s\S]*Trustpool: Downloaded[\s\S]*IdenTrust/;

/** `standby-behind` shows only after a switchover: router/state.test.ts. */
type Kind = Exclude<FaultKind, "standby-behind">;
const KINDS = FAULT_KINDS.filter((kind): kind is Kind => kind !== "standby-behind");

const ROWS: { readonly [K in Kind]: Row & { readonly fault: { readonly kind: K } } } = {
  unreachable: {
    fault: { kind: "unreachable" },
    probe: logIn,
    without: LOGGED_IN,
    with: /ECONNREFUSED/,
  },
  "password-refused": {
    fault: { kind: "password-refused" },
    probe: logIn,
    without: LOGGED_IN,
    with: /authentication methods failed/,
  },
  "host-key-changed": {
    fault: { kind: "host-key-changed" },
    probe: logIn,
    without: LOGGED_IN,
    with: /Host denied|verification failed/,
  },
  "session-limit": {
    fault: { kind: "session-limit", sessions: 0 },
    probe: logIn,
    without: LOGGED_IN,
    with: /^refused/,
  },
  "dns-down": {
    fault: { kind: "dns-down" },
    probe: contact,
    without: SUCCEEDED,
    with: failed("Unable to resolve server"),
  },
  "dns-no-such-name": {
    fault: { kind: "dns-no-such-name" },
    probe: contact,
    without: SUCCEEDED,
    with: failed("Unable to resolve server"),
  },
  "dns-slow": {
    fault: { kind: "dns-slow", delayMs: 120 },
    probe: async (lab) => {
      const started = performance.now();
      await typing("ping tools.cisco.com")(lab);
      const answered = lab.cloud.history.at(-1)!;
      return `${answered.kind} ${performance.now() - started >= 120 ? "after the delay" : "at once"}`;
    },
    // A machine may be slow by itself; only the fault makes the delay certain.
    without: /^query/,
    with: /^query after the delay/,
  },
  "connect-refused": {
    fault: { kind: "connect-refused" },
    probe: contact,
    without: SUCCEEDED,
    with: failed("Fail to send out Call Home HTTP message"),
  },
  intercepted: {
    fault: { kind: "intercepted" },
    probe: contact,
    without: SUCCEEDED,
    with: failed(`${CERTIFICATE_ERROR}[\\s\\S]*no trusted cert`),
  },
  "crl-unreachable": {
    fault: { kind: "crl-unreachable" },
    probe: contact,
    without: SUCCEEDED,
    with: failed(`${CERTIFICATE_ERROR}[\\s\\S]*CRL could not be fetched`),
  },
  "clock-wrong": {
    fault: { kind: "clock-wrong", offsetMs: -365 * 86_400_000 },
    probe: contact,
    without: SUCCEEDED,
    with: failed(`${CERTIFICATE_ERROR}[\\s\\S]*certificate expired`),
  },
  "cloud-status": {
    fault: { kind: "cloud-status", status: 503 },
    probe: contact,
    without: SUCCEEDED,
    with: failed("Fail to send out"),
  },
  "cloud-empty": {
    fault: { kind: "cloud-empty" },
    probe: contact,
    without: SUCCEEDED,
    with: failed("Received empty response"),
  },
  bundle: {
    fault: { kind: "bundle", scenario: "tampered" },
    probe: importing,
    without: IMPORTED,
    with: /signature verification failed(?![\s\S]*Trustpool: Downloaded)/,
  },
  "disk-full": {
    fault: { kind: "disk-full" },
    probe: importing,
    without: IMPORTED,
    with: /no space left on device(?![\s\S]*Trustpool: Downloaded)/,
  },
  "commit-rejected": {
    fault: { kind: "commit-rejected", reason: "not valid" },
    probe: commit,
    without: COMMITTED,
    with: /Failed to commit/,
  },
  "configuration-locked": {
    fault: { kind: "configuration-locked" },
    probe: commit,
    without: COMMITTED,
    with: /locked by another session/,
  },
  "commit-conflict": {
    fault: { kind: "commit-conflict" },
    probe: commit,
    without: COMMITTED,
    with: /proceed with this commit anyway/,
  },
  "read-only-user": {
    fault: { kind: "read-only-user" },
    probe: typing("configure"),
    without: /\(config\)#$/,
    with: /not authorized/,
  },
  "on-standby": {
    fault: { kind: "on-standby" },
    probe: typing("show license status"),
    without: /RP0\/CPU0:lab-001#$/,
    with: /\r\nstandby\r\n[\s\S]*RP1\/CPU0:lab-001#$/,
  },
  slow: {
    fault: { kind: "slow", delayMs: 120 },
    probe: async (lab) => {
      const started = performance.now();
      const text = await typing("show clock")(lab);
      return performance.now() - started >= 240 ? `${text} after the delay` : text;
    },
    without: /UTC/,
    with: / after the delay$/,
  },
  "link-lost": {
    fault: { kind: "link-lost", command: "show clock" },
    probe: typing("show clock"),
    without: /UTC[\s\S]*#$/,
    with: /^show clock\r\n \(cut\)$/,
  },
  "answer-lost": {
    fault: { kind: "answer-lost", command: "mkdir" },
    probe: async (lab) => {
      folders += 1;
      const text = await typing(`mkdir disk0:/made${folders}\r`)(lab);
      // A second return answers its question. Whether it was carried out is to be seen by another session only.
      const listed = await typing("dir disk0:")(lab);
      return `${text} then ${listed.includes(`made${folders}`) ? "there" : "not there"}`;
    },
    without: /Created dir[\s\S]*# then there$/,
    with: /^mkdir(?![\s\S]*Created)[\s\S]*\(cut\) then there$/,
  },
  "output-cut": {
    fault: { kind: "output-cut", command: "show version", afterBytes: 40 },
    probe: typing("show version"),
    without: /uptime[\s\S]*#$/,
    with: /Cisco IOS XR(?![\s\S]*uptime)[\s\S]*\(cut\)$/,
  },
  "log-in-output": {
    fault: { kind: "log-in-output" },
    probe: typing("show version"),
    without: /Cisco IOS XR(?![\s\S]*UPDOWN)/,
    with: /Cisco IOS XR[\s\S]*UPDOWN[\s\S]*uptime/,
  },
  "paging-forced": {
    fault: { kind: "paging-forced" },
    probe: typing("show license all"),
    without: /#$/,
    with: / --More-- $/,
  },
  "standby-not-ready": {
    fault: { kind: "standby-not-ready" },
    probe: typing("show redundancy summary", "redundancy switchover"),
    without: /\(Node Ready[\s\S]*Proceed with switchover/,
    with: /\(Node Not Ready[\s\S]*% Switchover disallowed/,
  },
  "install-in-progress": {
    fault: { kind: "install-in-progress" },
    probe: typing("show install request"),
    without: /No install operation in progress/,
    with: /The install operation 17 is 30% complete/,
  },
  "reload-in-command": {
    fault: { kind: "reload-in-command", command: "show version", downMs: 60_000 },
    probe: async (lab) => {
      const text = await typing("show version")(lab);
      const after = await logIn(lab);
      await lab.advanceTo(new Date(lab.clock.now().getTime() + 120_000));
      return `${text} then ${after}`;
    },
    without: /uptime[\s\S]*then logged in$/,
    with: /\(cut\) then refused: .*ECONNREFUSED/,
  },
};

let lab: Lab;
beforeAll(async () => {
  // Holds the required root, after the cut-over: all that goes wrong is the fault's doing.
  const repaired = rehearsalFleet(story).find(({ name }) => name === "lab-007")!;
  lab = await startLab(storyOptions([{ ...repaired, name: NAME, standby: true }]));
  await lab.advanceTo(new Date(FIRST_CUT_OVER.getTime() + 86_400_000));
});
afterAll(() => lab.stop());

describe("every kind of fault makes its difference, and none when it is off", () => {
  it.each(KINDS)("%s", async (kind) => {
    const { fault, probe, without, with: struck } = ROWS[kind];
    expect(await probe(lab)).toMatch(without);
    await lab.setFault(NAME, fault);
    const seen = await probe(lab);
    await lab.clearFault(NAME, kind);
    expect(seen).toMatch(struck);
    // The pattern of the fault must not fit the healthy router, or the row would prove nothing.
    if (kind !== "dns-slow" && kind !== "slow") expect(await probe(lab)).not.toMatch(struck);
  });
});

describe("faults drawn from a seed", () => {
  const names = Array.from({ length: 400 }, (_, index) => ({ name: `r${index}` }));
  const plan = {
    share: 0.5,
    from: new Date("2022-01-25T00:00:00Z"),
    until: new Date("2022-02-25T00:00:00Z"),
    lastingMs: 6 * 3_600_000,
  };

  it("are the same for the same seed, others for another, of every kind, within the plan", () => {
    const draw = (seed: number) => names.map((router) => drawnFaults(router, plan, seed));
    expect(draw(5)).toEqual(draw(5));
    expect(draw(6)).not.toEqual(draw(5));
    const drawn = draw(5).flat();
    expect(new Set(drawn.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
    expect(drawn.length).toBeGreaterThan(140);
    expect(drawn.length).toBeLessThan(260);
    for (const { from, until } of drawn) {
      expect(from!.getTime()).toBeGreaterThanOrEqual(plan.from.getTime());
      expect(from!.getTime()).toBeLessThan(plan.until.getTime());
      expect(until!.getTime() - from!.getTime()).toBe(plan.lastingMs);
    }
    expect(drawnFaults({ name: "r1" }, { ...plan, share: 0 }, 5)).toEqual([]);
  });

  it("give the same run for the same seed: who came, when, and what became of it", async () => {
    const run = async (seed: number) => {
      const routers = Array.from({ length: 24 }, (_, index) => ({
        ...rehearsalFleet(story)[index % 7]!,
        name: `r${index}`,
      }));
      const one = await startLab({
        ...storyOptions(routers),
        seed,
        faultPlan: { ...plan, share: 1, lastingMs: 20 * 86_400_000 },
      });
      await one.advanceTo(new Date("2022-02-20T00:00:00Z"));
      const told = one.cloud.history.map((entry) => {
        const what = entry.kind === "request" ? `${entry.status}` : entry.outcome;
        return `${entry.at} ${entry.from.device} ${entry.host} ${entry.kind} ${what}`;
      });
      await one.stop();
      return told.sort();
    };
    const first = await run(11);
    expect(first.length).toBeGreaterThan(60);
    expect(await run(11)).toEqual(first);
    expect(await run(12)).not.toEqual(first);
  });
});

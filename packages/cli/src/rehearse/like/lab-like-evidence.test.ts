/** What of a device's evidence a lab router takes over, read back from the router as it really is (`/truth`). */
import {
  type DeviceFacts,
  EVIDENCE_FORMAT,
  type Evidence,
  known,
  type PoolLabel,
  unknown,
} from "@reroot/core";
import { catalogueOf } from "@reroot/pki";
import { startLab } from "@reroot/rehearsal";
import { describe, expect, it } from "vitest";
import { noticeById } from "../../files/notices.js";
import { certificatesOfNotice } from "../../flow/notice-certificates.js";
import { realWorld } from "../../world.js";
import { labLikeEvidence } from "./lab-like-evidence.js";

const AT = "2022-03-01T12:00:00.000Z";
const notice = await noticeById(realWorld(), "fn72290");
const notRead = unknown({ code: "evidence/not-read", command: "show version" });

const NOTHING: DeviceFacts = {
  system: notRead,
  clock: notRead,
  trustPool: notRead,
  trustPoolPolicy: notRead,
  licence: notRead,
  callHome: notRead,
  httpClient: notRead,
  nameResolution: notRead,
  log: notRead,
};

const REGISTERED = {
  mode: "smart",
  transport: "callhome",
  registration: { status: "registered", expiresAt: "2022-10-01T00:00:00.000Z" },
  authorization: { status: "authorized" },
  lastContact: { result: "succeeded", at: "2022-02-20T08:00:00.000Z" },
} as const;

function label(commonName: string, set: PoolLabel["set"]): PoolLabel {
  const roots = [...notice.retiredRoots, ...notice.requiredRoots, ...notice.otherRoots];
  const root = roots.find((one) => one.commonName === commonName);
  if (!root) throw new Error(commonName);
  const { subject, serial, notBefore, notAfter, sha1 } = root;
  return { set, subject, issuer: subject, serial, notBefore, notAfter, sha1 };
}

function evidenceOf(facts: Partial<DeviceFacts>, pool?: readonly PoolLabel[]): Evidence {
  const all = { ...NOTHING, ...facts, ...(pool && { trustPool: known("pool") }) };
  return {
    formatVersion: EVIDENCE_FORMAT,
    gatheredAt: AT,
    devices: [{ device: "par-core-1", readAt: AT, facts: all }],
    pools: pool ? { pool } : {},
    endpoints: [],
  };
}

/** The router as it really is, an hour after the lab's start, and what was said of it. */
async function liked(evidence: Evidence) {
  const catalogue = catalogueOf(certificatesOfNotice(notice));
  const assessment = { at: AT, findings: [] };
  const { options, at, unlike } = labLikeEvidence({ evidence, assessment, notice, catalogue, seed: 1 });
  const lab = await startLab({ ...options, clockRate: 0 });
  try {
    await lab.advanceTo(at);
    const answer = await fetch(`${lab.management.url}/truth`);
    const { devices } = (await answer.json()) as { devices: readonly Truth[] };
    const outcomes = lab.cloud.history.flatMap((one) => (one.kind === "handshake" ? [one.outcome] : []));
    return { truth: devices[0] as Truth, unlike: unlike.map(({ kind }) => kind), outcomes };
  } finally {
    await lab.stop();
  }
}

interface Truth {
  readonly name: string;
  readonly hostname: string;
  readonly platform: string;
  readonly release: string;
  readonly clock: string;
  readonly configuration: readonly string[];
  readonly pool: Readonly<Record<"builtIn" | "downloaded", readonly string[]>> &
    Readonly<Record<"holdsRetiredRoot" | "holdsRequiredRoot" | "holdsSignerRoot", boolean>>;
  readonly activeFaults: readonly string[];
}

describe("a lab router like a device", () => {
  it("has its names, release, platform, clock and standby", async () => {
    const { truth } = await liked(
      evidenceOf({
        system: known({ os: "iosxr", release: "6.6.3", platform: "ASR9K Series", hostName: "PAR-CORE-1" }),
        clock: known({ deviceTime: "2022-03-01T11:00:00.000Z", aheadSeconds: -3600 }),
        licence: known(REGISTERED),
      }),
    );
    expect(truth).toMatchObject({
      name: "par-core-1",
      hostname: "PAR-CORE-1",
      platform: "asr9000",
      release: "6.6.3",
      clock: "2022-03-01T11:00:00.000Z",
    });
  });

  it("has its pool: stand-ins beside real certificates, set by set, and says what is not at hand", async () => {
    const stranger = { ...label("Cisco Root CA 2048", "Downloaded"), sha1: "00".repeat(20) };
    const pool = [
      label("Cisco Root CA 2048", "Built-In"),
      label("Cisco Root CA M1", "Built-In"),
      label("QuoVadis Root CA 2", "Built-In"),
      label("IdenTrust Commercial Root CA 1", "Downloaded"),
      stranger,
    ];
    const { truth, unlike } = await liked(evidenceOf({ licence: known(REGISTERED) }, pool));
    expect(truth.pool).toMatchObject({
      holdsRetiredRoot: true,
      holdsRequiredRoot: true,
      holdsSignerRoot: true,
    });
    const real = (name: string) =>
      [...notice.retiredRoots, ...notice.requiredRoots, ...notice.otherRoots].find(
        (one) => one.commonName === name,
      )?.sha256;
    expect(truth.pool.builtIn).toHaveLength(3 + 2);
    expect(truth.pool.builtIn).toEqual(
      expect.arrayContaining([real("Cisco Root CA 2048"), real("QuoVadis Root CA 2")]),
    );
    expect(truth.pool.downloaded).toHaveLength(1 + 1);
    expect(truth.pool.downloaded).toContain(real("IdenTrust Commercial Root CA 1"));
    expect(unlike).toContain("certificates-not-at-hand");
    const without = await liked(
      evidenceOf({ licence: known(REGISTERED) }, [label("Cisco Root CA 2048", "Built-In")]),
    );
    expect(without.truth.pool).toMatchObject({
      holdsRequiredRoot: false,
      holdsSignerRoot: false,
      downloaded: [],
    });
    expect(without.unlike).not.toContain("certificates-not-at-hand");
  });

  it("has its way out: VRF, source interface, proxy, policy, verification; and can go it", async () => {
    const { truth, unlike, outcomes } = await liked(
      evidenceOf({
        licence: known({ ...REGISTERED, lastContact: { result: "failed", at: "2022-03-01T11:59:00.000Z" } }),
        httpClient: known({
          peerVerification: "off-seen",
          vrf: "MGMT",
          sourceInterface: "Loopback0",
          proxy: "10.9.9.9",
        }),
        trustPoolPolicy: known({ bundleUrl: "http://10.1.1.1/ios.p7b", crl: "optional", vrf: "MGMT" }),
        nameResolution: known({ nameServers: ["10.1.1.53"], staticHosts: {}, lookup: "enabled" }),
      }),
    );
    expect(truth.configuration).toEqual(
      expect.arrayContaining([
        "http client vrf MGMT",
        "http client source-interface ipv4 Loopback0",
        "http client secure-verify-peer disable",
        " cabundle url http://10.1.1.1/ios.p7b",
        " crl optional",
        " http-proxy proxy.lab.example port 8080",
      ]),
    );
    expect(unlike).toEqual(expect.arrayContaining(["routing", "proxy", "bundle-url", "name-servers"]));
    // The contact that had failed fell due again; with verification off, nothing stands in its way here.
    expect(outcomes).toEqual(["accepted"]);
  });

  it("has its Call Home profiles as they stand, and a server of its own is the lab's", async () => {
    const { truth, unlike } = await liked(
      evidenceOf({
        licence: known({
          ...REGISTERED,
          transport: "on-prem",
          transportUrl: "https://ssm.example.net/SmartTransport",
        }),
        callHome: known({
          serviceActive: true,
          profiles: [
            {
              name: "OURS",
              active: true,
              transport: "http",
              destinations: ["https://tools.cisco.com/its/service/oddce/services/DDCEService"],
              reports: ["smart-call-home-data"],
            },
          ],
        }),
      }),
    );
    expect(truth.configuration).toContain(" profile OURS");
    expect(truth.configuration).not.toContain(" profile CiscoTAC-1");
    expect(truth.configuration).toContain("license smart url https://ssm-on-prem.lab.example/SmartTransport");
    expect(unlike).toContain("server-of-its-own");
  });

  it.each([
    ["evidence/unreachable", "unreachable"],
    ["evidence/login-refused", "password-refused"],
    ["evidence/host-key-refused", "host-key-changed"],
  ] as const)("that could not be read for %s cannot be read either", async (code, fault) => {
    const lost = unknown({ code, detail: "" });
    const facts = Object.fromEntries(Object.keys(NOTHING).map((name) => [name, lost]));
    const { truth, unlike } = await liked(evidenceOf(facts));
    expect(truth.activeFaults).toEqual([fault]);
    expect(unlike).toEqual([]);
  });
});

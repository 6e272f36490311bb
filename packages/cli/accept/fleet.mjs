/**
 * A fleet drawn from a seed, as a mix for `reroot lab up --mix`: who the routers are and what befalls them. It says
 * what goes in and nothing of what will come of it.
 */

import { chance } from "./chance.mjs";

const DAY_MS = 86_400_000;

/** Lab time begins 20 days before the first cut-over; the audit comes some days after it. */
const FIRST_CUT_OVER = Date.parse("2022-02-05T00:00:00Z");

const OLD_RELEASES = [
  "6.3.2",
  "6.4.2",
  "6.5.3",
  "6.6.3",
  "6.7.2",
  "6.8.1",
  "7.0.2",
  "7.2.1",
  "7.3.1",
  "7.3.2",
  "7.4.1",
];
const UNLISTED_RELEASES = ["7.3.5", "7.5.2", "6.9.2"];
const POLICY_RELEASES = ["24.1.1", "24.2.2"];

/**
 * @param {number} devices
 * @param {number} seed
 * @returns {{ auditAt: Date, mix: object, imports: { device: string, at: Date }[], chains: object[] }}
 */
export function drawnFleet(devices, seed) {
  const draw = chance(seed);
  const auditAt = new Date(FIRST_CUT_OVER + (6 + draw.below(20)) * DAY_MS + draw.below(DAY_MS));
  const routers = Array.from({ length: devices }, () => drawnRouter(draw, auditAt));
  const imports = routers.flatMap((router, index) => {
    const may = router.faults.length === 0 && router.downloaded === undefined && router.release !== undefined;
    if (!may || draw.below(100) >= 12) return [];
    const at = FIRST_CUT_OVER + draw.below(auditAt.getTime() - FIRST_CUT_OVER - 3 * DAY_MS);
    return [{ device: `lab-${String(index + 1).padStart(3, "0")}`, at: new Date(at) }];
  });
  return { auditAt, mix: { format: "lab-mix/1", routers }, imports, chains: drawnChains(draw, auditAt) };
}

/** In the course of time the first endpoint rotates its intermediate, and for some hours serves a leaf that has expired. */
function drawnChains(draw, auditAt) {
  const at = (share) => new Date(FIRST_CUT_OVER + share * (auditAt.getTime() - FIRST_CUT_OVER));
  const wrongFrom = 0.3 + 0.6 * draw.next();
  return [
    {
      host: "tools.cisco.com",
      steps: [
        { under: "retired" },
        { from: new Date(FIRST_CUT_OVER), under: "required" },
        { from: at(0.25), under: "required", intermediate: 2 },
        {
          from: at(wrongFrom),
          under: "required",
          intermediate: 2,
          defect: draw.one(["expired-leaf", "missing-intermediate"]),
        },
        { from: at(wrongFrom + 0.08), under: "required", intermediate: 2 },
      ],
    },
    ...movedUnannounced(draw, at),
  ];
}

/** The dates of a notice are no-later-than dates: half of the time the second endpoint moves a year before its own. */
function movedUnannounced(draw, at) {
  if (draw.below(2) === 0) return [];
  const from = at(0.2 + 0.6 * draw.next());
  return [{ host: "smartreceiver.cisco.com", steps: [{ under: "retired" }, { from, under: "required" }] }];
}

function drawnRouter(draw, auditAt) {
  const platform = draw.one(["asr9000", "ncs5500", "cisco8000"]);
  const transport = draw.weighted([
    ["callhome", 68],
    ["smart", 17],
    ["off", 3],
    ["onPrem", 5],
    ["policy", 7],
  ]);
  const license = draw.weighted([
    ["in-compliance", 70],
    ["out-of-compliance", 14],
    ["evaluation", 3],
    ["unregistered", 5],
    ["permanent-reservation", 5],
    ["specific-reservation", 3],
  ]);
  const isReserved = license.endsWith("reservation");
  const release =
    transport === "policy"
      ? draw.one(POLICY_RELEASES)
      : draw.below(10) === 0
        ? draw.one(UNLISTED_RELEASES)
        : draw.one(OLD_RELEASES);
  const faults = drawnFaults(draw, auditAt);
  return {
    platform,
    release,
    builtIn: draw.below(100) < 18 ? "new" : "old",
    ...(draw.below(100) < 12 && {
      downloaded: draw.one([["required"], ["required", "signer"], ["retired"]]),
    }),
    license: transport === "policy" && !isReserved ? "unregistered" : license,
    ...(transport === "callhome" || transport === "smart" || transport === "off"
      ? { transport: isReserved ? "off" : transport }
      : {}),
    smartCallHome: draw.below(100) < 25,
    ...configurationOf(draw, transport, isReserved),
    faults,
  };
}

/** Lines of configuration that decide how, and whether, a contact comes about. */
function configurationOf(draw, transport, isReserved) {
  const lines = [];
  if (transport === "onPrem" && !isReserved)
    lines.push(
      "license smart url https://ssm-on-prem.lab.example/SmartTransport",
      "license smart transport smart",
    );
  const trouble = draw.weighted([
    ["none", 72],
    ["verification-off", 16],
    ["call-home-vrf", 3],
    ["http-vrf", 3],
    ["no-lookup", 3],
    ["no-such-proxy", 3],
    ["good-proxy", 3],
    ["source-down", 3],
  ]);
  switch (trouble) {
    case "verification-off":
      lines.push("http client secure-verify-peer disable");
      break;
    case "call-home-vrf":
      lines.push("vrf NOWHERE", " address-family ipv4 unicast", "call-home", " vrf NOWHERE");
      break;
    case "http-vrf":
      lines.push("vrf NOWHERE", " address-family ipv4 unicast", "http client vrf NOWHERE");
      break;
    case "no-lookup":
      lines.push("domain lookup disable");
      break;
    case "no-such-proxy":
      lines.push("call-home", " http-proxy 192.0.2.99 port 3128");
      break;
    case "good-proxy":
      lines.push("call-home", " http-proxy proxy.lab.example port 8080");
      break;
    case "source-down":
      lines.push("interface Loopback9", " shutdown", "call-home", " source-interface Loopback9");
      break;
  }
  return lines.length === 0 ? {} : { configuration: `${lines.join("\n")}\n` };
}

function drawnFaults(draw, auditAt) {
  const kind = draw.weighted([
    ["none", 58],
    ["dns-down", 5],
    ["dns-no-such-name", 2],
    ["connect-refused", 4],
    ["intercepted", 3],
    ["crl-unreachable", 4],
    ["clock-wrong", 3],
    ["cloud-status", 4],
    ["cloud-empty", 2],
    ["unreachable", 3],
    ["password-refused", 2],
    ["host-key-changed", 2],
    ["on-standby", 3],
    ["link-lost", 2],
    ["output-cut", 2],
    ["log-in-output", 2],
    ["paging-forced", 1],
    ["session-limit", 1],
  ]);
  const SESSION = [
    "unreachable",
    "password-refused",
    "host-key-changed",
    "on-standby",
    "link-lost",
    "output-cut",
  ];
  if (kind === "none") return [];
  const further = {
    "clock-wrong": () => ({ offsetMs: draw.below(2) === 0 ? 400 * DAY_MS : 0 }),
    "cloud-status": () => ({ status: draw.one([500, 503]) }),
    "link-lost": () => ({ command: "show crypto ca trustpool" }),
    "output-cut": () => ({ command: "show crypto ca trustpool", afterBytes: 20 + draw.below(400) }),
    "session-limit": () => ({ sessions: 1 }),
  };
  // What touches only sessions matters at the audit; what touches contacts may come, go, or stay.
  const window = SESSION.includes(kind) ? {} : drawnWindow(draw, auditAt);
  return [{ kind, ...further[kind]?.(), ...window }];
}

function drawnWindow(draw, auditAt) {
  const from = FIRST_CUT_OVER - 15 * DAY_MS + draw.below(auditAt.getTime() - FIRST_CUT_OVER + 12 * DAY_MS);
  switch (draw.below(3)) {
    case 0:
      return {};
    case 1:
      return { from: new Date(from) };
    default:
      return { from: new Date(from), until: new Date(from + draw.below(12 * DAY_MS)) };
  }
}

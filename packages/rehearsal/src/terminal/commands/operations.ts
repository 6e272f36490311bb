/**
 * What one asks of a router before changing it: installs under way, other configuration sessions, what the user may
 * do, the secure domain router. Texts follow published samples; docs/rehearsal-differences.md says which.
 */
import { plainTime } from "../../router/ios-time.js";
import type { EmulatedRouter } from "../../router/router.js";
import { type CommandContext, type CommandTable, reads } from "../command.js";

export const OPERATIONS_COMMANDS: CommandTable = [
  ["show install active summary", reads(({ router }) => installActiveSummary(router))],
  ["show install request", reads(({ router }) => installRequest(router))],
  ["show configuration sessions", reads(({ router }) => configurationSessions(router))],
  ["show user", reads(({ user }) => [user])],
  ["show user group", reads(({ router }) => [groupOf(router)])],
  ["show user tasks", reads(({ router }) => taskLines(router))],
  ["show user all", reads(userAll)],
  ["show sdr detail", reads(({ router }) => sdrDetail(router))],
  // No trustpoint of the lab holds a certificate: a router prints nothing then.
  ["show crypto ca certificates", reads(() => [])],
];

function installActiveSummary({ profile, release }: EmulatedRouter): string[] {
  if (profile.architecture === "classic") {
    const packages = ["mini", "k9sec", "mgbl", "mpls"].map((name) => `    disk0:asr9k-${name}-px-${release}`);
    return ["Default Profile:", "  SDRs:", "    Owner", "Active Packages:", ...packages, ""];
  }
  if (profile.architecture === "exr")
    return ["Active Packages: 1", `    ncs5500-xr-${release} version=${release} [Boot image]`, ""];
  return [
    "Active Packages:    XR: 201    All: 1532",
    `Label:              ${release}`,
    "",
    "Optional Packages                                                        Version",
    "---------------------------------------------------- ---------------------------",
    `${"xr-k9sec".padEnd(52)}${`${release}v1.0.0-1`.padStart(28)}`,
    `${"xr-license-util".padEnd(52)}${`${release}v1.0.0-1`.padStart(28)}`,
    "",
  ];
}

function installRequest(router: EmulatedRouter): string[] {
  const { profile } = router;
  if (router.fault("install-in-progress") !== undefined) return runningInstall(router);
  if (profile.architecture === "classic") return ["There are no install requests in operation."];
  if (profile.architecture === "exr") return ["No install operation in progress"];
  return [
    "User request: None",
    "",
    "Current activity:    No install operation in progress",
    "",
    "The following actions are available:",
    "    install package add",
    "    install package remove",
    "    install package upgrade",
    "    install package downgrade",
    "    install package replace",
    "    install rollback",
    "    install source",
    "",
  ];
}

/** An activation that is under way, and stays so while the fault lasts. */
function runningInstall({ profile, release }: EmulatedRouter): string[] {
  if (profile.architecture === "classic")
    return [
      `Install operation 11 '(admin) install activate disk0:asr9k-px-${release}.CSClab00001-1.0.0'`,
      "The operation is 45% complete",
      "The operation can still be aborted.",
    ];
  if (profile.architecture === "exr")
    return ["User root, Op Id 17", "The install operation 17 is 30% complete"];
  return [
    `User request: install package upgrade xr-k9sec-${release}v1.0.1-1`,
    "Operation ID: 2.1.1",
    "State:        In progress",
    "",
    "Current activity:    Package add or other package dependent actions",
    "Next activity:       Apply change",
    "",
  ];
}

function configurationSessions(router: EmulatedRouter): string[] {
  const row = (id: string, line: string, user: string, since: Date, lock: string) =>
    `${id.padEnd(31)}${line.slice(0, 10).padEnd(11)}${user.padEnd(9)}${plainTime(since)} ${lock}`.trimEnd();
  const own = [...router.configurators].map((one) =>
    row(one.id, one.line, one.user, one.since, router.lockHolder === one.mode ? "*" : ""),
  );
  const foreign =
    router.fault("configuration-locked") === undefined
      ? []
      : [row("00000000-0000ff01-00000000", "con0_RP0_C", "neteng", router.bootedAt, "*")];
  const rows = [...own, ...foreign];
  return rows.length === 0
    ? []
    : ["Current Configuration Session  Line       User     Date                     Lock", ...rows];
}

function groupOf(router: EmulatedRouter): string {
  return router.fault("read-only-user") === undefined ? "root-lr" : "operator";
}

function userAll({ router, user }: CommandContext): string[] {
  return [
    `Username: ${user}`,
    `Groups: ${groupOf(router)}`,
    "Authenticated using method local",
    `User ${user} has the following Task ID(s):`,
    "",
    ...taskLines(router),
  ];
}

const TASKS =
  "aaa acl admin basic-services bfd bgp boot bundle call-home cdp cef config-mgmt config-services crypto diag drivers eem ext-access fabric fault-mgr filesystem firewall host-services interface inventory ip-services ipv4 ipv6 isis license lldp logging monitor mpls-ldp netflow network ntp ospf pkg-mgmt qos rib root-lr route-map route-policy snmp static sysmgr system transport tty-access universal vlan vrrp";

/** An operator reads, and may run what only looks. */
function taskLines(router: EmulatedRouter): string[] {
  const isOperator = groupOf(router) === "operator";
  const tasks = TASKS.split(" ").filter((task) => !isOperator || task !== "root-lr");
  const access = isOperator ? "READ" : "READ    WRITE    EXECUTE    DEBUG";
  return tasks.map((task) => `Task: ${task.padStart(20)}  : ${access}`);
}

function sdrDetail(router: EmulatedRouter): string[] {
  const { profile, processors } = router.platformFacts();
  const [active, standby] = processors;
  const hasStandby = router.platformFacts().standby !== "none";
  if (profile.architecture === "exr") {
    return [
      "",
      "SDR information",
      "---------------",
      "SDR ID             : 2",
      "SDR name           : default-sdr",
      "SDR lead (Primary) : 0x1000",
      "SDR lead (Backup)  : 0xffffffff",
      "",
      "Type                  NodeName       NodeState      RedState       PartnerName",
      "--------------------------------------------------------------------------------",
      `${"RP".padEnd(22)}${active.padEnd(15)}${"IOS XR RUN".padEnd(15)}${"ACTIVE".padEnd(15)}${hasStandby ? standby : "NONE"}`,
    ];
  }
  const node = (name: string, state: string, partner: string) =>
    `${"RP".padEnd(11)}${name.padEnd(12)}${"IOS XR RUN".padEnd(18)}${state.padEnd(11)}${partner}`;
  return [
    "",
    "SDR Information:",
    "__________________________________________________",
    "\tSDR_id               : 0",
    "\tSDR_name             : Owner",
    `\tdSDRsc node          : ${active}`,
    `\tdSDRsc partner node  : ${hasStandby ? standby : "NONE"}`,
    `\tprimary node1        : ${active}`,
    `\tprimary node2        : ${hasStandby ? standby : "NONE"}`,
    "\tmac addr             : a80c.0dff.0b76",
    "",
    "SDR Inventory",
    "--------------",
    "",
    "Type       NodeName    NodeState         RedState   PartnerName",
    "---------------------------------------------------------------",
    node(active, "Primary", hasStandby ? standby : "NONE"),
    ...(hasStandby ? [node(standby, "Backup", active)] : []),
  ];
}

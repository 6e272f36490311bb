/** The commands beside the core ones, each against its corpus: every leaf compared, or left out with a reason. */
import { describe, expect, it } from "vitest";
import { type Directory, dirXr } from "./dir-iosxr.js";
import type { Parsed, Parser } from "./parser.js";
import {
  type InstallActiveSummary,
  showInstallActiveSummaryXr,
} from "./show-install-active-summary-iosxr.js";
import { type Inventory, showInventory } from "./show-inventory.js";
import {
  type LicenseSummary,
  showLicenseSummary,
  showLicenseUdi,
  showLicenseUsage,
} from "./show-license-usage.js";
import { type NtpStatus, showNtpStatus } from "./show-ntp-status.js";
import { type PlatformNode, type PlatformXr, showPlatformXr } from "./show-platform-iosxr.js";
import { type RedundancySummary, showRedundancySummaryXr } from "./show-redundancy-summary-iosxr.js";
import { type ConfigLine, showRunningConfig } from "./show-running-config.js";
import { compareLeaves, genieEmptySamples, genieSamples, hasSharedData } from "./testing/corpus.js";
import { udiAsGenie, usageAsGenie } from "./testing/license-as-genie.js";

function read<T>(parser: Parser<T>, text: string): Parsed<T> {
  const result = parser.parse(text);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

/** Compares every leaf of every sample; a reason that leaves nothing out fails too. */
function expectCorpus<T>(
  parser: Parser<T>,
  folder: string,
  asGenie: (value: Parsed<T>) => unknown,
  leftOut: Readonly<Record<string, string>> = {},
): void {
  const samples = genieSamples(folder);
  expect(samples.length).toBeGreaterThan(0);
  const used = new Set<string>();
  for (const sample of samples) {
    const comparison = compareLeaves(sample.expected, asGenie(read(parser, sample.text)), leftOut);
    expect(comparison.differences, sample.name).toEqual([]);
    for (const path of comparison.reasonsUsed) used.add(path);
  }
  expect([...used].sort(), "every reason is needed").toEqual(Object.keys(leftOut).sort());
  for (const empty of genieEmptySamples(folder)) {
    expect(parser.parse(empty.text), empty.name).toMatchObject({ failure: { code: "parse/empty" } });
  }
}

function byKey<T>(
  items: readonly T[],
  key: (item: T) => string,
  value: (item: T) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(items.map((item) => [key(item), value(item)]));
}

describe.skipIf(!hasSharedData)("the corpus of", () => {
  it("show platform", () => {
    expectCorpus(showPlatformXr, "iosxr/tests/ShowPlatform", platformAsGenie);
  });

  it("show redundancy summary", () => {
    expectCorpus(showRedundancySummaryXr, "iosxr/tests/ShowRedundancySummary", redundancyAsGenie);
  });

  it("show ntp status", () => {
    expectCorpus(showNtpStatus, "iosxr/tests/ShowNtpStatus", ntpAsGenie);
    expectCorpus(showNtpStatus, "iosxe/tests/ShowNtpStatus", ntpAsGenie);
    const [whole, halfPrompt] = genieSamples("ios/tests/ShowNtpStatus");
    const { differences } = compareLeaves(
      whole?.expected,
      ntpAsGenie(read(showNtpStatus, whole?.text ?? "")),
    );
    expect(differences).toEqual([]);
    // Its last line is a host name without `#`: a prompt that was cut, and no part of the output.
    expect(showNtpStatus.parse(halfPrompt?.text ?? "")).toMatchObject({
      failure: { code: "parse/unexpected-line", line: 10, text: "iosv-1" },
    });
  });

  it("dir", () => {
    expectCorpus(dirXr, "iosxr/tests/Dir", dirAsGenie);
  });

  it("show inventory", () => {
    expectCorpus(showInventory, "iosxr/tests/ShowInventory", inventoryAsGenie);
    expectCorpus(showInventory, "iosxr/tests/ShowInventoryRaw", inventoryAsGenie);
  });

  it("show install active summary", () => {
    const leftOut = {
      "mandatory_packages/xr-8000-netflow":
        "an optional package; genieparser lists the optional ones under both headings",
      "mandatory_packages/xr-bgp": "optional, as above",
      "mandatory_packages/xr-is-is": "optional, as above",
      "mandatory_packages/xr-k9sec": "optional, as above",
      "mandatory_packages/xr-license-util": "optional, as above",
      "mandatory_packages/xr-lldp": "optional, as above",
      "mandatory_packages/xr-mpls-oam": "optional, as above",
      "mandatory_packages/xr-netflow": "optional, as above",
      "mandatory_packages/xr-ops-script-repo": "optional, as above",
      "mandatory_packages/xr-telnet": "optional, as above",
      "optional_packages/xr-8000-core":
        "a mandatory package; genieparser lists the mandatory ones under both headings",
      "optional_packages/xr-8000-cpa-npu": "mandatory, as above",
      "optional_packages/xr-8000-leabaofa": "mandatory, as above",
      "optional_packages/xr-fib": "mandatory, as above",
      "optional_packages/xr-networkboot": "mandatory, as above",
      "optional_packages/xr-telemetry": "mandatory, as above",
    };
    expectCorpus(showInstallActiveSummaryXr, "iosxr/tests/ShowInstallActiveSummary", installAsGenie, leftOut);
  });

  it("show license udi, usage and summary", () => {
    const leftOut = {
      slotid: "the mark `*` of the own slot, which is the one that is read",
      udi: "product and serial number once more, joined; the parser checks that they agree",
    };
    expectCorpus(showLicenseUdi, "iosxe/tests/ShowLicenseUdi", udiAsGenie, leftOut);
    expectCorpus(showLicenseUsage, "iosxe/tests/ShowLicenseUsage", usageAsGenie);
    expectCorpus(showLicenseSummary, "iosxe/tests/ShowLicenseSummary", summaryAsGenie);
  });

  it("show running-config, in parts", () => {
    const [ntp] = genieSamples("iosxr/tests/ShowRunningConfigNtp");
    expect(outline(read(showRunningConfig, ntp?.text ?? "").lines)).toEqual([
      "ntp",
      " server 10.4.1.1",
      " server vrf management 10.4.1.1",
    ]);
    const [keys] = genieSamples("iosxr/tests/ShowRunKeyChain");
    expect(outline(read(showRunningConfig, keys?.text ?? "").lines).slice(0, 3)).toEqual([
      "key chain ISIS-HELLO-CORE",
      " key 1",
      "  accept-lifetime 00:01:00 january 01 2013 infinite",
    ]);
    for (const sample of genieSamples("iosxr/tests/ShowRunRouterIsis")) {
      expect(read(showRunningConfig, sample.text).lines[0]?.text, sample.name).toMatch(/^router isis /);
    }
  });
});

describe("show running-config", () => {
  const whole = [
    "RP/0/RP0/CPU0:ios#show running-config",
    "Wed Feb 23 06:08:07.562 UTC",
    "Building configuration...",
    "!! IOS XR Configuration 7.3.2",
    "!! Last configuration change at Wed Feb 23 05:00:00 2022 by admin",
    "!",
    "hostname ios",
    "banner motd ^C",
    "  Not For You",
    "Go away",
    "^C",
    "call-home",
    " service active",
    " profile CiscoTAC-1",
    "  active",
    "  destination transport-method http",
    " !",
    "!",
    "http client secure-verify-peer disable",
    "end",
    "",
    "RP/0/RP0/CPU0:ios#",
  ].join("\n");

  it("draws the tree", () => {
    const config = read(showRunningConfig, whole);
    expect(config.isWhole).toBe(true);
    expect(config.header).toContain("IOS XR Configuration 7.3.2");
    expect(outline(config.lines)).toEqual([
      "hostname ios",
      "banner motd ^C",
      "   Not For You",
      " Go away",
      " ^C",
      "call-home",
      " service active",
      " profile CiscoTAC-1",
      "  active",
      "  destination transport-method http",
      "http client secure-verify-peer disable",
    ]);
    expect(config.lines[2]).toMatchObject({ line: 12 });
  });

  it("takes `nothing configured` for an answer, and a configuration without its end for a cut one", () => {
    const none = read(
      showRunningConfig,
      "RP/0/RP0/CPU0:ios#show running-config call-home\n% No such configuration item(s)\n",
    );
    expect(none).toMatchObject({ lines: [], isWhole: false });
    expect(showRunningConfig.parse(whole.slice(0, whole.indexOf("http client")))).toMatchObject({
      failure: { code: "parse/cut-short", missing: "end" },
    });
    expect(showRunningConfig.parse("Cisco IOS XR Software, Version 7.3.2")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
    expect(showRunningConfig.parse("hostname ios\nClock is synchronized")).toMatchObject({
      failure: { code: "parse/unexpected-line", line: 2 },
    });
  });
});

describe("each of them refuses", () => {
  it.each([
    [
      showPlatformXr,
      "Node  Type  State  Config state\n0/RP0/CPU0  RP(Active)  IOS XR RUN  NSHUT\nSmart Licensing is ENABLED",
      3,
    ],
    [showRedundancySummaryXr, "Active Node    Standby Node\n0/RP0/CPU0    N/A\n% nothing", 3],
    [showNtpStatus, "Clock is synchronized, stratum 3, reference is 10.0.0.1\nnominal freq is many Hz", 2],
    [dirXr, "Directory of disk0:\n15 lrwxrwxrwx 1 12 May 10 2017", 2],
    [showInventory, 'NAME: "0/0", DESCR: "x"\nNAME: "0/1", DESCR: "y"', 2],
    [showInstallActiveSummaryXr, "Active Packages: 1\n  x\n", 2],
    [showLicenseUdi, "UDI: PID:A,SN:B\nHA UDI List:\n  Active: PID:A", 3],
    [showLicenseUsage, "a (b):\n  Count: 1\n  Status: IN USE\nnonsense", 4],
    [showLicenseSummary, "License Usage:\n  a (b) 1 IN USE\n  c", 3],
  ] as [Parser, string, number][])("a line that has no place", (parser, text, line) => {
    expect(parser.parse(text)).toMatchObject({ failure: { code: "parse/unexpected-line", line } });
    expect(parser.parse("something else")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
  });
});

/** Genieparser groups nodes: processors, line cards of the first rack, and the rest; modules under their card. */
function platformAsGenie({ nodes }: PlatformXr): unknown {
  const slot: Record<string, Record<string, Record<string, unknown>>> = { rp: {}, lc: {}, oc: {} };
  for (const node of nodes) {
    const [rack = "", place = "", unit] = node.node.split("/");
    if (unit !== undefined && /^NPU\d+$/.test(unit)) continue;
    const group = /^R?S?P\d+$/.test(place) && unit ? "rp" : rack === "0" && /^\d+$/.test(place) ? "lc" : "oc";
    const entries = slot[group] as Record<string, Record<string, unknown>>;
    const key = `${rack}/${place}`;
    if (unit === undefined || unit.startsWith("CPU"))
      entries[key] = { ...entries[key], ...cardAsGenie(node) };
    else {
      const card = entries[key] ?? {};
      card.subslot = { ...(card.subslot as object), [unit]: moduleAsGenie(node) };
      entries[key] = card;
    }
  }
  return { slot };
}

function cardAsGenie(node: PlatformNode): Record<string, unknown> {
  return {
    name: node.type,
    full_slot: node.node,
    state: node.state,
    config_state: node.configState,
    redundancy_state: node.role,
    plim: node.interfaceModule,
  };
}

function moduleAsGenie(node: PlatformNode): Record<string, unknown> {
  return {
    name: node.type,
    state: node.state,
    config_state: node.configState ?? "None",
    redundancy_state: node.role ?? "None",
  };
}

/** Genieparser keys by node and role, so that a later row adds to an earlier one of the same key. */
function redundancyAsGenie({ pairs }: RedundancySummary): unknown {
  const node: Record<string, Record<string, unknown>> = {};
  for (const { node: name, role, standby, standbyRole, detail } of pairs) {
    const key = role === undefined ? name : `${name}(${role})`;
    const partner =
      standby === undefined ? "N/A" : standbyRole === undefined ? standby : `${standby}(${standbyRole})`;
    node[key] ??= {
      type: role === "P" ? "primary" : "active",
      standby_node: partner,
      ...(standbyRole === "B" && { backup_node: partner }),
      ...(detail !== undefined && { node_detail: detail }),
    };
  }
  return { node, redundancy_communication: pairs.some(({ standbyRole }) => standbyRole === "S") };
}

function ntpAsGenie(ntp: NtpStatus): unknown {
  return {
    clock_state: {
      system_status: {
        status: ntp.synchronized ? "synchronized" : "unsynchronized",
        stratum: ntp.stratum,
        refid: ntp.reference,
        nom_freq: ntp.nominalHz,
        act_freq: ntp.actualHz,
        precision: ntp.precision,
        reftime: ntp.referenceTime,
        offset: ntp.offsetMs,
        rootdelay: ntp.rootDelayMs,
        rootdispersion: ntp.rootDispersionMs,
        peerdispersion: ntp.peerDispersionMs,
        leap_status: ntp.loopFilter,
        drift: ntp.drift,
        poll: ntp.pollSeconds,
        last_update: ntp.lastUpdate,
        uptime: ntp.uptime,
        resolution: ntp.resolution,
      },
    },
  };
}

function dirAsGenie(directory: Directory): unknown {
  return {
    dir: {
      dir_name: directory.path,
      total_bytes: directory.total.text,
      total_free_bytes: directory.free.text,
      files: byKey(
        directory.files,
        (file) => (file.target === undefined ? file.name : `${file.name} -> ${file.target}`),
        (file) => ({
          permission: file.permissions,
          date: file.changed,
          index: `${file.index}`,
          size: `${file.bytes}`,
        }),
      ),
    },
  };
}

function inventoryAsGenie({ items }: Inventory): unknown {
  const asGenie = (item: Inventory["items"][number]) => ({
    descr: item.description,
    pid: item.pid,
    vid: item.vid,
    sn: item.serialNumber,
  });
  return { module_name: byKey(items, (item) => item.name, asGenie) };
}

function installAsGenie(summary: InstallActiveSummary): unknown {
  const versions = (isOptional: boolean) =>
    byKey(
      summary.versions.filter((item) => item.isOptional === isOptional),
      (item) => item.name,
      (item) => item.version,
    );
  const isXr7 = summary.countWithBase !== undefined;
  return {
    active_packages: isXr7 ? { XR: `${summary.count}`, All: `${summary.countWithBase}` } : summary.packages,
    num_active_packages: summary.count,
    sdr: summary.secureDomainRouters[0],
    label: summary.label,
    software_hash: summary.softwareHash,
    optional_packages: versions(true),
    mandatory_packages: versions(false),
    active_fixes: {
      count: `${summary.activeFixes.length}`,
      ...byKey(
        summary.activeFixes,
        (fix) => fix.defect,
        (fix) => fix.packages.join(", "),
      ),
    },
  };
}

function summaryAsGenie(summary: LicenseSummary): unknown {
  return {
    account_information: {
      smart_account: summary.account["Smart Account"],
      virtual_account: summary.account["Virtual Account"],
    },
    license_usage: byKey(
      summary.licenses,
      (license) => license.entitlement,
      ({ name, entitlement, count, status }) => ({ license: name, entitlement, count: `${count}`, status }),
    ),
  };
}

function outline(lines: readonly ConfigLine[], depth = 0): string[] {
  return lines.flatMap(({ text, children }) => [
    `${" ".repeat(depth)}${text}`,
    ...outline(children, depth + 1),
  ]);
}

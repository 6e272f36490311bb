/**
 * The hardware of the emulated platforms and the commands that show it. Layouts follow captured outputs; the parts
 * themselves are an example each (docs/rehearsal-differences.md).
 */
import type { Platform } from "../options.js";
import { duration, plainTime } from "./ios-time.js";
import type { PlatformFacts } from "./platform.js";

/** One slot of the chassis. */
interface Module {
  readonly node: string;
  readonly type: string;
  readonly description: string;
  readonly state: string;
  readonly configState: string;
  readonly serialNumber: string;
}

function modulesOf(facts: PlatformFacts): Module[] {
  const [active, standby] = facts.processors;
  const serial = (slot: number) => `${facts.serialNumber.slice(0, -2)}${String(slot).padStart(2, "0")}`;
  const parts = PARTS[facts.profile.platform];
  const modules: Module[] = [
    { ...parts.processor, node: active, type: `${parts.processor.type}(Active)`, serialNumber: serial(1) },
  ];
  if (facts.standby !== "none") {
    modules.push({
      ...parts.processor,
      node: standby,
      type: `${parts.processor.type}(Standby)`,
      ...(facts.standby === "booting" ? { state: "BOOTING" } : {}),
      serialNumber: serial(2),
    });
  }
  return [...modules, ...parts.rest.map((part, index) => ({ ...part, serialNumber: serial(index + 3) }))];
}

export function showPlatform(facts: PlatformFacts): string[] {
  const modules = modulesOf(facts);
  if (facts.profile.architecture === "classic") {
    return [
      "Node            Type                      State            Config State",
      "-----------------------------------------------------------------------------",
      ...modules.map((m) => `${m.node.padEnd(16)}${m.type.padEnd(26)}${m.state.padEnd(17)}${m.configState}`),
    ];
  }
  // The two later architectures differ in their columns only.
  const [type, state] = facts.profile.architecture === "exr" ? [27, 18] : [25, 25];
  const row = (cells: readonly [string, string, string, string]) =>
    `${cells[0].padEnd(18)}${cells[1].padEnd(type)}${cells[2].padEnd(state)}${cells[3]}`;
  return [
    row(["Node", "Type", "State", "Config state"]),
    "-".repeat(80),
    ...modules.map((m) => row([m.node, m.type, m.state, m.configState])),
  ];
}

export function showInventory(facts: PlatformFacts): string[] {
  const rack = [
    `NAME: "Rack 0", DESCR: "${PARTS[facts.profile.platform].chassis}"`,
    `PID: ${facts.profile.productId.padEnd(18)}, VID: V01, SN: ${facts.serialNumber}`,
    "",
  ];
  const modules = modulesOf(facts).flatMap((module) => [
    `NAME: "${facts.profile.architecture === "classic" ? `module ${module.node}` : module.node.replace("/CPU0", "")}", DESCR: "${module.description}"`,
    `PID: ${module.type.replace(/\(.*/, "").padEnd(18)}, VID: V01, SN: ${module.serialNumber}`,
    "",
  ]);
  return facts.profile.architecture === "classic" ? ["", ...modules, ...rack] : ["", ...modules, ...rack];
}

export function showRedundancySummary(facts: PlatformFacts): string[] {
  const [active, standby] = facts.processors;
  const node = facts.standby === "ready" ? "Node Ready" : "Node Not Ready";
  const group = facts.standby === "ready" ? "Proc Group Ready" : "Proc Group Not Ready";
  if (facts.profile.architecture === "classic" && facts.standby !== "none") {
    return [
      "",
      "Active/Primary   Standby/Backup",
      "--------------   --------------",
      `${active}(A)   ${standby}(S) (${node}, NSR: Not Configured)`,
      `${active}(P)   ${standby}(B) (${group}, NSR: Not Configured)`,
      "",
    ];
  }
  const partner = facts.standby === "none" ? "            N/A" : ` ${standby} (${node}, NSR: Not Configured)`;
  return ["", "Active Node    Standby Node", "-----------    ------------", ` ${active}${partner}`, ""];
}

export function showRedundancy(facts: PlatformFacts): string[] {
  const [active] = facts.processors;
  const type = PARTS[facts.profile.platform].processor.type;
  const reload = facts.switchovers.length > 0 ? "Initiating switch-over." : "User initiated reload";
  return [
    "",
    `Redundancy information for node ${active}:`,
    "==========================================",
    `Node ${active} is in ACTIVE role`,
    ...partner(facts),
    "",
    "Reload and boot info",
    "----------------------",
    `${type} reloaded ${ago(facts.bootedAt, facts)}`,
    `Active node booted ${ago(facts.bootedAt, facts)}`,
    ...facts.switchovers.slice(-1).map((at) => `Last switch-over ${ago(at, facts)}`),
    ...(facts.standby === "none"
      ? []
      : [
          `Standby node boot ${ago(facts.switchovers.at(-1) ?? facts.bootedAt, facts)}`,
          `There have been ${facts.switchovers.length} switch-overs since reload`,
        ]),
    "",
    `Active node reload "Cause: ${reload}"`,
    "",
  ];
}

function partner({ processors: [active, standby], standby: condition }: PlatformFacts): string[] {
  if (condition === "none") return [`Node ${active} has no valid partner`];
  return [
    `Partner node (${standby}) is in STANDBY role`,
    `Standby node in ${standby} is ${condition === "ready" ? "ready" : "not ready"}`,
    `Standby node in ${standby} is NSR-not-configured`,
  ];
}

/** `Fri Jun 11 01:50:09 2021: 3 weeks, 5 days, 9 hours, 8 minutes ago`. */
function ago(at: Date, { now }: PlatformFacts): string {
  return `${plainTime(at)}: ${duration(now.getTime() - at.getTime())} ago`;
}

interface Parts {
  readonly chassis: string;
  readonly processor: Omit<Module, "node" | "serialNumber">;
  readonly rest: readonly Omit<Module, "serialNumber">[];
}

const CLASSIC = { state: "IOS XR RUN", configState: "PWR,NSHUT,MON" };
const RUNNING = { state: "IOS XR RUN", configState: "NSHUT" };
const OPERATIONAL = { state: "OPERATIONAL", configState: "NSHUT" };

const PARTS: Readonly<Record<Platform, Parts>> = {
  asr9000: {
    chassis: "ASR 9006 4 Line Card Slot Chassis with V2 AC PEM",
    processor: {
      type: "A9K-RSP440-SE",
      description: "ASR9K Route Switch Processor with 440G/slot Fabric and 6GB",
      ...CLASSIC,
    },
    rest: [
      {
        node: "0/0/CPU0",
        type: "A9K-MOD80-SE",
        description: "80G Modular Linecard, Service Edge Optimized",
        ...CLASSIC,
      },
      {
        node: "0/0/0",
        type: "A9K-MPA-20X1GE",
        description: "ASR 9000 20-port 1GE Modular Port Adapter",
        ...CLASSIC,
        state: "OK",
      },
    ],
  },
  ncs5500: {
    chassis: "NCS55A2 Fixed Scale HW Flexible Consumption Need Smart Lic",
    processor: { type: "NCS-55A2-MOD-S", description: "NCS 55A2 Fixed Router Processor", ...RUNNING },
    rest: [
      { node: "0/0/CPU0", type: "NCS-55A2-MOD-S", description: "NCS 55A2 Fixed Line Card", ...RUNNING },
      {
        node: "0/FT0",
        type: "NC55-A2-FAN-FW",
        description: "NCS 55A2 Fan Tray Port Side Intake",
        ...OPERATIONAL,
      },
      {
        node: "0/PM0",
        type: "NC55-1200W-ACFW",
        description: "NCS 5500 AC 1200W Power Supply Port-S Intake/Front-to-back",
        ...OPERATIONAL,
      },
    ],
  },
  cisco8000: {
    chassis: "Cisco 8201 1RU Chassis with 24x400GE QSFP56-DD & 12x100G QSFP28",
    processor: {
      type: "8201-SYS",
      description: "Cisco 8201 1RU System with 24x400GE QSFP56-DD & 12x100G QSFP28",
      ...RUNNING,
    },
    rest: [
      {
        node: "0/PM0",
        type: "PSU2KW-ACPI",
        description: "2000W AC Power Module with Port-side Air Intake",
        ...OPERATIONAL,
      },
      {
        node: "0/FT0",
        type: "FAN-1RU-PI",
        description: "Cisco 8000 Series 1RU Fan with Port-side Air Intake",
        ...OPERATIONAL,
      },
    ],
  },
};

/** What a router says of its system: version, clock, hardware, log, configuration. */
import { configurationText, sectionOf } from "../../router/configuration.js";
import { CONFIGURATION_GRAMMAR } from "../../router/configuration-grammar.js";
import { plainTime, showClock } from "../../router/ios-time.js";
import type { EmulatedRouter } from "../../router/router.js";
import {
  showInventory,
  showPlatform,
  showRedundancy,
  showRedundancySummary,
} from "../../router/show-hardware.js";
import { showVersion } from "../../router/show-version.js";
import { type CommandContext, type CommandTable, changes, reads } from "../command.js";

export const SYSTEM_COMMANDS: CommandTable = [
  ["show version", reads(({ router }) => showVersion(router.platformFacts()))],
  ["show version brief", reads(({ router }) => showVersion(router.platformFacts()))],
  ["show clock", reads(({ router }) => [showClock(router.now())])],
  ["show platform", reads(({ router }) => showPlatform(router.platformFacts()))],
  ["show inventory", reads(({ router }) => showInventory(router.platformFacts()))],
  ["show inventory raw", reads(({ router }) => showInventory(router.platformFacts()))],
  ["show inventory all", reads(({ router }) => showInventory(router.platformFacts()))],
  ["show redundancy", reads(({ router }) => showRedundancy(router.platformFacts()))],
  ["show redundancy summary", reads(({ router }) => showRedundancySummary(router.platformFacts()))],
  ["show logging", reads(({ router }) => showLogging(router))],
  [
    "show logging last <count>",
    reads(({ router, parameters }) => showLogging(router, Number(parameters.count))),
  ],
  ["clear logging", changes(clearLogging)],
  ["show tech-support", reads(() => NO_TECH_SUPPORT)],
  ["show tech-support <what...>", reads(() => NO_TECH_SUPPORT)],
  ["show running-config", reads(({ router }) => wholeConfiguration(router))],
  [
    "show running-config <section...>",
    reads(({ router, parameters }) => oneSection(router, parameters.section!)),
  ],
  ["show configuration failed", reads(() => [])],
  ["show memory summary", reads(({ router }) => memorySummary(router))],
  ["show memory summary location <where>", reads(({ router }) => memorySummary(router))],
  ["show ntp status", reads(({ router }) => ntpStatus(router))],
];

const NO_TECH_SUPPORT = [
  "% This lab collects no technical support information; ask for what you need by its own show command",
];

/** What the administration plane has and EXEC has not. */
export const ADMIN_ONLY_COMMANDS: CommandTable = [
  ["show diag chassis", reads(({ router }) => diagChassis(router))],
];

/** The two captured layouts, with the lab's own chassis. */
function diagChassis({ profile, serialNumber }: EmulatedRouter): string[] {
  if (profile.architecture === "classic") {
    return [
      "",
      "Rack 0 - ASR 9006 4 Line Card Slot Chassis with V2 AC PEM",
      "  RACK NUM: 0",
      `  S/N:   ${serialNumber}`,
      `  PID:   ${profile.productId}`,
      "  VID:   V02",
      "  Desc:  ASR 9006 4 Line Card Slot Chassis with V2 AC PEM",
    ];
  }
  return [
    "Diag Information For : 0",
    " Rack 0-IDPROM Info",
    `    Product ID      : ${profile.productId}`,
    "    VID             : V01",
    `    Serial Number   : ${serialNumber}`,
  ];
}

function showLogging(router: EmulatedRouter, last?: number): string[] {
  const lines = router.log.lines();
  const wanted = last !== undefined && Number.isInteger(last) && last > 0 ? lines.slice(-last) : lines;
  return [
    "Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)",
    "    Console logging: Disabled",
    "    Monitor logging: level debugging, 0 messages logged",
    "    Trap logging: level informational, 0 messages logged",
    `    Buffer logging: level debugging, ${router.log.count()} messages logged`,
    "",
    "Log Buffer (2097152 bytes):",
    "",
    ...wanted,
  ];
}

/** Both questions as captured: the first is not answered by return. */
async function clearLogging(context: CommandContext): Promise<string[]> {
  const again = "Clear logging buffer [confirm with only 'y' or 'n'] [y/n] :";
  if (!(await context.choose("Clear logging buffer [confirm] [y/n] :", again))) return [];
  context.router.log.clear();
  return [];
}

function wholeConfiguration(router: EmulatedRouter): string[] {
  const last = router.commits.at(-1);
  return [
    "Building configuration...",
    `!! IOS XR Configuration ${router.release}`,
    ...(last === undefined ? [] : [`!! Last configuration change at ${plainTime(last.at)} by ${last.user}`]),
    "!",
    ...configurationText(router.running()),
    "end",
    "",
  ];
}

function oneSection(router: EmulatedRouter, typed: string): string[] {
  const section = spelledOut(typed);
  const found = sectionOf(router.running(), section);
  return found.length > 0 ? [...configurationText(found), ""] : ["% No such configuration item(s)"];
}

/** Abbreviations in a section spelled out, where the grammar knows the words. */
function spelledOut(section: string): string {
  const parsed = CONFIGURATION_GRAMMAR.parse(section);
  if (parsed.kind === "match") return parsed.match.words.join(" ");
  return parsed.kind === "incomplete" ? parsed.words.join(" ") : section.trim();
}

/** The amounts are those of an example. */
function memorySummary(router: EmulatedRouter): string[] {
  const [active] = router.platformFacts().processors;
  return [
    "",
    `node:      node${active.replaceAll("/", "_")}`,
    "------------------------------------------------------------------",
    "",
    "Physical Memory: 12216M total (7643M available)",
    " Application Memory : 12216M (7713M available)",
    " Image: 4M (bootram: 0M)",
    " Reserved: 0M, IOMem: 0M, flashfsys: 0M",
    " Total shared window: 226M",
    "",
  ];
}

function ntpStatus(router: EmulatedRouter): string[] {
  const now = router.now();
  if (router.clockOffsetMs() !== 0) return UNSYNCHRONIZED;
  return [
    "",
    "Clock is synchronized, stratum 3, reference is 192.0.2.123",
    "nominal freq is 1000000000.0000 Hz, actual freq is 999984315.3562 Hz, precision is 2**24",
    `reference time is ${ntpHex(now)} (${showClock(now)})`,
    "clock offset is -1.738 msec, root delay is 6.050 msec",
    "root dispersion is 53.86 msec, peer dispersion is 0.09 msec",
    "loopfilter state is 'CTRL' (Normal Controlled Loop), drift is 0.0000156849 s/s",
    "system poll interval is 64, last update was 66 sec ago",
  ];
}

/** A clock that is off follows nobody. */
const UNSYNCHRONIZED = [
  "",
  "Clock is unsynchronized, stratum 16, no reference clock",
  "nominal freq is 1000000000.0000 Hz, actual freq is 1000000000.0000 Hz, precision is 2**24",
  "reference time is 83AA7E80.00000000 (00:00:00.000 UTC Thu Jan  1 1970)",
  "clock offset is 0.000 msec, root delay is 0.000 msec",
  "root dispersion is 0.00 msec, peer dispersion is 0.00 msec",
  "loopfilter state is 'FSET' (Drift set from file), drift is 0.0000000000 s/s",
  "system poll interval is 64, never updated",
];

/** Seconds since 1900 and their fraction: RFC 5905 section 6. */
function ntpHex(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000) + 2_208_988_800;
  const fraction = Math.floor((at.getUTCMilliseconds() / 1_000) * 0x1_0000_0000);
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
  return `${hex(seconds % 0x1_0000_0000)}.${hex(fraction)}`;
}

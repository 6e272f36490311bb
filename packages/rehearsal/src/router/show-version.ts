/**
 * `show version` in its three layouts, after captured outputs of ASR 9000 (classic), IOS XRv 9000 (eXR) and 8000 (XR7).
 */
import { duration } from "./ios-time.js";
import type { PlatformFacts } from "./platform.js";

export function showVersion(facts: PlatformFacts): string[] {
  const { profile, release } = facts;
  const year = facts.bootedAt.getUTCFullYear();
  if (profile.architecture === "classic") return classicVersion(facts, year);
  const suffix = profile.architecture === "xr7" ? " LNT" : "";
  const build = [
    "",
    `Cisco IOS XR Software, Version ${release}${suffix}`,
    `Copyright (c) 2013-${year} by Cisco Systems, Inc.`,
    "",
    "Build Information:",
    " Built By     : lab",
    " Built On     : Fri Jan  8 03:12:54 UTC 2021",
    ` ${profile.architecture === "xr7" ? "Build Host   " : "Built Host   "}: iox-lnx-lab`,
    ` Workspace    : /auto/srcarchive/prod/${release}/${profile.platform}/ws`,
    ` Version      : ${release}`,
  ];
  const uptime = duration(facts.now.getTime() - facts.bootedAt.getTime());
  if (profile.architecture === "exr") {
    return [
      ...build,
      " Location     : /opt/cisco/XR/packages/",
      "",
      `cisco ${profile.series} () processor`,
      `System uptime is ${uptime}`,
      "",
    ];
  }
  return [
    ...build,
    ` Label        : ${release}`,
    "",
    `cisco 8000 (${profile.productId})`,
    `cisco ${profile.productId} (Intel 686 F6M79S2) processor with 32GB of memory`,
    `${facts.hostname} uptime is ${uptime}`,
    "8201 1RU Chassis with 24x400GE QSFP56-DD & 12x100G QSFP28",
    "",
  ];
}

function classicVersion(facts: PlatformFacts, year: number): string[] {
  const uptime = duration(facts.now.getTime() - facts.bootedAt.getTime());
  return [
    "",
    `Cisco IOS XR Software, Version ${facts.release}[Default]`,
    `Copyright (c) ${year} by Cisco Systems, Inc.`,
    "",
    "ROM: System Bootstrap, Version 0.75(c) 1994-2012 by Cisco Systems,  Inc.",
    "",
    `${facts.hostname} uptime is ${uptime}`,
    `System image file is "disk0:asr9k-os-mbi-${facts.release}/0x100305/mbiasr9k-rsp3.vm"`,
    "",
    "cisco ASR9K Series (Intel 686 F6M14S4) processor with 6291456K bytes of memory.",
    "Intel 686 F6M14S4 processor at 2134MHz, Revision 2.174",
    "ASR 9006 4 Line Card Slot Chassis with V2 AC PEM",
    "",
    "2 FastEthernet",
    "4 Management Ethernet",
    "20 GigabitEthernet",
    "503k bytes of non-volatile configuration memory.",
    "6271M bytes of hard disk.",
    "12510192k bytes of disk0: (Sector size 512 bytes).",
    "12510192k bytes of disk1: (Sector size 512 bytes).",
    "",
    "Configuration register on node 0/RSP0/CPU0 is 0x1922",
    "Boot device on node 0/RSP0/CPU0 is disk0:",
    "Package active on node 0/RSP0/CPU0:",
    `iosxr-infra, V ${facts.release}[Default], Cisco Systems, at disk0:iosxr-infra-${facts.release}`,
    "    Built on Fri Jan  8 03:12:54 UTC 2021",
    "    By iox-lnx-lab in /auto/srcarchive/ws for pie",
    "",
  ];
}

/**
 * Which operating system and release a device runs. IOS XR by its own parser; of the others only the
 * name and the release are read: a notice that does not concern them needs no more.
 */
import { type Known, known, type OperatingSystem, type SystemFacts } from "@reroot/core";
import { showRunningConfig } from "../parsers/show-running-config.js";
import type { XrVersion } from "../parsers/show-version-iosxr.js";
import { showVersionXr } from "../parsers/show-version-iosxr.js";
import { derive, type Reading } from "./reading.js";

const OTHERS: readonly (readonly [OperatingSystem, RegExp])[] = [
  ["nxos", /^\s*(?:NXOS|system):\s+version (\S{1,80})/m],
  ["asa", /^Cisco Adaptive Security Appliance Software Version (\S{1,80})/m],
  ["iosxe", /^Cisco IOS XE Software, Version (\S{1,80})/m],
  ["iosxe", /^Cisco IOS Software \[[^\]]{1,40}\],.{0,200}? Version (\S{1,80}?),?(?: |$)/m],
  ["iosxe", /^Cisco IOS Software,.{0,40} IOS-XE Software.{0,200}? Version (\S{1,80}?),?(?: |$)/m],
  ["ios", /^(?:Cisco IOS Software,|IOS \(tm\)).{0,200}? Version (\S{1,80}?),?(?: |$)/m],
];

export function systemFacts(reading: Reading): Known<SystemFacts> {
  const xr = reading.parse(showVersionXr);
  if (xr.known) return derive(xr, ofXr);
  const transcript = reading.transcript(showVersionXr.command);
  const other = transcript && otherSystem(transcript.output);
  if (transcript && other) return known(other, transcript.id);
  return transcript ? xr : (fromConfiguration(reading) ?? xr);
}

/** A backup says which release wrote the configuration: `!! IOS XR Configuration 7.3.2`. */
function fromConfiguration(reading: Reading): Known<SystemFacts> | undefined {
  const configuration = reading.parse(showRunningConfig);
  if (!configuration.known) return undefined;
  const { header, lines } = configuration.value;
  const release = header
    .map((line) => /^IOS XR Configuration (?:version = )?(\d[\w.]{1,30})$/.exec(line)?.[1])
    .find((found) => found !== undefined);
  if (release === undefined) return undefined;
  const hostName = lines.find(({ text }) => text.startsWith("hostname "))?.text.slice("hostname ".length);
  return derive(configuration, () => ({ os: "iosxr", release, ...(hostName !== undefined && { hostName }) }));
}

function ofXr({ os, release, platform, hostName }: XrVersion): SystemFacts {
  return {
    os,
    release,
    ...(platform !== undefined && { platform }),
    ...(hostName !== undefined && { hostName }),
  };
}

function otherSystem(text: string): SystemFacts | undefined {
  const head = text.slice(0, 16_384);
  for (const [os, pattern] of OTHERS) {
    const release = pattern.exec(head)?.[1];
    if (release !== undefined) return { os, release };
  }
  return undefined;
}

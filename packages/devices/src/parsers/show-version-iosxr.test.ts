import { describe, expect, it } from "vitest";
import { showVersionXr, type XrVersion } from "./show-version-iosxr.js";
import {
  compareLeaves,
  genieEmptySamples,
  genieSamples,
  hasSharedData,
  readShared,
} from "./testing/corpus.js";

/** Our version as genieparser names it. */
function asGenie(version: XrVersion): Record<string, unknown> {
  const register = version.configRegisters[0]?.value;
  return {
    operating_system: version.os === "iosxr" ? "IOSXR" : undefined,
    software_version: version.release,
    uptime: version.uptime,
    image: version.image,
    device_family: version.platform,
    chassis_detail: version.chassis,
    config_register: register,
    rp_config_register: register,
    main_mem: version.processor?.text,
    processor: version.processor?.model,
    processor_memory_bytes: version.processor?.memory,
    built_by: version.build?.by,
    built_on: version.build?.on,
    built_host: version.build?.host,
  };
}

function read(text: string): XrVersion {
  const result = showVersionXr.parse(text);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

const XR7 = `RP/0/RP0/CPU0:edge-1#show version
Wed Feb 23 06:08:07.562 UTC
Cisco IOS XR Software, Version 7.9.2 LNT
Copyright (c) 2013-2023 by Cisco Systems, Inc.

Build Information:
 Built By     : cisco
 Built On     : Fri Jul 07 17:42:12 UTC 2023
 Build Host   : iox-ucs-060
 Workspace    : /auto/srcarchive/prod/7.9.2/8000/ws/
 Version      : 7.9.2
 Label        : 7.9.2

cisco 8000 (Intel(R) Xeon(R) CPU D-1530 @ 2.40GHz)
cisco 8201-32FH (Intel(R) Xeon(R) CPU D-1530 @ 2.40GHz) processor with 32GB of memory
edge-1 uptime is 3 weeks, 2 days, 4 hours
Cisco 8201-32FH 1RU Chassis
RP/0/RP0/CPU0:edge-1#`;

describe("show version of IOS XR", () => {
  it.skipIf(!hasSharedData)("reads the corpus samples leaf by leaf, none left out", () => {
    const samples = genieSamples("iosxr/tests/ShowVersion");
    expect(samples.length).toBeGreaterThanOrEqual(4);
    for (const sample of samples) {
      const comparison = compareLeaves(sample.expected, asGenie(read(sample.text)));
      expect(comparison.differences, sample.name).toEqual([]);
    }
  });

  it.skipIf(!hasSharedData)("reads what the session corpora hold", () => {
    const classic = read(readShared("cli-corpora/unicon/mock_data/iosxr/show_version.txt"));
    expect(classic).toMatchObject({ layout: "classic", release: "5.2.3.12I", hostName: "iosxrvr1" });
    expect(classic.packages.filter(({ node }) => node === "0/2/CPU0")).toHaveLength(15);
    const lean = read(readShared("cli-corpora/unicon/mock_data/iosxr/spitfire/show_version.txt"));
    expect(lean).toMatchObject({ layout: "xr7", release: "7.0.1.119I", uptime: "18 hours, 50 minutes" });
  });

  it("tells the three layouts apart", () => {
    expect(read(XR7)).toMatchObject({ layout: "xr7", release: "7.9.2", variant: "LNT", hostName: "edge-1" });
    const sixtyFour = XR7.replace("7.9.2 LNT", "6.6.3").replace("edge-1 uptime", "System uptime");
    expect(read(sixtyFour)).toMatchObject({ layout: "64-bit", release: "6.6.3" });
    expect(read(XR7.replace("7.9.2 LNT", "6.4.2[Default]"))).toMatchObject({
      layout: "classic",
      release: "6.4.2",
      variant: "Default",
    });
  });

  it("refuses other outputs, cut ones and strange lines, and names the line", () => {
    const refusal = (text: string) => showVersionXr.parse(text);
    expect(refusal("06:08:07.562 UTC Wed Feb 23 2022")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
    expect(refusal(XR7.slice(0, XR7.indexOf("edge-1 uptime")))).toMatchObject({
      failure: { code: "parse/cut-short", line: 15, missing: "uptime" },
    });
    expect(refusal(XR7.replace("Cisco 8201-32FH 1RU", "Last Communication Attempt: FAILED"))).toMatchObject({
      failure: { code: "parse/unexpected-line", line: 17 },
    });
    expect(refusal(XR7.replace("7.9.2 LNT", "unknown"))).toMatchObject({
      failure: { code: "parse/bad-value", line: 3, field: "release" },
    });
    for (const empty of genieEmptySamples("iosxr/tests/ShowVersion")) {
      expect(refusal(empty.text)).toMatchObject({ failure: { code: "parse/empty" } });
    }
  });
});

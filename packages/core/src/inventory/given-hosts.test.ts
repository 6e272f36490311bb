import { describe, expect, it } from "vitest";
import { inventoryOfHosts } from "./given-hosts.js";
import { oneNameEach } from "./one-name-each.js";
import { osName } from "./os-name.js";

const devices = (...given: readonly string[]) => {
  const read = inventoryOfHosts(given);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value.devices.map(({ name, host, port }) => [name, host, port]);
};

describe("inventoryOfHosts", () => {
  it("names, ports, IPv6 addresses and ranges; twice is once", () => {
    expect(devices("r1", "r2:2022", "192.0.2.1", "2001:db8::1", "[2001:db8::2]:2022", "r1")).toEqual([
      ["r1", "r1", 22],
      ["r2:2022", "r2", 2022],
      ["192.0.2.1", "192.0.2.1", 22],
      ["2001:db8::1", "2001:db8::1", 22],
      ["[2001:db8::2]:2022", "2001:db8::2", 2022],
    ]);
    expect(devices("r[08:10].example.net").map(([name]) => name)).toEqual([
      "r08.example.net",
      "r09.example.net",
      "r10.example.net",
    ]);
  });

  it.each(["", "a b", "r1:0", "r1:70000", "r[2:1]", "r[0:9999999]", "https://r1", "r1,r2", "r1:"])(
    "refuses %j",
    (given) => {
      expect(inventoryOfHosts([given])).toEqual({
        ok: false,
        failure: { code: "inventory/not-a-host", given },
      });
    },
  );
});

describe("oneNameEach", () => {
  it("refuses two names for one address and port", () => {
    const device = (name: string, host: string, port = 22) => ({ name, host, port, groups: [] });
    const places = new Map([
      ["r1", { file: "a", line: 1 }],
      ["r1-oob", { file: "a", line: 9 }],
    ]);
    const apart = { devices: [device("r1", "127.0.0.1", 2201), device("r2", "127.0.0.1", 2202)] };
    expect(oneNameEach(apart, places)).toEqual({ ok: true, value: apart });
    expect(
      oneNameEach({ devices: [device("r1", "R1.example.net"), device("r1-oob", "r1.example.net")] }, places),
    ).toEqual({
      ok: false,
      failure: {
        code: "inventory/same-address",
        name: "r1-oob",
        place: { file: "a", line: 9 },
        other: "r1",
        otherPlace: { file: "a", line: 1 },
        address: "r1.example.net",
      },
    });
  });
});

describe("osName", () => {
  // Names from the platform pages of Ansible, and the drivers of NAPALM, Netmiko and Scrapli.
  it.each([
    ["cisco.iosxr.iosxr", "iosxr"],
    ["iosxr", "iosxr"],
    ["iosxr_netconf", "iosxr"],
    ["cisco_xr", "iosxr"],
    ["cisco_iosxr", "iosxr"],
    ["cisco-ios-xr-7-5", "iosxr"],
    ["IOS XR", "iosxr"],
    ["cisco_xe", "iosxe"],
    ["cisco_iosxe", "iosxe"],
    ["cisco.ios.ios", "ios"],
    ["cisco_ios", "ios"],
    ["cisco.nxos.nxos", "nxos"],
    ["nxos_ssh", "nxos"],
    ["cisco_nxos", "nxos"],
    ["cisco.asa.asa", "asa"],
    ["juniper_junos", "juniper_junos"],
    ["arista.eos.eos", "arista.eos.eos"],
    ["linux", "linux"],
  ])("%s is %s", (given, name) => {
    expect(osName(given)).toBe(name);
  });
});

/** The shapes are those of NetBox's documentation ("REST API Overview": pagination, nested objects). */
import { describe, expect, it } from "vitest";
import { devicesOf, failureOf, understood } from "./testing/reading.js";

const router = (name: string | null, more: object = {}) => ({
  id: 231,
  url: "http://netbox/api/dcim/devices/231/",
  name,
  device_type: { id: 1, manufacturer: { slug: "cisco" }, model: "NCS-5501", slug: "ncs-5501" },
  role: { id: 9, url: "http://netbox/api/dcim/device-roles/9/", name: "Core Router", slug: "core-router" },
  platform: { id: 3, name: "Cisco IOS XR", slug: "cisco-ios-xr" },
  site: { id: 7, url: "http://netbox/api/dcim/sites/7/", name: "Corporate HQ", slug: "corporate-hq" },
  status: { value: "active", label: "Active" },
  primary_ip: { id: 1, family: 6, address: "2001:db8::1/64" },
  primary_ip4: { id: 2, family: 4, address: "192.0.2.1/24" },
  primary_ip6: { id: 1, family: 6, address: "2001:db8::1/64" },
  tags: [{ id: 1, name: "Wave 1", slug: "wave-1", color: "9e9e9e" }],
  custom_fields: { enable_secret: "hunter2" },
  ...more,
});
const page = (results: readonly object[], count = results.length, next: string | null = null) => ({
  count,
  next,
  previous: null,
  results,
});

describe("a page of devices", () => {
  it("with nothing but the address that NetBox chose", () => {
    const only = { primary_ip4: undefined, primary_ip6: undefined };
    const read = understood(JSON.stringify(page([router("r1", only)])));
    expect(read.inventory.devices).toMatchObject([{ name: "r1", host: "2001:db8::1" }]);
  });

  it("address without its prefix, site, platform, tags, role", () => {
    const read = understood(JSON.stringify(page([router("r1")])));
    expect(read.inventory.devices).toEqual([
      {
        name: "r1",
        host: "192.0.2.1",
        port: 22,
        site: "corporate-hq",
        os: "iosxr",
        groups: ["wave-1", "role_core-router", "site_corporate-hq"],
      },
    ]);
    expect(JSON.stringify(read)).not.toContain("hunter2");
  });

  it("IPv6 where there is no IPv4; the role's name before NetBox 4.0", () => {
    const old = {
      primary_ip4: null,
      role: undefined,
      device_role: { slug: "edge" },
      tags: [],
      platform: null,
    };
    expect(devicesOf(JSON.stringify(page([router("r1", old)]))).r1).toEqual({
      name: "r1",
      host: "2001:db8::1",
      port: 22,
      site: "corporate-hq",
      groups: ["role_edge", "site_corporate-hq"],
    });
  });

  it("what is not active, has no address or no name is left out, and listed with its line", () => {
    const devices = [
      router("r1"),
      router("r2", { status: { value: "planned", label: "Planned" } }),
      router("panel-1", { primary_ip: null, primary_ip4: null, primary_ip6: null }),
      router(null),
    ];
    const read = understood(JSON.stringify(page(devices), null, 2));
    const lines = JSON.stringify(page(devices), null, 2).split("\n");
    const lineOf = (nth: number) =>
      lines.flatMap((line, index) => (line === "    {" ? [index + 1] : []))[nth];
    expect(read.inventory.devices.map(({ name }) => name)).toEqual(["r1"]);
    expect(read.leftOut).toEqual([
      {
        name: "r2",
        reason: { kind: "status", status: "planned" },
        place: { file: "inventory", line: lineOf(1) },
      },
      { name: "panel-1", reason: { kind: "no-address" }, place: { file: "inventory", line: lineOf(2) } },
      { name: "", reason: { kind: "no-name" }, place: { file: "inventory", line: lineOf(3) } },
    ]);
  });
});

describe("exports", () => {
  const [one, two] = [router("r1"), router("r2", { primary_ip4: { address: "192.0.2.2/24" } })];

  it.each([
    ["a list of devices", { inventory: JSON.stringify([one, two], null, 1) }],
    [
      "a list of pages",
      { inventory: JSON.stringify([page([one], 2, "http://netbox/?offset=1"), page([two], 2)], null, 1) },
    ],
    ["a page a file", { "1.json": JSON.stringify(page([one], 2)), "2.json": JSON.stringify(page([two], 2)) }],
  ])("%s", (_, texts) => {
    expect(Object.keys(devicesOf(texts))).toEqual(["r1", "r2"]);
  });

  it("the lines of devices in a list of pages are theirs, not their pages'", () => {
    const text =
      '[\n{"count": 2, "results": [\n{"name": "r1", "primary_ip4": {"address": "192.0.2.1/24"}}]},\n{"count": 2, "results": [\n{"name": "r2", "primary_ip4": {"address": "192.0.2.2/24"}}]}\n]';
    expect([...understood(text).places.values()].map(({ line }) => line)).toEqual([3, 5]);
  });

  it("a part of the pages is refused: nobody would miss the devices that are not there", () => {
    const text = JSON.stringify(page([one], 2861, "http://netbox/api/dcim/devices/?limit=50&offset=50"));
    expect(failureOf(text)).toEqual({
      code: "inventory/incomplete",
      place: { file: "inventory", line: 1 },
      devices: 1,
      announced: 2861,
    });
  });

  it("the same name at two sites is refused", () => {
    const twice = JSON.stringify([one, router("r1", { site: { slug: "lyon" } })], null, 1);
    expect(failureOf(twice)).toMatchObject({
      code: "inventory/duplicate-name",
      name: "r1",
      first: { line: 2 },
    });
  });

  it.each([
    ['{"results": [', { code: "inventory/not-json" }],
    ['{"results": [], "count": 0}', { code: "inventory/no-devices" }],
    ['{"results": [{"name": 7}]}', { code: "inventory/bad-value", key: "name" }],
    ['{"results": ["r1"]}', { code: "inventory/bad-value" }],
    ['{"device_type": "x", "primary_ip4": null}', { code: "inventory/missing-key", key: "results" }],
  ])("refuses %j", (text, failure) => {
    expect(failureOf(text)).toMatchObject(failure);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRows } from "./csv-rows.js";
import { devicesOf, failureOf, understood } from "./testing/reading.js";

const at = (line: number) => ({ file: "inventory", line });

describe("rows (RFC 4180)", () => {
  it("quotes hold separators, line breaks and doubled quotes", () => {
    expect(csvRows('a,"b,""c""",d\r\n"two\r\nlines",x,\n\nend', ",")).toEqual({
      ok: true,
      rows: [
        { line: 1, cells: ["a", 'b,"c"', "d"] },
        { line: 2, cells: ["two\r\nlines", "x", ""] },
        { line: 5, cells: ["end"] },
      ],
    });
  });

  it("what is written in its rules is read back", () => {
    const cell = fc
      .string()
      .map((text) => text.trim())
      .filter((text) => text !== "");
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), (rows) => {
        const text = rows
          .map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(";"))
          .join("\r\n");
        const read = csvRows(text, ";");
        expect(read.ok && read.rows.map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });
});

describe("a table of devices", () => {
  it("columns are found by their titles, in any order and case", () => {
    const text =
      'Site,User Name,Name,IP_Address,SSH Port,Platform,Groups\r\n"New York",noc,r1,192.0.2.1,2022,cisco_xr,"core, edge"\r\n,,r2,,,,\r\n';
    expect(devicesOf(text)).toEqual({
      r1: {
        name: "r1",
        host: "192.0.2.1",
        port: 2022,
        username: "noc",
        site: "New York",
        os: "iosxr",
        groups: ["core", "edge"],
      },
      r2: { name: "r2", host: "r2", port: 22, groups: [] },
    });
  });

  it("semicolons, tabs, and the byte order mark of a spreadsheet", () => {
    const expected = { r1: { host: "192.0.2.1", site: "paris" } };
    expect(devicesOf("\uFEFFname;address;site\nr1;192.0.2.1;paris\n")).toMatchObject(expected);
    expect(devicesOf("name\taddress\tsite\nr1\t192.0.2.1\tparis\n")).toMatchObject(expected);
  });

  it("hostname is the name where there is no other, and the address where there is", () => {
    expect(devicesOf("hostname,ip\nr1,192.0.2.1\n")).toMatchObject({ r1: { host: "192.0.2.1" } });
    expect(devicesOf("name,hostname\nr1,r1.example.net\n")).toMatchObject({ r1: { host: "r1.example.net" } });
    expect(devicesOf("ip,site\n192.0.2.1,paris\n")).toMatchObject({ "192.0.2.1": { host: "192.0.2.1" } });
  });

  it("NetBox's own table: its columns, and addresses with the length of their prefix", () => {
    const text =
      "Name,Status,Tenant,Site,Location,Rack,Role,Manufacturer,Type,IP Address\nr1,Active,,Paris,Row 1,,Core,Cisco,NCS,192.0.2.1/24\n";
    const read = understood(text);
    expect(read.inventory.devices).toEqual([
      { name: "r1", host: "192.0.2.1", port: 22, site: "Paris", groups: [] },
    ]);
    expect(read.ignored.map(({ what }) => what)).toEqual([
      "Status",
      "Tenant",
      "Location",
      "Rack",
      "Role",
      "Manufacturer",
      "Type",
    ]);
  });

  it("a column of secrets is named and not kept", () => {
    const read = understood("name,password,enable secret\nr1,hunter2,hunter3\n");
    expect(read.ignored).toEqual([
      { reason: "secret", what: "password", place: at(1), count: 1 },
      { reason: "secret", what: "enable secret", place: at(1), count: 1 },
    ]);
    expect(JSON.stringify(read)).not.toContain("hunter");
  });

  it.each([
    ["name,port\nr1,22\nr2,0\n", { code: "inventory/bad-value", place: at(3), key: "port" }],
    ["name,site\n,paris\n", { code: "inventory/missing-key", place: at(2), key: "name" }],
    ["name,site\nr1,paris,x\n", { code: "inventory/bad-line", place: at(2) }],
    ['name,site\nr1,"paris\n', { code: "inventory/bad-line", place: at(2) }],
    ['name,site\nr1,"par"is\n', { code: "inventory/bad-line", place: at(2) }],
    ["name,site,Name\nr1,paris,r1\n", { code: "inventory/duplicate-key", place: at(1), key: "Name" }],
    ["name,site\nr1,paris\nr1,lyon\n", { code: "inventory/duplicate-name", place: at(3), first: at(2) }],
    ["name,site\n", { code: "inventory/no-devices" }],
  ])("refuses %j", (text, failure) => {
    expect(failureOf(text)).toMatchObject(failure);
  });
});

import { describe, expect, it } from "vitest";
import { applyChanges, changeDiff, changeText, configurationText } from "./configuration.js";
import { parseConfiguration, readConfigurationLine } from "./configuration-grammar.js";

const TEXT = `hostname lab
domain name-server 192.0.2.53
domain name-server 192.0.2.54
crypto ca trustpool policy
 cabundle url http://a.example/ios.p7b
 crl optional
!
call-home
 service active
 profile CiscoTAC-1
  active
  destination transport-method http
 !
!
interface MgmtEth0/RP0/CPU0/0
 ipv4 address 192.0.2.1 255.255.255.0
!
http client secure-verify-peer disable`;

const typed = (base: string, ...lines: string[]) => {
  const changes = lines.map((line) => {
    const result = readConfigurationLine(line, []);
    if (result.kind !== "read") throw new Error(`${result.kind}: ${line}`);
    return result.read.change;
  });
  return configurationText(applyChanges(parseConfiguration(base), changes));
};

describe("configuration", () => {
  it("reads what it prints", () => {
    expect(configurationText(parseConfiguration(TEXT)).join("\n")).toBe(TEXT);
  });

  it("replaces a value, and adds where there may be several", () => {
    expect(typed(TEXT, "hostname other")[0]).toBe("hostname other");
    const added = typed(TEXT, "domain name-server 192.0.2.55");
    expect(added.filter((line) => line.startsWith("domain name-server"))).toHaveLength(3);
  });

  it("spells abbreviations out and goes through blocks", () => {
    expect(typed("", "cry ca trustpool pol cab url http://b.example/x")).toEqual([
      "crypto ca trustpool policy",
      " cabundle url http://b.example/x",
      "!",
    ]);
    expect(typed("", "call-home profile CiscoTAC-1 active")).toEqual([
      "call-home",
      " profile CiscoTAC-1",
      "  active",
      " !",
      "!",
    ]);
  });

  it("removes exactly what no names", () => {
    expect(typed(TEXT, "no domain name-server 192.0.2.54")).toContain("domain name-server 192.0.2.53");
    expect(typed(TEXT, "no domain name-server 192.0.2.54")).not.toContain("domain name-server 192.0.2.54");
    expect(typed(TEXT, "no crypto ca trustpool policy crl optional")).not.toContain(" crl optional");
    expect(typed(TEXT, "no call-home").join("\n")).not.toContain("CiscoTAC-1");
    expect(typed(TEXT, "no http client secure-verify-peer")).not.toContain(
      "http client secure-verify-peer disable",
    );
  });

  it("tells what it cannot read from what is cut short, by column", () => {
    expect(readConfigurationLine("crypto ca trustpol policy", [])).toEqual({ kind: "invalid", column: 10 });
    expect(readConfigurationLine("no frobnicate", [])).toEqual({ kind: "invalid", column: 3 });
    expect(readConfigurationLine("crypto ca trustpool policy cabundle", []).kind).toBe("incomplete");
    expect(readConfigurationLine("crypto ca trustpo", []).kind).toBe("ambiguous");
    expect(() => parseConfiguration("hostname a\n\nwidget on")).toThrow(/line 3 .*widget on/);
  });

  it("shows changes as typed lines and as a diff", () => {
    const before = parseConfiguration("domain name a.example\nssh server v2");
    const after = parseConfiguration("domain name b.example\ncrypto ca trustpool policy\n crl optional");
    expect(changeText(before, after)).toEqual([
      "no ssh server v2",
      "domain name b.example",
      "crypto ca trustpool policy",
      " crl optional",
      "!",
    ]);
    expect(changeDiff(before, after)).toContain("-  ssh server v2");
    expect(changeDiff(before, after)).toContain("+   crl optional");
  });
});

import { describe, expect, it } from "vitest";
import { dnsNameMatches, parseIpAddress, serverNameOf } from "./server-name.js";

describe("a DNS name of a certificate (RFC 9525 6.3, RFC 6125 6.4)", () => {
  it.each([
    ["example.com", "example.com"],
    ["Example.COM", "eXample.com"],
    ["example.com", "example.com."],
    ["*.example.com", "foo.example.com"],
    ["*.example.com", "FOO.example.com"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["foo_bar.example.com", "foo_bar.example.com"],
  ])("%s covers %s", (presented, reference) => {
    expect(dnsNameMatches(presented, reference)).toBe(true);
  });

  it.each([
    ["example.com", "www.example.com"],
    ["www.example.com", "example.com"],
    ["*.example.com", "example.com"],
    ["*.example.com", "a.b.example.com"],
    ["f*.example.com", "foo.example.com"],
    ["foo.*.example.com", "foo.bar.example.com"],
    ["*.*.example.com", "a.b.example.com"],
    ["*", "example"],
    ["*.com", "example.com"],
    ["*.example.com", ".example.com"],
    ["*.example.com", "*.example.com"],
    ["example.com.", "example.com"],
    ["", ""],
    [".example.com", ".example.com"],
    ["exa mple.com", "exa mple.com"],
    ["example.com\u0000.evil.com", "example.com"],
  ])("%s does not cover %s", (presented, reference) => {
    expect(dnsNameMatches(presented, reference)).toBe(false);
  });
});

describe("a server name", () => {
  it("that is an address is one, in any notation of RFC 3986", () => {
    expect(serverNameOf("192.0.2.1")).toEqual({ kind: "ip", octets: Uint8Array.of(192, 0, 2, 1) });
    expect(serverNameOf("[::1]")).toEqual({ kind: "ip", octets: parseIpAddress("0:0:0:0:0:0:0:1") });
    expect(parseIpAddress("2001:db8::ffff:192.0.2.1")).toEqual(parseIpAddress("2001:db8::ffff:c000:201"));
    expect(parseIpAddress("::")).toEqual(new Uint8Array(16));
  });

  it.each([
    "192.0.2.01",
    "192.0.2.256",
    "192.0.2",
    "0x7f.0.0.1",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "12345::",
    ":::",
  ])("%s is no address", (text) => expect(parseIpAddress(text)).toBeUndefined());
});

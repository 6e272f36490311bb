import { describe, expect, it } from "vitest";
import { DerCursor } from "../der/cursor.js";
import * as der from "../testing/der-writer.js";
import { attributeValues, type DistinguishedName, formatName, readName, sameName } from "./name.js";

function read(bytes: Uint8Array): DistinguishedName {
  const cursor = new DerCursor(bytes);
  const name = readName(cursor);
  expect(cursor.failure).toBeUndefined();
  return name;
}

const commonName = (value: Uint8Array): DistinguishedName =>
  read(der.sequence(der.setOf(der.sequence(der.oid("2.5.4.3"), value))));
const text = (value: string): DistinguishedName => commonName(der.utf8(value));

describe("a name as text", () => {
  it("is in the order of the encoding", () => {
    expect(formatName(read(der.name("C=US, O=IdenTrust, CN=IdenTrust Commercial Root CA 1")))).toBe(
      "C=US,O=IdenTrust,CN=IdenTrust Commercial Root CA 1",
    );
  });

  it("escapes by RFC 4514", () => {
    expect(formatName(text('VeriSign, Inc. "a"+b;<c>\\'))).toBe(
      'CN=VeriSign\\, Inc. \\"a\\"\\+b\\;\\<c\\>\\\\',
    );
    expect(formatName(text(" #lead and trail "))).toBe("CN=\\ #lead and trail\\ ");
    expect(formatName(text("#hash"))).toBe("CN=\\#hash");
    expect(formatName(text("zero\u0000line\n"))).toBe("CN=zero\\00line\\0A");
  });

  it("shows unknown types as numbers and values that are no text as hexadecimal", () => {
    const odd = read(
      der.sequence(der.setOf(der.sequence(der.oid("1.2.3.4"), der.octets(Uint8Array.of(1, 255))))),
    );
    expect(formatName(odd)).toBe("1.2.3.4=#040201FF");
  });

  it("joins the attributes of one relative name", () => {
    const both = [
      der.sequence(der.oid("2.5.4.3"), der.utf8("a")),
      der.sequence(der.oid("2.5.4.5"), der.printable("7")),
    ];
    expect(formatName(read(der.sequence(der.setAsGiven(...both))))).toBe("CN=a+serialNumber=7");
  });

  it("decodes each string type, and takes wrong octets as Latin-1", () => {
    const value = (tag: number, ...octets: number[]) =>
      commonName(der.element(tag, Uint8Array.from(octets))).rdns[0]?.[0];
    expect(value(0x1e, 0x00, 0x5a, 0x01, 0x7e)).toMatchObject({ value: "Zž", regular: true });
    expect(value(0x1c, 0x00, 0x01, 0xf6, 0x1c)).toMatchObject({ value: "😜", regular: true });
    expect(value(0x14, 0x5a, 0xfc)).toMatchObject({ value: "Zü", regular: true });
    expect(value(0x0c, 0x5a, 0xfc)).toMatchObject({ value: "Zü", regular: false });
    expect(value(0x13, 0x5a, 0xfc)).toMatchObject({ value: "Zü", regular: false });
    expect(value(0x1e, 0x00)).toMatchObject({ regular: false });
  });
});

describe("two names are the same (RFC 5280 7.1)", () => {
  it.each([
    ["IdenTrust Commercial", "identrust  COMMERCIAL "],
    ["a\tb", "a b"],
    ["Stra\u00dfe", "Stra\u00dfe"],
    ["\ufb01ne", "fine"],
    ["soft\u00adhyphen", "softhyphen"],
    ["wide\u3000space", "wide space"],
    ["\u00c9cole", "e\u0301cole"],
  ])("%j and %j", (a, b) => {
    expect(sameName(text(a), text(b))).toBe(true);
  });

  it("whatever the string type", () => {
    expect(sameName(commonName(der.printable("Root CA")), commonName(der.utf8("root ca")))).toBe(true);
  });

  it("whatever the order within one relative name, but not between them", () => {
    const a = der.sequence(der.oid("2.5.4.3"), der.utf8("a"));
    const o = der.sequence(der.oid("2.5.4.10"), der.utf8("o"));
    expect(sameName(read(der.sequence(der.setAsGiven(a, o))), read(der.sequence(der.setAsGiven(o, a))))).toBe(
      true,
    );
    expect(
      sameName(
        read(der.sequence(der.setOf(a), der.setOf(o))),
        read(der.sequence(der.setOf(o), der.setOf(a))),
      ),
    ).toBe(false);
    expect(
      sameName(read(der.sequence(der.setOf(a), der.setOf(o))), read(der.sequence(der.setAsGiven(a, o)))),
    ).toBe(false);
  });

  it.each([
    ["ab", "a b"],
    ["Root CA 1", "Root CA 2"],
  ])("not %j and %j", (a, b) => {
    expect(sameName(text(a), text(b))).toBe(false);
  });
});

it("a text that looks like hexadecimal is not the value it looks like", () => {
  expect(sameName(text("#0402FFFF"), commonName(der.octets(Uint8Array.of(255, 255))))).toBe(false);
});

it("gives the values of an attribute in order", () => {
  expect(attributeValues(read(der.name("OU=one, CN=x, OU=two")), "2.5.4.11")).toEqual(["one", "two"]);
});

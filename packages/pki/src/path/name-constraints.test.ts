import { describe, expect, it } from "vitest";
import * as der from "../testing/der-writer.js";
import { extension, issueCertificate } from "../testing/issue-certificate.js";
import { type Certificate, readCertificate } from "../x509/certificate.js";
import { iosXrPlatform, type PlatformPolicy, rfc5280Platform } from "./platform.js";
import { validatePath } from "./validate.js";

const tags = { email: 0x81, dns: 0x82, uri: 0x86 } as const;
const name = (text: string): der.Bytes => {
  const [kind, ...value] = text.split(":") as [keyof typeof tags, ...string[]];
  return der.element(tags[kind], Buffer.from(value.join(":"), "latin1"));
};
const root = issueCertificate({ subject: "CN=Root" });

interface Question {
  readonly permitted?: readonly string[];
  readonly excluded?: readonly string[];
  readonly names?: readonly string[];
  readonly subject?: string;
  readonly platform?: PlatformPolicy;
}

/** What becomes of a certificate with these names below a CA with these constraints. */
function verdict({ permitted = [], excluded = [], names = [], ...rest }: Question): string {
  const subtrees = (tag: number, list: readonly string[]) =>
    list.length === 0 ? [] : [der.element(tag, ...list.map((text) => der.sequence(name(text))))];
  const value = der.sequence(...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded));
  const ca = issueCertificate({
    subject: "CN=Narrow",
    issuer: root,
    extensions: [extension("2.5.29.30", "critical", value)],
  });
  const alternatives = extension("2.5.29.17", "not-critical", der.sequence(...names.map(name)));
  const target = issueCertificate({
    subject: rest.subject ?? "O=Leaf",
    issuer: ca,
    role: "end-entity",
    extensions: names.length > 0 ? [alternatives] : [],
  });
  const answer = validatePath({
    target: read(target.der),
    intermediates: [read(ca.der)],
    anchors: [read(root.der)],
    at: new Date("2026-01-01T00:00:00Z"),
    purpose: "any",
    platform: rest.platform ?? rfc5280Platform,
  });
  return answer.ok ? "valid" : answer.failure.failure.code;
}

function read(bytes: Uint8Array): Certificate {
  const result = readCertificate(bytes);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

const refused = "chain/name-refused";
const notUnderstood = "chain/name-constraint-not-understood";

describe("a DNS constraint with a leading dot", () => {
  // As OpenSSL, NSS and Go read it: one label or more on the left.
  it.each([
    [{ permitted: ["dns:.example.com"], names: ["dns:a.example.com"] }, "valid"],
    [{ permitted: ["dns:.example.com"], names: ["dns:b.a.example.com"] }, "valid"],
    [{ permitted: ["dns:.example.com"], names: ["dns:*.example.com"] }, "valid"],
    [{ permitted: ["dns:.example.com"], names: ["dns:example.com"] }, refused],
    [{ permitted: ["dns:.example.com"], names: ["dns:badexample.com"] }, refused],
    [{ excluded: ["dns:.example.com"], names: ["dns:a.example.com"] }, refused],
    [{ excluded: ["dns:.example.com"], names: ["dns:*.example.com"] }, refused],
    [{ excluded: ["dns:.example.com"], names: ["dns:example.com"] }, "valid"],
    [{ excluded: ["dns:.a.example.com"], names: ["dns:*.example.com"] }, "valid"],
  ])("stands for the hosts below where the platform says so: %j", (question, expected) => {
    expect(verdict({ ...question, platform: iosXrPlatform })).toBe(expected);
  });

  it("has no meaning by RFC 5280 alone", () => {
    const question = { permitted: ["dns:.example.com"], names: ["dns:a.example.com"] };
    expect(verdict(question)).toBe(notUnderstood);
  });
});

describe("a mailbox", () => {
  // RFC 5321 4.1.2: a quoted local part is the text that it quotes; RFC 5280 7.5 for letter case.
  it.each([
    ["email:foo@example.com", 'email:"foo"@example.com', "valid"],
    ["email:foo@example.com", 'email:"\\f\\o\\o"@example.com', "valid"],
    ['email:"a b"@example.com', 'email:"a b"@example.com', "valid"],
    ["email:foo@example.com", "email:FOO@example.com", refused],
    ["email:foo@example.com", "email:foo@EXAMPLE.com", "valid"],
    ["email:example.com", 'email:"a@b"@example.com', "valid"],
    ["email:example.com", "email:a@b@example.com", notUnderstood],
    ["email:example.com", 'email:"a"b"@example.com', notUnderstood],
  ])("where %s is permitted: %s", (permitted, given, expected) => {
    expect(verdict({ permitted: [permitted], names: [given] })).toBe(expected);
  });

  it("in the subject counts beside alternative names too", () => {
    const question = { permitted: ["email:example.com"], names: ["dns:a.example.com"] };
    expect(verdict({ ...question, subject: "O=Leaf,E=a@example.org" })).toBe(refused);
    expect(verdict({ ...question, subject: "O=Leaf,E=a@example.com" })).toBe("valid");
  });
});

describe("a URI", () => {
  it.each([
    ["uri:https://u:p@example.com:8443/x?y#z", "valid"],
    ["uri:https://example.com@evil.org/", refused],
    ["uri:https://evil.org\\@example.com/", notUnderstood],
    ["uri:https://evil.org?@example.com/", refused],
    ["uri:https://evil.org#@example.com/", refused],
    ["uri:https://10.0.0.1/", notUnderstood],
    ["uri:urn:example:a", notUnderstood],
  ])("where example.com is permitted: %s", (given, expected) => {
    expect(verdict({ permitted: ["uri:example.com"], names: [given] })).toBe(expected);
  });
});

describe("any constraint", () => {
  it("refuses host names and mailboxes that cannot be read, whatever it constrains", () => {
    expect(verdict({ excluded: ["uri:example.org"], names: ["dns:this is invalid"] })).toBe(notUnderstood);
    expect(verdict({ excluded: ["uri:example.org"], names: ["email:this @ is invalid"] })).toBe(
      notUnderstood,
    );
    expect(verdict({ excluded: ["uri:example.org"], names: ["dns:a.example.com"] })).toBe("valid");
  });

  it("binds the common name where that can stand for a server", () => {
    const question = { permitted: ["dns:example.com"], subject: "CN=a.example.org" };
    expect(verdict({ ...question, platform: iosXrPlatform })).toBe(refused);
    expect(verdict({ ...question, platform: rfc5280Platform })).toBe("valid");
    expect(verdict({ ...question, names: ["dns:a.example.com"], platform: iosXrPlatform })).toBe("valid");
    expect(verdict({ ...question, subject: "CN=Jane Roe", platform: iosXrPlatform })).toBe("valid");
  });

  it("is asked a million times, not more", () => {
    const hosts = (count: number) => Array.from({ length: count }, (_, i) => `dns:h${i}.example.com`);
    expect(verdict({ permitted: hosts(1000), names: hosts(1000) })).toBe("valid");
    expect(verdict({ permitted: hosts(1100), names: hosts(1100) })).toBe("chain/budget-exhausted");
  });
});

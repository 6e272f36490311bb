import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REDACTED, redact } from "./redact.js";
import { makeTranscript } from "./transcript.js";

const SECRET = "S3cr3t0f-the/Test.x";

describe("redacting", () => {
  it.each([
    ["username admin", ` password 7 ${SECRET}`, ` password 7 ${REDACTED}`],
    ["username admin", ` password ${SECRET}`, ` password ${REDACTED}`],
    ["username admin", ` secret 10 $6$${SECRET}`, ` secret 10 ${REDACTED}`],
    ["IOS XE", `enable secret 9 $9$${SECRET}`, `enable secret 9 ${REDACTED}`],
    [
      "IOS XE",
      `username x privilege 15 password 0 ${SECRET}`,
      `username x privilege 15 password 0 ${REDACTED}`,
    ],
    ["tacacs", ` key 7 ${SECRET}`, ` key 7 ${REDACTED}`],
    ["tacacs in the clear", ` key ${SECRET}`, ` key ${REDACTED}`],
    [
      "tacacs on one line",
      `tacacs-server host 192.0.2.1 port 49 key ${SECRET}`,
      `tacacs-server host 192.0.2.1 port 49 key ${REDACTED}`,
    ],
    ["radius", `radius-server key 7 ${SECRET}`, `radius-server key 7 ${REDACTED}`],
    ["key chain", `  key-string password ${SECRET}`, `  key-string password ${REDACTED}`],
    ["bgp", ` password encrypted ${SECRET}`, ` password encrypted ${REDACTED}`],
    [
      "ospf",
      ` message-digest-key 1 md5 encrypted ${SECRET}`,
      ` message-digest-key 1 md5 encrypted ${REDACTED}`,
    ],
    ["ospf in the clear", ` message-digest-key 1 md5 ${SECRET}`, ` message-digest-key 1 md5 ${REDACTED}`],
    ["ntp", `authentication-key 1 md5 encrypted ${SECRET}`, `authentication-key 1 md5 encrypted ${REDACTED}`],
    ["snmp community", `snmp-server community ${SECRET} RO`, `snmp-server community ${REDACTED} RO`],
    [
      "snmp host",
      `snmp-server host 192.0.2.1 traps version 2c ${SECRET}`,
      `snmp-server host 192.0.2.1 traps version 2c ${REDACTED}`,
    ],
    [
      "snmp user",
      `snmp-server user u g v3 auth md5 encrypted ${SECRET} priv aes 128 encrypted ${SECRET}`,
      `snmp-server user u g v3 auth md5 encrypted ${REDACTED} priv aes 128 encrypted ${REDACTED}`,
    ],
    ["a privilege level", `enable secret level 15 9 ${SECRET}`, `enable secret level 15 9 ${REDACTED}`],
    ["ipsec", ` pre-shared-key ${SECRET}`, ` pre-shared-key ${REDACTED}`],
    ["isis", ` lsp-password hmac-md5 encrypted ${SECRET}`, ` lsp-password hmac-md5 encrypted ${REDACTED}`],
    [
      "registration",
      `license smart register idtoken ${SECRET} force`,
      `license smart register idtoken ${REDACTED} force`,
    ],
    [
      "a proxy",
      `license smart proxy username u password ${SECRET}`,
      `license smart proxy username u password ${REDACTED}`,
    ],
    [
      "an address",
      `cabundle url https://u:${SECRET.replace("/", "")}@192.0.2.1/x.p7b`,
      `cabundle url https://${REDACTED}@192.0.2.1/x.p7b`,
    ],
    [
      "a logged command",
      `cmd: 'license smart register idtoken ${SECRET}'`,
      `cmd: 'license smart register idtoken ${REDACTED}`,
    ],
    ["a trustpoint", ` challenge-password ${SECRET}`, ` challenge-password ${REDACTED}`],
  ])("%s", (_what, line, expected) => {
    const text = `before\n${line}\nafter`;
    expect(redact(text)).toBe(`before\n${expected}\nafter`);
    expect(redact(text.replaceAll("\n", "\r\n")).replaceAll("\r", "")).not.toContain(SECRET);
    expect(redact(text)).not.toContain(SECRET);
  });

  it("takes a private key whole, even one that was cut", () => {
    const body = `MIIEvQIBADANBgkq\n${"QUJD".repeat(500)}\n`;
    for (const end of ["-----END RSA PRIVATE KEY-----\nafter", ""]) {
      const kept = redact(`before\n-----BEGIN RSA PRIVATE KEY-----\n${body}${end}`);
      expect(kept).not.toContain("MIIE");
      expect(kept).not.toContain("QUJD");
      expect(kept).toContain("before");
      expect(kept.includes("after")).toBe(end !== "");
    }
  });

  it.each([
    "SHA1 Fingerprint: DE990CED99E0431F60EDC3937E7CD5BF0ED9E5FA",
    "key chain ISIS",
    " key 1",
    "  key 10",
    "  Status: REGISTERED",
    "    Username: <empty>\n    Password: <empty>",
    "Export Authorization Key:\n  Features Authorized: <none>",
    "http client secure-verify-peer disable",
    "domain ipv4 host tools.cisco.com 192.0.2.80",
    "destination address http https://tools.cisco.com/its/service/oddce/services/DDCEService",
    "%SMART_LIC-3-AGENT_REG_FAILED : Registration failed: The product instance registration token has expired",
  ])("leaves alone what is no secret: %j", (text) => {
    expect(redact(text)).toBe(text);
  });

  it("changes nothing the second time, behind the number of a key either", () => {
    const once = redact("password 1 password");
    expect(redact(once)).toBe(once);
  });

  it("changes nothing the second time", () => {
    const words = fc.constantFrom(
      "password",
      "key",
      "7",
      "secret",
      "snmp-server",
      "community",
      "md5",
      "x",
      "\n",
      " ",
      ":",
      "version 2c",
      "<none>",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 30 }), (parts) => {
        const once = redact(parts.join(" "));
        expect(redact(once)).toBe(once);
      }),
    );
  });

  it("is done before a transcript is made, so that no digest depends on a secret", () => {
    const of = (secret: string) =>
      makeTranscript({
        device: "r1",
        command: "show running-config call-home",
        output: `call-home\n http-proxy x\n password 7 ${secret}`,
        at: "2022-02-23T06:08:10.000Z",
      });
    expect(of("one")).toEqual(of("another"));
    expect(of("one").id).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

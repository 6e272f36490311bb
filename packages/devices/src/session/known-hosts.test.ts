import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { newSshKey } from "../testing/ssh-keys.js";
import { checkHostKey, knownKeyTypes, parseKnownHosts } from "./known-hosts.js";

const folder = mkdtempSync(join(tmpdir(), "known-hosts-"));
afterAll(() => rmSync(folder, { recursive: true }));

const OURS = newSshKey();
const OTHER = newSshKey();

function verdict(text: string, host: string, port = 22, key = OURS.blob): string {
  return checkHostKey(parseKnownHosts(text), host, port, key).verdict;
}

const hasSshKeygen = (() => {
  try {
    execFileSync("ssh-keygen", ["-?"], { stdio: "ignore" });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
})();

describe("known_hosts", () => {
  it.each([
    ["a name", `r1.example.net ${OURS.public}`, "r1.example.net", 22, "known"],
    ["a name in capitals", `R1.example.net ${OURS.public}`, "r1.EXAMPLE.net", 22, "known"],
    ["several names", `r1,192.0.2.1 ${OURS.public} comment here`, "192.0.2.1", 22, "known"],
    ["another port", `[r1]:2222 ${OURS.public}`, "r1", 2222, "known"],
    ["a port that is not named", `r1 ${OURS.public}`, "r1", 2222, "unknown"],
    ["an IPv6 address and port", `[2001:db8::1]:2222 ${OURS.public}`, "2001:db8::1", 2222, "known"],
    ["a pattern", `*.example.net ${OURS.public}`, "r1.example.net", 22, "known"],
    ["one character", `r? ${OURS.public}`, "r1", 22, "known"],
    ["a negated name", `*.example.net,!r1.example.net ${OURS.public}`, "r1.example.net", 22, "unknown"],
    ["another host", `r2 ${OURS.public}`, "r1", 22, "unknown"],
    ["another key", `r1 ${OTHER.public}`, "r1", 22, "changed"],
    ["two keys", `r1 ${OTHER.public}\nr1 ${OURS.public}`, "r1", 22, "known"],
    ["a revoked key", `r1 ${OURS.public}\n@revoked * ${OURS.public}`, "r1", 22, "revoked"],
    ["another's revoked key", `r1 ${OURS.public}\n@revoked * ${OTHER.public}`, "r1", 22, "known"],
    ["a certificate authority", `@cert-authority * ${OURS.public}`, "r1", 22, "unknown"],
    ["comments and blanks", `\n# r1 ${OURS.public}\n   \n`, "r1", 22, "unknown"],
  ])("%s", (_what, text, host, port, expected) => {
    expect(verdict(text, host, port)).toBe(expected);
  });

  it("takes a new key type beside a known one for a change", () => {
    const rsa = newSshKey("rsa").public;
    expect(verdict(`r1 ${rsa}`, "r1")).toBe("changed");
    expect(knownKeyTypes(parseKnownHosts(`r1 ${rsa}`), "r1", 22)).toEqual(["ssh-rsa"]);
  });

  it("lists lines that say nothing to it", () => {
    const text = `r1 ssh-ed25519 not-base64!\nr1 ssh-rsa ${OURS.public.split(" ")[1]}\n@marked r1 ${OURS.public}\n|1|broken ${OURS.public}`;
    expect(parseKnownHosts(text).ignored).toEqual([
      { line: 1, reason: "malformed" },
      { line: 2, reason: "malformed" },
      { line: 3, reason: "unknown-marker" },
      { line: 4, reason: "malformed" },
    ]);
    expect(verdict(text, "r1")).toBe("unknown");
  });

  it.skipIf(!hasSshKeygen)("finds names that OpenSSH hashed, and prints fingerprints as it does", () => {
    const file = join(folder, "known_hosts");
    writeFileSync(
      file,
      `r1.example.net,192.0.2.1 ${OURS.public}\n[r1]:2222 ${OURS.public}\nr2 ${OTHER.public}\n`,
    );
    execFileSync("ssh-keygen", ["-H", "-f", file], { stdio: "ignore" });
    const hashed = readFileSync(file, "utf8");
    expect(hashed).not.toContain("example");
    expect(verdict(hashed, "r1.example.net")).toBe("known");
    expect(verdict(hashed, "192.0.2.1")).toBe("known");
    expect(verdict(hashed, "r1", 2222)).toBe("known");
    expect(verdict(hashed, "r2")).toBe("changed");
    expect(verdict(hashed, "r3")).toBe("unknown");
    const keyFile = join(folder, "key.pub");
    writeFileSync(keyFile, `${OURS.public}\n`);
    const printed = execFileSync("ssh-keygen", ["-l", "-f", keyFile], { encoding: "utf8" });
    const answer = checkHostKey(parseKnownHosts(""), "r3", 22, OURS.blob);
    expect(printed).toContain(answer.verdict === "unknown" ? answer.detail.fingerprint : "no fingerprint");
  });

  it("never trusts a key that no line holds, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, host) => {
        expect(verdict(text.replaceAll(OURS.public, ""), host)).not.toBe("known");
      }),
    );
  });

  it("matches patterns without growing with their stars", () => {
    const text = `${"*a".repeat(200)}b ${OURS.public}`;
    expect(verdict(text, "a".repeat(20_000))).toBe("unknown");
  });
});

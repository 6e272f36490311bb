import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isSignedBy, keyNameOf, readSigningKey } from "./statement-signature.js";

// RFC 8032, 7.1, TEST 2: one byte, 0x72, which is "r".
const SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
const PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
const SIGNATURE =
  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

/** RFC 8410, 7: the private key in PKCS#8. */
const PEM = `-----BEGIN PRIVATE KEY-----\n${Buffer.from(
  `302e020100300506032b657004220420${SEED}`,
  "hex",
).toString("base64")}\n-----END PRIVATE KEY-----\n`;

function signed(statement: string) {
  const key = readSigningKey(PEM);
  if (!key.ok) throw new Error(key.failure.code);
  return key.value(statement);
}

describe("a signature of a statement", () => {
  it("is that of RFC 8032's test", () => {
    const { publicKey, value } = signed("r");
    expect(Buffer.from(publicKey, "base64").toString("hex")).toBe(PUBLIC);
    expect(Buffer.from(value, "base64").toString("hex")).toBe(SIGNATURE);
    expect(isSignedBy(signed("r"), "r")).toBe(true);
  });

  it("is verified by OpenSSL", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "reroot-signature-"));
    try {
      const file = (name: string, content: string | Buffer) => {
        writeFileSync(path.join(folder, name), content);
        return path.join(folder, name);
      };
      const key = file("key.pem", PEM);
      const statement = file("statement", "a longer statement\n");
      const signature = file("signature", Buffer.from(signed("a longer statement\n").value, "base64"));
      const said = execFileSync("openssl", [
        ...["pkeyutl", "-verify", "-inkey", key, "-rawin", "-in", statement, "-sigfile", signature],
      ]);
      expect(said.toString()).toContain("Verified Successfully");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("holds for no other statement, key, or character", () => {
    const good = signed("r");
    expect(isSignedBy(good, "s")).toBe(false);
    for (const field of ["publicKey", "value"] as const) {
      for (let at = 0; at < good[field].length; at++) {
        const other = good[field][at] === "A" ? "B" : "A";
        const text = good[field].slice(0, at) + other + good[field].slice(at + 1);
        expect(isSignedBy({ ...good, [field]: text }, "r")).toBe(false);
      }
      expect(isSignedBy({ ...good, [field]: `${good[field]}\n` }, "r")).toBe(false);
    }
    expect(isSignedBy({ ...good, algorithm: "none" as "Ed25519" }, "r")).toBe(false);
  });

  it("is not made with a key of another kind", () => {
    expect(readSigningKey("hello")).toMatchObject({ failure: { code: "signing-key/unreadable" } });
  });

  it("names its key by what people can compare", () => {
    expect(keyNameOf(signed("r").publicKey)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

import { keyNameOf, readSigningKey, type SignStatement } from "@reroot/pki";
import { expect, it } from "vitest";
import { checkPage, sealPage } from "./page-seal.js";
import type { Proof } from "./proof.js";

/** RFC 8032, 7.1, TEST 1 and TEST 2. */
const [ANN, BOB] = [
  "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
  "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
].map(keyOf) as [SignStatement, SignStatement];

const PAGE = "<!doctype html>\n<title>Preuve n\u00ba 1</title>\n<p>protected</p>\n";
const PROOF = { digest: `sha256:${"a".repeat(64)}`, kind: "production" } as Proof;
const sealed = sealPage(PAGE, PROOF, ANN);

it("seals a page without changing it, and says of which proof it is", () => {
  expect(sealed.startsWith(PAGE)).toBe(true);
  expect(checkPage(sealed)).toMatchObject({ ok: true, value: { proof: PROOF.digest, kind: "production" } });
});

it("finds any character that is changed, taken away or added, in the page and in the seal", () => {
  for (let at = 0; at < sealed.length; at++) {
    const other = sealed[at] === "x" ? "y" : "x";
    for (const instead of [other, "", `${sealed[at]} `, (sealed[at] ?? "").toUpperCase()]) {
      const changed = sealed.slice(0, at) + instead + sealed.slice(at + 1);
      if (changed !== sealed) expect(checkPage(changed).ok, `${at}: ${instead}`).toBe(false);
    }
  }
  expect(checkPage(`\ufeff${sealed}`).ok).toBe(false);
  expect(checkPage(sealed + sealed.slice(PAGE.length)).ok).toBe(false);
});

it("is found to be nobody's, or another's", () => {
  expect(checkPage(PAGE)).toMatchObject({ failure: { code: "proof/not-signed" } });
  const ours = sealed.slice(PAGE.length);
  const others = sealPage(PAGE, { ...PROOF, digest: "sha256:b" }, BOB).slice(PAGE.length);
  const value = /"value":"([^"]+)"/.exec(others)?.[1] ?? "";
  const mixed = PAGE + ours.replace(/"value":"[^"]+"/, `"value":"${value}"`);
  expect(checkPage(mixed)).toMatchObject({ failure: { code: "proof/signature-wrong" } });
  const key = keyNameOf(/"publicKey":"([^"]+)"/.exec(ours)?.[1] ?? "");
  expect(checkPage(sealed, [key]).ok).toBe(true);
  expect(checkPage(PAGE + others, [key])).toMatchObject({ failure: { code: "proof/key-not-trusted" } });
});

function keyOf(seed: string): SignStatement {
  const der = Buffer.from(`302e020100300506032b657004220420${seed}`, "hex");
  const pem = `-----BEGIN PRIVATE KEY-----\n${der.toString("base64")}\n-----END PRIVATE KEY-----\n`;
  const key = readSigningKey(pem);
  if (!key.ok) throw new Error(key.failure.code);
  return key.value;
}

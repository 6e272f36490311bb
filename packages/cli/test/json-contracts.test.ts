/** What other programs rely on: the shape of `--json`, and the exit codes beside it. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { commandLine } from "../src/testing/command-line.js";

const bundles = fileURLToPath(new URL("../../../../shared/data/bundles/", import.meta.url));
const shell = commandLine();
afterAll(() => shell.remove());

const json = async (...argv: readonly string[]) => {
  const { code, out, err } = await shell.run(...argv, "--json");
  return { code, err, value: JSON.parse(out) };
};

describe.skipIf(!haveBundles())("bundles --json", () => {
  // Facts of the two files: shared/data/README.md; fingerprints by `openssl x509 -fingerprint`.
  const REQUIRED = "5D56499BE4D2E08BCFCAD08A3E38723D50503BDE706948E42F55603019E528AE";
  const CISCO_ROOT_CA_M1 = "705EAAFC3FF488030017D59832603EEFAD514171B583808675F45C190E6378F8";

  it("verifies the intersect bundle, which holds the required root", async () => {
    const { code, err, value } = await json("bundle", "verify", `${bundles}ios-v10-2021-09.p7b`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(value).toMatchObject({ ok: true, version: "10", signerRootSha256: CISCO_ROOT_CA_M1 });
    expect(value.signedAt).toMatch(/^2021-09-01T/);
    expect(value.certificates).toHaveLength(108);
    expect(value.certificates).toContainEqual({
      sha256: REQUIRED,
      sha1: "DF717EAA4AD94EC9558499602D48DE5FBCF03A25",
      subject: expect.stringContaining("CN=IdenTrust Commercial Root CA 1"),
      notAfter: "2034-01-16T18:12:23.000Z",
    });
  });

  it("verifies the core bundle, which does not", async () => {
    const { code, value } = await json("bundle", "verify", `${bundles}ios_core-v4-2017-01.p7b`);
    expect(code).toBe(0);
    expect(value).toMatchObject({
      ok: true,
      version: "4",
      requiredRoots: [{ sha256: REQUIRED, held: false }],
    });
    expect(value.certificates.map((one: { sha256: string }) => one.sha256)).not.toContain(REQUIRED);
  });

  it("refuses a bundle with one changed byte, and says why", async () => {
    const bytes = readFileSync(`${bundles}ios-v10-2021-09.p7b`);
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(join(shell.directory, "changed.p7b"), bytes);
    const { code, value } = await json("bundle", "verify", "changed.p7b");
    expect(code).toBe(1);
    expect(value).toMatchObject({ ok: false, failure: { code: "bundle/digest-mismatch" } });
  });

  it("says what a step back to the core bundle would lose", async () => {
    const files = [`${bundles}ios-v10-2021-09.p7b`, `${bundles}ios_core-v4-2017-01.p7b`];
    const { code, value } = await json("bundle", "diff", ...files);
    const { added, removed, changed, kept } = value;
    // The core bundle lacks a root that a notice requires: something to act on.
    expect(code).toBe(1);
    expect(removed.length + changed.length + kept).toBe(108);
    expect(added.length + changed.length + kept).toBe(17);
    expect(removed.map((one: { sha256: string }) => one.sha256)).toContain(REQUIRED);
  });

  it("keeps certificates short in a failure", async () => {
    const { code, value } = await json(
      "bundle",
      "verify",
      `${bundles}ios-v10-2021-09.p7b`,
      "--at",
      "1999-01-01",
    );
    expect(code).toBe(1);
    expect(value.failure.code).toBe("bundle/signer-chain-invalid");
    expect(value.failure.because.certificate).toEqual({
      sha256: expect.stringMatching(/^[0-9A-F]{64}$/),
      subject: expect.stringContaining("CN="),
    });
  });
});

describe("notice --json", () => {
  it("shows the whole notice with its certificates", async () => {
    const { code, value } = await json("notice", "show", "FN72290");
    expect(code).toBe(0);
    expect(value).toMatchObject({ id: "fn72290", lab: null, defects: [{ id: "CSCvx00476" }] });
    expect(value.requiredRoots[0].pem).toContain("BEGIN CERTIFICATE");
  });

  it("lists", async () => {
    const { value } = await json("notice", "list");
    expect(value).toContainEqual(
      expect.objectContaining({ id: "fn72290", cutOvers: ["2022-02-05", "2023-01-26"] }),
    );
  });
});

describe("every command", () => {
  it("answers a refusal with one JSON value too", async () => {
    const { code, value } = await json("audit", "--captures", "nowhere");
    expect(code).toBe(2);
    expect(value).toEqual({
      error: { message: expect.any(String), place: "nowhere", advice: expect.any(String) },
    });
  });

  it("offers --json", async () => {
    for (const command of [
      ...[
        "notice list",
        "notice show",
        "notice import",
        "bundle verify",
        "bundle inspect",
        "bundle diff",
        "parse",
        "audit",
      ],
      ...["plan", "approve", "apply", "proof check", "lab up", "rehearse"],
    ]) {
      const { out } = await shell.run(...command.split(" "), "--help");
      expect(out, command).toContain("--json");
    }
  });
});

function haveBundles(): boolean {
  if (existsSync(bundles)) return true;
  if (process.env.CI) throw new Error(`public test data is missing: expected it at ${bundles}`);
  console.warn(`skipped: public test data is not at ${bundles}`);
  return false;
}

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signBundle } from "./bundle.js";
import { nameText, pemOf } from "./certificate.js";
import { ThrowAwayCa } from "./throw-away-ca.js";

const retired = {
  commonName: "QuoVadis Root CA 2",
  organization: "QuoVadis Limited",
  country: "BM",
  serialNumber: "0509",
  notBefore: new Date("2006-11-24T18:27:00Z"),
  notAfter: new Date("2031-11-24T18:23:33Z"),
};
const required = {
  commonName: "IdenTrust Commercial Root CA 1",
  organization: "IdenTrust",
  country: "US",
  serialNumber: "0A0142800000014523C844B500000002",
  notBefore: new Date("2014-01-16T18:12:23Z"),
  notAfter: new Date("2034-01-16T18:12:23Z"),
};
const signer = {
  ...retired,
  commonName: "Cisco Root CA M1",
  organization: "Cisco",
  serialNumber: "2ED20E7347D333834B4FDD0DD7B6967E",
};

let folder: string;
let ca: ThrowAwayCa;
const openssl = (...args: string[]) =>
  execFileSync("openssl", args, { encoding: "utf8", cwd: folder, stdio: "pipe" });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "lab-bundle-"));
  ca = await ThrowAwayCa.create({ retired, required, signer });
  writeFileSync(join(folder, "signer-root.pem"), pemOf(ca.standIns.signer.calendar));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a throw-away root", () => {
  it("keeps the real serial number and dates, and a name that starts with the real one", () => {
    writeFileSync(join(folder, "required.pem"), pemOf(ca.standIns.required.calendar));
    const text = openssl(
      "x509",
      "-in",
      "required.pem",
      "-noout",
      "-serial",
      "-subject",
      "-dates",
      "-nameopt",
      "RFC2253",
    );
    expect(text).toContain("serial=0A0142800000014523C844B500000002");
    expect(text).toContain(`subject=CN=IdenTrust Commercial Root CA 1 (LAB ${ca.labId}),O=IdenTrust,C=US`);
    expect(text).toContain("notBefore=Jan 16 18:12:23 2014 GMT");
    expect(text).toContain("notAfter=Jan 16 18:12:23 2034 GMT");
  });

  it("verifies its own server chains, by openssl", () => {
    const { chain, root } = ca.issueServerChain(
      "tools.cisco.com",
      { role: "retired", number: 1 },
      new Date("2021-01-01"),
      new Date("2022-02-05"),
    );
    writeFileSync(join(folder, "root.pem"), pemOf(root.alwaysValid));
    writeFileSync(join(folder, "leaf.pem"), pemOf(chain[0]!.alwaysValid));
    writeFileSync(join(folder, "issuing.pem"), pemOf(chain[1]!.alwaysValid));
    const verify = ["verify", "-CAfile", "root.pem", "-untrusted", "issuing.pem", "-purpose", "sslserver"];
    expect(openssl(...verify, "-verify_hostname", "tools.cisco.com", "-x509_strict", "leaf.pem")).toContain(
      "OK",
    );
    expect(nameText(chain[0]!.calendar.issuer)).toContain("Issuing CA of QuoVadis Root CA 2");
  });
});

describe("a signed bundle", () => {
  const content = () => ({
    name: "Lab Intersect Bundle",
    version: "10",
    signedAt: new Date("2021-09-01T12:00:00Z"),
    certificates: [ca.standIns.retired.calendar, ca.standIns.required.calendar],
  });

  it("is accepted by openssl under the lab's signer root, and holds the pool", () => {
    writeFileSync(join(folder, "good.p7b"), signBundle(content(), ca.bundleSigner));
    openssl(
      "cms",
      "-verify",
      "-inform",
      "DER",
      "-in",
      "good.p7b",
      "-CAfile",
      "signer-root.pem",
      "-purpose",
      "any",
      "-binary",
      "-out",
      "inner.der",
    );
    const pool = openssl("pkcs7", "-inform", "DER", "-in", "inner.der", "-print_certs", "-noout");
    expect(pool).toContain(`CN = IdenTrust Commercial Root CA 1 (LAB ${ca.labId})`);
    expect(pool).toContain(`CN = QuoVadis Root CA 2 (LAB ${ca.labId})`);
    const text = openssl("cms", "-cmsout", "-print", "-inform", "DER", "-in", "good.p7b");
    expect(text).toMatch(/1\.3\.6\.1\.4\.1\.9\.21\.2\.3\.1\)\s+set:\s+PRINTABLESTRING:10/);
    expect(text).toMatch(/1\.3\.6\.1\.4\.1\.9\.21\.2\.3\.2\)\s+set:\s+PRINTABLESTRING:Lab Intersect Bundle/);
    expect(text).toContain("UTCTIME:Sep  1 12:00:00 2021 GMT");
  });

  it("is refused by openssl when a customer signed it or a byte was changed", () => {
    const good = signBundle(content(), ca.bundleSigner);
    writeFileSync(join(folder, "customer.p7b"), signBundle(content(), ca.signerUnder("customer")));
    const changed = Buffer.from(good);
    changed[changed.indexOf("IdenTrust")] = 0x4a;
    writeFileSync(join(folder, "changed.p7b"), changed);
    for (const file of ["customer.p7b", "changed.p7b"]) {
      const verify = () =>
        openssl(
          "cms",
          "-verify",
          "-inform",
          "DER",
          "-in",
          file,
          "-CAfile",
          "signer-root.pem",
          "-purpose",
          "any",
          "-binary",
          "-out",
          "x.der",
        );
      expect(verify, file).toThrow();
    }
  });
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { certificatesIn, readCertificates } from "../pem/certificate-rows.js";
import { writePem } from "../pem/pem.js";
import * as der from "../testing/der-writer.js";
import { asCertificate, freshSigner, SIGNED_AT } from "../testing/fresh-bundles.js";
import { ecKeys, issueCertificate, rsaKeys, type SigningScheme } from "../testing/issue-certificate.js";
import { openssl, opensslVerifies } from "../testing/openssl.js";
import { describeWithPublicData, publicDataPath, readPublicData } from "../testing/public-data.js";
import { attribute, certificatesOnly } from "../testing/sign-bundle.js";
import { openBundle } from "./open-bundle.js";
import {
  CISCO_ROOT_CA_M1,
  CISCO_SIGNER_ROOTS,
  CISCO_TRS_BUNDLE_ROOT_CA,
  verifyBundle,
} from "./verify-bundle.js";

describeWithPublicData("the vendor's genuine bundles", () => {
  const IDENTRUST = "5D56499BE4D2E08BCFCAD08A3E38723D50503BDE706948E42F55603019E528AE";

  // Attributes as `openssl asn1parse` shows them; counts as `openssl pkcs7 -print_certs` gives them.
  it.each([
    ["ios-v10-2021-09.p7b", "Trusted Intersect Bundle", "10", "2021-09-01T17:05:07Z", 108, true],
    ["ios_core-v4-2017-01.p7b", "Trusted Core Bundle", "4", "2017-01-11T21:10:10Z", 17, false],
  ])("verifies %s", (file, name, version, signedAt, count, holdsRequiredRoot) => {
    const bytes = readPublicData(`bundles/${file}`);
    const verified = verifyBundle(bytes, { signerRoots: CISCO_SIGNER_ROOTS });
    expect(verified).toMatchObject({
      ok: true,
      value: { name, version, signedAt: new Date(signedAt), signerRootSha256: CISCO_ROOT_CA_M1 },
    });
    if (!verified.ok) return;
    const fingerprints = certificatesIn(verified.value.certificates).map(({ sha256 }) => sha256 as string);
    expect(fingerprints).toHaveLength(count);
    expect(fingerprints.includes(IDENTRUST)).toBe(holdsRequiredRoot);
    expect(fingerprints).toEqual(fingerprintsByOpenssl(bytes));
    expect(verified.value.signerChain).toHaveLength(2);
  });

  it("refuses them when only the other signer root is pinned, and says where they chain to", () => {
    const bytes = readPublicData("bundles/ios-v10-2021-09.p7b");
    expect(verifyBundle(bytes, { signerRoots: [CISCO_TRS_BUNDLE_ROOT_CA] })).toEqual({
      ok: false,
      failure: {
        code: "bundle/signer-not-pinned",
        chainsTo: "O=Cisco,CN=Cisco Root CA M1",
        rootSha256: CISCO_ROOT_CA_M1,
        pinned: [CISCO_TRS_BUNDLE_ROOT_CA],
      },
    });
  });

  it("refuses them after the signer's certificate has expired, when asked for that date", () => {
    const bytes = readPublicData("bundles/ios-v10-2021-09.p7b");
    const verified = verifyBundle(bytes, {
      signerRoots: CISCO_SIGNER_ROOTS,
      at: new Date("2034-01-01T00:00:00Z"),
    });
    expect(verified).toMatchObject({ ok: false, failure: { code: "bundle/signer-chain-invalid" } });
  });

  it("verifies the same message in PEM", () => {
    const bytes = readPublicData("bundles/ios_core-v4-2017-01.p7b");
    for (const label of ["CMS", "PKCS7"]) {
      const verified = verifyBundle(Buffer.from(writePem(label, bytes)), { signerRoots: CISCO_SIGNER_ROOTS });
      expect(verified).toMatchObject({ ok: true, value: { name: "Trusted Core Bundle" } });
    }
  });

  it("opens PKCS#7 without a signer and PEM certificates as openssl writes them, and verifies neither", () => {
    const inner = openssl([
      "cms",
      "-verify",
      "-noverify",
      "-inform",
      "DER",
      "-in",
      publicDataPath("bundles/ios_core-v4-2017-01.p7b"),
    ]);
    const pem = openssl(["pkcs7", "-inform", "DER", "-print_certs"], inner);
    const rebuilt = openssl(["crl2pkcs7", "-nocrl", "-outform", "DER", "-certfile", "INPUT"], pem);
    for (const [file, form] of [
      [inner, "certificates-only"],
      [pem, "pem"],
      [rebuilt, "certificates-only"],
    ] as const) {
      const opened = openBundle(file);
      expect(opened).toMatchObject({ ok: true, value: { form, name: undefined } });
      if (opened.ok) expect(certificatesIn(opened.value.certificates)).toHaveLength(17);
      expect(verifyBundle(file, { signerRoots: CISCO_SIGNER_ROOTS })).toEqual({
        ok: false,
        failure: { code: "bundle/no-signer", form },
      });
    }
  });
});

describe("bundles signed afresh", () => {
  const fresh = freshSigner();
  const member = issueCertificate({ subject: "CN=Member Root" });
  const signerRoots = [fresh.rootCertificate.sha256];
  const bundle = fresh.sign({ certificates: [member.der] });
  const verify = (file: Uint8Array) => verifyBundle(file, { signerRoots });

  it("are accepted under a pinned root, by openssl too", () => {
    expect(verify(bundle)).toMatchObject({
      ok: true,
      value: {
        name: "Fresh Bundle",
        version: "7",
        signedAt: SIGNED_AT,
        signerRootSha256: signerRoots[0],
        certificates: [{ kind: "certificate" }],
      },
    });
    expect(opensslVerifies([bundle], fresh.rootPem)).toEqual([true]);
  });

  it("are refused under any other root, although they are perfectly signed", () => {
    expect(verifyBundle(bundle, { signerRoots: CISCO_SIGNER_ROOTS })).toMatchObject({
      failure: { code: "bundle/signer-not-pinned", rootSha256: signerRoots[0] },
    });
    expect(verifyBundle(bundle, { signerRoots: [] })).toMatchObject({
      failure: { code: "bundle/signer-not-pinned" },
    });
  });

  it("are accepted without their root when the caller has it, and named for what they lack otherwise", () => {
    const bare = fresh.sign({ certificates: [member.der], transport: [fresh.signer.der] });
    expect(verifyBundle(bare, { signerRoots, rootCertificates: [fresh.rootCertificate] })).toMatchObject({
      ok: true,
    });
    expect(verify(bare)).toMatchObject({
      failure: {
        code: "bundle/signer-not-pinned",
        chainsTo: "O=Fresh,CN=Fresh Bundle Root",
        rootSha256: undefined,
      },
    });
    const unpinned = { signerRoots: CISCO_SIGNER_ROOTS, rootCertificates: [fresh.rootCertificate] };
    expect(verifyBundle(bare, unpinned)).toMatchObject({ failure: { code: "bundle/signer-not-pinned" } });
  });

  it("are refused when an impostor bears the pinned root's name", () => {
    const impostor = freshSigner({ root: { keys: rsaKeys(2) } });
    const forged = impostor.sign({ certificates: [member.der] });
    expect(verify(forged)).toMatchObject({ failure: { code: "bundle/signer-not-pinned" } });
    const withRealRoot = impostor.sign({
      certificates: [member.der],
      transport: [impostor.signer.der, fresh.root.der],
    });
    expect(verify(withRealRoot)).toMatchObject({ ok: false });
    expect(opensslVerifies([forged, withRealRoot], fresh.rootPem)).toEqual([false, false]);
  });

  it.each<[SigningScheme, "combined" | "plain"]>([
    ["rsa-sha256", "combined"],
    ["rsa-sha256", "plain"],
    ["rsa-sha384", "plain"],
    ["rsa-sha512", "combined"],
    ["rsa-pss-sha256", "combined"],
    ["ecdsa-sha256", "combined"],
    ["ecdsa-sha384", "combined"],
  ])(
    "are read when signed by %s (%s identifier), with either way to name the signer, with and without attributes",
    (scheme, rsaIdentifier) => {
      const keys = scheme.startsWith("ecdsa")
        ? ecKeys(scheme === "ecdsa-sha384" ? "P-384" : "P-256")
        : rsaKeys(1);
      const signer = freshSigner({ signer: { keys } });
      for (const identifiedBy of ["issuer-and-serial", "subject-key-identifier"] as const) {
        for (const signedAttributes of ["present", "absent"] as const) {
          const file = signer.sign({
            certificates: [member.der],
            scheme,
            rsaIdentifier,
            identifiedBy,
            signedAttributes,
          });
          const verified = verifyBundle(file, {
            signerRoots: [signer.rootCertificate.sha256],
            at: SIGNED_AT,
          });
          expect([identifiedBy, signedAttributes, verified.ok || verified.failure]).toEqual([
            identifiedBy,
            signedAttributes,
            true,
          ]);
          expect(opensslVerifies([file], signer.rootPem)).toEqual([true]);
        }
      }
    },
  );

  it("signed with a SHA-1 digest are refused unless the policy says otherwise", () => {
    const file = fresh.sign({ certificates: [member.der], scheme: "rsa-sha1" });
    expect(verify(file)).toEqual({
      ok: false,
      failure: { code: "bundle/digest-not-allowed", digest: "sha1" },
    });
    expect(verifyBundle(file, { signerRoots, digests: ["sha1"] })).toMatchObject({ ok: true });
  });

  it("keep an odd certificate as a row, and open", () => {
    const file = fresh.sign({
      certificates: [der.sequence(der.integer(1)), member.der, der.context(1, der.integer(1))],
    });
    expect(verify(file)).toMatchObject({
      ok: true,
      value: {
        certificates: [
          { kind: "defective" },
          { kind: "certificate", where: { index: 1 } },
          { kind: "defective" },
        ],
      },
    });
  });

  const wrong: [string, () => Uint8Array, string][] = [
    [
      "another digest",
      () => fresh.sign({ certificates: [member.der], messageDigest: new Uint8Array(32) }),
      "bundle/digest-mismatch",
    ],
    [
      "two digests",
      () =>
        fresh.sign({
          certificates: [member.der],
          extraAttributes: [attribute("1.2.840.113549.1.9.4", der.octets(new Uint8Array(32)))],
        }),
      "bundle/signed-attribute-invalid",
    ],
    [
      "a name that is no text",
      () =>
        fresh.sign({
          certificates: [member.der],
          name: undefined as never,
          extraAttributes: [attribute("1.3.6.1.4.1.9.21.2.3.2", der.integer(1))],
        }),
      "bundle/signed-attribute-invalid",
    ],
    [
      "content that is text",
      () => fresh.sign({ certificates: [], content: Buffer.from("hello") }),
      "bundle/content-not-certificates",
    ],
    ["no certificate inside", () => fresh.sign({ certificates: [] }), "bundle/empty"],
    ["bytes behind its end", () => der.join([bundle, Uint8Array.of(0)]), "bundle/trailing-data"],
    ["its end missing", () => bundle.subarray(0, -1), "bundle/not-cms"],
    [
      "no certificate of its signer",
      () => fresh.sign({ certificates: [member.der], transport: [fresh.root.der] }),
      "bundle/signer-certificate-missing",
    ],
    [
      "a broken certificate beside its signer's",
      () =>
        fresh.sign({
          certificates: [member.der],
          transport: [fresh.signer.der, fresh.root.der, der.sequence()],
        }),
      "bundle/transport-certificate-defective",
    ],
    [
      "no signing time when no date is asked for",
      () => fresh.sign({ certificates: [member.der], signedAttributes: "absent" }),
      "bundle/signing-time-unknown",
    ],
    [
      "a signer by another key",
      () =>
        fresh.sign({
          certificates: [member.der],
          signer: { ...fresh.signer, privateKey: rsaKeys(3).privateKey },
        }),
      "bundle/signature-invalid",
    ],
    [
      "a signing time before the signer's certificate",
      () => fresh.sign({ certificates: [member.der], signedAt: new Date("2001-01-01T00:00:00Z") }),
      "bundle/signer-chain-invalid",
    ],
  ];
  it.each(wrong)("are refused with %s", (_, make, code) => {
    expect(verify(make())).toMatchObject({ ok: false, failure: { code } });
  });

  it("are refused when the signer was not allowed to sign", () => {
    const belowLeaf = issueCertificate({
      subject: "CN=Below A Leaf",
      issuer: fresh.signer,
      keys: rsaKeys(2),
      role: "end-entity",
    });
    const file = fresh.sign({
      certificates: [member.der],
      signer: belowLeaf,
      signerIssuerSubject: fresh.signer.subject,
      transport: [belowLeaf.der, fresh.signer.der, fresh.root.der],
    });
    expect(verify(file)).toMatchObject({ failure: { code: "bundle/signer-chain-invalid" } });
    expect(opensslVerifies([file], fresh.rootPem)).toEqual([false]);
  });

  it("name the signer chain through an intermediate", () => {
    const intermediate = issueCertificate({ subject: "CN=Signing CA", issuer: fresh.root, keys: rsaKeys(2) });
    const signer = issueCertificate({
      subject: "CN=Deep Signer",
      issuer: intermediate,
      keys: rsaKeys(3),
      role: "end-entity",
    });
    const file = fresh.sign({
      certificates: [member.der],
      signer,
      signerIssuerSubject: intermediate.subject,
      transport: [fresh.root.der, intermediate.der, signer.der],
    });
    const verified = verify(file);
    expect(verified.ok && verified.value.signerChain.map(({ sha256 }) => sha256)).toEqual(
      [signer, intermediate, fresh.root].map((one) => asCertificate(one).sha256),
    );
  });

  it("are not mistaken for bundles when they are something else", () => {
    for (const file of [
      new Uint8Array(),
      Buffer.from("hello"),
      certificatesOnly([]),
      member.der,
      der.sequence(der.oid("1.2.840.113549.1.7.1")),
    ]) {
      expect(openBundle(file).ok).toBe(false);
    }
  });
});

describe("bundles made by the openssl command alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "openssl-bundle-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (command: string) =>
    execFileSync("openssl", command.split(" "), { cwd: folder, stdio: "pipe" });

  it.each([
    ["rsa:2048", "-md sha256"],
    ["rsa:2048", "-md sha512 -keyid -noattr"],
    ["rsa:3072", "-md sha256 -keyopt rsa_padding_mode:pss"],
    ["ec -pkeyopt ec_paramgen_curve:P-384", "-md sha384 -nosmimecap"],
  ])("are verified up to their root: %s, %s", (key, how) => {
    run(`req -x509 -newkey ${key} -nodes -keyout root.key -out root.pem -subj /CN=Root -days 3650`);
    run(`req -newkey ${key} -nodes -keyout signer.key -out signer.csr -subj /CN=Signer`);
    writeFileSync(join(folder, "extensions"), "keyUsage=digitalSignature\nsubjectKeyIdentifier=hash\n");
    run(
      "x509 -req -in signer.csr -CA root.pem -CAkey root.key -set_serial 77 -days 365 -extfile extensions -out signer.pem",
    );
    run("crl2pkcs7 -nocrl -certfile root.pem -outform DER -out content.der");
    run(
      `cms -sign -binary -nodetach -outform DER -in content.der -signer signer.pem -inkey signer.key -certfile root.pem ${how} -out bundle.p7b`,
    );
    const rows = readCertificates(readFileSync(join(folder, "root.pem")));
    const [root] = rows.ok ? certificatesIn(rows.value) : [];
    const verification = { signerRoots: [root!.sha256], at: new Date(root!.notBefore.getTime() + 60_000) };
    expect(verifyBundle(readFileSync(join(folder, "bundle.p7b")), verification)).toMatchObject({
      ok: true,
      value: { signerRootSha256: root!.sha256 },
    });
  });

  it("are verified when the pinned root itself has signed, and refused when another self-signed certificate has", () => {
    for (const name of ["root", "other"])
      run(
        `req -x509 -newkey rsa:2048 -nodes -keyout ${name}.key -out ${name}.pem -subj /CN=${name} -days 3650`,
      );
    run("crl2pkcs7 -nocrl -certfile root.pem -outform DER -out content.der");
    const bundleBy = (name: string) => {
      run(
        `cms -sign -binary -nodetach -outform DER -in content.der -signer ${name}.pem -inkey ${name}.key -out bundle.p7b`,
      );
      return new Uint8Array(readFileSync(join(folder, "bundle.p7b")));
    };
    const rows = readCertificates(readFileSync(join(folder, "root.pem")));
    const [root] = rows.ok ? certificatesIn(rows.value) : [];
    const verification = { signerRoots: [root!.sha256], at: new Date(root!.notBefore.getTime() + 60_000) };
    const [own, foreign] = [bundleBy("root"), bundleBy("other")];
    expect(verifyBundle(own, verification)).toMatchObject({
      ok: true,
      value: { signerRootSha256: root!.sha256 },
    });
    expect(verifyBundle(foreign, verification)).toMatchObject({
      ok: false,
      failure: { code: "bundle/signer-not-pinned", chainsTo: "CN=other" },
    });
    expect(opensslVerifies([own, foreign], readFileSync(join(folder, "root.pem"), "utf8"))).toEqual([
      true,
      false,
    ]);
  });
});

function fingerprintsByOpenssl(bundle: Uint8Array): string[] {
  const inner = openssl(["cms", "-verify", "-noverify", "-inform", "DER"], bundle);
  const pem = openssl(["pkcs7", "-inform", "DER", "-print_certs"], inner).toString();
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => {
    const printed = openssl(["x509", "-noout", "-fingerprint", "-sha256"], Buffer.from(block)).toString();
    return printed.split("=")[1]!.replace(/[:\s]/g, "");
  });
}

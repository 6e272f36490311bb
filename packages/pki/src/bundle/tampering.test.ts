/**
 * Every byte of a genuine bundle, changed: whatever the signature or the signer's chain covers must be refused,
 * and of the rest nothing may be accepted that the openssl command refuses.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writePem } from "../pem/pem.js";
import * as der from "../testing/der-writer.js";
import { freshSigner } from "../testing/fresh-bundles.js";
import { casesUnlessAsked } from "../testing/fuzzing.js";
import { issueCertificate } from "../testing/issue-certificate.js";
import { openssl, opensslVerifies } from "../testing/openssl.js";
import { describeWithPublicData, publicDataPath, readPublicData } from "../testing/public-data.js";
import { realRoot } from "../testing/real-certificates.js";
import { attribute } from "../testing/sign-bundle.js";
import { CISCO_SIGNER_ROOTS, verifyBundle } from "./verify-bundle.js";

const accepts = (file: Uint8Array, signerRoots = CISCO_SIGNER_ROOTS) =>
  verifyBundle(file, { signerRoots }).ok;

function changed(file: Uint8Array, offset: number, mask: number): Uint8Array {
  const copy = Uint8Array.from(file);
  copy[offset]! ^= mask;
  return copy;
}

describeWithPublicData("tampering with genuine bundles", () => {
  const M1 = writePem("CERTIFICATE", realRoot("Cisco_Root_CA_M1").der);

  // Signed attributes as `openssl asn1parse` places them: the element `cont [ 0 ]` in the signer's SEQUENCE.
  it.each([
    ["ios_core-v4-2017-01.p7b", { attributes: [19670, 19834], stride: 1, masks: [0x01, 0xa0] }],
    ["ios-v10-2021-09.p7b", { attributes: [116800, 116970], stride: 509, masks: [0x01] }],
  ] as const)(
    "refuses each changed byte of what is signed in %s, and is never laxer than openssl in the rest",
    (name, { attributes, stride, masks }) => {
      const file = readPublicData(`bundles/${name}`);
      const content = new Uint8Array(
        openssl(["cms", "-verify", "-noverify", "-inform", "DER", "-in", publicDataPath(`bundles/${name}`)]),
      );
      const signedParts = [
        content,
        realRoot("Trusted_Root_Store_Signer").der,
        realRoot("Cisco_Root_CA_M1").der,
      ].map((part) => placeOf(part, file));
      // The signature is the file's last element: 256 octets of an RSA-2048 signature.
      signedParts.push([...attributes], [file.length - 256, file.length]);
      const isSigned = (offset: number) => signedParts.some(([from, to]) => offset >= from && offset < to);
      const [contentFrom, contentTo] = signedParts[0]!;
      const accepted: { offset: number; file: Uint8Array }[] = [];
      for (let offset = 0; offset < file.length; offset++) {
        const inContent = offset >= contentFrom && offset < contentTo;
        if (inContent && (offset - contentFrom) % stride !== 0) continue;
        for (const mask of inContent ? [1 << (offset % 8)] : masks) {
          const tampered = changed(file, offset, mask);
          if (accepts(tampered)) accepted.push({ offset, file: tampered });
        }
      }
      expect(accepted.map(({ offset }) => offset).filter(isSigned)).toEqual([]);
      const byOpenssl = opensslVerifies(
        accepted.map((one) => one.file),
        M1,
      );
      expect(accepted.filter((_, index) => !byOpenssl[index]).map(({ offset }) => offset)).toEqual([]);
    },
    300_000,
  );

  it("is never laxer than openssl about bundles with bytes replaced, removed, added or moved", () => {
    const file = readPublicData("bundles/ios_core-v4-2017-01.p7b");
    const [from, to] = placeOf(
      new Uint8Array(
        openssl([
          "cms",
          "-verify",
          "-noverify",
          "-inform",
          "DER",
          "-in",
          publicDataPath("bundles/ios_core-v4-2017-01.p7b"),
        ]),
      ),
      file,
    );
    const accepted: Uint8Array[] = [];
    // Offsets outside the content: inside it nothing is ever accepted.
    const offset = fc.nat(file.length - (to - from) - 1).map((at) => (at < from ? at : at + (to - from)));
    const edit = fc.record({ offset, remove: fc.nat(3), insert: fc.uint8Array({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 2 }), (edits) => {
        let mutant = file;
        for (const { offset: at, remove, insert } of edits)
          mutant = der.join([mutant.subarray(0, at), insert, mutant.subarray(at + remove)]);
        if (accepts(mutant) && !Buffer.from(mutant).equals(file)) accepted.push(mutant);
      }),
      casesUnlessAsked(3000),
    );
    expect(opensslVerifies(accepted, M1)).toEqual(accepted.map(() => true));
  }, 300_000);
});

describe("tampering with a bundle in PEM", () => {
  it("is never laxer than openssl about text that is replaced, removed or added", () => {
    const fresh = freshSigner();
    const member = issueCertificate({ subject: "CN=Member" });
    const text = Buffer.from(writePem("CMS", fresh.sign({ certificates: [member.der] })));
    const piece = fc.constantFrom(
      "",
      " ",
      "\n",
      "\r\n",
      "\t",
      "=",
      "-",
      "A",
      "\0",
      ":",
      "-----",
      "-----BEGIN CMS-----\n",
      "-----END CMS-----\n",
      "MAAA",
      "\u00a0",
    );
    const accepted: Uint8Array[] = [];
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(3), piece, (at, remove, insert) => {
        const mutant = Buffer.concat([
          text.subarray(0, at),
          Buffer.from(insert, "latin1"),
          text.subarray(at + remove),
        ]);
        if (accepts(mutant, [fresh.rootCertificate.sha256]) && !mutant.equals(text)) accepted.push(mutant);
      }),
      casesUnlessAsked(2000),
    );
    const byOpenssl = opensslVerifies(accepted, fresh.rootPem, "PEM");
    expect(
      accepted.filter((_, index) => !byOpenssl[index]).map((file) => Buffer.from(file).toString("latin1")),
    ).toEqual([]);
  }, 300_000);
});

describe("tampering with bundles signed afresh", () => {
  const fresh = freshSigner();
  const stranger = issueCertificate({ subject: "O=Stranger, CN=Unrelated" });
  const member = issueCertificate({ subject: "CN=Member" });
  const unsigned = der.context(1, attribute("1.2.3.4", der.integer(5), der.truth(), der.utf8("unsigned")));

  it("is never laxer than openssl where strangers travel along and attributes are not signed", () => {
    const plain = fresh.sign({
      certificates: [member.der],
      transport: [stranger.der, fresh.signer.der, fresh.root.der],
    });
    const file = withUnsignedAttributes(plain, unsigned);
    const roots = [fresh.rootCertificate.sha256];
    expect(accepts(file, roots)).toBe(true);
    expect(opensslVerifies([file], fresh.rootPem)).toEqual([true]);
    const accepted: { what: string; file: Uint8Array }[] = [];
    for (let offset = 0; offset < file.length; offset++) {
      for (const mask of [0x20, 0x80]) {
        const tampered = changed(file, offset, mask);
        if (accepts(tampered, roots)) accepted.push({ what: `${offset} xor ${mask}`, file: tampered });
      }
    }
    const byOpenssl = opensslVerifies(
      accepted.map((one) => one.file),
      fresh.rootPem,
    );
    expect(accepted.filter((_, index) => !byOpenssl[index]).map(({ what }) => what)).toEqual([]);
    // The stranger's key and signature prove nothing here: the test must not pass by refusing everything.
    expect(accepted.length).toBeGreaterThan(100);
  }, 300_000);
});

function placeOf(part: Uint8Array, whole: Uint8Array): [from: number, to: number] {
  const from = Buffer.from(whole).indexOf(part);
  if (from === -1) throw new Error("the part is not in the whole");
  return [from, from + part.length];
}

/** Adds unsigned attributes behind the signature, which is the last field before them (RFC 5652 section 5.3). */
function withUnsignedAttributes(file: Uint8Array, attributes: Uint8Array): Uint8Array {
  return der.appendInside(file, [1, 0, -1, 0], attributes);
}

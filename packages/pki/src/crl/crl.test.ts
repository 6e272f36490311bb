import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { openssl } from "../testing/openssl.js";
import { describeWithPublicData, publicDataPath, readPublicData } from "../testing/public-data.js";
import { readCertificate } from "../x509/certificate.js";
import { type RevocationList, readRevocationList } from "./crl.js";

function read(name: string): RevocationList {
  const result = readRevocationList(readPublicData(`conformance/pkits/crls/${name}`));
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}

describeWithPublicData("the lists of PKITS", () => {
  it("are all read", () => {
    const names = readdirSync(publicDataPath("conformance/pkits/crls"));
    expect(names.map((name) => read(name))).toHaveLength(173);
  });

  it.each(["GoodCACRL.crl", "indirectCRLCA3cRLIssuerCRL.crl", "UnknownCRLEntryExtensionCACRL.crl"])(
    "%s has the dates and entries that openssl prints",
    (name) => {
      const list = read(name);
      const printed = openssl(
        ["crl", "-inform", "DER", "-in", "INPUT", "-noout", "-text"],
        list.der,
      ).toString();
      const date = (label: string) =>
        Date.parse(new RegExp(`${label}: (.*) GMT`).exec(printed)?.[1]?.concat(" UTC") ?? "");
      expect(list.thisUpdate.getTime()).toBe(date("Last Update"));
      expect(list.nextUpdate?.getTime()).toBe(date("Next Update"));
      expect(list.size).toBe(printed.match(/Serial Number: /g)?.length ?? 0);
    },
  );

  it("give an entry by issuer and serial number, with its reason", () => {
    const revoked = readCertificate(readPublicData("conformance/pkits/certs/InvalidRevokedEETest3EE.crt"));
    if (!revoked.ok) throw new Error(revoked.failure.code);
    const { issuer, serial, subject } = revoked.value;
    const list = read("GoodCACRL.crl");
    expect(list.find(issuer, serial)?.reason).toBe("keyCompromise");
    expect(list.find(subject, serial)).toBeUndefined();
  });

  it("name extensions of entries that must be understood and are not", () => {
    expect(read("UnknownCRLEntryExtensionCACRL.crl").unknownCriticalEntryExtensions).toHaveLength(1);
  });
});

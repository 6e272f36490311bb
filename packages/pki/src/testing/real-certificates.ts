/** Real certificates from the public test data, and the labels under which the notice's sample prints four of them. */
import { readdirSync } from "node:fs";
import { certificatesIn, readCertificates } from "../pem/certificate-rows.js";
import type { PoolLabel } from "../pool/entry.js";
import type { Certificate } from "../x509/certificate.js";
import { publicDataPath, readPublicData } from "./public-data.js";

/** The certificate in `roots/` whose file name starts so, such as `QuoVadis_Root_CA_2_CA3A`. */
export function realRoot(prefix: string): Certificate {
  const file = readdirSync(publicDataPath("roots")).find(
    (name) => name.startsWith(prefix) && name.endsWith(".pem"),
  );
  const rows = readCertificates(readPublicData(`roots/${file}`));
  const certificate = rows.ok ? certificatesIn(rows.value)[0] : undefined;
  if (!certificate) throw new Error(`no certificate in roots/${file}`);
  return certificate;
}

/** FN72290, sample output of `show crypto ca trustpool`: all four entries, times written as ISO 8601. */
export const NOTICE_SAMPLE_POOL: readonly PoolLabel[] = [
  {
    set: "Built-In",
    serial: "5F:F8:7B:28:2B:54:DC:8D:42:A3:15:B5:68:C9:AD:FF",
    subject: "CN=Cisco Root CA 2048,O=Cisco Systems",
    issuer: "CN=Cisco Root CA 2048,O=Cisco Systems",
    notBefore: "2004-05-14T20:17:12Z",
    notAfter: "2029-05-14T20:25:42Z",
    sha1: "DE990CED99E0431F60EDC3937E7CD5BF0ED9E5FA",
  },
  {
    set: "Built-In",
    serial: "2E:D2:0E:73:47:D3:33:83:4B:4F:DD:0D:D7:B6:96:7E",
    subject: "CN=Cisco Root CA M1,O=Cisco",
    issuer: "CN=Cisco Root CA M1,O=Cisco",
    notBefore: "2008-11-18T21:50:24Z",
    notAfter: "2033-11-18T21:59:46Z",
    sha1: "45AD6BB499011BB4E84E84316A81C27D89EE5CE7",
  },
  {
    set: "Built-In",
    serial: "3C:91:31:CB:1F:F6:D0:1B:0E:9A:B8:D0:44:BF:12:BE",
    subject: "OU=Class 3 Public Primary Certification Authority,O=VeriSign\\, Inc.,C=US",
    issuer: "OU=Class 3 Public Primary Certification Authority,O=VeriSign\\, Inc.,C=US",
    notBefore: "1996-01-29T00:00:00Z",
    notAfter: "2028-08-02T23:59:59Z",
    sha1: "A1DB6393916F17E4185509400415C70240B0AE6B",
  },
  {
    set: "Built-In",
    serial: "05:09",
    subject: "CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM",
    issuer: "CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM",
    notBefore: "2006-11-24T18:27:00Z",
    notAfter: "2031-11-24T18:23:33Z",
    sha1: "CA3AFBCF1240364B44B216208880483919937CF7",
  },
];

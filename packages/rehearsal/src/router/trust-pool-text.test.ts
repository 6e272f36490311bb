import { describe, expect, it } from "vitest";
import { certificateFromPem } from "../certificates/certificate.js";
import { hasSharedData, sharedText } from "../testing/shared-data.js";
import { TrustPool } from "./trust-pool.js";
import { showTrustPool } from "./trust-pool-text.js";

const NOTICE_POOL = [
  "Cisco_Root_CA_2048_DE990CED",
  "Cisco_Root_CA_M1_45AD6BB4",
  "Class_3_Public_Primary_Certification_Authority_A1DB6393",
  "QuoVadis_Root_CA_2_CA3AFBCF",
];

describe.skipIf(!hasSharedData)("show crypto ca trustpool (needs ../shared/data)", () => {
  it("gives the notice's text for the notice's four certificates, once flattened", () => {
    const line = sharedText("field-notices/fn72290.txt")
      .split("\n")
      .find((candidate) => candidate.includes("#show crypto ca trustpool "));
    const sample = line?.slice(line.indexOf("Trustpool: Built-In"));
    const certificates = NOTICE_POOL.map((name) => certificateFromPem(sharedText(`roots/${name}.pem`)));
    const text = showTrustPool(new TrustPool(certificates, [], "merge"));
    expect(text.join(" ").replace(/\s+/g, " ").trim()).toBe(sample?.replace(/\s+/g, " ").trim());
  });

  it("reads the odd certificates of real bundles", () => {
    const odd = certificateFromPem(sharedText("roots/ACT2_ECC_SUDI_CA_327895B8.pem"));
    const text = showTrustPool(new TrustPool([], [odd], "merge")).join("\n");
    expect(text).toContain("Trustpool: Downloaded");
    expect(text).toContain("Validity End   : 08:15:43 UTC Fri Apr 04 2053");
  });
});

import { describe, expect, it } from "vitest";
import { certificateFromPem } from "../certificates/certificate.js";
import { hasSharedData, sharedBytes, sharedText } from "../testing/shared-data.js";
import { judgeBundle } from "./verify-bundle.js";

const REQUIRED = "5D56499BE4D2E08BCFCAD08A3E38723D50503BDE706948E42F55603019E528AE";

describe.skipIf(!hasSharedData)("a router given genuine bundles (needs ../shared/data)", () => {
  const rootM1 = () => certificateFromPem(sharedText("roots/Cisco_Root_CA_M1_45AD6BB4.pem"));
  const root2048 = () => certificateFromPem(sharedText("roots/Cisco_Root_CA_2048_DE990CED.pem"));

  it.each([
    ["ios-v10-2021-09.p7b", 108, true],
    ["ios_core-v4-2017-01.p7b", 17, false],
  ] as const)(
    "accepts %s with %i certificates when its pool holds the signer's root",
    (file, count, holdsRequired) => {
      const judgement = judgeBundle(sharedBytes(`bundles/${file}`), [root2048(), rootM1()]);
      if (!judgement.ok) throw new Error(judgement.refusal);
      expect(judgement.certificates).toHaveLength(count);
      expect(judgement.certificates.some((certificate) => certificate.sha256 === REQUIRED)).toBe(
        holdsRequired,
      );
    },
  );

  it("refuses them when its pool lacks the signer's root", () => {
    const judgement = judgeBundle(sharedBytes("bundles/ios-v10-2021-09.p7b"), [root2048()]);
    expect(judgement).toEqual({ ok: false, refusal: "unknown-signer" });
  });

  it("refuses a changed byte anywhere in the signed pool, and any shortened file", () => {
    const genuine = sharedBytes("bundles/ios_core-v4-2017-01.p7b");
    for (let at = 200; at < 17_000; at += 997) {
      const changed = Buffer.from(genuine);
      changed[at]! ^= 0x01;
      expect(judgeBundle(changed, [rootM1()]).ok, `byte ${at}`).toBe(false);
    }
    for (const length of [0, 1, 100, genuine.length - 1]) {
      expect(judgeBundle(genuine.subarray(0, length), [rootM1()]).ok, `length ${length}`).toBe(false);
    }
  });
});

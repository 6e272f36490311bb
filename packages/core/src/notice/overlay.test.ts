import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { overlayNotice, parseOverlay } from "./overlay.js";
import { committedNotice, readNoticeFile } from "./testing/committed-notice.js";
import { standInRoot } from "./testing/stand-in.js";

const notice = committedNotice();
const REQUIRED_SERIAL = "0A0142800000014523C844B500000002";
const retired = standInRoot("/C=BM/O=QuoVadis Limited/CN=QuoVadis Root CA 2 (LAB 7f3a)", "0509");
const required = standInRoot(
  "/C=US/O=IdenTrust/CN=IdenTrust Commercial Root CA 1 (LAB 7f3a)",
  REQUIRED_SERIAL,
);
const signer = standInRoot("/O=Cisco/CN=Cisco Root CA M1 (LAB 7f3a)", "01");

const sheet = {
  formatVersion: 1,
  lab: true,
  name: "LAB 7f3a",
  baseNotice: "fn72290",
  retiredRoots: [{ replaces: notice.retiredRoots[0]?.sha256, sha256: retired.sha256, pem: retired.pem }],
  requiredRoots: [{ replaces: notice.requiredRoots[0]?.sha256, sha256: required.sha256, pem: required.pem }],
  signerRoots: [{ sha256: signer.sha256, pem: signer.pem }],
};

function parsed(changes: object = {}) {
  const read = parseOverlay(JSON.stringify({ ...sheet, ...changes }), "lab.json");
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

function overlaid(changes: object = {}) {
  return overlayNotice(notice, parsed(changes));
}

test("roots and signers are replaced, everything else stays, and the result is marked", () => {
  const result = overlaid();
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  const { retiredRoots, requiredRoots, signerRoots, lab, ...rest } = result.value;
  expect(lab).toEqual({ name: "LAB 7f3a", baseNotice: "fn72290" });
  expect(retiredRoots).toMatchObject([
    {
      commonName: "QuoVadis Root CA 2 (LAB 7f3a)",
      subject: "CN=QuoVadis Root CA 2 (LAB 7f3a),O=QuoVadis Limited,C=BM",
      serial: "0509",
      sha1: retired.sha1,
      sha256: retired.sha256,
      listedAs: "Built-In",
      file: null,
      pem: retired.pem,
    },
  ]);
  expect(requiredRoots).toMatchObject([{ serial: REQUIRED_SERIAL, sha256: required.sha256 }]);
  expect(signerRoots).toEqual([
    {
      name: "Cisco Root CA M1 (LAB 7f3a)",
      sha1: signer.sha1,
      sha256: signer.sha256,
      file: null,
      pem: signer.pem,
    },
  ]);
  const { retiredRoots: _1, requiredRoots: _2, signerRoots: _3, lab: _4, ...unchanged } = notice;
  expect(rest).toEqual(unchanged);
});

describe("an overlay that does not fit is refused", () => {
  const real = readNoticeFile("certificates/quovadis-root-ca-2.pem") ?? "";
  const realRoot = notice.retiredRoots[0]?.sha256;
  const replacing = (root: { pem: string; sha256: string }) => ({
    retiredRoots: [{ replaces: realRoot, sha256: root.sha256, pem: root.pem }],
  });

  test.each([
    ["for another notice", { baseNotice: "fn72323" }, "overlay/for-another-notice"],
    ["a root without stand-in", { requiredRoots: [] }, "overlay/root-not-replaced"],
    [
      "a stand-in for a root that the notice does not have",
      { requiredRoots: sheet.retiredRoots },
      "overlay/replaces-unknown-root",
    ],
    [
      "the real root as its own stand-in",
      replacing({ pem: real, sha256: realRoot ?? "" }),
      "overlay/stand-in-is-real",
    ],
    [
      "a stand-in that does not say that it is a lab's",
      replacing(standInRoot("/CN=QuoVadis Root CA 2", "0509")),
      "overlay/stand-in-not-marked",
    ],
    [
      "a stand-in with another name",
      replacing(standInRoot("/CN=Some Root (LAB 7f3a)", "0509")),
      "overlay/stand-in-not-marked",
    ],
    [
      "a stand-in with another serial",
      replacing(standInRoot("/CN=QuoVadis Root CA 2 (LAB 7f3a)", "050A")),
      "overlay/serial-differs",
    ],
    [
      "a signer that does not say so",
      {
        signerRoots: [standInRoot("/CN=Cisco Root CA M1", "01")].map(({ pem, sha256 }) => ({ pem, sha256 })),
      },
      "overlay/stand-in-not-marked",
    ],
  ])("%s", (_name, changes, code) =>
    expect(overlaid(changes)).toMatchObject({ ok: false, failure: { code } }),
  );

  test("over a notice that is a lab's already", () => {
    const first = overlaid();
    if (!first.ok) throw new Error(JSON.stringify(first.failure));
    expect(overlayNotice(first.value, parsed())).toMatchObject({
      failure: { code: "overlay/notice-is-a-lab" },
    });
  });
});

describe("the text of an overlay", () => {
  const text = JSON.stringify(sheet, null, 2);
  const lineOf = (part: string) => text.slice(0, text.indexOf(part)).split("\n").length;

  test("a fingerprint that is not its certificate's", () => {
    expect(parseOverlay(text.replace(required.sha256, signer.sha256), "lab.json")).toMatchObject({
      failure: {
        code: "notice/fields-wrong",
        problems: [{ field: "requiredRoots[0].sha256", line: lineOf(`"sha256": "${required.sha256}`) }],
      },
    });
  });

  test.each([
    ["lab: false", text.replace('"lab": true', '"lab": false'), "lab"],
    [
      "no certificate",
      JSON.stringify({ ...sheet, signerRoots: [{ sha256: signer.sha256, pem: "x" }] }),
      "signerRoots[0].pem",
    ],
    ["no signer", JSON.stringify({ ...sheet, signerRoots: [] }), "signerRoots"],
    ["a whole notice", JSON.stringify({ ...sheet, id: "fn72290" }), "id"],
  ])("%s", (_name, damaged, field) =>
    expect(parseOverlay(damaged, "lab.json")).toMatchObject({
      failure: { code: "notice/fields-wrong", problems: [{ field }] },
    }),
  );

  test("any change of it gives an overlay or a declared failure", () => {
    const splice = fc.tuple(fc.nat(text.length), fc.nat(30), fc.string({ maxLength: 8 }));
    fc.assert(
      fc.property(splice, ([start, length, put]) => {
        const read = parseOverlay(text.slice(0, start) + put + text.slice(start + length), "lab.json");
        if (!read.ok) expect(read.failure.code).toMatch(/^notice\/(?:not-yaml|fields-wrong|too-large)$/);
      }),
      { numRuns: 150 },
    );
  });
});

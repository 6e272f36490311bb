import type { FieldNotice } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { bundlePlaces } from "./bundle-places.js";

const noticeWith = (bundleUrl: string | undefined) =>
  ({
    remedies: bundleUrl === undefined ? [] : [{ id: "import-from-default-url", bundleUrl }],
  }) as unknown as FieldNotice;

describe("where bundles are", () => {
  it("is at the notice's address, at the current location, and beside it", () => {
    expect(bundlePlaces(noticeWith("http://www.cisco.com/security/pki/trs/ios.p7b"))).toEqual([
      "http://www.cisco.com/security/pki/trs/ios.p7b",
      "http://www.cisco.com/security/pki/trs/ios_core.p7b",
      "http://www.cisco.com/security/pki/trs/ios_union.p7b",
      "https://www.cisco.com/security/pki/trs/current/ios_core/ios_core.p7b",
      "https://www.cisco.com/security/pki/trs/current/ios/ios.p7b",
      "https://www.cisco.com/security/pki/trs/current/ios_union/ios_union.p7b",
    ]);
  });

  it("is only where the notice says for a vendor that names them otherwise, and nowhere without an address", () => {
    expect(bundlePlaces(noticeWith("http://other.example/roots?id=4"))).toEqual([
      "http://other.example/roots?id=4",
    ]);
    expect(bundlePlaces(noticeWith(undefined))).toEqual([]);
  });
});

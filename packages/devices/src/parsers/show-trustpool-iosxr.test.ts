import { describe, expect, it } from "vitest";
import { showTrustPoolXr } from "./show-trustpool-iosxr.js";
import { showTrustPoolPolicyXr } from "./show-trustpool-policy-iosxr.js";
import { hasSharedData, noticeSamples } from "./testing/corpus.js";

const ENTRY = `Trustpool: Downloaded
==================================================
CA certificate
  Serial Number  : 0A:01:42:80:00:00:01:45:23:C8:44:B5:00:00:00:02
  Subject:
        CN=IdenTrust Commercial Root CA 1,O=IdenTrust,C=US
  Issued By      :
        CN=IdenTrust Commercial Root CA 1,O=IdenTrust,C=US
  Validity Start : 18:12:23 UTC Thu Jan 16 2014
  Validity End   : 18:12:23 UTC Mon Jan 16 2034
  SHA1 Fingerprint:
         DF717EAA4AD94EC9558499602D48DE5FBCF03A25
`;
const IDENTRUST = {
  set: "Downloaded",
  serial: "0A0142800000014523C844B500000002",
  subject: "CN=IdenTrust Commercial Root CA 1,O=IdenTrust,C=US",
  issuer: "CN=IdenTrust Commercial Root CA 1,O=IdenTrust,C=US",
  notBefore: "2014-01-16T18:12:23Z",
  notAfter: "2034-01-16T18:12:23Z",
  sha1: "DF717EAA4AD94EC9558499602D48DE5FBCF03A25",
};

describe("show crypto ca trustpool", () => {
  it.skipIf(!hasSharedData)("reads the notice's four entries out of one line", () => {
    const [sample] = noticeSamples("show crypto ca trustpool");
    const pool = showTrustPoolXr.parse(sample as string);
    expect(pool).toMatchObject({
      ok: true,
      value: { session: { takenAt: { text: "Wed Apr 1 10:25:52.995 UTC" } } },
    });
    expect(pool.ok && pool.value.entries).toEqual([
      {
        set: "Built-In",
        serial: "5FF87B282B54DC8D42A315B568C9ADFF",
        subject: "CN=Cisco Root CA 2048,O=Cisco Systems",
        issuer: "CN=Cisco Root CA 2048,O=Cisco Systems",
        notBefore: "2004-05-14T20:17:12Z",
        notAfter: "2029-05-14T20:25:42Z",
        sha1: "DE990CED99E0431F60EDC3937E7CD5BF0ED9E5FA",
      },
      {
        set: "Built-In",
        serial: "2ED20E7347D333834B4FDD0DD7B6967E",
        subject: "CN=Cisco Root CA M1,O=Cisco",
        issuer: "CN=Cisco Root CA M1,O=Cisco",
        notBefore: "2008-11-18T21:50:24Z",
        notAfter: "2033-11-18T21:59:46Z",
        sha1: "45AD6BB499011BB4E84E84316A81C27D89EE5CE7",
      },
      {
        set: "Built-In",
        serial: "3C9131CB1FF6D01B0E9AB8D044BF12BE",
        subject: "OU=Class 3 Public Primary Certification Authority,O=VeriSign\\, Inc.,C=US",
        issuer: "OU=Class 3 Public Primary Certification Authority,O=VeriSign\\, Inc.,C=US",
        notBefore: "1996-01-29T00:00:00Z",
        notAfter: "2028-08-02T23:59:59Z",
        sha1: "A1DB6393916F17E4185509400415C70240B0AE6B",
      },
      {
        set: "Built-In",
        serial: "0509",
        subject: "CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM",
        issuer: "CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM",
        notBefore: "2006-11-24T18:27:00Z",
        notAfter: "2031-11-24T18:23:33Z",
        sha1: "CA3AFBCF1240364B44B216208880483919937CF7",
      },
    ]);
  });

  it("reads the layout of a device, its fields in any order, and a name that a terminal wrapped", () => {
    expect(showTrustPoolXr.parse(`${ENTRY}\n${ENTRY}`)).toMatchObject({
      value: { entries: [IDENTRUST, IDENTRUST] },
    });
    const [head, ...fields] = ENTRY.split(/^(?= {2}\S)/m);
    expect(showTrustPoolXr.parse([head, ...fields.reverse()].join(""))).toMatchObject({
      value: { entries: [IDENTRUST] },
    });
    const name =
      "CN=VeriSign Class 3 Public Primary Certification Authority - G5,OU=(c) 2006 VeriSign\\, Inc.";
    const wrapped = ENTRY.replace(IDENTRUST.subject, `${name.slice(0, 72)}\n${name.slice(72)}`);
    expect(showTrustPoolXr.parse(wrapped)).toMatchObject({ value: { entries: [{ subject: name }] } });
  });

  it("refuses a pool that is cut, changed or something else, and names the line", () => {
    const refusal = (text: string) => showTrustPoolXr.parse(text);
    expect(refusal("Smart Licensing is ENABLED")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
    const cut = ENTRY.slice(0, ENTRY.indexOf("  SHA1"));
    expect(refusal(cut)).toMatchObject({ failure: { code: "parse/cut-short", line: 10, missing: "sha1" } });
    expect(refusal(cut + ENTRY)).toMatchObject({ failure: { code: "parse/unexpected-line", line: 11 } });
    expect(refusal(ENTRY.replace("DF717E", "DF717G"))).toMatchObject({
      failure: { code: "parse/bad-value", line: 12, field: "sha1" },
    });
    expect(refusal(ENTRY.replace("Downloaded", "Imported"))).toMatchObject({
      failure: { code: "parse/bad-value", line: 1, field: "set" },
    });
    expect(refusal(ENTRY.replace("  Validity End", "garbage\n  Validity End"))).toMatchObject({
      failure: { code: "parse/unexpected-line", line: 10, text: "garbage" },
    });
  });
});

describe("show crypto ca trustpool policy", () => {
  it("reads the bundle, the revocation rule and the VRF, however they are worded", () => {
    const text =
      "Trustpool Policy\n  CA bundle url : http://10.1.1.1/ios.p7b\n  CRL : optional\n  vrf : MGMT\n  description : lab";
    expect(showTrustPoolPolicyXr.parse(text)).toMatchObject({
      value: { bundleUrl: "http://10.1.1.1/ios.p7b", crl: "optional", vrf: "MGMT", description: "lab" },
    });
    const bare = showTrustPoolPolicyXr.parse(
      "Trustpool policy:\nCA Bundle Location: http://www.cisco.com/security/pki/trs/ios.p7b",
    );
    expect(bare).toMatchObject({
      value: { bundleUrl: "http://www.cisco.com/security/pki/trs/ios.p7b", crl: "required" },
    });
    const defaults = showTrustPoolPolicyXr.parse(
      "Trustpool Policy\n  CA Bundle Location: Default (http://www.cisco.com/security/pki/trs/ios.p7b)\n  CRL: Mandatory\n  VRF: Default",
    );
    expect(defaults).toMatchObject({ value: { crl: "required" } });
    expect(defaults.ok && defaults.value).not.toHaveProperty("vrf");
    // What applies only by default is configured nowhere, so that undoing it means removing ours.
    expect(defaults.ok && defaults.value).not.toHaveProperty("bundleUrl");
  });

  it("refuses what says nothing of a trust pool", () => {
    expect(showTrustPoolPolicyXr.parse("Clock is synchronized, stratum 3")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
    expect(showTrustPoolPolicyXr.parse("Trustpool Policy\n0/RP0/CPU0  A99-RP-F(Active)")).toMatchObject({
      failure: { code: "parse/unexpected-line", line: 2 },
    });
  });

  it("passes over what other releases print of a certificate", () => {
    const more = ENTRY.replace(
      "  SHA1 Fingerprint:",
      "  CRL Distribution Point\n        http://validation.identrust.com/crl/commercialrootca1.crl\n  Key usage      : Signature\n  SHA256 Fingerprint:\n         5D56499BE4D2E08BCFCAD08A3E38723D50503BDE706948E42F55603019E528AE\n  SHA1 Fingerprint:",
    ).replace(
      "DF717EAA4AD94EC9558499602D48DE5FBCF03A25",
      "DF:71:7E:AA:4A:D9:4E:C9:55:84:99:60:2D:48:DE:5F:BC:F0:3A:25",
    );
    const pool = showTrustPoolXr.parse(`${more}\n${ENTRY.replace("Downloaded", "Built-In")}`);
    expect(pool.ok && pool.value.entries).toEqual([IDENTRUST, { ...IDENTRUST, set: "Built-In" }]);
  });
});

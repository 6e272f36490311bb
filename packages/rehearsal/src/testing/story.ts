/** The notice's event as lab options, for tests: dates, names and roots as FN72290 has them, written out. */

import type { Imitated } from "../certificates/roles.js";
import type { LabOptions, RouterSpec } from "../options.js";
import type { FleetStory } from "../scenarios/story.js";
import { hasSharedData, sharedText } from "./shared-data.js";

export const FIRST_CUT_OVER = new Date("2022-02-05T00:00:00Z");
export const SECOND_CUT_OVER = new Date("2023-01-26T00:00:00Z");

const retired: Imitated = {
  commonName: "QuoVadis Root CA 2",
  organization: "QuoVadis Limited",
  country: "BM",
  serialNumber: "0509",
  notBefore: new Date("2006-11-24T18:27:00Z"),
  notAfter: new Date("2031-11-24T18:23:33Z"),
};
const required: Imitated = {
  commonName: "IdenTrust Commercial Root CA 1",
  organization: "IdenTrust",
  country: "US",
  serialNumber: "0A0142800000014523C844B500000002",
  notBefore: new Date("2014-01-16T18:12:23Z"),
  notAfter: new Date("2034-01-16T18:12:23Z"),
};
const signer: Imitated = {
  commonName: "Cisco Root CA M1",
  organization: "Cisco",
  serialNumber: "2ED20E7347D333834B4FDD0DD7B6967E",
  notBefore: new Date("2008-11-18T21:50:24Z"),
  notAfter: new Date("2033-11-18T21:59:46Z"),
};

const REAL = {
  "Cisco Root CA 2048": "Cisco_Root_CA_2048_DE990CED",
  "Cisco Root CA M1": "Cisco_Root_CA_M1_45AD6BB4",
  "VeriSign Class 3": "Class_3_Public_Primary_Certification_Authority_A1DB6393",
  "QuoVadis Root CA 2": "QuoVadis_Root_CA_2_CA3AFBCF",
};

/** The notice's four Built-In roots where the public data is at hand, else none. */
const realCertificates: Record<string, string> = hasSharedData
  ? Object.fromEntries(Object.entries(REAL).map(([key, file]) => [key, sharedText(`roots/${file}.pem`)]))
  : {};

export const story: FleetStory = {
  startAt: new Date("2022-01-20T08:00:00Z"),
  listedReleases: ["6.5.3", "6.6.3", "7.1.2", "7.3.2", "7.5.1"],
  unlistedRelease: "7.3.5",
  realBuiltIn: Object.keys(realCertificates),
};

export function storyOptions(routers: readonly RouterSpec[]): LabOptions {
  return {
    routers,
    standIns: { retired, required, signer },
    realCertificates,
    endpoints: [
      {
        host: "tools.cisco.com",
        cutOverAt: FIRST_CUT_OVER,
        services: [
          { service: "licensing-callhome", path: "/its/service/oddce/services/DDCEService" },
          { service: "smart-call-home", path: "/its/service/oddce/services/DDCEService" },
        ],
      },
      {
        host: "smartreceiver.cisco.com",
        cutOverAt: SECOND_CUT_OVER,
        services: [{ service: "licensing-smart", path: "/licservice/license" }],
      },
    ],
    bundle: {
      url: "http://www.cisco.com/security/pki/trs/ios.p7b",
      name: "Lab Intersect Bundle",
      version: "10",
      signedAt: new Date("2021-09-01T12:00:00Z"),
      certificates: [{ standIn: "retired" }, { standIn: "required" }],
    },
    startAt: story.startAt,
    clockRate: 0,
  };
}

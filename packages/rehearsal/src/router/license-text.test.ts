import { describe, expect, it } from "vitest";
import { hasSharedData, sharedText } from "../testing/shared-data.js";
import type { LicenseFacts } from "./license-facts.js";
import { showLicenseStatus } from "./license-text.js";
import type { LicensingState } from "./licensing-state.js";
import { afterSuccess, registeredFrom, retryAt } from "./licensing-timers.js";

const at = (time: string) => new Date(`2022-02-23T${time}Z`);
const flat = (text: string) => text.replace(/\s+/g, " ").trim();

/** Seconds by which the cloud's clock was behind in the notice's samples. */
const LAG_MS = 302_000;

const registration = {
  status: "registered",
  at: at("05:56:41"),
  ...registeredFrom(at("05:56:41"), 305_000),
} as const;
const base: LicensingState = {
  registration: { ...registration, nextRenewalAt: new Date("2022-08-22T05:56:40Z") },
  authorization: { status: "out-of-compliance", since: at("05:56:50") },
  failures: 0,
};
const facts = (state: LicensingState): LicenseFacts => ({
  agent: { kind: "registration", state },
  transport: "callhome",
  now: at("06:10:00"),
  udi: "PID:NCS-5501,SN:FOC0000LAB0",
  smartAccount: "BU Production Test 1",
  virtualAccount: "NCS550 Testing",
});

/** The two samples of the notice, in its order: the failing one, then the one after the repair. */
function samples(): [string, string] {
  const notice = sharedText("field-notices/fn72290.txt").split("\n");
  const found = notice
    .filter((line) => line.includes("#show license status "))
    .map((line) => /Smart Licensing is ENABLED.*Custom Id: <empty>/.exec(line)![0]);
  return [flat(found[0]!), flat(found[1]!)];
}

describe.skipIf(!hasSharedData)("show license status (needs ../shared/data)", () => {
  it("gives the notice's failing sample once flattened; the retry comes 29 seconds after the failure", () => {
    const failed: LicensingState = {
      ...base,
      lastContact: {
        result: "failed",
        at: at("06:08:07"),
        reason: "Fail to send out Call Home HTTP message",
      },
      nextContactAt: retryAt(at("06:08:07"), 1),
      deadlineAt: new Date("2022-05-24T05:56:21Z"),
    };
    expect(flat(showLicenseStatus(facts(failed)).join("\n"))).toBe(samples()[0]);
  });

  it("gives the sample after the repair; 12 hours to the next contact, the deadline short of 90 days", () => {
    const restored: LicensingState = {
      ...base,
      ...afterSuccess(at("06:01:22"), "out-of-compliance", LAG_MS),
    };
    // The sample was taken with fractions of a second that it does not print.
    const nextContactAt = new Date(restored.nextContactAt!.getTime() - 1_000);
    expect(flat(showLicenseStatus(facts({ ...restored, nextContactAt })).join("\n"))).toBe(samples()[1]);
  });

  it("has the line breaks and indentation of the same agent's captures on IOS XE", () => {
    const capture = sharedText(
      "cli-corpora/genieparser/iosxe/tests/ShowLicenseStatus/cli/equal/golden_output2_output.txt",
    );
    const shape = (line: string) => line.replace(/:.*/, ":").trimEnd();
    const expected = capture
      .split("\n")
      .slice(1)
      .map(shape)
      .filter((line) => line !== "" && !line.includes("#"));
    const text = showLicenseStatus(
      facts({ ...base, ...afterSuccess(at("06:01:22"), "in-compliance", LAG_MS) }),
    );
    const shapes = text.map(shape).filter((line) => line !== "");
    // IOS XE has no custom id here.
    expect(shapes.slice(0, shapes.indexOf("Miscellaneous:"))).toEqual(expected);
  });
});

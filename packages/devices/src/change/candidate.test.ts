import { describe, expect, it } from "vitest";
import { checkCandidate } from "./candidate.js";

const POLICY = ["crypto ca trustpool policy", " cabundle url http://192.0.2.10/ios/ios.p7b"];

/** As the lab and captured sessions print it. */
const shown = (...lines: readonly string[]) =>
  [
    "Wed Feb 23 06:08:07.562 UTC",
    "Building configuration...",
    "!! IOS XR Configuration 7.3.2",
    ...lines,
    "end",
    "",
  ].join("\n");

describe("a candidate", () => {
  it.each([
    ["nested as approved", POLICY, [...POLICY, "!"]],
    ["typed on one line", [POLICY.map((line) => line.trim()).join(" ")], [...POLICY, "!"]],
    [
      "typed block by block",
      [...POLICY, "!", "crypto ca trustpoint Trustpool", " crl optional"],
      [...POLICY, "!", "crypto ca trustpoint Trustpool", " crl optional", "!"],
    ],
    ["in another order", [...POLICY, " crl optional"], [POLICY[0], " crl optional", POLICY[1], "!"]],
    [
      "with a removal shown as typed",
      ["no crypto ca trustpool policy cabundle url"],
      [POLICY[0], " no cabundle url", "!"],
    ],
    [
      "with a removal shown with its value",
      ["no crypto ca trustpool policy cabundle url"],
      [POLICY[0], " no cabundle url http://192.0.2.10/ios/ios.p7b", "!"],
    ],
    [
      "with a log message in between",
      POLICY,
      [
        POLICY[0],
        "RP/0/RP0/CPU0:Feb 22 09:57:24.025 UTC: cepki[279]: %SECURITY-PKI-6-ERR_1_PARAM : Download failed",
        POLICY[1],
        "!",
      ],
    ],
  ])("is as approved: %s", (_what, approved, lines) => {
    expect(checkCandidate(shown(...(lines as string[])), approved)).toEqual({ holds: "exactly-approved" });
  });

  it.each([
    ["another statement", [...POLICY, "!", "hostname other"], ["hostname other"]],
    [
      "another statement in the same block",
      [...POLICY, " vrf MGMT", "!"],
      ["crypto ca trustpool policy vrf MGMT"],
    ],
    [
      "the same statement in another block",
      ["crypto ca trustpoint X", " cabundle url http://192.0.2.10/ios/ios.p7b", "!"],
      ["crypto ca trustpoint X cabundle url http://192.0.2.10/ios/ios.p7b"],
    ],
    [
      "another value",
      [POLICY[0], " cabundle url http://192.0.2.66/ios/ios.p7b", "!"],
      ["crypto ca trustpool policy cabundle url http://192.0.2.66/ios/ios.p7b"],
    ],
    [
      "a value that goes on",
      [POLICY[0], " cabundle url http://192.0.2.10/ios/ios.p7bx", "!"],
      ["crypto ca trustpool policy cabundle url http://192.0.2.10/ios/ios.p7bx"],
    ],
    [
      "a removal of what was to be set",
      [POLICY[0], " no cabundle url http://192.0.2.10/ios/ios.p7b", "!"],
      ["no crypto ca trustpool policy cabundle url http://192.0.2.10/ios/ios.p7b"],
    ],
    ["a removed block", ["no crypto ca trustpool policy"], ["no crypto ca trustpool policy"]],
  ])("holds what nobody approved: %s", (_what, lines, statements) => {
    expect(checkCandidate(shown(...(lines as string[])), POLICY)).toEqual({ holds: "foreign", statements });
  });

  it("says what is missing, and that there is nothing", () => {
    expect(checkCandidate(shown(...POLICY, "!"), [...POLICY, " crl optional"])).toEqual({
      holds: "too-little",
      missing: ["crypto ca trustpool policy crl optional"],
    });
    expect(checkCandidate(shown(), POLICY)).toEqual({ holds: "nothing" });
    expect(checkCandidate("", POLICY)).toEqual({ holds: "nothing" });
  });
});

import { expect, it } from "vitest";
import { describeWithPublicData, publicDataPath } from "../testing/public-data.js";
import { answerPkits, readPkitsCases, runPkits } from "./pkits-suite.js";

describeWithPublicData("NIST PKITS", () => {
  const folder = publicDataPath("conformance/pkits");

  it("agrees with all 247 subtests, CRLs included", () => {
    const { passed, results } = runPkits(folder);
    expect(results.filter(({ expected, actual }) => expected !== actual)).toEqual([]);
    expect([passed, results.length]).toEqual([247, 247]);
  });

  it("ends with the policies that the suite names", () => {
    const stated = readPkitsCases(folder).filter(
      (given) => given.should_validate && given.user_constrained_policy_set,
    );
    expect(stated.length).toBe(14);
    for (const given of stated) {
      const expected = [...(given.user_constrained_policy_set ?? [])].sort();
      expect([...answerPkits(folder, given).policies].sort(), given.number).toEqual(expected);
    }
  });

  it("fails the sections on revocation when the lists are withheld", () => {
    const revoked = readPkitsCases(folder).filter(
      ({ number, should_validate }) => number.startsWith("4.4.") && should_validate,
    );
    for (const given of revoked)
      expect(answerPkits(folder, { ...given, crls: [] }).actual, given.number).toBe("FAILURE");
  });
});

import { describe, expect, it } from "vitest";
import { story } from "../testing/story.js";
import { mixedFleet } from "./mixed-fleet.js";
import { rehearsalFleet } from "./rehearsal-fleet.js";

describe("a mixed fleet", () => {
  it("is the same for the same size and seed, and another for another seed", () => {
    expect(mixedFleet(200, 7, story)).toEqual(mixedFleet(200, 7, story));
    expect(mixedFleet(200, 8, story)).not.toEqual(mixedFleet(200, 7, story));
  });

  it("begins with an exposed NCS 5500 of a listed release: real roots, then the retired and the signer stand-in", () => {
    const [first] = mixedFleet(12_345, 3, story);
    expect(first).toMatchObject({ name: "lab-001", platform: "ncs5500" });
    expect(story.listedReleases).toContain(first!.release);
    const reals = story.realBuiltIn.map((real) => ({ real }));
    expect(first!.builtIn).toEqual([...reals, { standIn: "retired" }, { standIn: "signer" }]);
  });

  it("has every kind of router at size, on releases that their platform runs", () => {
    const fleet = mixedFleet(2_000, 1, story);
    expect(new Set(fleet.map(({ license }) => license.state)).size).toBe(5);
    expect(new Set(fleet.map(({ platform }) => platform)).size).toBe(3);
    expect(new Set(fleet.flatMap(({ faults }) => faults ?? []).map(({ kind }) => kind))).toEqual(
      new Set(["dns-down", "unreachable"]),
    );
    for (const { platform, release } of fleet) {
      if (platform === "cisco8000") expect(release).toMatch(/^7/);
    }
  });
});

describe("the rehearsal fleet", () => {
  it("is twelve routers with names of their own", () => {
    expect(new Set(rehearsalFleet(story).map(({ name }) => name)).size).toBe(12);
  });
});

import { describe, expect, it } from "vitest";
import { story } from "../testing/story.js";
import { givenMix } from "./given-mix.js";
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

describe("a mix from a file", () => {
  const mix = (routers: unknown[], format = "lab-mix/1") => JSON.stringify({ format, routers });

  it("has the groups in order, and draws what they leave open from the seed", () => {
    const text = mix([
      { count: 2, platform: "cisco8000", license: "out-of-compliance", builtIn: "new", transport: "smart" },
      { count: 3, release: "7.3.5", downloaded: ["required"], faults: [{ kind: "dns-down" }] },
      { license: "permanent-reservation", configuration: "http client secure-verify-peer disable" },
    ]);
    const fleet = givenMix(text, 4, story);
    expect(fleet.map(({ name }) => name)).toEqual(
      ["001", "002", "003", "004", "005", "006"].map((n) => `lab-${n}`),
    );
    expect(fleet[1]).toMatchObject({
      platform: "cisco8000",
      transport: "smart",
      license: { state: "registered", compliance: "out-of-compliance" },
    });
    expect(fleet[1]!.builtIn).toContainEqual({ standIn: "required" });
    expect(fleet[4]).toMatchObject({
      release: "7.3.5",
      downloaded: [{ standIn: "required" }],
      faults: [{ kind: "dns-down" }],
    });
    expect(fleet[5]).toMatchObject({ transport: "off", license: { state: "permanent-reservation" } });
    expect(givenMix(text, 4, story)).toEqual(fleet);
    expect(givenMix(text, 5, story)).not.toEqual(fleet);
  });

  it("gives a release what it ships: later ones than those listed have both roots, unless the group says otherwise", () => {
    const [within, later, told] = givenMix(
      mix([{ release: "7.3.5" }, { release: "7.10.1" }, { release: "24.2.2", builtIn: "old" }]),
      1,
      story,
    );
    const required = { standIn: "required" };
    expect(within!.builtIn).not.toContainEqual(required);
    expect(later!.builtIn).toEqual(expect.arrayContaining([required, { standIn: "retired" }]));
    expect(told!.builtIn).not.toContainEqual(required);
  });

  it.each([
    ["{", /JSON/],
    [mix([], "lab-mix/2"), /"format" must be one of lab-mix\/1/],
    [mix([]), /1 to 10000 routers, not 0/],
    [mix([{ count: 10_001 }]), /not 10001/],
    [mix([{}, { platfrom: "ncs5500" }]), /routers\[1\]: "platfrom" is not known/],
    [mix([{ count: 1.5 }]), /routers\[0\]: "count"/],
    [mix([{ release: "latest" }]), /routers\[0\]: "release"/],
    [mix([{ faults: [{ kind: "slow" }] }]), /routers\[0\]: "delayMs"/],
    [mix([{ license: "gold" }]), /routers\[0\]: "license"/],
  ])("refuses %s", (text, message) => {
    expect(() => givenMix(text, 1, story)).toThrow(message);
  });
});

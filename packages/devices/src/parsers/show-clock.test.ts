import { describe, expect, it } from "vitest";
import { WEEKDAYS } from "./device-time.js";
import { type Clock, showClock } from "./show-clock.js";
import { compareLeaves, genieSamples, hasSharedData } from "./testing/corpus.js";

/** Our clock as genieparser names it: parts of the printed time, each checked against the time that was read. */
function asGenie({ time }: Clock): Record<string, unknown> {
  const [date = "", clock = ""] = time.local?.split("T") ?? [];
  const [year, month, day] = date.split("-").map(Number);
  const instant = new Date(`${date}T00:00:00Z`);
  return {
    time: clock,
    timezone: time.zone,
    day_of_week: WEEKDAYS[instant.getUTCDay()],
    month: instant.toUTCString().split(" ")[2],
    day: `${day}`,
    year: `${year}`,
    _month: month,
  };
}

describe("show clock", () => {
  it.skipIf(!hasSharedData)("reads the corpus samples leaf by leaf, none left out", () => {
    const samples = [...genieSamples("iosxe/tests/ShowClock"), ...genieSamples("ios/tests/ShowClock")];
    expect(samples.length).toBeGreaterThanOrEqual(4);
    for (const sample of samples) {
      const result = showClock.parse(sample.text);
      if (!result.ok) throw new Error(JSON.stringify(result.failure));
      expect(compareLeaves(sample.expected, asGenie(result.value)).differences, sample.name).toEqual([]);
    }
  });

  it("says how far the device vouches for its time", () => {
    const state = (text: string) => {
      const result = showClock.parse(text);
      return result.ok ? result.value.state : result.failure.code;
    };
    expect(state("06:08:07.562 UTC Wed Feb 23 2022")).toBe("synchronized");
    expect(state(".06:08:07.562 UTC Wed Feb 23 2022")).toBe("not-synchronized");
    expect(state("*06:08:07.562 UTC Wed Feb 23 2022\nNo time source")).toBe("not-authoritative");
    expect(state("06:08:07.562 UTC Wed Feb 31 2022")).toBe("parse/bad-value");
    expect(state("06:08:07.562 UTC Wed Feb 23 2022\nStatus: REGISTERED")).toBe("parse/unexpected-line");
  });

  it("reads the time above an IOS XR output apart from the clock itself", () => {
    const text =
      "RP/0/RP0/CPU0:r#show clock\r\nWed Feb 23 06:08:07.562 UTC\r\n06:08:07.577 UTC Wed Feb 23 2022\r\nRP/0/RP0/CPU0:r#";
    expect(showClock.parse(text)).toMatchObject({
      value: { time: { utc: "2022-02-23T06:08:07.577Z" }, session: { takenAt: { zone: "UTC" } } },
    });
  });
});

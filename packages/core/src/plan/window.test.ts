import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOpenAt, isTimeZone, type MaintenanceWindow, nextOpening, WEEKDAYS } from "./window.js";

const NIGHT: MaintenanceWindow = {
  days: ["sat"],
  from: "01:00",
  to: "04:00",
  timeZone: "Europe/Paris",
};

describe("a window", () => {
  it("is open by the clock on the wall, in winter and in summer", () => {
    expect(isOpenAt([NIGHT], "2022-02-26T00:00:00.000Z")).toBe(true);
    expect(isOpenAt([NIGHT], "2022-02-26T03:00:00.000Z")).toBe(false);
    expect(nextOpening([NIGHT], "2022-02-23T12:00:00.000Z")).toBe("2022-02-26T00:00:00.000Z");
    expect(nextOpening([NIGHT], "2022-07-20T12:00:00.000Z")).toBe("2022-07-22T23:00:00.000Z");
  });

  it("goes over midnight, and belongs to the day on which it begins", () => {
    const late: MaintenanceWindow = { ...NIGHT, days: ["fri"], from: "22:00", to: "02:00" };
    expect(isOpenAt([late], "2022-02-26T00:59:00.000Z")).toBe(true);
    expect(isOpenAt([late], "2022-02-26T01:00:00.000Z")).toBe(false);
    expect(isOpenAt([late], "2022-02-25T00:30:00.000Z")).toBe(false);
  });

  it("opens after the hour that the spring takes away, and never where that was all of it", () => {
    // In Paris, 2022-03-27 goes from 02:00 straight to 03:00.
    const on27 = { from: "02:15", timeZone: "Europe/Paris", dates: ["2022-03-27"] };
    expect(nextOpening([{ ...on27, to: "04:00" }], "2022-03-26T12:00:00.000Z")).toBe(
      "2022-03-27T01:00:00.000Z",
    );
    expect(nextOpening([{ ...on27, to: "02:45" }], "2022-03-26T12:00:00.000Z")).toBeUndefined();
  });

  it("never opens on dates that are past", () => {
    const past = { from: "01:00", to: "04:00", timeZone: "UTC", dates: ["2022-02-01"] };
    expect(nextOpening([past], "2022-02-23T00:00:00.000Z")).toBeUndefined();
  });

  it("knows time zones by name", () => {
    expect(isTimeZone("Asia/Kolkata")).toBe(true);
    expect(isTimeZone("Mars/Olympus")).toBe(false);
  });

  it("is always open where there is none", () => {
    expect(nextOpening([], "2022-02-23T00:00:00.000Z")).toBe("2022-02-23T00:00:00.000Z");
  });
});

const hour = fc.integer({ min: 0, max: 95 }).map((quarter) => {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(quarter / 4))}:${two((quarter % 4) * 15)}`;
});
/** Zones with every kind of change, of half an hour and of the other hemisphere among them. */
const zone = fc.constantFrom(
  "UTC",
  "Europe/Paris",
  "America/New_York",
  "Australia/Lord_Howe",
  "Asia/Kolkata",
  "Pacific/Chatham",
  "America/Santiago",
);

/** What the clock on the wall says, in the words of another formatter. */
function onTheWall(timeZone: string, at: number) {
  const said = new Date(at).toLocaleString("sv-SE", { timeZone });
  const day = new Date(at).toLocaleString("en-US", { timeZone, weekday: "short" }).toLowerCase();
  return { day, time: said.slice(11, 16) };
}

const QUARTER_MS = 900_000;

describe("the next opening", () => {
  it("is the first quarter of an hour that the wall's clock puts into the window, around every change of clocks", () => {
    const start = Date.parse("2022-01-01T00:00:00Z") / QUARTER_MS;
    fc.assert(
      fc.property(
        zone,
        hour,
        hour,
        fc.subarray([...WEEKDAYS], { minLength: 1 }),
        fc.integer({ min: 0, max: 365 * 96 }),
        (timeZone, from, to, days, quarter) => {
          const at = (start + quarter) * QUARTER_MS;
          const found = nextOpening([{ days, from, to, timeZone }], new Date(at).toISOString());
          expect(found).toBe(searched({ timeZone, from, to, days }, at));
        },
      ),
      { numRuns: 60 },
    );
  });
});

function searched(
  { timeZone, from, to, days }: { timeZone: string; from: string; to: string; days: readonly string[] },
  at: number,
): string | undefined {
  const before = new Map(WEEKDAYS.map((day, index) => [day as string, WEEKDAYS[(index + 6) % 7] as string]));
  for (let moment = at; moment < at + 14 * 96 * QUARTER_MS; moment += QUARTER_MS) {
    const { day, time } = onTheWall(timeZone, moment);
    const isToday = days.includes(day) && time >= from && (from >= to || time < to);
    const isSinceYesterday = from >= to && days.includes(before.get(day) ?? "") && time < to;
    if (isToday || isSinceYesterday) return new Date(moment).toISOString();
  }
  return undefined;
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDeviceTime, withYearBefore } from "./device-time.js";

describe("times as devices print them", () => {
  it.each([
    ["Feb 23 2022 05:56:41 UTC", "2022-02-23T05:56:41", "2022-02-23T05:56:41Z"],
    ["Mar 13 08:09:24 2024 UTC", "2024-03-13T08:09:24", "2024-03-13T08:09:24Z"],
    ["20:17:12 UTC Fri May 14 2004", "2004-05-14T20:17:12", "2004-05-14T20:17:12Z"],
    [".05:30:30.132 UTC Fri Oct 22 2021", "2021-10-22T05:30:30.132", "2021-10-22T05:30:30.132Z"],
    ["*17:05:54.449 GMT Mon Jul 29 2024", "2024-07-29T17:05:54.449", "2024-07-29T17:05:54.449Z"],
    ["Tue Apr 18 04:03:44 PDT 2017", "2017-04-18T04:03:44", undefined],
    ["Thu Jan 15 15:29:26 2015", "2015-01-15T15:29:26", undefined],
  ])("%s", (text, local, utc) => {
    expect(readDeviceTime(text)?.local).toBe(local);
    expect(readDeviceTime(text)?.utc).toBe(utc);
  });

  it("leaves a time without a year without one, and refuses what is no time", () => {
    expect(readDeviceTime("Wed Feb 23 06:08:07.562 UTC")).toEqual({
      text: "Wed Feb 23 06:08:07.562 UTC",
      zone: "UTC",
    });
    for (const text of [
      "",
      "Feb 30 2022 05:56:41 UTC",
      "Feb 23 2022 25:56:41 UTC",
      "Feb 23 2022",
      "<none>",
    ]) {
      expect(readDeviceTime(text), text).toBeUndefined();
    }
  });

  it("finds the year of a log line from the device's clock", () => {
    const now = "2022-02-23T06:08:07";
    expect(withYearBefore("Feb 22 09:57:36.246 UTC", now)?.utc).toBe("2022-02-22T09:57:36.246Z");
    expect(withYearBefore("Nov 18 08:48:27.258 UTC", now)?.utc).toBe("2021-11-18T08:48:27.258Z");
    expect(withYearBefore("Feb 29 08:48:27.258 UTC", now)?.utc).toBe("2020-02-29T08:48:27.258Z");
    expect(withYearBefore("Wed Feb 23 06:08:07.562 UTC", now)?.utc).toBe("2022-02-23T06:08:07.562Z");
    expect(withYearBefore("Thu Feb 23 06:08:07.562 UTC", now)?.utc).toBe("2017-02-23T06:08:07.562Z");
    expect(withYearBefore("not a time", now)).toBeUndefined();
  });

  it("reads back every instant, in each order of its parts", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1980-01-01"), max: new Date("2099-12-31"), noInvalidDate: true }),
        (date) => {
          const [weekday, day, month, year, clock] = date.toUTCString().replace(",", "").split(" ");
          const utc = `${date.toISOString().slice(0, 19)}Z`;
          for (const text of [
            `${month} ${Number(day)} ${year} ${clock} UTC`,
            `${month} ${day} ${clock} ${year} UTC`,
            `${clock} UTC ${weekday} ${month} ${Number(day)} ${year}`,
            `${weekday} ${month} ${day} ${clock} UTC ${year}`,
          ]) {
            expect(readDeviceTime(text)?.utc).toBe(utc);
          }
        },
      ),
    );
  });
});

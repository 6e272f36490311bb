import { InvalidArgumentError } from "commander";
import { describe, expect, it } from "vitest";
import { moment, wholeNumber } from "./command.js";

describe("moment", () => {
  it("takes a day as its end, so that what happened on that day has happened", () => {
    expect(moment("2022-02-23").toISOString()).toBe("2022-02-23T23:59:59.000Z");
    expect(moment("2024-02-29").toISOString()).toBe("2024-02-29T23:59:59.000Z");
    expect(moment("2022-02-23T06:08Z").toISOString()).toBe("2022-02-23T06:08:00.000Z");
    expect(moment("2022-02-23T06:08:07.562Z").toISOString()).toBe("2022-02-23T06:08:07.562Z");
  });

  it.each([
    "",
    "now",
    "2022-02-29",
    "2022-13-01",
    "22-02-23",
    "2022-02-23T25:00Z",
    "2022-02-23T06:08",
    "2022-02-23 06:08Z",
  ])("refuses %j", (text) => expect(() => moment(text)).toThrow(InvalidArgumentError));
});

describe("wholeNumber", () => {
  it("keeps to its bounds", () => {
    expect(wholeNumber(1, 12)("12")).toBe(12);
    for (const text of ["0", "13", "1.5", "-1", "1e1", "0x5", "", " 1"]) {
      expect(() => wholeNumber(1, 12)(text), text).toThrow(InvalidArgumentError);
    }
  });
});

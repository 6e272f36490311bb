import type { Assessment, Finding, Verdict } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { csvReport } from "./csv-report.js";
import { headlineOf } from "./headline.js";
import { rowsOf } from "./rows.js";
import { timelineOf } from "./timeline.js";

const at = "2022-02-23T00:00:00.000Z";

function finding(
  device: string,
  verdict: Verdict,
  dates: Partial<Record<"bites" | "ends", string>> = {},
): Finding {
  const { bites, ends } = dates;
  return {
    device,
    verdict,
    services: [],
    ...(bites && { bitesAt: `${bites}T00:00:00.000Z` }),
    deadlines: ends
      ? [{ kind: "communication-deadline", at: `${ends}T00:00:00.000Z`, source: "device" }]
      : [],
  };
}

function assessment(id: string, ...findings: readonly Finding[]): Assessment {
  return { formatVersion: 1, notice: { id, revision: "1", digest: "" }, at, evidenceDigest: "", findings };
}

describe("rowsOf", () => {
  it("puts first what bites first, and broken without a date before any date", () => {
    const rows = rowsOf([
      assessment(
        "fn1",
        finding("fine", "protected"),
        finding("later", "exposed", { bites: "2023-01-26" }),
        finding("sooner", "exposed", { bites: "2022-03-01" }),
        finding("undated", "failing-otherwise"),
      ),
    ]);
    expect(rows.map((row) => row.finding.device)).toEqual(["undated", "sooner", "later", "fine"]);
  });

  it("takes the worst of several notices for each device, and of two alike the sooner", () => {
    const rows = rowsOf([
      assessment("fn1", finding("a", "protected"), finding("b", "exposed", { bites: "2023-01-26" })),
      assessment("fn2", finding("a", "failing"), finding("b", "exposed", { bites: "2022-06-01" })),
    ]);
    expect(rows.map(({ finding: one, notice }) => [one.device, one.verdict, notice.id])).toEqual([
      ["a", "failing", "fn2"],
      ["b", "exposed", "fn2"],
    ]);
  });
});

describe("timelineOf", () => {
  it("gathers the dates of devices at risk by day, and leaves the others out", () => {
    const rows = rowsOf([
      assessment(
        "fn1",
        finding("a", "failing", { bites: "2022-02-05", ends: "2022-05-24" }),
        finding("b", "failing", { bites: "2022-02-05" }),
        finding("c", "exposed", { bites: "2022-03-01" }),
        finding("d", "protected", { ends: "2022-03-01" }),
      ),
    ]);
    expect(timelineOf(rows)).toEqual([
      { period: "2022-02-05", kind: "bites", when: "past", devices: ["a", "b"], verdicts: { failing: 2 } },
      { period: "2022-03-01", kind: "bites", when: "ahead", devices: ["c"], verdicts: { exposed: 1 } },
      {
        period: "2022-05-24",
        kind: "communication-deadline",
        when: "ahead",
        devices: ["a"],
        verdicts: { failing: 1 },
      },
    ]);
  });

  it("says of nothing that works at that very moment that it has stopped", () => {
    const rows = rowsOf([
      assessment(
        "fn1",
        finding("a", "failing", { bites: "2022-02-23" }),
        finding("b", "exposed", { bites: "2022-02-23" }),
      ),
    ]);
    expect(timelineOf(rows).map(({ when, devices }) => [when, devices])).toEqual([
      ["past", ["a"]],
      ["ahead", ["b"]],
    ]);
  });

  it("gathers many days by month, and parts the month that has begun", () => {
    const days = Array.from({ length: 28 }, (_, index) => String(index + 1).padStart(2, "0"));
    const rows = rowsOf([
      assessment("fn1", ...days.map((one) => finding(`r${one}`, "exposed", { bites: `2022-02-${one}` }))),
    ]);
    expect(timelineOf(rows).map(({ period, when, devices }) => [period, when, devices.length])).toEqual([
      ["2022-02", "past", 22],
      ["2022-02", "ahead", 6],
    ]);
  });
});

describe("headlineOf", () => {
  it("says it in sentences, with the right number", () => {
    const rows = rowsOf([
      assessment(
        "fn1",
        finding("a", "failing", { bites: "2022-02-05" }),
        finding("b", "exposed", { bites: "2022-03-01" }),
        finding("c", "masked"),
        finding("d", "undetermined"),
        finding("e", "protected"),
      ),
    ]);
    expect(headlineOf(rows).join(" ")).toBe(
      "1 device of 5 is losing a service now. 1 device will lose one, the next on 2022-03-01 (in 6 days). " +
        "1 device works only because no certificate is verified. 1 device could not be determined. 1 device needs nothing.",
    );
  });
});

describe("headlineOf, of a day to come", () => {
  it("tells what will have been lost by then from what is lost later", () => {
    const rows = rowsOf([
      assessment(
        "fn1",
        finding("a", "exposed", { bites: "2022-02-10" }),
        finding("b", "exposed", { bites: "2022-02-20" }),
        finding("c", "exposed", { bites: "2022-03-01" }),
      ),
    ]);
    expect(headlineOf(rows).slice(1)).toEqual([
      "2 devices will have lost one by 2022-02-23, the first on 2022-02-10.",
      "1 device will lose one, the next on 2022-03-01 (in 6 days).",
    ]);
  });
});

describe("csvReport", () => {
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '"=1', 'a","=1'])(
    "%j is text to a spreadsheet",
    (device) => {
      const [, row = ""] = csvReport(rowsOf([assessment("fn1", finding(device, "protected"))])).split("\r\n");
      const cells = [...row.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell = ""]) => cell);
      expect(cells.join('","')).toBe(row.slice(1, -1));
      expect(cells.filter((cell) => /^\s*[=+\-@＝＋－＠]/.test(cell))).toEqual([]);
    },
  );
});

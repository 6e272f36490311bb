import type { Assessment, Evidence } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { pageOn } from "../terminal/page.js";
import { showAssessments } from "../views/assessment-view.js";
import { csvReport } from "./csv-report.js";
import { legacyAlgorithmsOf } from "./legacy-algorithms.js";
import { rowsOf } from "./rows.js";

const ASSESSMENT: Assessment = {
  formatVersion: 1,
  notice: { id: "fn1", revision: "1", digest: "" },
  at: "2022-02-23T00:00:00.000Z",
  evidenceDigest: "",
  findings: ["old", "new"].map((device) => ({ device, verdict: "protected", services: [], deadlines: [] })),
};
const EVIDENCE = {
  devices: [
    { device: "old", session: { legacyAlgorithms: ["diffie-hellman-group14-sha1", "ssh-rsa"] } },
    { device: "new", session: { legacyAlgorithms: [] } },
    { device: "unreached" },
  ],
} as unknown as Evidence;

function shown(legacy: ReturnType<typeof legacyAlgorithmsOf>): string {
  let text = "";
  const sink = { write: (more: string) => (text += more), isTerminal: false, columns: 80 };
  showAssessments([ASSESSMENT], pageOn(sink, {}), legacy);
  return text;
}

describe("old SSH algorithms", () => {
  it("stand in the table beside the devices whose sessions used them, and nowhere else", () => {
    const text = shown(legacyAlgorithmsOf(EVIDENCE));
    expect(text).toMatch(/^Device .*Old SSH/m);
    expect(text).toMatch(/^old .*diffie-hellman-group14-sha1; ssh-rsa/m);
    expect(text).not.toMatch(/^new .*ssh-rsa/m);
    expect(text).toContain("1 session used SSH algorithms that rest on SHA-1");
  });

  it("have no column where no session used any", () => {
    expect(shown(new Map())).not.toContain("Old SSH");
  });

  it("stand in the CSV by device", () => {
    const [titles, ...rows] = csvReport(rowsOf([ASSESSMENT]), legacyAlgorithmsOf(EVIDENCE)).split("\r\n");
    expect(titles).toMatch(/"legacy_ssh_algorithms"$/);
    expect(rows.find((row) => row.startsWith('"old"'))).toMatch(/"diffie-hellman-group14-sha1 ssh-rsa"$/);
    expect(rows.find((row) => row.startsWith('"new"'))).toMatch(/""$/);
  });
});

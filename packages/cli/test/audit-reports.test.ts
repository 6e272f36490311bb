/**
 * An audit's other faces, over captures of the notice's own samples: CSV, HTML and Markdown, several notices
 * at once, an earlier run read again, two runs compared, and an audit that is stopped.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUDIT_SCRIPT } from "../src/report/audit-script.js";
import { commandLine } from "../src/testing/command-line.js";

const publicData = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
const committed = fileURLToPath(new URL("../../../notices/fn72290", import.meta.url));
const now = () => new Date("2022-03-01T09:00:00Z");
const shell = commandLine({ now });
const captures = join(shell.directory, "captures");
const AT = ["--at", "2022-02-23"] as const;

/** A device whose name a spreadsheet would run, and a browser too. */
const HOSTILE = "=cmd()<script>alert(1)";

beforeAll(() => {
  if (!hasData()) return;
  const page = readFileSync(join(publicData, "field-notices/fn72290.txt"), "utf8").split("\n");
  const sample = (beginning: string) =>
    page.find((line) => line.startsWith(`RP/0/RP0/CPU0:ios#${beginning}`)) ?? "";
  for (const device of ["par-core-1", "par-core-2", HOSTILE]) {
    mkdirSync(join(captures, device), { recursive: true });
    writeFileSync(
      join(captures, device, "show_license_status.txt"),
      sample("show license status Wed Feb 23 06:08"),
    );
    writeFileSync(
      join(captures, device, "show_crypto_ca_trustpool.txt"),
      sample("show crypto ca trustpool "),
    );
  }
  mkdirSync(join(captures, "lyo-edge-1"));
  writeFileSync(
    join(captures, "lyo-edge-1", "show_license_status.txt"),
    sample("show license status Wed Feb 23 06:08"),
  );
});

afterAll(() => shell.remove());

const text = (file: string) => readFileSync(join(shell.directory, file), "utf8");
const json = async (...argv: readonly string[]) => {
  const { code, out, err } = await shell.run(...argv, "--json");
  return { code, err, value: JSON.parse(out) };
};

describe.skipIf(!hasData())("reports", () => {
  beforeAll(async () => {
    const files = ["--csv", "all.csv", "--html", "all.html", "--markdown", "all.md"];
    const { code, err } = await shell.run("audit", "--captures", captures, ...AT, "--out", "run", ...files);
    expect({ code, err }).toEqual({ code: 1, err: "" });
  });

  it("CSV: one row a device, as RFC 4180 has it, and nothing that a spreadsheet would run", () => {
    const rows = rowsOfCsv(text("all.csv"));
    expect(text("all.csv").endsWith("\r\n")).toBe(true);
    expect(rows).toHaveLength(5);
    const [titles = []] = rows;
    expect(rows.every((row) => row.length === titles.length)).toBe(true);
    const of = (device: string) =>
      Object.fromEntries(titles.map((title, at) => [title, rows.find(([name]) => name === device)?.[at]]));
    // The dates: the notice's sample of 2022-02-23 06:08.
    expect(of("par-core-1")).toMatchObject({
      verdict: "failing",
      authorization_ends: expect.stringMatching(/^2022-05-24T/),
      registration_ends: expect.stringMatching(/^2023-02-23T/),
    });
    expect(rows.map(([device]) => device)).toContain(`'${HOSTILE}`);
    expect(rows.flat().filter((cell) => /^\s*[=+\-@]/.test(cell))).toEqual([]);
  });

  it("HTML: one file that loads nothing, and in which names are only names", () => {
    const page = text("all.html");
    expect(page).toContain("&lt;script&gt;alert(1)");
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain(AUDIT_SCRIPT);
    const script = /<script>(.*)<\/script>/s.exec(page)?.[1] ?? "";
    const digest = createHash("sha256").update(script).digest("base64");
    expect(page).toContain("default-src &#39;none&#39;");
    expect(page).toContain(`script-src &#39;sha256-${digest}&#39;`);
    expect(page.match(/\b(?:src|href)="(?!#)[^"]*"/g)).toBeNull();
    expect(page).not.toMatch(/url\(|@import|<link|<img|<iframe/);
    expect(() => new Function(AUDIT_SCRIPT)).not.toThrow();
  });

  it("HTML: every device, its reasons, its deadlines with their source, its transcripts by command and id", () => {
    const page = text("all.html");
    const ids = new Set(
      text("run/transcripts.jsonl")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).id.replace("sha256:", "")),
    );
    expect(ids.size).toBe(7);
    for (const id of ids) expect(page).toContain(id);
    for (const device of ["par-core-1", "par-core-2", "lyo-edge-1"]) {
      expect(page).toContain(`data-device="${device}"`);
    }
    expect(page).toContain("<code>show license status</code>");
    expect(page).toContain("announced by the notice");
    expect(page).toContain("the device says so");
    for (const [, anchor] of page.matchAll(/href="#([^"]+)"/g)) expect(page).toContain(`id="${anchor}"`);
  });

  it("Markdown: a table whose rows are rows whatever a device is called", () => {
    const ticket = text("all.md");
    expect(ticket).toMatch(/^## FN72290: 4 devices, as of 2022-02-23\n/);
    expect(ticket).toContain("3 devices of 4 are losing a service now.");
    const rows = ticket.split("\n").filter((line) => line.includes("| failing | 2022-02-05 |"));
    expect(rows).toHaveLength(3);
    expect(new Set(rows.map((row) => row.split("|").length)).size).toBe(1);
    expect(ticket).not.toContain("<script>");
  });

  it("prints one form in place of the table, and refuses two", async () => {
    const printed = await shell.run("audit", "--captures", captures, ...AT, "--out", "csv", "--csv", "-");
    expect(rowsOfCsv(printed.out)).toHaveLength(5);
    for (const extra of [["--markdown", "-"], ["--json"]]) {
      const two = await shell.run("audit", "--captures", captures, "--out", "two", "--csv", "-", ...extra);
      expect(two.code).toBe(2);
      expect(two.err).toContain("Only one form");
    }
    expect(existsSync(join(shell.directory, "two"))).toBe(false);
    expect((await shell.run("audit", "--captures", captures, "--html", "-")).code).toBe(2);
  });
});

describe.skipIf(!hasData())("explain", () => {
  it("says why and what would change it, from a run and from captures alike", async () => {
    const fromRun = await json("explain", "par-core-1", "--run", "run");
    const now = await json("explain", "par-core-1", "--captures", captures, ...AT, "--out", "explained");
    expect(fromRun.code).toBe(1);
    expect(fromRun.value.explanations[0].finding).toMatchObject({ verdict: "failing" });
    expect(now.value.explanations).toEqual(fromRun.value.explanations);
    const close = fromRun.value.explanations[0].close;
    expect(close).toContainEqual(
      expect.objectContaining({
        verdict: "failing-otherwise",
        change: { kind: "root-held", commonName: "IdenTrust Commercial Root CA 1" },
      }),
    );
  });

  it("names what is missing where nothing is decided", async () => {
    const { code, out } = await shell.run("explain", "lyo-edge-1", "--run", "run");
    expect(code).toBe(3);
    expect(out).toContain("Not known now");
  });

  it("refuses a device that is not there", async () => {
    const { code, err } = await shell.run("explain", "par-core", "--run", "run");
    expect(code).toBe(2);
    expect(err).toContain("Did you mean par-core-1 or par-core-2?");
  });
});

describe.skipIf(!hasData())("audit --again", () => {
  it("reads the chosen devices again into a new folder, and leaves the earlier run as it was", async () => {
    const before = filesOf("run");
    const mended = join(shell.directory, "mended");
    cpSync(captures, mended, { recursive: true });
    cpSync(
      join(captures, "par-core-1", "show_crypto_ca_trustpool.txt"),
      join(mended, "lyo-edge-1", "show_crypto_ca_trustpool.txt"),
    );
    const again = ["--again", "run", "--captures", mended, ...AT, "--out", "run-2"];
    const { code, value } = await json("audit", ...again, "--only", "undetermined");
    expect(code).toBe(1);
    expect(value.summary).toMatchObject({ failing: 4, undetermined: 0 });
    expect(filesOf("run")).toEqual(before);

    const compared = await json("audit", "diff", "run", "run-2");
    expect(compared.code).toBe(3);
    expect(compared.value).toMatchObject({
      outcome: "unclear",
      verdicts: [
        { device: "lyo-edge-1", before: { verdict: "undetermined" }, after: { verdict: "failing" } },
      ],
      pools: [{ device: "lyo-edge-1" }],
    });
    const { code: same, out } = await shell.run("audit", "diff", "run-2", "run-2");
    expect({ same, out }).toEqual({ same: 0, out: expect.stringContaining("nothing got worse") });
  });

  it("refuses what makes no sense, before anything is read", async () => {
    const refused = async (...argv: readonly string[]) => {
      const { code, err } = await shell.run("audit", ...argv);
      expect(code, argv.join(" ")).toBe(2);
      return err;
    };
    expect(await refused("--again", "run")).toContain("no addresses");
    expect(await refused("--again", "run", "--captures", captures, "--only", "masked")).toContain("masked");
    expect(await refused("--again", "run", "--only", "broken")).toContain('"broken" is none of');
    expect(await refused("--captures", captures, "--only", "failed")).toContain("--again DIR");
    expect(await refused("--again", "nowhere")).toContain("no such folder");
    expect(await refused("r1", "--again", "run")).toContain("devices of the earlier run");
  });
});

describe.skipIf(!hasData())("audit --notice all", () => {
  // A second notice over the same servers: its cut-over comes later, and it is the pool's own root that it needs.
  const noticesFolder = join(shell.directory, "notices");
  const two = () => commandLine({ now, noticesFolder });

  beforeAll(() => {
    cpSync(committed, join(noticesFolder, "fn72290"), { recursive: true });
    cpSync(committed, join(noticesFolder, "fn99999"), { recursive: true });
    const file = join(noticesFolder, "fn99999", "notice.yaml");
    const later = readFileSync(file, "utf8")
      .replace(/^id: fn72290$/m, "id: fn99999")
      .replaceAll('"2022-02-05"', '"2023-06-01"');
    writeFileSync(file, later);
  });

  it("reads once, assesses each, shows the worst of each device with its notice", async () => {
    const shellOfTwo = two();
    const argv = ["audit", "--captures", captures, "--at", "2021-12-01", "--notice", "all"];
    const shown = await shellOfTwo.run(...argv, "--out", "shown");
    expect(shown.out).toMatch(/par-core-1 +FN72290 +exposed +2022-02-05/);
    const { code, out } = await shellOfTwo.run(...argv, "--out", "both", "--json");
    const value = JSON.parse(out);
    expect(code).toBe(1);
    expect(value.assessments.map((one: { notice: { id: string } }) => one.notice.id)).toEqual([
      "fn72290",
      "fn99999",
    ]);
    expect(value.worst).toContainEqual(expect.objectContaining({ device: "par-core-1", notice: "fn72290" }));
    const [first, second] = value.assessments;
    expect(first.evidenceDigest).toBe(second.evidenceDigest);
    const bites = (assessment: { findings: { device: string; bitesAt?: string }[] }) =>
      assessment.findings.find(({ device }) => device === "par-core-1")?.bitesAt;
    expect([bites(first), bites(second)]).toEqual(["2022-02-05T00:00:00.000Z", "2023-06-01T00:00:00.000Z"]);

    for (const id of ["fn72290", "fn99999"]) {
      const folder = join(shellOfTwo.directory, "both", id);
      expect(readdirSync(folder).sort()).toEqual(["assessment.json", "evidence.json", "transcripts.jsonl"]);
      expect((await shellOfTwo.run("explain", "par-core-1", "--run", folder)).out).toContain(
        id.toUpperCase(),
      );
    }
    const diff = await shellOfTwo.run("audit", "diff", "both/fn72290", "both/fn99999");
    expect(diff).toMatchObject({ code: 2, err: expect.stringContaining("same notice") });
    shellOfTwo.remove();
  });

  it("takes several by name, and says which it does not know", async () => {
    const shellOfTwo = two();
    const of = (ids: string) =>
      shellOfTwo.run("audit", "--captures", captures, "--notice", ids, "--out", ids, "--json");
    expect(JSON.parse((await of("fn99999,fn72290")).out).assessments).toHaveLength(2);
    expect((await of("fn99999,fn1")).err).toContain('There is no notice "fn1"');
    shellOfTwo.remove();
  });
});

/** Reads RFC 4180 by its grammar alone. */
function rowsOfCsv(csv: string): string[][] {
  return csv
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) =>
      [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map(([, cell = ""]) => cell.replaceAll('""', '"')),
    );
}

function filesOf(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(join(shell.directory, folder)).map((file) => [file, text(`${folder}/${file}`)]),
  );
}

function hasData(): boolean {
  if (existsSync(publicData)) return true;
  if (process.env.CI) throw new Error(`public test data is missing: expected it at ${publicData}`);
  console.warn(`audit-reports.test.ts skipped: public test data is not at ${publicData}`);
  return false;
}

/**
 * What a newcomer does first, in a fresh clone with an empty npm cache: `npm ci`, `npm start`, `npx reroot`.
 * Run from the commit that is checked out; changes that are not committed are not tested.
 */
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { arrive, type Outcome, type Person } from "./person.js";

const NOBODY = 65_534;
const ourselves = process.getuid?.() ?? -1;
const people: [who: string, uid: number][] =
  ourselves === 0
    ? [
        ["root under a home of mode 0700", 0],
        ["an ordinary user", NOBODY],
      ]
    : [["an ordinary user", ourselves]];

if (ourselves !== 0) console.log("Not root: root's half of the clone test does not run here.");

describe.each(people)("%s", (_who, uid) => {
  let person: Person;

  beforeAll(() => {
    person = arrive(uid);
  });
  afterAll(() => person.leave());

  describe("who installs by hand", () => {
    let clone: string;

    it("gets through `npm ci --engine-strict`", () => {
      expect(fs.statSync(person.home).mode & 0o777).toBe(0o700);
      clone = person.clone("by hand");
      expectSuccess(person.type(clone, "npm", "ci", "--engine-strict"));
    });

    it("sees `npm start` build, without installing again, and rehearse", () => {
      const started = person.type(clone, "npm", "start");
      expectSuccess(started);
      expect(started.stderr).toMatch(/building/);
      expect(started.stderr).not.toMatch(/installing/);
      expect(started.stdout).toMatch(/REHEARSAL/i);
    });

    it("sees a second `npm start` neither install nor build", () => {
      const started = person.type(clone, "npm", "start");
      expectSuccess(started);
      expect(started.stderr).not.toMatch(/Setting up/);
    });

    it("finds nothing in the clone that git does not know or ignore", () => {
      expect(person.type(clone, "git", "status", "--porcelain")).toMatchObject({ exitCode: 0, stdout: "" });
    });
  });

  describe("who installs nothing", () => {
    let clone: string;

    it("gets an answer from `npx reroot`, which sets the clone up by itself", () => {
      clone = person.clone("a clone with spaces");
      expect(fs.existsSync(path.join(clone, "node_modules"))).toBe(false);
      const listed = person.type(clone, "npx", "reroot", "notice", "list");
      expectSuccess(listed);
      expect(listed.stderr).toMatch(/installing packages[\s\S]*building/);
      expect(listed.stdout).toMatch(/fn72290/i);
    });

    it("gets nothing but JSON on stdout, and no second set-up", () => {
      const shown = person.type(clone, "npx", "reroot", "notice", "show", "fn72290", "--json");
      expectSuccess(shown);
      expect(JSON.parse(shown.stdout)).toBeTypeOf("object");
      expect(shown.stderr).not.toMatch(/Setting up/);
    });

    it("can name a file from where they stand", () => {
      const sample = "Mon Nov 15 10:00:00.000 UTC\r\n10:00:00.000 UTC Mon Nov 15 2021\r\n";
      const elsewhere = path.join(person.home, "captures");
      person.type(person.home, "mkdir", "captures");
      fs.writeFileSync(path.join(elsewhere, "clock.txt"), sample);
      const command = path.join(clone, "bin", "reroot.mjs");
      const options = ["--platform", "iosxr", "--json"];
      expectSuccess(person.type(elsewhere, "node", command, "parse", "show clock", "clock.txt", ...options));
    });
  });
});

/** A failure shows all that the command said. */
function expectSuccess({ exitCode, stdout, stderr }: Outcome): void {
  expect(exitCode, `exit code ${exitCode}\n${stdout}\n${stderr}`).toBe(0);
}

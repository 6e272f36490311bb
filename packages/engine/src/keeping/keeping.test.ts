/** The record carried from one database to another, examined, and refused where it is damaged. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../database.js";
import { answered } from "../failure.js";
import { MIGRATIONS, NEWEST } from "../schema/migrations.js";
import { type EngineRoom, engineRoom, leapingTime, untilEnded, untilEntry } from "../testing/engine-room.js";
import { approvedPlan, TestFleet } from "../testing/test-fleet.js";
import { backupLines } from "./backup.js";
import { examine } from "./doctor.js";
import { type RestoreFailure, restore } from "./restore.js";

let from: EngineRoom;
let to: EngineRoom;
let target: Database;
let rollout: string;
let lines: string[];

const devices = ["a1", "a2", "a3"].map((name) => ({ name, site: "a" }));

beforeAll(async () => {
  [from, to] = await Promise.all([engineRoom(), engineRoom()]);
  target = await to.open();
  const time = leapingTime();
  const engine = await from.engine(new TestFleet({ now: time.now }), { time });
  // Paused in the middle: what is carried over is a rollout that has to go on.
  const submission = await engine.submit({
    approved: approvedPlan({ devices }),
    context: { for: "hands" },
    scope: "sites",
  });
  if (!submission.ok) throw new Error(JSON.stringify(submission.failure));
  rollout = submission.value;
  await untilEntry(engine, rollout, ({ event }) => event === "started");
  await engine.order(rollout, { order: "pause" }, { by: "Ada", at: time.now().toISOString() });
  lines = [];
  for await (const line of backupLines(from.anchor.connections.pool, new Date())) lines.push(line);
  await engine.close();
});
afterAll(async () => {
  await target.close();
  await Promise.all([from.leave(), to.leave()]);
});

const textOf = (given: readonly string[]) =>
  async function* () {
    for (const line of given) yield line.replace(/\n$/, "");
  };

const restored = (given: readonly string[]) =>
  answered<unknown, RestoreFailure>(() => restore(target.connections.pool, textOf(given)));

describe("a backup", () => {
  it.each<[string, (good: string[]) => string[], Partial<RestoreFailure>]>([
    [
      "with a byte that was changed",
      (good) => good.map((line) => line.replace("Ada", "Eve")),
      { code: "backup/damaged" },
    ],
    ["that was cut", (good) => good.slice(0, -3), { code: "backup/damaged" }],
    ["from which a row was taken", (good) => good.toSpliced(2, 1), { code: "backup/damaged" }],
    ["with something behind its end", (good) => [...good, good[1] ?? ""], { code: "backup/damaged" }],
    ["that is another file", () => ["hello"], { code: "backup/damaged", line: 1 }],
    [
      "of a newer version",
      (good) => good.map((line) => line.replace(`"schema":${NEWEST}`, `"schema":${NEWEST + 1}`)),
      { code: "backup/newer", found: NEWEST + 1 },
    ],
  ])("%s is refused, and nothing is written", async (_, spoil, failure) => {
    expect(await restored(spoil(lines))).toMatchObject({ ok: false, failure });
    const { rows } = await target.connections.pool.query("select count(*)::int as n from reroot.rollouts");
    expect(rows).toEqual([{ n: 0 }]);
  });

  it("makes the same record elsewhere, byte for byte, and the rollout goes on there to its end", async () => {
    expect(await restored(lines)).toMatchObject({ ok: true });
    const again: string[] = [];
    for await (const line of backupLines(target.connections.pool, new Date())) again.push(line);
    const journalOf = (text: readonly string[]) =>
      text.filter((line) => line.startsWith('{"table":"journal"'));
    expect(journalOf(again)).toEqual(journalOf(lines));
    expect((await examine(target.connections.pool)).complaints).toEqual([]);
    const time = leapingTime("2022-02-23T08:00:00Z");
    const engine = await to.engine(new TestFleet({ now: time.now }), { time });
    await engine.order(rollout, { order: "resume" }, { by: "Ada", at: time.now().toISOString() });
    expect((await untilEnded(engine, rollout)).at(-1)).toMatchObject({ event: "ended", completed: true });
    await engine.close();
  });

  it("is not read into a database that holds rollouts", async () => {
    expect(await restored(lines)).toMatchObject({
      failure: { code: "backup/database-not-empty", rollouts: 1 },
    });
  });
});

describe("every schema that was released", () => {
  it.each(MIGRATIONS.map(({ version }) => version))(
    "%i becomes this version's, with all that is in it",
    async (version) => {
      const room = await engineRoom();
      const file = path.resolve(import.meta.dirname, `../testing/backups/schema-${version}.jsonl`);
      const kept = (await readFile(file, "utf8")).trimEnd().split("\n");
      await restore(room.anchor.connections.pool, textOf(kept));
      const { schema, rollouts, complaints } = await examine(room.anchor.connections.pool);
      expect({ schema, rollouts, complaints }).toEqual({ schema: NEWEST, rollouts: 1, complaints: [] });
      await room.leave();
    },
  );
});

describe("an examination", () => {
  it("finds a journal that was tampered with, and one that is no longer protected", async () => {
    const { pool } = target.connections;
    await expect(pool.query("delete from reroot.journal where sequence = 2")).rejects.toThrow("append-only");
    await pool.query("alter table reroot.journal disable trigger journal_is_append_only");
    await pool.query("delete from reroot.journal where sequence = 2");
    const codes = (await examine(pool)).complaints.map(({ code }) => code);
    expect(codes).toContain("record/journal-gap");
    expect(codes).toContain("record/journal-not-protected");
  });
});

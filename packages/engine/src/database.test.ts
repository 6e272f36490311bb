/** A private server as commands use it: made, shared, killed, found again. */
import { spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "./database.js";
import { serverPlace } from "./postgres/place.js";
import { serverPid } from "./postgres/postmaster-pid.js";
import { hasLiveServer } from "./postgres/server.js";
import { NEWEST } from "./schema/migrations.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "reroot-db-"));
  // So that root's server can get there as well.
  await chmod(folder, 0o711);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(): Promise<Database> {
  const opened = await openDatabase({ folder, durability: "kept" });
  if (!opened.ok) throw new Error(JSON.stringify(opened.failure));
  return opened.value;
}

async function pidNow(): Promise<number | undefined> {
  return serverPid((await serverPlace(folder)).data);
}

describe("a private server", () => {
  it("is made once by two who open it at the same time, shared, and stopped by the last to leave", async () => {
    const [one, other] = await Promise.all([open(), open()]);
    const pid = await pidNow();
    expect(pid).toBeGreaterThan(1);
    const rows = await Promise.all(
      [one, other].map(({ connections }) => connections.pool.query("select 1 as x")),
    );
    expect(rows.map((result) => result.rows[0].x)).toEqual([1, 1]);
    await one.close();
    expect(await pidNow()).toBe(pid);
    await other.close();
    expect(await hasLiveServer(await serverPlace(folder))).toBe(false);
  });

  it("listens on its socket only", async () => {
    const database = await open();
    const { rows } = await database.connections.pool.query("show listen_addresses");
    expect(rows[0].listen_addresses).toBe("");
    await database.close();
  });

  it("survives the death of whoever started it, and is used again", async () => {
    const script = `
      import { openDatabase } from ${JSON.stringify(path.resolve(import.meta.dirname, "../dist/index.js"))};
      await openDatabase({ folder: ${JSON.stringify(folder)}, durability: "kept" });
      process.kill(process.pid, "SIGKILL");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
    await new Promise((resolve) => child.once("exit", resolve));
    const pid = await pidNow();
    expect(pid).toBeGreaterThan(1);
    const database = await open();
    expect(await pidNow()).toBe(pid);
    await database.close();
    expect(await pidNow()).toBeUndefined();
  });

  it("keeps what was committed when the server itself is killed", async () => {
    const first = await open();
    await first.connections.pool.query("create table kept (n integer)");
    await first.connections.pool.query("insert into kept values (42)");
    process.kill((await pidNow()) as number, "SIGKILL");
    const second = await open();
    const { rows } = await second.connections.pool.query("select n from kept");
    expect(rows).toEqual([{ n: 42 }]);
    await Promise.all([first.close(), second.close()]);
  });

  it("starts although its pid file names another program, as in a container that was started again", async () => {
    const { data } = await serverPlace(folder);
    await writeFile(path.join(data, "postmaster.pid"), `${process.pid}\n${data}\n`);
    const database = await open();
    expect((await readFile(path.join(data, "postmaster.pid"), "utf8")).split("\n")[0]).not.toBe(
      `${process.pid}`,
    );
    await database.close();
  });

  it("is refused when a newer version has written it, and left as it is", async () => {
    const database = await open();
    const newer = NEWEST + 1;
    await database.connections.pool.query("insert into reroot.schema_version (version) values ($1)", [newer]);
    await database.close();
    const opened = await openDatabase({ folder, durability: "kept" });
    expect(opened).toEqual({ ok: false, failure: { code: "database/newer", found: newer, known: NEWEST } });
  });
});

describe("a private server that cannot be", () => {
  it("is refused for a socket path that no Unix socket can have", async () => {
    const deep = path.join(folder, "x".repeat(60), "y".repeat(60));
    await mkdir(deep, { recursive: true });
    const opened = await openDatabase({ folder: deep, durability: "kept" });
    expect(opened).toMatchObject({ ok: false, failure: { code: "database/socket-path-too-long" } });
  });

  it("is refused where its folder is a file", async () => {
    const file = path.join(folder, "a-file");
    await writeFile(file, "");
    const opened = await openDatabase({ folder: file, durability: "kept" });
    expect(opened).toMatchObject({ ok: false, failure: { code: "database/folder-unusable" } });
  });
});

describe("the team's own database", () => {
  it("that does not answer is refused with its address, and without its password", async () => {
    const opened = await openDatabase({ url: "postgresql://somebody:secret@127.0.0.1:1/reroot" });
    expect(opened).toMatchObject({ ok: false, failure: { code: "database/cannot-connect" } });
    expect(JSON.stringify(opened)).not.toContain("secret");
  });
});

/**
 * `postmaster.pid`, by which PostgreSQL says that it runs. After a crash the file stays, and its number may
 * by now be another program's (in a container, that is the rule): only a process that is PostgreSQL counts.
 */
import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** The running server of this data folder; undefined where none runs. */
export async function serverPid(data: string): Promise<number | undefined> {
  const text = await readFile(path.join(data, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  return (await isPostgres(pid, data)) ? pid : undefined;
}

/**
 * PostgreSQL refuses to start while some process has the number in the file, whatever process that is: also one
 * that has ended and that nobody has asked about yet. The lock of its socket is such a file as well.
 */
export async function removeStalePid(data: string, socketLock: string): Promise<void> {
  if ((await serverPid(data)) !== undefined) return;
  await rm(path.join(data, "postmaster.pid"), { force: true });
  await rm(socketLock, { force: true });
}

async function isPostgres(pid: number, data: string): Promise<boolean> {
  const command = await commandOf(pid);
  return command?.includes("postgres") === true && command.includes(data);
}

/** The command line of a process; undefined where there is no such process. */
async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform === "linux") {
    return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => undefined);
  }
  const listed = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).catch(
    () => undefined,
  );
  return listed?.stdout;
}

/** Ctrl-C in the middle of an audit: what was read stays, the rest counts as not read, and it can be gone on with. */
import { readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { commandLine } from "../src/testing/command-line.js";

const sockets: Socket[] = [];
let reached = () => {};
/** Takes connections and never says a word. */
const silent = createServer((socket) => {
  sockets.push(socket);
  socket.on("error", () => {});
  reached();
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
});

it("leaves evidence and assessment, says what was not read, and exits with 130", async () => {
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as AddressInfo;
  const isReached = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const shell = commandLine({ environment: { REROOT_PASSWORD: "secret" } });
  writeFileSync(join(shell.directory, "hosts"), "");
  // Port 1 refuses at once; the silent one is still being read when somebody stops the audit.
  writeFileSync(
    join(shell.directory, "fleet.yaml"),
    `devices:\n  - { name: gone, host: 127.0.0.1, port: 1 }\n  - { name: silent, host: 127.0.0.1, port: ${port} }\n`,
  );
  const running = shell.start(
    ...["audit", "--inventory", "fleet.yaml", "--known-hosts", "hosts", "--user", "noc"],
    ...["--out", "run", "--json"],
  );
  await isReached;
  // The refused one is tried twice, a second apart.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { code, out } = await running.stop();
  expect(code).toBe(130);
  expect(JSON.parse(out)).toMatchObject({ unread: 1, summary: { undetermined: 2 } });

  const evidence = JSON.parse(readFileSync(join(shell.directory, "run", "evidence.json"), "utf8"));
  const pools = evidence.devices.map((one: { device: string; facts: { trustPool: unknown } }) => [
    one.device,
    one.facts.trustPool,
  ]);
  expect(pools).toEqual([
    ["gone", { known: false, reason: expect.objectContaining({ code: "evidence/unreachable" }) }],
    ["silent", { known: false, reason: { code: "evidence/not-read", command: "show crypto ca trustpool" } }],
  ]);
  shell.remove();
});

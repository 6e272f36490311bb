/** Workers as processes of their own, so that they can be killed; the routers stay in the test's process. */
import { type ChildProcess, spawn } from "node:child_process";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Action, ObservedFact } from "@reroot/core";
import { BUNDLE_SHA256, type TestFleet } from "./test-fleet.js";

export interface WorkerProcess {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves once it has said a line that holds this. */
  said(what: string): Promise<string>;
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const script = path.resolve(import.meta.dirname, "../../test/worker-process.mjs");

export function workerProcess(
  folder: string,
  routers: string,
  more: { readonly sites?: string; readonly databaseUrl?: string } = {},
): WorkerProcess {
  const { DATABASE_URL: _, ...environment } = process.env;
  const env = { ...environment, ...(more.databaseUrl && { DATABASE_URL: more.databaseUrl }) };
  const child = spawn(process.execPath, [script, folder, routers, more.sites ?? "a,b"], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return {
    process: child,
    lines,
    said: async (what) => {
      for (;;) {
        const found = lines.find((line) => line.includes(what));
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(`it ended without saying ${what}: ${lines.join("\n")}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    end: async (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

export interface RoutersOverHttp {
  readonly url: string;
  close(): void;
}

export async function routersOverHttp(fleet: TestFleet): Promise<RoutersOverHttp> {
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const asked = JSON.parse(body);
    response.end(JSON.stringify(await answerTo(fleet, request.url ?? "", asked)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Asked {
  readonly device: string;
  readonly wanted: readonly ObservedFact[];
  readonly step: number;
  readonly action: Action;
}

function answerTo(fleet: TestFleet, call: string, { device, wanted, step, action }: Asked): Promise<unknown> {
  if (call === "/observe") return fleet.observe(device, wanted);
  if (call === "/carry-out") return fleet.carryOut(device, step, action);
  return Promise.resolve({ sha256: BUNDLE_SHA256 });
}

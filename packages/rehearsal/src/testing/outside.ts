/** What clients outside a lab do, with independent tools: openssl, plain HTTP, JSON. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import type { LabEndpoint } from "../lab-types.js";

/** How openssl verifies what a host serves at a calendar date, with a root as its only anchor. */
export async function opensslVerdict(
  folder: string,
  { host, address, port }: LabEndpoint,
  rootPem: string,
  at: Date,
): Promise<{ readonly verdict: string; readonly text: string }> {
  const roots = join(folder, "root.pem");
  writeFileSync(roots, rootPem);
  const args = ["s_client", "-connect", `${address}:${port}`, "-servername", host, "-verify_hostname", host];
  args.push("-CAfile", roots, "-no-CApath", "-showcerts", "-attime", String(Math.floor(at.getTime() / 1000)));
  const text = await new Promise<string>((resolve) => {
    execFile("openssl", args, { timeout: 20_000 }, (_error, out) => resolve(out)).stdin?.end();
  });
  return { verdict: /Verify return code: \d+ \((.*)\)/.exec(text)?.[1] ?? "none", text };
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** Rejects where the answer ends before its time. */
export function http(
  url: string,
  options: {
    readonly method?: string;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  } = {},
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { body, ...rest } = options;
    const outgoing = request(url, rest, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever JSON it is given.
export async function json(url: string, put?: unknown): Promise<{ status: number; body: any }> {
  const sent = put === undefined ? {} : { method: "PUT", body: JSON.stringify(put) };
  const { status, body } = await http(url, sent);
  return { status, body: JSON.parse(body.toString("utf8")) };
}

/**
 * The independent witness: what the openssl command says about the same bytes. Batches run in one shell,
 * because starting a process per mutation would take longer than the verification.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether openssl verifies each message under these roots, whatever the date and the purpose. */
export function opensslVerifies(
  messages: readonly Uint8Array[],
  rootsPem: string,
  form: "DER" | "PEM" = "DER",
): boolean[] {
  const folder = mkdtempSync(join(tmpdir(), "bundle-oracle-"));
  try {
    writeFileSync(join(folder, "roots.pem"), rootsPem);
    mkdirSync(join(folder, "in"));
    for (const [index, message] of messages.entries()) writeFileSync(join(folder, "in", `${index}`), message);
    const script = `i=0; while [ $i -lt ${messages.length} ]; do ${VERIFY} -inform ${form} -in in/$i -out /dev/null 2>/dev/null && echo $i; i=$((i+1)); done`;
    const batch = spawnSync("sh", ["-c", script], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
    if (batch.error) throw batch.error;
    const accepted = new Set(batch.stdout.split("\n").filter(Boolean).map(Number));
    return messages.map((_, index) => accepted.has(index));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs the openssl command with bytes on its standard input, or in a file whose name replaces `INPUT` among the
 * arguments. Gives its output, or an error with what it said.
 */
export function openssl(args: readonly string[], input: Uint8Array = new Uint8Array()): Buffer {
  if (!args.includes("INPUT")) return run(args, input);
  const folder = mkdtempSync(join(tmpdir(), "openssl-input-"));
  try {
    const file = join(folder, "input");
    writeFileSync(file, input);
    return run(
      args.map((argument) => (argument === "INPUT" ? file : argument)),
      input,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(args: readonly string[], input: Uint8Array): Buffer {
  const done = spawnSync("openssl", args, { input, maxBuffer: 1 << 26 });
  // It may have read all that it needs and be gone before the last byte is written; its status says how it went.
  if (done.error && (done.error as NodeJS.ErrnoException).code !== "EPIPE") throw done.error;
  if (done.status !== 0) throw new Error(`openssl ${args.join(" ")}: ${done.stderr.toString()}`);
  return done.stdout;
}

const VERIFY =
  "openssl cms -verify -binary -CAfile roots.pem -no-CApath -no-CAstore -purpose any -no_check_time";

#!/usr/bin/env node
// The `reroot` command. Runs from a bare clone: sets the clone up first when that is needed (on stderr, so
// that stdout stays clean for --json), then hands over to packages/cli. It knows no command by itself.
import { readFileSync } from "node:fs";

const repository = new URL("../", import.meta.url);

if (nodeIsRecentEnough()) {
  const { setUp, SetUpFailed, callersDirectory } = await import("./set-up.mjs");
  try {
    await setUp();
    process.chdir(callersDirectory());
    // A reader that has seen enough, such as `head`, closes the pipe: that is no failure of ours.
    process.stdout.on("error", (error) => {
      if (error.code === "EPIPE") process.exit();
      throw error;
    });
    const cli = await import(new URL("packages/cli/dist/main.js", repository).href);
    process.exitCode = await cli.main(process.argv.slice(2));
    // Interrupted: the result is written; handshakes still under way must not keep anybody waiting.
    if (process.exitCode === 130) process.exit();
  } catch (error) {
    if (!(error instanceof SetUpFailed)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

/** Decided before anything newer than this file's own syntax is loaded. */
function nodeIsRecentEnough() {
  const required = JSON.parse(readFileSync(new URL("package.json", repository), "utf8")).engines.node;
  const [major = 0, minor = 0] = required
    .replace(/[^\d.]/g, "")
    .split(".")
    .map(Number);
  const [ourMajor = 0, ourMinor = 0] = process.versions.node.split(".").map(Number);
  if (ourMajor > major || (ourMajor === major && ourMinor >= minor)) return true;
  process.stderr.write(
    `Reroot needs Node ${required}; this is Node ${process.versions.node} (${process.execPath}).\n` +
      "Install a newer one from https://nodejs.org, then run the same command again.\n",
  );
  process.exitCode = 2;
  return false;
}

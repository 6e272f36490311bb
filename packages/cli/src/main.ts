/**
 * The command line's outermost place: it runs one command and turns whatever comes back, an exit code,
 * a refusal or a bug, into what the user sees. It knows no command by itself; program.ts lists them.
 */
import { Refused } from "@reroot/engine";
import { CommanderError } from "commander";
import { EXIT } from "./exit-code.js";
import { programFor } from "./program.js";
import { Refusal } from "./refusal.js";
import { refusalFrom } from "./refusal-from.js";
import { type Page, pageOn } from "./terminal/page.js";
import { toned } from "./terminal/tone.js";
import { rolloutFailureInWords } from "./words/engine-failure.js";
import { realWorld, type World } from "./world.js";

/** Runs `reroot` with these arguments (without node and script) and answers with its exit code. */
export async function main(argv: readonly string[], world: World = realWorld()): Promise<number> {
  try {
    return await programFor(world).run(argv);
  } catch (error) {
    return reported(error, world, argv.includes("--json"));
  }
}

function reported(thrown: unknown, world: World, asJson: boolean): number {
  // The database can go away under any command.
  const error = thrown instanceof Refused ? refusalFrom(rolloutFailureInWords(thrown.failure)) : thrown;
  const page = pageOn(world.stderr, world.environment);
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  if (error instanceof Refusal) {
    showRefusal(error, page);
    if (asJson) pageOn(world.stdout, world.environment).json({ error: refusalAsJson(error) });
    return error.exitCode;
  }
  showBug(error, page);
  return EXIT.undetermined;
}

function showRefusal(refusal: Refusal, page: Page): void {
  page.entry([toned("bad", "error"), "  "], refusal.message);
  if (refusal.place) page.entry([toned("faint", "where"), "  "], refusal.place);
  if (refusal.advice) page.entry([toned("faint", "  try"), "  "], refusal.advice);
}

function refusalAsJson({ message, place, advice }: Refusal) {
  return { message, ...(place && { place }), ...(advice && { advice }) };
}

/** The whole cause chain: what went wrong at the bottom is what helps to find it. */
function showBug(error: unknown, page: Page): void {
  page.line(toned("bad", "error"), "  This is a bug in Reroot, not a mistake of yours.");
  const seen = new Set<unknown>();
  let cause: unknown = error;
  while (cause !== undefined && cause !== null && !seen.has(cause)) {
    seen.add(cause);
    const text = cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
    const [first = "", ...rest] = text.split("\n");
    page.line(`  ${seen.size > 1 ? "caused by: " : ""}${first}`);
    for (const line of rest) page.line(toned("faint", `  ${line}`));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  page.line(toned("faint", "  try"), "  Report it with the text above and the command that you gave.");
}

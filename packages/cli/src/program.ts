/**
 * The table of commands: which there are and how they are grouped. What a command does stands in its
 * own file under commands/.
 */
import { Command } from "commander";
import { applyCommand } from "./commands/apply.js";
import { approveCommand } from "./commands/approve.js";
import { auditCommand } from "./commands/audit.js";
import { bundleDiffCommand } from "./commands/bundle-diff.js";
import { bundleFeedCommand } from "./commands/bundle-feed.js";
import { bundleFetchCommand } from "./commands/bundle-fetch.js";
import { bundleInspectCommand } from "./commands/bundle-inspect.js";
import { bundleVerifyCommand } from "./commands/bundle-verify.js";
import { captureCommand } from "./commands/capture.js";
import type { Run } from "./commands/command.js";
import { dbCommand } from "./commands/db.js";
import { endpointForecastCommand } from "./commands/endpoint-forecast.js";
import { endpointProbeCommand } from "./commands/endpoint-probe.js";
import { explainCommand } from "./commands/explain.js";
import { inventoryShowCommand } from "./commands/inventory-show.js";
import { labUpCommand } from "./commands/lab-up.js";
import { mirrorCommand } from "./commands/mirror.js";
import { noticeImportCommand } from "./commands/notice-import.js";
import { noticeListCommand } from "./commands/notice-list.js";
import { noticeShowCommand } from "./commands/notice-show.js";
import { orderCommands } from "./commands/orders.js";
import { parseCommand } from "./commands/parse.js";
import { planCommand } from "./commands/plan.js";
import { proofCheckCommand } from "./commands/proof-check.js";
import { proofExportCommand } from "./commands/proof-export.js";
import { rehearseCommand } from "./commands/rehearse.js";
import { statusCommand } from "./commands/status.js";
import { undoCommand } from "./commands/undo.js";
import { workerCommand } from "./commands/worker.js";
import { deskFor } from "./desk.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { version } from "./program-version.js";
import type { World } from "./world.js";

export interface Program {
  /** @throws {CommanderError | Refusal} for what main turns into an exit code. */
  run(argv: readonly string[]): Promise<ExitCode>;
}

export function programFor(world: World): Program {
  let exitCode: ExitCode = EXIT.fine;
  const run: Run =
    (work) =>
    async (...given) => {
      const command = given.at(-1) as Command;
      const desk = deskFor(world, command.opts().json === true);
      try {
        exitCode = await work(desk, ...(given.slice(0, -1) as never));
      } finally {
        desk.progress.clear();
      }
    };
  const program = configured(commandTree(run), world);
  return {
    run: async (argv) => {
      await program.parseAsync([...argv], { from: "user" });
      return exitCode;
    },
  };
}

function commandTree(run: Run): Command {
  const tree = new Command("reroot")
    .description(
      "When a root CA goes away: which devices lose which service and when, the safe move to the new root, and the proof that it worked.",
    )
    .version(version())
    .enablePositionalOptions()
    .addHelpText("after", FIRST_STEPS)
    .addCommand(rehearseCommand(run))
    .addCommand(
      group("lab", "emulated routers and an emulated cloud on this machine").addCommand(labUpCommand(run)),
    )
    .addCommand(
      group("notice", "field notices as data")
        .addCommand(noticeListCommand(run))
        .addCommand(noticeShowCommand(run))
        .addCommand(noticeImportCommand(run)),
    )
    .addCommand(
      group("inventory", "which devices there are, from what your team already has").addCommand(
        inventoryShowCommand(run),
      ),
    )
    .addCommand(
      group("bundle", "vendor-signed bundles of CA certificates")
        .addCommand(bundleVerifyCommand(run))
        .addCommand(bundleInspectCommand(run))
        .addCommand(bundleDiffCommand(run))
        .addCommand(bundleFetchCommand(run))
        .addCommand(bundleFeedCommand(run)),
    )
    .addCommand(
      group("endpoint", "would a router accept that server, on that date, and why not")
        .addCommand(endpointProbeCommand(run))
        .addCommand(endpointForecastCommand(run)),
    )
    .addCommand(mirrorCommand(run))
    .addCommand(parseCommand(run))
    .addCommand(auditCommand(run))
    .addCommand(explainCommand(run))
    .addCommand(captureCommand(run))
    .addCommand(planCommand(run))
    .addCommand(approveCommand(run))
    .addCommand(applyCommand(run))
    .addCommand(undoCommand(run))
    .addCommand(statusCommand(run))
    .addCommand(workerCommand(run))
    .addCommand(dbCommand(run))
    .addCommand(
      group("proof", "what a migration amounts to")
        .addCommand(proofCheckCommand(run))
        .addCommand(proofExportCommand(run)),
    );
  for (const order of orderCommands(run)) tree.addCommand(order);
  return tree;
}

const FIRST_STEPS = `
First steps:
  reroot rehearse                                       the whole job in a lab on this machine
  reroot audit --notice fn72290 --captures DIR          who is affected, from outputs you already have
  reroot audit --notice fn72290 --inventory FILE        the same, from the routers themselves; read-only

Exit codes: 0 fine, 1 findings or failures to act on, 2 usage or input error, 3 could not be determined,
130 stopped by Ctrl-C; what was read so far is kept.`;

function group(name: string, description: string): Command {
  return new Command(name).description(description);
}

/** Every command speaks JSON; none ends the process or writes past the world's streams. */
function configured(command: Command, world: World): Command {
  command.exitOverride().helpCommand(false).showSuggestionAfterError(true);
  command.configureOutput({
    writeOut: (text) => world.stdout.write(text),
    writeErr: (text) => world.stderr.write(text),
    outputError: (text, write) => write(text.replace(/^error: /, "error  ")),
    getOutHelpWidth: () => (world.stdout.isTerminal ? world.stdout.columns : 100),
    getErrHelpWidth: () => (world.stderr.isTerminal ? world.stderr.columns : 100),
    getOutHasColors: () => false,
    getErrHasColors: () => false,
  });
  if (command.commands.length === 0) command.option("--json", "print one JSON value instead of text");
  for (const inner of command.commands) configured(inner, world);
  return command;
}

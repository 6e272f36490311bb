/** Going away and coming back: reload, and switchover to the other processor. Questions are captured ones. */
import type { EmulatedRouter } from "../../router/router.js";
import { type CommandContext, type CommandTable, changes } from "../command.js";

export const RELOAD_COMMANDS: CommandTable = [
  ["reload", changes(reload)],
  ["reload location <where>", changes(reload)],
  ["hw-module location <where> reload", changes(reloadModule)],
  ["redundancy switchover", changes(switchOver)],
];

/** Lab time that a reload takes. */
const RELOAD_MS = 600_000;

/** Classic routers write their backup before they ask, the others afterwards. */
async function reload({ router, confirm, print }: CommandContext): Promise<string[]> {
  const { architecture } = router.profile;
  if (architecture === "classic") print(...backup(router));
  // Two blanks on eXR.
  const question =
    architecture === "exr" ? "Proceed with reload?  [confirm]" : "Proceed with reload? [confirm]";
  if (!(await confirm(question))) return [];
  if (architecture !== "classic") print(...backup(router));
  router.reload(RELOAD_MS);
  return [];
}

function backup(router: EmulatedRouter): string[] {
  const node = `node${router.node.replace(/^RP/, "").replaceAll("/", "_").slice(1)}`;
  return [
    "Preparing system for backup. This may take a few minutes especially for large configurations.",
    `\tStatus report: ${node}: START TO BACKUP`,
    `\tStatus report: ${node}: BACKUP HAS COMPLETED SUCCESSFULLY`,
    "[Done]",
  ];
}

async function reloadModule({ router, parameters, ask }: CommandContext): Promise<string[]> {
  const { where } = parameters;
  const known = ["all", ...router.platformFacts().processors, ...router.profile.processors];
  if (!known.includes(where!)) return [`% Node ${where} is not present`];
  const answer = (await ask("Reload hardware module ? [no,yes] ")).toLowerCase();
  if (answer !== "yes" && answer !== "y") return [];
  router.reload(RELOAD_MS);
  return [`reload request on ${where} acknowledged.`];
}

/** What follows it on a console is the boot of the other processor. */
async function switchOver({ router, confirm }: CommandContext): Promise<string[]> {
  const { processors, standby } = router.platformFacts();
  const [active, other] = processors;
  if (standby !== "ready") return ["% Switchover disallowed: Standby node is not ready."];
  if (!(await confirm(`Proceed with switchover ${active} -> ${other}? [confirm]`))) return [];
  return router.switchOver() ? ["Initiating switch-over."] : [];
}

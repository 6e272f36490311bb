/**
 * The `reroot` command: commands, terminal output, reports; exit codes and advice live here.
 *
 * Each command is one file under commands/; words/ turns every code of the other packages into a
 * sentence and a next step; flow/ and rehearse/ put the stages of packages/core together with files,
 * sessions and the lab.
 *
 * Deliberately does not know: how a verdict comes about, how a plan is made, what a device's output
 * means. It asks, shows, and writes down.
 */
export { main } from "./main.js";
export type { World } from "./world.js";

/**
 * What a file in an inventory's folder is to it, by its name alone, so that nothing is opened in vain. What
 * Ansible passes over is passed over: hidden files, copies of editors, documents, its own settings.
 */
import type { InventoryPart } from "./understood-inventory.js";

/** `below` is the path within the folder, its parts joined by `/`. `undefined`: no part of an inventory. */
export function inventoryPart(below: string): InventoryPart | undefined {
  if (below.split("/").some((name) => /^\.|~$/.test(name) || NOT_READ.test(name))) return undefined;
  const variables = /^(group|host)_vars\/(.+)$/.exec(below);
  if (variables?.[1] && variables[2])
    return { kind: "variables", of: variables[1] as "group" | "host", below: variables[2] };
  return { kind: "source" };
}

/** What is read besides a single named file, by its path within that file's folder. */
export function companionPart(below: string): InventoryPart | undefined {
  if (NORNIR_COMPANION.test(below)) return { kind: "companion" };
  const part = inventoryPart(below);
  return part?.kind === "variables" ? part : undefined;
}

/** Nornir's names for the files beside hosts.yaml. */
export const NORNIR_COMPANION = /^(groups|defaults)\.ya?ml$/;

/** A script would have to be run, and reading a fleet runs nothing. */
const NOT_READ =
  /\.(pyc?|pyo|sh|rb|pl|swp|bak|orig|rpm|md|txt|rst|cfg|retry|toml|png|pdf|xlsx?|zip|gz|tar)$/i;

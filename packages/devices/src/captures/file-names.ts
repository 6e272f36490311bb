/**
 * What the name of a captured file says: a command (`show_license_status.txt`, `show-license-status.log`), or a
 * device and a command (`par-core-1_show_version.txt`). It does not look into the file.
 */
import { abbreviates } from "../parsers/command-words.js";
import { listParsers } from "../parsers/registry.js";
import { READ_COMMANDS } from "../session/read-grammar.js";

const COMMAND_NAME = /^(?:show|sh|sho|dir|admin|more)(?:[_\- ]|$)/i;
const DEVICE_AND_COMMAND = /^(.{1,200}?)[_.\- ]{1,3}((?:show|sh|sho|dir)[_\- ].{1,100})$/i;

/** By words alone, so that dashes and underscores may stand for blanks, and for themselves. */
const KNOWN: ReadonlyMap<string, string> = new Map(
  [...listParsers().map(({ command }) => command), ...READ_COMMANDS].map((command) => [
    wordsOf(command),
    command,
  ]),
);

/** `base`: without folder and extension. Undefined where it is no command's name. */
export function commandNamed(base: string): string | undefined {
  return COMMAND_NAME.test(base) ? spelled(base) : undefined;
}

/** Undefined unless the command is one that is known: `paris-show-room.txt` is a device's name. */
export function deviceAndCommandNamed(
  base: string,
): { readonly device: string; readonly command: string } | undefined {
  const found = DEVICE_AND_COMMAND.exec(base);
  if (!found) return undefined;
  const command = spelled(found[2] as string);
  return isKnown(command) ? { device: found[1] as string, command } : undefined;
}

function spelled(name: string): string {
  return KNOWN.get(wordsOf(name)) ?? name.replaceAll("_", " ").trim();
}

function isKnown(command: string): boolean {
  const words = command.toLowerCase().split(/\s+/);
  return [...KNOWN.values()].some((known) => abbreviates(words, known.split(" ")));
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[_\-\s]+/g, " ")
    .trim();
}

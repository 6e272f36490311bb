/** Which format a text is in, by what stands in it; the name of its file plays no part. */

import { GROUP_KEYS } from "./ansible/yaml.js";
import { isCsvHeader } from "./csv.js";
import { isNetboxJson } from "./netbox.js";
import { NORNIR_KEYS } from "./nornir.js";
import type { ReadingNotes } from "./reading-notes.js";
import type { InventoryFormat } from "./understood-inventory.js";
import { type YamlFile, type YamlNode, yamlFile } from "./yaml-file.js";

export interface Recognised {
  readonly format: InventoryFormat;
  /** Read already where it had to be read to be recognised. */
  readonly yaml?: YamlFile;
}

/**
 * Answers `undefined` after noting why: it is none of the formats, or not even readable as what it looks like.
 * A text that says nothing has no format, and that is no failure of its own.
 */
export function recogniseFormat(path: string, text: string, notes: ReadingNotes): Recognised | undefined {
  if (text.startsWith("#!")) {
    notes.fail({ code: "inventory/dynamic", place: { file: path, line: 1 } });
    return undefined;
  }
  if (text.includes("\0")) {
    notes.fail({ code: "inventory/unknown-format", place: { file: path, line: 1 } });
    return undefined;
  }
  const firstLine = firstLineOf(text);
  if (firstLine === "") return undefined;
  if (/^(\{|\[\s*([{\]]|$))/.test(firstLine) && isNetboxJson(text)) return { format: "netbox" };
  if (isCsvHeader(firstLine)) return { format: "csv" };
  if (!looksLikeYaml(firstLine)) return { format: "ansible-ini" };
  const yaml = yamlFile(path, text, notes);
  if (yaml === undefined) return undefined;
  const format = formatOfYaml(yaml, notes);
  return format && { format, yaml };
}

/** The first line that says something: neither blank nor a comment. */
function firstLineOf(text: string): string {
  return /^[^\S\n\r]*(?![#;\s])\S.*$/m.exec(text.replace(/^\uFEFF/, ""))?.[0].trim() ?? "";
}

/** A key with a colon and a blank or nothing behind it, a list item, a flow mapping, or a marker. */
function looksLikeYaml(line: string): boolean {
  return /^(---|%YAML|\{|- |-$|("[^"]*"|'[^']*'|[^\s="'[][^=]*?):(\s|$))/.test(line);
}

function formatOfYaml(file: YamlFile, notes: ReadingNotes): InventoryFormat | undefined {
  const entries = file.entriesOf(file.top);
  const place = file.placeOf(file.top);
  if (entries === undefined) {
    notes.fail({ code: "inventory/not-a-mapping", place, what: "the file" });
    return undefined;
  }
  if (entries.some(({ key, value }) => key === "devices" || file.itemsOf(value))) return "reroot";
  const plugin = entries.find(({ key }) => key === "plugin");
  if (plugin) {
    notes.fail({ code: "inventory/dynamic", place: plugin.place });
    return undefined;
  }
  const keysOf = (value: YamlNode) => file.entriesOf(value)?.map(({ key }) => key) ?? [];
  const holds = (keys: readonly string[]) =>
    entries.some(({ value }) => keysOf(value).some((key) => keys.includes(key)));
  if (entries.some(({ key }) => key === "all" || key === "ungrouped") || holds(GROUP_KEYS))
    return "ansible-yaml";
  if (holds(NORNIR_KEYS)) return "nornir";
  notes.fail({ code: "inventory/unknown-format", place });
  return undefined;
}

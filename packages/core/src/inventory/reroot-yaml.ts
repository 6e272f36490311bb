/**
 * Reroot's own inventory file, YAML: `devices:` with a list of `name`, `host`, `port`, `username`, `site`,
 * `os` and `groups`. Strict: what it does not know, it refuses, and above all a secret.
 */
import { type DeviceFields, deviceFrom, type FoundDevice, isLabel, type Said } from "./device-fields.js";
import type { ReadingNotes } from "./reading-notes.js";
import type { YamlEntry, YamlFile, YamlNode } from "./yaml-file.js";

const DEVICE_KEYS = ["name", "host", "port", "username", "site", "os", "groups"] as const;

export function readRerootYaml(file: YamlFile, notes: ReadingNotes): FoundDevice[] {
  const entries = file.entriesOf(file.top);
  if (entries === undefined) {
    notes.fail({ code: "inventory/not-a-mapping", place: file.placeOf(file.top), what: "the file" });
    return [];
  }
  refuseOthers(entries, ["devices"], notes);
  const devices = entries.find(({ key }) => key === "devices");
  const items = file.itemsOf(devices?.value);
  if (items === undefined || items.length === 0) {
    notes.fail({ code: "inventory/no-devices", place: devices?.place ?? file.placeOf(file.top), leftOut: 0 });
    return [];
  }
  return items.flatMap((item) => deviceIn(item, file, notes) ?? []);
}

function deviceIn(item: YamlNode, file: YamlFile, notes: ReadingNotes): FoundDevice | undefined {
  const place = file.placeOf(item);
  const entries = file.entriesOf(item);
  if (entries === undefined) {
    notes.fail({ code: "inventory/not-a-mapping", place, what: "a device" });
    return undefined;
  }
  refuseOthers(entries, DEVICE_KEYS, notes);
  const value = (key: (typeof DEVICE_KEYS)[number]) => saidBy(entries, key, file);
  const name = value("name");
  if (name === undefined) {
    notes.fail({ code: "inventory/missing-key", place, key: "name" });
    return undefined;
  }
  const fields: DeviceFields = {
    name: name.text,
    place: name.place,
    host: value("host"),
    port: value("port"),
    username: value("username"),
    site: value("site"),
    os: value("os"),
    groups: groupsIn(entries, file, notes),
  };
  const found = deviceFrom(fields, notes);
  return found && { device: found.device, place };
}

function refuseOthers(entries: readonly YamlEntry[], known: readonly string[], notes: ReadingNotes): void {
  const stray = entries.find(({ key }) => !known.includes(key));
  if (stray) notes.fail({ code: "inventory/unknown-key", place: stray.place, key: stray.key });
}

function saidBy(entries: readonly YamlEntry[], key: string, file: YamlFile): Said | undefined {
  const entry = entries.find((one) => one.key === key);
  return entry?.value === undefined ? undefined : file.said(key, entry.value);
}

function groupsIn(entries: readonly YamlEntry[], file: YamlFile, notes: ReadingNotes): readonly string[] {
  const entry = entries.find(({ key }) => key === "groups");
  if (entry?.value === undefined) return [];
  const groups = file.itemsOf(entry.value)?.map((item) => file.said("groups", item).text);
  if (groups?.every(isLabel)) return groups;
  const expected = "a list of texts, such as [core, paris]";
  notes.fail({ code: "inventory/bad-value", place: file.placeOf(entry.value), key: "groups", expected });
  return [];
}

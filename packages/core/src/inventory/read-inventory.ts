/**
 * Reads an inventory, in whatever format a team has it: Reroot's own, Ansible's, Nornir's, a table, or NetBox's.
 * One text, or all texts of a folder. It does not open files, it runs nothing, and it keeps no secret.
 */
import { failed, type Result, success } from "@reroot/pki";
import { ansibleDevices } from "./ansible/devices.js";
import { readAnsibleIni } from "./ansible/ini.js";
import { emptyAnsibleInventory } from "./ansible/model.js";
import { readVariableFiles } from "./ansible/variable-files.js";
import { readAnsibleYaml } from "./ansible/yaml.js";
import { MOST_DEVICES } from "./bounds.js";
import { readCsv } from "./csv.js";
import type { FoundDevice } from "./device-fields.js";
import type { InventoryFailure } from "./inventory-failure.js";
import { NORNIR_COMPANION } from "./inventory-part.js";
import { readNetbox } from "./netbox.js";
import { readNornir } from "./nornir.js";
import { type ReadingNotes, readingNotes } from "./reading-notes.js";
import { recogniseFormat } from "./recognise-format.js";
import { readRerootYaml } from "./reroot-yaml.js";
import type { InventoryFile, InventoryFormat, Place, UnderstoodInventory } from "./understood-inventory.js";
import { isVaultText, type YamlFile, yamlFile } from "./yaml-file.js";

export interface ReadingOptions {
  /** What every source is, whatever it looks like. */
  readonly format?: InventoryFormat;
}

/** At least one file must be a source. Of several failures the first is reported. */
export function readInventory(
  files: readonly InventoryFile[],
  { format }: ReadingOptions = {},
): Result<UnderstoodInventory, InventoryFailure> {
  const notes = readingNotes();
  refuseOversize(files, notes);
  const sources = notes.firstFailure ? [] : sourcesIn(files, format, notes);
  const found = notes.firstFailure ? [] : devicesIn(sources, files, notes);
  const start: Place = { file: files[0]?.path ?? "", line: 1 };
  refuseTwice(found, notes);
  if (found.length === 0)
    notes.fail({ code: "inventory/no-devices", place: start, leftOut: notes.leftOut.length });
  if (notes.firstFailure) return failed(notes.firstFailure);
  return success({
    inventory: { devices: found.map(({ device }) => device) },
    formats: [...new Set(sources.map((source) => source.format))],
    places: new Map(found.map(({ device, place }) => [device.name, place])),
    leftOut: notes.leftOut,
    ignored: notes.ignored,
  });
}

/** Some 100,000 devices with every key filled in; NetBox's pages are as large together. */
const MOST_CHARACTERS = 128 * 1024 * 1024;

interface Source {
  readonly file: InventoryFile;
  readonly format: InventoryFormat;
  readonly yaml?: YamlFile;
}

function refuseOversize(files: readonly InventoryFile[], notes: ReadingNotes): void {
  const characters = files.reduce((sum, { text }) => sum + text.length, 0);
  const place = { file: files[0]?.path ?? "", line: 1 };
  if (characters > MOST_CHARACTERS) {
    notes.fail({ code: "inventory/too-large", place, characters, most: MOST_CHARACTERS });
  }
}

/** In the order of their names: "Ansible loads inventory sources in ASCII order according to the filenames." */
function sourcesIn(
  files: readonly InventoryFile[],
  forced: InventoryFormat | undefined,
  notes: ReadingNotes,
): readonly Source[] {
  const candidates = files
    .filter(({ part }) => part.kind === "source")
    .sort((one, other) => (one.path < other.path ? -1 : 1));
  const hosts = candidates.filter(({ path }) => !NORNIR_COMPANION.test(nameOf(path)));
  const companions = candidates.filter(({ path }) => NORNIR_COMPANION.test(nameOf(path)));
  const read = hosts.flatMap((file) => sourceOf(file, forced, notes) ?? []);
  if (read.some(({ format }) => format === "nornir")) return sameKind(read, notes);
  return sameKind([...read, ...companions.flatMap((file) => sourceOf(file, forced, notes) ?? [])], notes);
}

function sourceOf(
  file: InventoryFile,
  forced: InventoryFormat | undefined,
  notes: ReadingNotes,
): Source | undefined {
  const { path, text } = file;
  if (isVaultText(text)) {
    notes.fail({ code: "inventory/encrypted-file", place: { file: path, line: 1 } });
    return undefined;
  }
  if (forced === undefined) {
    const recognised = recogniseFormat(path, text, notes);
    return recognised && { file, ...recognised };
  }
  const isYaml = forced === "reroot" || forced === "ansible-yaml" || forced === "nornir";
  const yaml = isYaml ? yamlFile(path, text, notes) : undefined;
  return { file, format: forced, ...(yaml && { yaml }) };
}

/** Ansible's two formats go together; a folder of anything else is of one format. */
function sameKind(sources: readonly Source[], notes: ReadingNotes): readonly Source[] {
  const kindOf = ({ format }: Source) => (format.startsWith("ansible") ? "ansible" : format);
  const [first] = sources;
  const other = sources.find((source) => first !== undefined && kindOf(source) !== kindOf(first));
  if (first && other) {
    const place = { file: other.file.path, line: 1 };
    const { format, file } = first;
    notes.fail({
      code: "inventory/mixed-formats",
      place,
      format: other.format,
      otherFormat: format,
      otherFile: file.path,
    });
  }
  return sources;
}

function devicesIn(
  sources: readonly Source[],
  files: readonly InventoryFile[],
  notes: ReadingNotes,
): FoundDevice[] {
  switch (sources[0]?.format) {
    case undefined:
      return [];
    case "reroot":
      return sources.flatMap(({ yaml }) => (yaml ? readRerootYaml(yaml, notes) : []));
    case "csv":
      return sources.flatMap(({ file }) => readCsv(file, notes));
    case "netbox":
      return readNetbox(
        sources.map(({ file }) => file),
        notes,
      );
    case "nornir":
      return sources.flatMap(({ yaml }) => (yaml ? nornirDevices(yaml, files, notes) : []));
    case "ansible-ini":
    case "ansible-yaml":
      return devicesOfAnsible(sources, files, notes);
  }
}

function nornirDevices(hosts: YamlFile, files: readonly InventoryFile[], notes: ReadingNotes): FoundDevice[] {
  const beside = (name: string) => {
    const file = files.find(
      ({ path, part }) => part.kind !== "variables" && new RegExp(`^${name}\\.ya?ml$`).test(nameOf(path)),
    );
    return file && file.path !== hosts.path ? yamlFile(file.path, file.text, notes) : undefined;
  };
  return readNornir({ hosts, groups: beside("groups"), defaults: beside("defaults") }, notes);
}

function devicesOfAnsible(
  sources: readonly Source[],
  files: readonly InventoryFile[],
  notes: ReadingNotes,
): FoundDevice[] {
  const inventory = emptyAnsibleInventory({ file: sources[0]?.file.path ?? "", line: 1 });
  for (const { file, yaml } of sources) {
    if (yaml) readAnsibleYaml(yaml, inventory, notes);
    else readAnsibleIni(file, inventory, notes);
  }
  readVariableFiles(files, inventory, notes);
  return notes.firstFailure ? [] : ansibleDevices(inventory, notes);
}

function refuseTwice(found: readonly FoundDevice[], notes: ReadingNotes): void {
  const first = new Map<string, Place>();
  for (const { device, place } of found) {
    const before = first.get(device.name);
    if (before) notes.fail({ code: "inventory/duplicate-name", place, name: device.name, first: before });
    else first.set(device.name, place);
  }
  const over = found[MOST_DEVICES];
  if (over)
    notes.fail({ code: "inventory/too-many", place: over.place, what: "devices", most: MOST_DEVICES });
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? "";
}

/**
 * Nornir's SimpleInventory: hosts.yaml, groups.yaml and defaults.yaml. A value that a host does not have comes
 * from its groups, depth first and in their order, and then from the defaults (the docstring of Nornir's
 * `extended_groups`: host in [a, b], a in [1, 2], b in [2, 3], 1 in [X] gives a, 1, X, 2, b, 3).
 */
import { MOST_MEMBERSHIPS, MOST_NESTED_GROUPS } from "./bounds.js";
import { deviceFrom, type FoundDevice, type Said } from "./device-fields.js";
import type { ReadingNotes } from "./reading-notes.js";
import { isSecretKey } from "./secret-key.js";
import type { Place } from "./understood-inventory.js";
import type { YamlEntry, YamlFile, YamlNode } from "./yaml-file.js";

export interface NornirFiles {
  readonly hosts: YamlFile;
  readonly groups?: YamlFile | undefined;
  readonly defaults?: YamlFile | undefined;
}

/** The keys of a host by which its file is recognised. */
export const NORNIR_KEYS = [
  "hostname",
  "port",
  "username",
  "password",
  "platform",
  "groups",
  "data",
  "connection_options",
];

export function readNornir({ hosts, groups, defaults }: NornirFiles, notes: ReadingNotes): FoundDevice[] {
  const known = membersIn(groups, "a group", notes);
  const fallback =
    defaults && memberFrom("defaults", defaults.placeOf(defaults.top), defaults.top, defaults, notes);
  const ways: GroupWays = { known, notes, left: MOST_MEMBERSHIPS };
  for (const group of known.values()) groupsOf(group, ways);
  if (notes.firstFailure) return [];
  return [...membersIn(hosts, "a host", notes).values()].flatMap((host) => {
    const extended = groupsOf(host, ways);
    const heirs = [
      host,
      ...extended.flatMap((name) => known.get(name) ?? []),
      ...(fallback ? [fallback] : []),
    ];
    const value = (key: InheritedKey) => heirs.find(({ values }) => values[key] !== undefined)?.values[key];
    const fields = { name: host.name, place: host.place, groups: extended };
    return (
      deviceFrom(
        {
          ...fields,
          host: value("hostname"),
          port: value("port"),
          username: value("username"),
          os: value("platform"),
          site: value("site"),
        },
        notes,
      ) ?? []
    );
  });
}

type InheritedKey = "hostname" | "port" | "username" | "platform" | "site";

/** A host, a group, or the defaults: all three hold the same things. */
interface Member {
  readonly name: string;
  readonly place: Place;
  readonly groups: readonly { readonly name: string; readonly place: Place }[];
  readonly values: Partial<Record<InheritedKey, Said>>;
}

function membersIn(file: YamlFile | undefined, what: string, notes: ReadingNotes): Map<string, Member> {
  if (file?.top === undefined) return new Map();
  const entries = file.entriesOf(file.top);
  if (entries === undefined) {
    notes.fail({ code: "inventory/not-a-mapping", place: file.placeOf(file.top), what: "the file" });
    return new Map();
  }
  return new Map(
    entries.map(({ key, place, value }) => {
      if (value !== undefined && file.entriesOf(value) === undefined)
        notes.fail({ code: "inventory/not-a-mapping", place, what });
      return [key, memberFrom(key, place, value, file, notes)];
    }),
  );
}

function memberFrom(name: string, place: Place, node: YamlNode, file: YamlFile, notes: ReadingNotes): Member {
  const values: Partial<Record<InheritedKey, Said>> = {};
  let groups: Member["groups"] = [];
  for (const entry of file.entriesOf(node) ?? []) {
    const { key, value } = entry;
    if (value === undefined) continue;
    if (isSecretKey(key)) notes.ignore("secret", key, entry.place);
    else if (isInherited(key)) values[key] = file.said(key, value);
    else if (key === "groups") groups = groupNames(entry, file, notes);
    else if (key === "data") Object.assign(values, siteIn(value, file, notes));
    else if (key === "connection_options") notes.ignore("not-used", key, entry.place);
    else notes.ignore("unknown-key", key, entry.place);
  }
  return { name, place, groups, values };
}

function isInherited(key: string): key is Exclude<InheritedKey, "site"> {
  return key === "hostname" || key === "port" || key === "username" || key === "platform";
}

function siteIn(data: YamlNode, file: YamlFile, notes: ReadingNotes): Partial<Record<InheritedKey, Said>> {
  const entries = file.entriesOf(data) ?? [];
  for (const { key, place } of entries) if (isSecretKey(key)) notes.ignore("secret", key, place);
  const site = entries.find(({ key }) => key === "site")?.value;
  return site === undefined ? {} : { site: file.said("site", site) };
}

function groupNames({ value, place }: YamlEntry, file: YamlFile, notes: ReadingNotes): Member["groups"] {
  const items = file.itemsOf(value);
  if (items === undefined) {
    notes.fail({ code: "inventory/bad-value", place, key: "groups", expected: "a list of groups" });
    return [];
  }
  return items.map((item) => ({ name: file.said("groups", item).text, place: file.placeOf(item) }));
}

interface GroupWays {
  readonly known: ReadonlyMap<string, Member>;
  readonly notes: ReadingNotes;
  /** How many memberships may still be looked at. */
  left: number;
}

/** Depth first and each group once; a group that is not there, or that holds itself, is noted. */
function groupsOf(member: Member, ways: GroupWays): readonly string[] {
  const { known, notes } = ways;
  const found = new Set<string>();
  const walk = (from: Member, above: readonly string[]) => {
    for (const { name, place } of from.groups) {
      const group = known.get(name);
      ways.left -= 1;
      if (ways.left < 0) {
        notes.fail({ code: "inventory/too-many", place, what: "group memberships", most: MOST_MEMBERSHIPS });
        return;
      }
      if (group === undefined) notes.fail({ code: "inventory/unknown-group", place, group: name });
      else if (above.includes(name))
        notes.fail({
          code: "inventory/group-cycle",
          place,
          groups: [...above.slice(above.indexOf(name)), name],
        });
      else if (above.length >= MOST_NESTED_GROUPS)
        notes.fail({ code: "inventory/too-deep", place, most: MOST_NESTED_GROUPS });
      else if (!found.has(name)) {
        found.add(name);
        walk(group, [...above, name]);
      }
    }
  };
  walk(member, known.get(member.name) === member ? [member.name] : []);
  return [...found];
}

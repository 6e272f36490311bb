/**
 * A table of devices with a header, as spreadsheets write it: commas, semicolons or tabs. Columns are found
 * by their titles, in any order; columns that are not known are listed and not used.
 */
import { csvRows, separatorOf } from "./csv-rows.js";
import { deviceFrom, type FoundDevice, type Said } from "./device-fields.js";
import type { ReadingNotes } from "./reading-notes.js";
import { isSecretKey } from "./secret-key.js";
import type { InventoryFile, Place } from "./understood-inventory.js";

type Column = "name" | "host" | "port" | "username" | "site" | "os" | "groups";

/** Titles without blanks, dashes and underscores, in lower case; of several, the first in this order counts. */
const TITLES: Readonly<Record<Column, readonly string[]>> = {
  name: ["name", "device", "devicename", "router", "node", "inventoryhostname", "hostname"],
  host: [
    "host",
    "address",
    "ip",
    "ipaddress",
    "managementip",
    "mgmtip",
    "managementaddress",
    "primaryip",
    "primaryip4",
    "ansiblehost",
    "fqdn",
    "hostname",
  ],
  port: ["port", "sshport", "ansibleport"],
  username: ["username", "user", "login", "ansibleuser"],
  site: ["site", "sitename", "location"],
  os: ["os", "platform", "networkos", "ansiblenetworkos"],
  groups: ["groups", "group", "tags"],
};

/** Whether this may be the header of such a table: at least two columns, one of them a name or an address. */
export function isCsvHeader(line: string): boolean {
  const separator = separatorOf(line);
  if (separator === undefined || line.includes("=")) return false;
  const titles = line.split(separator).map(squeezed);
  return titles.some((title) => TITLES.name.includes(title) || TITLES.host.includes(title));
}

export function readCsv({ path, text }: InventoryFile, notes: ReadingNotes): FoundDevice[] {
  const firstLine = text.replace(/^[\uFEFF\s]+/, "").split(/\r\n|\n|\r/, 1)[0] ?? "";
  const read = csvRows(text, separatorOf(firstLine) ?? ",");
  if (!read.ok) {
    notes.fail({
      code: "inventory/bad-line",
      place: { file: path, line: read.line },
      expected: read.expected,
    });
    return [];
  }
  const [header, ...rows] = read.rows;
  const headerPlace: Place = { file: path, line: header?.line ?? 1 };
  const columns = columnsOf(header?.cells ?? [], headerPlace, notes);
  if (!columns.has("name") && !columns.has("host")) {
    notes.fail({ code: "inventory/missing-key", place: headerPlace, key: "name" });
    return [];
  }
  return rows.flatMap(({ line, cells }) => {
    const place: Place = { file: path, line };
    if (cells.length > (header?.cells.length ?? 0)) {
      const expected = `at most ${header?.cells.length} cells, as in the header; quote a cell that holds a separator`;
      notes.fail({ code: "inventory/bad-line", place, expected });
      return [];
    }
    return deviceIn(cells, columns, place, notes) ?? [];
  });
}

interface ColumnAt {
  readonly index: number;
  readonly title: string;
}

/** Each column takes the first of its titles that is there and that no column before it took. */
function columnsOf(titles: readonly string[], place: Place, notes: ReadingNotes): Map<Column, ColumnAt> {
  const columns = new Map<Column, ColumnAt>();
  const free = new Map<string, ColumnAt>();
  for (const [index, title] of titles.entries()) {
    if (free.has(squeezed(title)) && title !== "")
      notes.fail({ code: "inventory/duplicate-key", place, key: title });
    free.set(squeezed(title), { index, title });
  }
  for (const column of Object.keys(TITLES) as Column[]) {
    const taken = TITLES[column].find((title) => free.has(title));
    const at = taken === undefined ? undefined : free.get(taken);
    if (taken === undefined || at === undefined) continue;
    columns.set(column, at);
    free.delete(taken);
  }
  for (const { title } of free.values()) {
    if (title !== "") notes.ignore(isSecretKey(title) ? "secret" : "unknown-key", title, place);
  }
  return columns;
}

function deviceIn(
  cells: readonly string[],
  columns: ReadonlyMap<Column, ColumnAt>,
  place: Place,
  notes: ReadingNotes,
): FoundDevice | undefined {
  const cell = (column: Column): Said | undefined => {
    const at = columns.get(column);
    const text = at === undefined ? "" : (cells[at.index] ?? "");
    return at === undefined || text === "" ? undefined : { key: at.title, place, kind: "text", text };
  };
  const host = cell("host");
  const name = cell("name") ?? host;
  if (name === undefined) {
    notes.fail({ code: "inventory/missing-key", place, key: columns.get("name")?.title ?? "name" });
    return undefined;
  }
  return deviceFrom(
    {
      name: name.text,
      place,
      // NetBox exports its addresses with the length of their prefix.
      host: host && { ...host, text: host.text.replace(/\/\d{1,3}$/, "") },
      port: cell("port"),
      username: cell("username"),
      site: cell("site"),
      os: cell("os"),
      groups: (cell("groups")?.text ?? "").split(/[,;|\s]+/).filter((group) => group !== ""),
    },
    notes,
  );
}

function squeezed(title: string): string {
  return title.replace(/[\s_"-]/g, "").toLowerCase();
}

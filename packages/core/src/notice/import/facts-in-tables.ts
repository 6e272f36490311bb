/**
 * The facts that a page's tables hold: revisions, affected products, defects, endpoints, affected services.
 *
 * A cell that cannot be read as what its column promises is refused with its line: a wrong release or date is
 * worse than none. Does not know sentences.
 */
import { failed, type Result, success } from "@reroot/pki";
import { canonicalJson } from "../../canonical.js";
import type { FieldNotice, PlatformId, ServiceFamily, ServiceId } from "../notice.js";
import { parseRelease } from "../release.js";
import { readDay } from "./date.js";
import type { Cell, Page, Table, TableKind } from "./page.js";
import type { Published, PublishedNotice } from "./published-notice.js";

export type TableFactFailure =
  | { readonly code: "notice/release-unreadable"; readonly line: number; readonly text: string }
  | {
      readonly code: "notice/release-of-another-train";
      readonly line: number;
      readonly text: string;
      readonly train: string;
    }
  | { readonly code: "notice/date-unreadable"; readonly line: number; readonly text: string }
  | {
      readonly code: "notice/cell-unreadable";
      readonly line: number;
      readonly table: TableKind;
      readonly column: string;
      readonly text: string;
    };

type Product = Published<FieldNotice["products"][number]>;
type ProductRow = Published<FieldNotice["products"][number]["affected"][number]>;
type Fix = Published<FieldNotice["products"][number]["fixedReleases"]>;

export type TableFacts = Pick<
  PublishedNotice,
  "revisions" | "products" | "defects" | "endpoints" | "affectedServices"
>;

export function factsInTables(page: Page): Result<TableFacts, TableFactFailure> {
  const revisions = each(page, "revisions", readRevision);
  if (!revisions.ok) return revisions;
  const rows = each(page, "products", readProductRow);
  if (!rows.ok) return rows;
  const defects = each(page, "defects", readDefect);
  if (!defects.ok) return defects;
  const endpoints = each(page, "endpoints", readEndpoint);
  if (!endpoints.ok) return endpoints;
  const services = each(page, "services", readService);
  if (!services.ok) return services;
  return success({
    revisions: revisions.value,
    products: rows.value === null ? null : groupedByProduct(rows.value),
    defects: defects.value,
    endpoints: endpoints.value,
    affectedServices: services.value,
  });
}

/** `Smart Licensing` and `Smart Call Home` are known; any other service by its own name. */
export function familyOf(name: string): ServiceFamily {
  if (/^smart licens/i.test(name)) return "smart-licensing";
  if (/^(?:smart )?call[ -]home/i.test(name)) return "smart-call-home";
  return `other:${slug(name)}`;
}

/** The operating system that a product name tells; null for one that Reroot has no name for. */
function platformOf(product: string | null): PlatformId | null {
  const known = PLATFORMS.find(([pattern]) => pattern.test(product ?? ""));
  return known?.[1] ?? null;
}

const PLATFORMS: readonly (readonly [RegExp, PlatformId])[] = [
  [/\bIOS[ -]?XR\b/i, "iosxr"],
  [/\bIOS[ -]?XE\b/i, "iosxe"],
  [/\bNX-?OS\b/i, "nxos"],
  [/\bAdaptive Security Appliance\b|\bASA\b/i, "asa"],
  [/^(?:Cisco )?IOS(?: Software)?$/i, "ios"],
];

/** One row, its cells by column. */
interface Row {
  readonly table: Table;
  cell(column: RegExp): Cell | null;
}

type Read<T> = Result<T, TableFactFailure>;

/** null when the page has no such table. */
function each<T>(page: Page, kind: TableKind, read: (row: Row) => Read<T>): Read<readonly T[] | null> {
  const tables = page.tables.filter((table) => table.kind === kind);
  const facts: T[] = [];
  for (const table of tables) {
    for (const cells of table.rows) {
      const cell = (column: RegExp) =>
        cells[table.columns.findIndex((heading) => column.test(heading))] ?? null;
      const fact = read({ table, cell });
      if (!fact.ok) return fact;
      // A row that is printed twice says nothing new.
      if (facts.some((known) => canonicalJson(known) === canonicalJson(fact.value))) continue;
      const named = nameOf(fact.value);
      if (named !== null && facts.some((known) => nameOf(known) === named)) return twice(table, cells, named);
      facts.push(fact.value);
    }
  }
  return success(tables.length === 0 ? null : facts);
}

/** What only one row of its table may be about; null for rows that share their names. */
function nameOf(fact: unknown): string | null {
  const { id, version } = fact as { readonly id?: string; readonly version?: string };
  return id ?? version ?? null;
}

/** Two rows about one thing that do not say the same. */
function twice({ kind, columns, line }: Table, cells: readonly Cell[], text: string): Read<never> {
  return failed({
    code: "notice/cell-unreadable",
    line: cells[0]?.line ?? line,
    table: kind,
    column: columns[0] ?? "",
    text,
  });
}

function readRevision(row: Row): Read<Published<FieldNotice["revisions"][number]>> {
  const version = required(row, /^(?:revision|version)$/, /^\d{1,3}(?:\.\d{1,3}){1,2}$/);
  if (!version.ok) return version;
  const publishedOn = readDate(row, /date$/);
  if (!publishedOn.ok) return publishedOn;
  const { value: publishedDay } = publishedOn;
  return success({ version: version.value, publishedOn: publishedDay, comment: revisionComment(row) });
}

/** Pages of 2024 and later have, in place of comments, a description and the section that it is about. */
function revisionComment(row: Row): string | null {
  const description = words(row, /^description$/);
  const section = words(row, /^section$/);
  if (description === null) return words(row, /^comments?$/);
  return section === null || /^[-–—]+$/.test(section) ? description : `${description} (${section})`;
}

interface NamedRow {
  readonly osType: string | null;
  readonly name: string | null;
  readonly row: ProductRow;
}

function readProductRow(row: Row): Read<NamedRow> {
  const name = words(row, /product$/);
  const train = words(row, /^affected release$/);
  const cell = row.cell(/release numbers?$/);
  const releases = readReleases(cell ?? { text: "", line: row.table.line }, train, platformOf(name));
  if (!releases.ok) return releases;
  const osType = words(row, /os type$/);
  const shifted = shiftedComment(row, platformOf(name));
  if (shifted) return shifted;
  return success({
    osType,
    name,
    row: { train, releases: releases.value, comment: words(row, /^comments?$/) },
  });
}

/** Releases, or what opens a row, where a comment should be: a cell too many or too few came before it. */
function shiftedComment(row: Row, platform: PlatformId | null): Read<never> | null {
  const cell = row.cell(/^comments?$/);
  const text = cell?.text ?? "";
  const isList = text.split(",").every((part) => /\d\.\d/.test(part) && parseRelease(part, platform).ok);
  if (!cell || text === "" || !(isList || /^(?:NON-)?IOS$/i.test(text))) return null;
  const { line } = cell;
  return failed({
    code: "notice/cell-unreadable",
    line,
    table: row.table.kind,
    column: "comments",
    text: text.slice(0, 80),
  });
}

function readReleases(
  cell: Cell,
  train: string | null,
  platform: PlatformId | null,
): Read<readonly string[]> {
  const releases: string[] = [];
  for (const written of cell.text.split(",")) {
    const read = parseRelease(written, platform);
    const { line } = cell;
    if (!read.ok)
      return failed({ code: "notice/release-unreadable", line, text: written.trim().slice(0, 60) });
    const { text } = read.value;
    if (!belongsTo(text, train)) {
      return failed({ code: "notice/release-of-another-train", line, text, train: train ?? "" });
    }
    if (!releases.includes(text)) releases.push(text);
  }
  return success(releases);
}

/** A train that is a number opens every release of its row; one that is a name (`Interim`) opens none. */
function belongsTo(release: string, train: string | null): boolean {
  const number = /^(?:[A-Z]+ )?(\d+(?:\.\d+)*)$/.exec(train ?? "")?.[1];
  if (number === undefined) return true;
  return release.startsWith(number) && !/^\d/.test(release.slice(number.length));
}

/** Rows of one OS type and product, wherever in the table, make one product. */
function groupedByProduct(rows: readonly NamedRow[]): readonly Product[] {
  const groups = new Map<string, NamedRow[]>();
  for (const named of rows) {
    const key = JSON.stringify([named.osType, named.name]);
    groups.set(key, [...(groups.get(key) ?? []), named]);
  }
  return [...groups.values()].map((group) => {
    const { osType, name } = group[0] as NamedRow;
    const affected = group.map(({ row }) => row);
    const comment = null;
    return {
      osType,
      name,
      platform: platformOf(name),
      affected,
      fixedReleases: fixesNamedIn(affected),
      comment,
    };
  });
}

/** "Releases 17.3.1z or 17.6.1a or later have the fix"; null where no comment names a release with the fix. */
function fixesNamedIn(rows: readonly ProductRow[]): Fix | null {
  const fixes = new Map<string, boolean>();
  for (const { comment } of rows) {
    const named = /\bReleases? ([^;]{1,200}?) (?:have|has|contains?|includes?) the fix\b/i.exec(
      comment ?? "",
    )?.[1];
    const releases = named?.split(/,? (?:or|and) |, ?/) ?? [];
    releases.forEach((written, index) => {
      if (/^later$/i.test(written) || !parseRelease(written).ok) return;
      fixes.set(written, fixes.get(written) || /^later$/i.test(releases[index + 1] ?? ""));
    });
  }
  return fixes.size === 0 ? null : [...fixes].map(([release, orLater]) => ({ release, orLater }));
}

function readDefect(row: Row): Read<Published<FieldNotice["defects"][number]>> {
  const id = required(row, /^defect id$/, /^CSC[a-z]{2}\d{5}$/i);
  if (!id.ok) return id;
  return success({ id: id.value, headline: words(row, /^headline$/) });
}

function readEndpoint(row: Row): Read<Published<FieldNotice["endpoints"][number]>> {
  const host = required(row, /\bserver$/, /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}$/i);
  if (!host.ok) return host;
  const cutoverNoLaterThan = readDate(row, /expiration date$/);
  if (!cutoverNoLaterThan.ok) return cutoverNoLaterThan;
  const services = servicesNamed(words(row, /^affected services?$/));
  const id = host.value;
  return success({
    id,
    host: id,
    port: null,
    cutoverNoLaterThan: cutoverNoLaterThan.value,
    services,
    urls: null,
    source: null,
  });
}

/** Only names that tell the transport say which service is meant; one that does not leaves all of them open. */
function servicesNamed(cell: string | null): readonly ServiceId[] | null {
  const rest = (cell ?? "")
    .replace(/Smart Licensing \((?:using |via )?Smart Transport\)/gi, " smart-licensing-smart-transport ")
    .replace(/Smart Licensing \((?:using |via )?Call[ -]?Home\)/gi, " smart-licensing-callhome ")
    .replace(/Smart Call[ -]Home/gi, " smart-call-home ");
  const names = rest.split(/[\s,;•]+|\band\b/).filter((name) => name !== "");
  const services = SERVICES.filter((service) => names.includes(service));
  return names.length > 0 && names.every((name) => SERVICES.includes(name as ServiceId)) ? services : null;
}

const SERVICES: readonly ServiceId[] = [
  "smart-licensing-callhome",
  "smart-licensing-smart-transport",
  "smart-call-home",
];

function readService(row: Row): Read<Published<FieldNotice["affectedServices"][number]>> {
  const name = required(row, /^affected services?$/, /^.{3,80}$/);
  if (!name.ok) return name;
  return success({ family: familyOf(name.value), name: name.value, symptom: words(row, /^symptoms?\b/) });
}

/** What the cell says; null when it is blank or the table has no such column. */
function words(row: Row, column: RegExp): string | null {
  return row.cell(column)?.text || null;
}

function required(row: Row, column: RegExp, form: RegExp): Read<string> {
  const cell = row.cell(column);
  const text = cell?.text ?? "";
  if (form.test(text)) return success(text);
  const line = cell?.line ?? row.table.line;
  const heading = row.table.columns.find((name) => column.test(name)) ?? "";
  return failed({
    code: "notice/cell-unreadable",
    line,
    table: row.table.kind,
    column: heading,
    text: text.slice(0, 80),
  });
}

function readDate(row: Row, column: RegExp): Read<string> {
  const cell = row.cell(column);
  const text = cell?.text ?? "";
  const day = readDay(text);
  if (day !== null) return success(day);
  return failed({
    code: "notice/date-unreadable",
    line: cell?.line ?? row.table.line,
    text: text.slice(0, 60),
  });
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 60) || "unnamed"
  );
}

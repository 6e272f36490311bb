/**
 * A notice's published page, whatever it was written in: tables, and the prose between them.
 *
 * Made by read-text-page.ts and read-html-page.ts; everything after them sees only this. Knows which tables a
 * notice has by their column headings, but not what stands in them.
 */

export interface Cell {
  /** Blanks normalised; empty when the page leaves the cell blank. */
  readonly text: string;
  /** Where it begins in the page's text; from 1. */
  readonly line: number;
}

export interface Table {
  readonly kind: TableKind;
  /** In lower case. */
  readonly columns: readonly string[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly Cell[])[];
  readonly line: number;
}

/** A paragraph, a heading, or one line of a sample. */
export interface ProseLine {
  readonly text: string;
  readonly line: number;
}

export interface Page {
  readonly tables: readonly Table[];
  readonly prose: readonly ProseLine[];
  readonly links: readonly { readonly text: string; readonly url: string }[];
  /** The address that the page gives as its own. */
  readonly url: string | null;
  readonly lastLine: number;
}

export type PageFailure =
  | { readonly code: "notice/page-too-large"; readonly characters: number; readonly limit: number }
  | { readonly code: "notice/table-without-heading"; readonly line: number; readonly text: string }
  | {
      readonly code: "notice/table-cut-short";
      readonly line: number;
      readonly table: TableKind;
      readonly columnsExpected: number;
      readonly cellsFound: number;
    }
  | {
      readonly code: "notice/row-too-long";
      readonly line: number;
      readonly table: TableKind;
      readonly columnsExpected: number;
      readonly cellsFound: number;
    };

/** A page of the vendor's has some 30 KB of text, as HTML with its frame some 300 KB. */
export const PAGE_LIMIT = 2 << 20;

export type TableKind = "revisions" | "products" | "defects" | "endpoints" | "services";

/** Columns in lower case; the optional ones may be absent. */
export interface TableShape {
  readonly kind: TableKind;
  readonly required: readonly RegExp[];
  readonly optional: readonly RegExp[];
  /** The column whose cells are often blank; every revision has its comment, not every product. */
  readonly mayBeBlank: RegExp | null;
  /** What the first cell of a row looks like, to see where a row begins after a cell was left out. */
  readonly opensRow: RegExp;
}

const COMMENTS = /^comments?$/;

const TABLE_SHAPES: readonly TableShape[] = [
  {
    kind: "revisions",
    required: [/^(?:revision|version)$/, /^(?:publish(?:ed)? )?date$/],
    optional: [COMMENTS, /^description$/, /^section$/],
    mayBeBlank: null,
    opensRow: /^\d{1,3}(?:\.\d{1,3})+$/,
  },
  {
    kind: "products",
    required: [/^affected release numbers?$/],
    optional: [/^affected os type$/, /^affected software product$/, /^affected release$/, COMMENTS],
    mayBeBlank: COMMENTS,
    opensRow: /^(?:NON-)?IOS$/i,
  },
  {
    kind: "defects",
    required: [/^defect id$/, /^headline$/],
    optional: [],
    mayBeBlank: null,
    opensRow: /^CSC[a-z]{2}\d{5}$/i,
  },
  {
    kind: "endpoints",
    required: [/\bserver$/, /expiration date$/],
    optional: [/^affected services?$/],
    mayBeBlank: /^affected services?$/,
    opensRow: /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i,
  },
  {
    kind: "services",
    required: [/^affected services?$/, /^symptoms?\b/],
    optional: [],
    mayBeBlank: null,
    opensRow: /^Smart /,
  },
];

/** The table that these column headings belong to, or null for one that no notice fact stands in. */
export function shapeOf(columns: readonly string[]): TableShape | null {
  return TABLE_SHAPES.find((shape) => isShape(shape, columns)) ?? null;
}

/** Words that only the headings of a notice's own tables hold. */
const TELLING_HEADING =
  /affected (?:services?|releases?|release numbers?|os type|software product)$|^defect id|certificate expiration date|^publish(?:ed)? date/;

/** Headings of one of these tables, damaged: too many are right for another table, not all for any of these. */
export function isNearShape(columns: readonly string[]): boolean {
  return columns.some((heading) => TELLING_HEADING.test(heading)) && shapeOf(columns) === null;
}

/** Whether the last cell of a row may be missing: the vendor's own pages leave out empty ones there. */
export function mayLeaveOutLast(shape: TableShape, columns: readonly string[]): boolean {
  return shape.mayBeBlank?.test(columns.at(-1) ?? "") ?? false;
}

/** Headings without a row below them. Only of defects may there be none. */
export function isEmptied(shape: TableShape, rows: readonly unknown[]): boolean {
  return rows.length === 0 && shape.kind !== "defects";
}

/** One space for any run of blanks; invisible characters gone. */
export function plain(text: string): string {
  return text
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function isShape(shape: TableShape, columns: readonly string[]): boolean {
  const known = [...shape.required, ...shape.optional];
  return (
    shape.required.every((column) => columns.some((heading) => column.test(heading))) &&
    columns.every((heading) => known.some((column) => column.test(heading)))
  );
}

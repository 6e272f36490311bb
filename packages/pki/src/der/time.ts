/**
 * UTCTime and GeneralizedTime as milliseconds since 1970. RFC 5280 4.1.2.5 allows one form of each; real
 * certificates also carry fractions of a second, missing seconds and offsets, which are read and marked.
 */
import { type DerCursor, Tag } from "./cursor.js";
import { latin1 } from "./text.js";

export interface DecodedTime {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  readonly form: TimeForm;
}

/** `regular` is the form of RFC 5280; `fraction` has parts of a second; `other` lacks seconds or the Z. */
export type TimeForm = "regular" | "fraction" | "generalized-before-2050" | "other";

/** Reads the next element as a time; a value that is no time fails the cursor. */
export function readTime(cursor: DerCursor): DecodedTime {
  const generalized = cursor.nextIs(Tag.generalizedTime);
  const contents = cursor.octets(generalized ? Tag.generalizedTime : Tag.utcTime);
  if (cursor.failure !== undefined) return { at: 0, form: "other" };
  const decoded = decodeTime(latin1(contents), generalized);
  if (decoded !== undefined) return decoded;
  cursor.fail("der/bad-value", cursor.position - contents.length);
  return { at: 0, form: "other" };
}

const utc = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?()(Z|[+-]\d{4})$/;
const general = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?([.,]\d{1,9})?(Z|[+-]\d{4})$/;

function decodeTime(text: string, generalized: boolean): DecodedTime | undefined {
  const match = (generalized ? general : utc).exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const written = Number(year);
  // RFC 5280 4.1.2.5.1: two digits from 50 are 19xx, below are 20xx.
  const fullYear = generalized ? written : written + (written >= 50 ? 1900 : 2000);
  const at = toMilliseconds(
    fullYear,
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
  );
  if (at === undefined) return undefined;
  const parts =
    fraction === undefined || fraction === "" ? 0 : Math.trunc(Number(`0.${fraction.slice(1)}`) * 1000);
  const form = timeForm(generalized, fullYear, second !== undefined && zone === "Z", fraction ?? "");
  return { at: at + parts - offsetMilliseconds(zone ?? "Z"), form };
}

function timeForm(generalized: boolean, year: number, plain: boolean, fraction: string): TimeForm {
  if (!plain) return "other";
  if (fraction !== "") return "fraction";
  return generalized && year < 2050 ? "generalized-before-2050" : "regular";
}

function toMilliseconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, second, 0);
}

function offsetMilliseconds(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

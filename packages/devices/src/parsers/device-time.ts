/**
 * Times as Cisco devices print them, in any of their orders: `Feb 23 2022 05:56:41 UTC`,
 * `Mar 13 08:09:24 2024 UTC`, `20:17:12 UTC Fri May 14 2004`, `Wed Feb 23 06:08:07.562 UTC`.
 * It does not know what a zone's abbreviation means: IST is three zones and `clock timezone` lets an
 * operator invent one. Only UTC and GMT are read as such; for the rest wall time and zone are kept apart.
 */

export interface DeviceTime {
  /** As printed, leading `*` (not authoritative) or `.` (not synchronised) included. */
  readonly text: string;
  /** Wall time `YYYY-MM-DDTHH:MM:SS[.fff]`, comparable within one device; absent where no year is printed. */
  readonly local?: string;
  readonly zone?: string;
  /** ISO 8601 in UTC; present only where year and zone leave no doubt. */
  readonly utc?: string;
}

/** A printed time taken apart; whatever was not printed is absent. Month from 1. */
export interface TimeParts {
  readonly month: number;
  readonly day: number;
  /** `HH:MM:SS[.fff]` */
  readonly clock: string;
  readonly year?: number;
  readonly zone?: string;
  readonly weekday?: string;
}

export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
export const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,9})?$/;
const ZONE = /^[A-Za-z][A-Za-z0-9+:_-]{0,15}$/;
const LONGEST_PRINTED_TIME = 80;

/** Undefined unless the whole text is one time. */
export function readDeviceTime(text: string): DeviceTime | undefined {
  const parts = readTimeParts(text);
  return parts && toDeviceTime(text.trim(), parts);
}

export function readTimeParts(text: string): TimeParts | undefined {
  if (text.length > LONGEST_PRINTED_TIME) return undefined;
  const tokens = text.trim().replace(/^[*.]/, "").split(/\s+/);
  let month: number | undefined;
  let day: number | undefined;
  let clock: string | undefined;
  let year: number | undefined;
  let zone: string | undefined;
  let weekday: string | undefined;
  for (const token of tokens) {
    if (clock === undefined && CLOCK.test(token)) clock = token;
    else if (month === undefined && MONTHS.includes(token)) month = MONTHS.indexOf(token) + 1;
    else if (weekday === undefined && WEEKDAYS.includes(token)) weekday = token;
    else if (day === undefined && /^\d{1,2}$/.test(token)) day = Number(token);
    else if (year === undefined && /^(?:19|20)\d{2}$/.test(token)) year = Number(token);
    else if (zone === undefined && ZONE.test(token)) zone = token;
    else return undefined;
  }
  if (month === undefined || day === undefined || clock === undefined) return undefined;
  if (!isCalendarDay(year ?? 2000, month, day)) return undefined;
  return {
    month,
    day,
    clock,
    ...(year !== undefined && { year }),
    ...(zone !== undefined && { zone }),
    ...(weekday !== undefined && { weekday }),
  };
}

export function toDeviceTime(text: string, parts: TimeParts): DeviceTime {
  const { zone } = parts;
  const local = parts.year === undefined ? undefined : localTime(parts.year, parts);
  return {
    text,
    ...(local !== undefined && { local }),
    ...(zone !== undefined && { zone }),
    ...(local !== undefined && (zone === "UTC" || zone === "GMT") && { utc: `${local}Z` }),
  };
}

/**
 * The year of a time that was printed without one (log lines, the line above an output): the latest
 * year in which it is not after `now`, one day's grace for zones; `now` is `YYYY-MM-DDTHH:MM:SS`
 * on the same device. A printed weekday must fit, or the answer is undefined.
 */
export function withYearBefore(text: string, now: string): DeviceTime | undefined {
  const parts = readTimeParts(text);
  if (!parts) return undefined;
  if (parts.year !== undefined) return toDeviceTime(text.trim(), parts);
  const latest = Date.parse(`${now.slice(0, 19)}Z`) + 24 * 3600 * 1000;
  if (Number.isNaN(latest)) return undefined;
  const thisYear = new Date(latest).getUTCFullYear();
  // A printed weekday comes round after 11 years at most, and 29 February after 8.
  for (let year = thisYear; year > thisYear - 12; year--) {
    const fits = isCalendarDay(year, parts.month, parts.day) && weekdayFits(year, parts);
    if (fits && Date.parse(`${localTime(year, parts).slice(0, 19)}Z`) <= latest) {
      return toDeviceTime(text.trim(), { ...parts, year });
    }
    if (!parts.weekday && isCalendarDay(year, parts.month, parts.day) && year < thisYear) break;
  }
  return undefined;
}

function localTime(year: number, { month, day, clock }: TimeParts): string {
  return `${year}-${twoDigits(month)}-${twoDigits(day)}T${clock}`;
}

function weekdayFits(year: number, { weekday, month, day }: TimeParts): boolean {
  return weekday === undefined || WEEKDAYS[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] === weekday;
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function twoDigits(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/**
 * Maintenance windows: when devices may be touched, by the clock on a wall in a named time zone. A night in
 * which the clocks change has the length that it has there; an hour that a night skips opens nothing.
 */

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface MaintenanceWindow {
  /** Days on which it begins; every day where neither days nor dates are named. */
  readonly days?: readonly Weekday[];
  /** Single dates on which it begins, `2022-02-26`. */
  readonly dates?: readonly string[];
  /** `HH:MM`. A window that ends at or before the hour at which it begins ends on the next day. */
  readonly from: string;
  readonly to: string;
  /** An IANA name, `Europe/Paris`. */
  readonly timeZone: string;
  /** Only for devices of these sites or groups; for all where neither is named. */
  readonly sites?: readonly string[];
  readonly groups?: readonly string[];
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}

/** No window at all means that devices may be touched at any time. */
export function isOpenAt(windows: readonly MaintenanceWindow[], at: string): boolean {
  return windows.length === 0 || windows.some((window) => isOpen(window, Date.parse(at)));
}

/** The first moment from `at` on at which one of them is open; undefined when none ever is. */
export function nextOpening(windows: readonly MaintenanceWindow[], at: string): string | undefined {
  if (isOpenAt(windows, at)) return at;
  const openings = windows.flatMap((window) => nextOpeningOf(window, Date.parse(at)) ?? []);
  return openings.length === 0 ? undefined : new Date(Math.min(...openings)).toISOString();
}

const DAY_MS = 86_400_000;
/** Twice around the week, and past any one night that the clocks take away. */
const DAYS_AHEAD = 15;

function nextOpeningOf(window: MaintenanceWindow, at: number): number | undefined {
  const today = wallClock(window.timeZone, at - DAY_MS).date;
  const dates = window.dates
    ? window.dates.filter((date) => date >= today)
    : Array.from({ length: DAYS_AHEAD }, (_, index) => addDays(today, index));
  const moments = dates.flatMap((date) => beginnings(window, date)).filter((moment) => moment >= at);
  const open = moments.filter((moment) => isOpen(window, moment)).sort((a, b) => a - b);
  return open[0];
}

/**
 * Every moment at which the window of this date may begin: its hour under each offset that the zone has
 * around that day, and the moment of a change, for an hour that the change skips.
 */
function beginnings({ timeZone, from }: MaintenanceWindow, date: string): readonly number[] {
  const asUtc = Date.parse(`${date}T${from}:00Z`);
  const [before, after] = [offsetAt(timeZone, asUtc - DAY_MS), offsetAt(timeZone, asUtc + DAY_MS)];
  if (before === after) return [asUtc - before];
  return [asUtc - before, asUtc - after, changeBetween(timeZone, asUtc - DAY_MS, asUtc + DAY_MS)];
}

/** The first whole minute with the later offset. */
function changeBetween(timeZone: string, from: number, to: number): number {
  const MINUTE_MS = 60_000;
  const later = offsetAt(timeZone, to);
  let [low, high] = [Math.floor(from / MINUTE_MS), Math.ceil(to / MINUTE_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle * MINUTE_MS) === later) high = middle;
    else low = middle;
  }
  return high * MINUTE_MS;
}

function isOpen(window: MaintenanceWindow, at: number): boolean {
  const { date, time } = wallClock(window.timeZone, at);
  const { from, to } = window;
  if (from < to) return begins(window, date) && time >= from && time < to;
  return (begins(window, date) && time >= from) || (begins(window, addDays(date, -1)) && time < to);
}

function begins({ days, dates }: MaintenanceWindow, date: string): boolean {
  if (!days && !dates) return true;
  return (days?.includes(weekdayOf(date)) ?? false) || (dates?.includes(date) ?? false);
}

function weekdayOf(date: string): Weekday {
  // 1970-01-01 was a Thursday.
  const days = Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
  return WEEKDAYS[(((days + 3) % 7) + 7) % 7] as Weekday;
}

function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function offsetAt(timeZone: string, at: number): number {
  const { date, time } = wallClock(timeZone, at);
  const minute = Math.floor(at / 60_000) * 60_000;
  return Date.parse(`${date}T${time}:00Z`) - minute;
}

interface WallClock {
  readonly date: string;
  readonly time: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClock(timeZone: string, at: number): WallClock {
  const format = formats.get(timeZone) ?? formatFor(timeZone);
  formats.set(timeZone, format);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  const parts = format.formatToParts(at);
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    time: `${part("hour")}:${part("minute")}`,
  };
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const two = "2-digit" as const;
  return new Intl.DateTimeFormat("en-GB-u-ca-iso8601-nu-latn", {
    timeZone,
    year: "numeric",
    month: two,
    day: two,
    hour: two,
    minute: two,
    hourCycle: "h23",
  });
}

/** The ways in which IOS XR prints a time. All in UTC: lab routers have no other zone. */

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Wed Feb 23 06:08:07.562 UTC`: the line before EXEC output. */
export function execTimestamp(at: Date): string {
  return `${DAYS[at.getUTCDay()]} ${syslogTimestamp(at)}`;
}

/** `Feb 23 06:08:07.562 UTC`: in a log line; the day is padded with a space. */
export function syslogTimestamp(at: Date): string {
  const day = String(at.getUTCDate()).padStart(2, " ");
  const milliseconds = String(at.getUTCMilliseconds()).padStart(3, "0");
  return `${MONTHS[at.getUTCMonth()]} ${day} ${clockTime(at)}.${milliseconds} UTC`;
}

/** `06:08:07.562 UTC Wed Feb 23 2022`: `show clock`. */
export function showClock(at: Date): string {
  const milliseconds = String(at.getUTCMilliseconds()).padStart(3, "0");
  return `${clockTime(at)}.${milliseconds} UTC ${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${twoDigits(at.getUTCDate())} ${at.getUTCFullYear()}`;
}

/** `20:17:12 UTC Fri May 14 2004`: a certificate's validity. */
export function certificateTime(at: Date): string {
  return `${clockTime(at)} UTC ${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${twoDigits(at.getUTCDate())} ${at.getUTCFullYear()}`;
}

/** `Feb 23 2022 05:56:41 UTC`: the licensing agent. */
export function licenseTime(at: Date): string {
  return `${MONTHS[at.getUTCMonth()]} ${twoDigits(at.getUTCDate())} ${at.getUTCFullYear()} ${clockTime(at)} UTC`;
}

/** `Wed Feb 23 06:08:07 2022`: in configuration headers and reload records. */
export function plainTime(at: Date): string {
  return `${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2, " ")} ${clockTime(at)} ${at.getUTCFullYear()}`;
}

/** `Feb 23 06:08` or, in another year than `now`, `Feb 23  2021`: a directory entry. */
export function directoryTime(at: Date, now: Date): string {
  const day = String(at.getUTCDate()).padStart(2, " ");
  const last =
    at.getUTCFullYear() === now.getUTCFullYear() ? clockTime(at).slice(0, 5) : ` ${at.getUTCFullYear()}`;
  return `${MONTHS[at.getUTCMonth()]} ${day} ${last}`;
}

/** `1 week, 2 days, 3 hours, 4 minutes`: an uptime. */
export function duration(milliseconds: number): string {
  let minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  const parts: string[] = [];
  for (const [unit, length] of [
    ["year", 525_600],
    ["week", 10_080],
    ["day", 1_440],
    ["hour", 60],
    ["minute", 1],
  ] as const) {
    const count = Math.floor(minutes / length);
    minutes -= count * length;
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
  }
  return parts.length > 0 ? parts.join(", ") : "0 minutes";
}

function clockTime(at: Date): string {
  return [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(twoDigits).join(":");
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

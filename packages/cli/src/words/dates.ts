/** Moments as people read them: UTC, to the minute, and the day alone where the hour says nothing. */

/** `2022-02-05`. */
export function day(moment: string): string {
  return moment.slice(0, 10);
}

/** `2022-02-05 06:08 UTC`; a day without a time stays a day. */
export function minute(moment: string): string {
  return moment.length <= 10 ? moment : `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC`;
}

/** `2022-02-05 06:08:07 UTC`. */
export function second(moment: string): string {
  return `${moment.slice(0, 10)} ${moment.slice(11, 19)} UTC`;
}

/** `in 12 days`, `today`, `18 days ago`, counted in UTC days. */
export function distance(moment: string, from: string): string {
  const days = Math.round((Date.parse(day(moment)) - Date.parse(day(from))) / 86_400_000);
  if (days === 0) return "today";
  if (days > 0) return days === 1 ? "tomorrow" : `in ${days} days`;
  return days === -1 ? "yesterday" : `${-days} days ago`;
}

/** Dates as the vendor writes them, as `YYYY-MM-DD`; days that do not exist are refused. */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** `21-Mar-22`, `21-Mar-2022`, `March 21, 2022`, `21 March 2022`, `2022-03-21`, `2022-MAR-21`; null for anything else. */
export function readDay(written: string): string | null {
  const text = written.trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const yearFirst = /^(\d{4})-([A-Za-z]{3})-(\d{2})$/.exec(text);
  if (yearFirst) return dayOf(Number(yearFirst[1]), monthOf(yearFirst[2]), Number(yearFirst[3]));
  const dayFirst = /^(\d{1,2})[- ]([A-Za-z]{3,9})\.?[- ](\d{2}|\d{4})$/.exec(text);
  if (dayFirst) return dayOf(yearOf(dayFirst[3]), monthOf(dayFirst[2]), Number(dayFirst[1]));
  const monthFirst = /^([A-Za-z]{3,9})\.? (\d{1,2}), ?(\d{4})$/.exec(text);
  if (monthFirst) return dayOf(Number(monthFirst[3]), monthOf(monthFirst[1]), Number(monthFirst[2]));
  return null;
}

/** `18:23:33 UTC Mon Nov 24 2031`, as IOS XR prints a certificate's validity; null for anything else. */
export function readMoment(printed: string): string | null {
  const parts = /^(\d{2}:\d{2}:\d{2}) UTC [A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{4})$/.exec(
    printed.trim(),
  );
  if (!parts) return null;
  const day = dayOf(Number(parts[4]), monthOf(parts[2]), Number(parts[3]));
  const isTime = /^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(parts[1] ?? "");
  return day !== null && isTime ? `${day}T${parts[1]}Z` : null;
}

/** The vendor's two-digit years are of this century. */
function yearOf(written = ""): number {
  return written.length === 2 ? 2000 + Number(written) : Number(written);
}

function monthOf(name = ""): number {
  const wanted = name.toLowerCase();
  const index = MONTHS.indexOf(wanted.slice(0, 3));
  return wanted.length === 3 || FULL_MONTHS.has(wanted) || wanted === "sept" ? index + 1 : 0;
}

const FULL_MONTHS = new Set(
  "january february march april may june july august september october november december".split(" "),
);

function dayOf(year: number, month: number, day: number): string | null {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (year < 1990 || day < 1 || day > days) return null;
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/**
 * Terminal programs can put the time in front of every line of their log (SecureCRT, Tera Term, iTerm, `ts`).
 * It is taken off where nearly every line has it, in one form; line numbers stay. A device's own times stand
 * in some of its lines only.
 */

const CLOCK = "\\d{1,2}:\\d\\d:\\d\\d(?:[.,:]\\d{1,9})?";
const DATE = "\\d{4}[-/]\\d\\d[-/]\\d\\d";
const MONTH_DAY = "(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} {1,2}\\d{1,2}";
const FORMS: readonly RegExp[] = [
  // `[2022-02-23 06:08:07.562] `, `[06:08:07] `, `[Wed Feb 23 06:08:07.562 2022] `, `<06:08:07> `
  `[\\[<(](?:${DATE}[ T_])?${CLOCK}[\\]>)]:?`,
  `[\\[<(]${MONTH_DAY} ${CLOCK}(?: \\d{4})?[\\]>)]:?`,
  // `2022-02-23T06:08:07.562+00:00 `, `2022-02-23 06:08:07,562: `
  `${DATE}[ T]${CLOCK}(?:Z|[+-]\\d\\d:?\\d\\d)?:?`,
  // `Feb 23 06:08:07 `, `06:08:07 `
  `${MONTH_DAY} ${CLOCK}:?`,
  `${CLOCK}:?`,
].map((form) => new RegExp(`^${form}(?:[ \\t]|\\r?$)`));

const SAMPLED_LINES = 400;
const FEWEST_LINES = 5;
const SHARE = 0.9;

export function withoutLineTimes(text: string): string {
  const sample = text
    .slice(0, 256 * 1024)
    .split("\n", SAMPLED_LINES)
    .filter((line) => line.trim() !== "");
  if (sample.length < FEWEST_LINES) return text;
  const form = FORMS.find((one) => sample.filter((line) => one.test(line)).length >= sample.length * SHARE);
  if (!form) return text;
  return text
    .split("\n")
    .map((line) => line.replace(form, (prefix) => (prefix.endsWith("\r") ? "\r" : "")))
    .join("\n");
}

/** Dates that a user asks about: one moment, or a period `FROM..TO` of whole days. */
import { InvalidArgumentError } from "commander";
import type { Period } from "../flow/handshake-question.js";
import { moment } from "./command.js";

/** For `--at` where a period makes sense too: `2022-02-05`, `2022-02-05T06:08:00Z`, `2021-04-01..2024-01-01`. */
export function momentOrPeriod(text: string): Date | Period {
  const [from = "", to, ...rest] = text.split("..");
  if (to === undefined) return moment(text);
  if (rest.length > 0) throw new InvalidArgumentError("A period has one beginning and one end: FROM..TO.");
  const period = { from: beginning(from), until: end(to) };
  if (period.from < period.until) return period;
  throw new InvalidArgumentError("The period ends before it begins.");
}

/** The first moment of a day; a moment stays what it is. */
export function beginning(text: string): Date {
  const at = moment(text);
  return text.includes("T") ? at : new Date(`${text}T00:00:00Z`);
}

/** The first moment after a day; a moment stays what it is. */
export function end(text: string): Date {
  const at = moment(text);
  return text.includes("T") ? at : new Date(Date.parse(`${text}T00:00:00Z`) + DAY_MS);
}

const DAY_MS = 86_400_000;

/**
 * How a command is made: a function of its desk, its arguments and its options that answers with an
 * exit code. Options and arguments that several commands share are read here, once.
 */
import { InvalidArgumentError } from "commander";
import type { Desk } from "../desk.js";
import type { ExitCode } from "../exit-code.js";

/** A command's work: arguments in the order of its declaration, then its options. */
export type Work<Given extends readonly unknown[]> = (desk: Desk, ...given: Given) => Promise<ExitCode>;

/** The notice that Reroot began with. */
export const DEFAULT_NOTICE = "fn72290";

/** Makes an action for commander out of a command's work. */
export type Run = <Given extends readonly unknown[]>(
  work: Work<Given>,
) => (...given: unknown[]) => Promise<void>;

/** For options that need a count, such as `--devices 40`. */
export function wholeNumber(from: number, to: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= from && value <= to) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${from} to ${to}.`);
  };
}

/**
 * For `--at`: a day, which means its end in UTC, so that whatever happened on that day has happened;
 * or a moment such as `2022-02-23T06:08:00Z`.
 */
export function moment(text: string): Date {
  const form = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.exec(text);
  const date = form ? new Date(form[2] ? text : `${text}T23:59:59Z`) : undefined;
  const isReal =
    date !== undefined && !Number.isNaN(date.getTime()) && form?.[1] === date.toISOString().slice(0, 10);
  if (date && isReal) return date;
  throw new InvalidArgumentError(
    "It must be a day such as 2022-02-23, or a moment such as 2022-02-23T06:08:00Z.",
  );
}

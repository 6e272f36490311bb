/**
 * Every way in which a text can fail to be what a command prints. A failure names the line at which
 * the text stops making sense; advice for people stands in the command line tool, not here.
 */
import { failed } from "@reroot/pki";

export type ParseFailure =
  /** Nothing is left once prompts, echo, timestamps and log lines are taken off. */
  | { readonly code: "parse/empty"; readonly line: number; readonly text: string }
  /** The text begins as something else, or its prompt shows another command. */
  | {
      readonly code: "parse/not-this-command";
      readonly line: number;
      readonly text: string;
      readonly command: string;
    }
  /** It began well; this line has no place in it. `reading` says what was being read. */
  | {
      readonly code: "parse/unexpected-line";
      readonly line: number;
      readonly text: string;
      readonly reading: string;
    }
  /** A field stands where it should, and its value cannot be read. */
  | {
      readonly code: "parse/bad-value";
      readonly line: number;
      readonly text: string;
      readonly field: string;
    }
  /** The text ends before `missing` came. The line is the last one that was there. */
  | {
      readonly code: "parse/cut-short";
      readonly line: number;
      readonly text: string;
      readonly missing: string;
    }
  /** The device answered with an error of its own, such as `% Invalid input detected at '^' marker.` */
  | { readonly code: "parse/device-refused"; readonly line: number; readonly text: string }
  /** Longer than any output a parser is willing to hold; `limit` in characters. */
  | {
      readonly code: "parse/too-long";
      readonly line: number;
      readonly text: string;
      readonly limit: number;
    };

/** A line of captured text and its number in the text, from 1. */
export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

export type Refused = { readonly ok: false; readonly failure: ParseFailure };

export function notThisCommand(at: NumberedLine, command: string): Refused {
  return refused({ code: "parse/not-this-command", ...place(at), command });
}

export function unexpectedLine(at: NumberedLine, reading: string): Refused {
  return refused({ code: "parse/unexpected-line", ...place(at), reading });
}

export function badValue(at: NumberedLine, field: string): Refused {
  return refused({ code: "parse/bad-value", ...place(at), field });
}

export function cutShort(at: NumberedLine, missing: string): Refused {
  return refused({ code: "parse/cut-short", ...place(at), missing });
}

export function deviceRefused(at: NumberedLine): Refused {
  return refused({ code: "parse/device-refused", ...place(at) });
}

export function nothingThere(at: NumberedLine): Refused {
  return refused({ code: "parse/empty", ...place(at) });
}

export function tooLong(limit: number): Refused {
  return refused({ code: "parse/too-long", line: 1, text: "", limit });
}

function refused(failure: ParseFailure): Refused {
  return failed(failure);
}

/** The quoted text is bounded, so that a failure can always be shown. */
function place(at: NumberedLine): { line: number; text: string } {
  const text = at.text.trim();
  return { line: at.number, text: text.length > 200 ? `${text.slice(0, 200)}...` : text };
}

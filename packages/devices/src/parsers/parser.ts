/**
 * What a parser is, and how one is made from a function over the lines of an output. It knows no
 * command; the registry lists them.
 */
import type { Result } from "@reroot/pki";
import type { NumberedLine, ParseFailure } from "./parse-failure.js";
import { readScreen } from "./screen.js";
import type { Session } from "./session.js";

export type Platform = "iosxr" | "iosxe";

/** An output that was read, and what the session printed around it. */
export type Parsed<T> = T & { readonly session: Session };

export interface Parser<T = object> {
  readonly platforms: readonly Platform[];
  /** The command in full: `show crypto ca trustpool`. */
  readonly command: string;
  /** Pure; linear in the length of the text; never throws for what the text holds. */
  readonly parse: (text: string) => Result<Parsed<T>, ParseFailure>;
  /** Words may follow the command that choose a part: `dir harddisk:`, `show running-config call-home`. */
  readonly takesArguments?: true;
  /** For commands that print nothing where there is nothing: what that means. A text without any character means nothing. */
  readonly whenSilent?: T;
}

export interface ParserDefinition<T> {
  readonly platforms: readonly Platform[];
  readonly command: string;
  /** `output` where log messages are the output itself; `noise` if not said. */
  readonly logLines?: "noise" | "output";
  /** Lines that begin with `% ` and are an answer all the same, not the device's refusal. */
  readonly isAnswer?: (text: string) => boolean;
  readonly takesArguments?: true;
  readonly whenSilent?: T;
  readonly read: (lines: OutputLines) => Result<T, ParseFailure>;
}

/** The lines of an output without blank ones; there is always a first line. */
export type OutputLines = readonly [NumberedLine, ...NumberedLine[]];

export function defineParser<T extends object>(definition: ParserDefinition<T>): Parser<T> {
  const { platforms, command, logLines = "noise", isAnswer = () => false, read } = definition;
  const { whenSilent, takesArguments } = definition;
  return {
    platforms,
    command,
    ...(whenSilent && { whenSilent }),
    ...(takesArguments && { takesArguments }),
    parse(text) {
      const screen = readScreen(text, { command, logLines, isAnswer });
      if (!screen.ok) {
        const isSilent = screen.failure.code === "parse/empty" && text.trim() !== "";
        return isSilent && whenSilent
          ? { ok: true, value: { ...whenSilent, session: { logLines: [] } } }
          : screen;
      }
      const output = read(screen.value.lines as OutputLines);
      return output.ok ? { ok: true, value: { ...output.value, session: screen.value.session } } : output;
    },
  };
}

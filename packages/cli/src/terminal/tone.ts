/**
 * What a piece of text means to its reader, and the colour that says so on a terminal. Everything
 * that is printed is also readable without colour.
 */
import picocolors from "picocolors";

export type Tone = "plain" | "strong" | "faint" | "good" | "warning" | "bad" | "notable";

/** A piece of text with its tone; a bare string is plain. */
export type Span = string | { readonly text: string; readonly tone: Tone };

export type Paint = (text: string, tone: Tone) => string;

export function toned(tone: Tone, text: string): Span {
  return { text, tone };
}

export function textOf(span: Span): string {
  return typeof span === "string" ? span : span.text;
}

export function toneOf(span: Span): Tone {
  return typeof span === "string" ? "plain" : span.tone;
}

export const paintNothing: Paint = (text) => text;

/** Colours by the terminal's own palette, so that they suit light and dark backgrounds. */
export function paintInColour(): Paint {
  const colours = picocolors.createColors(true);
  return (text, tone) => {
    switch (tone) {
      case "plain":
        return text;
      case "strong":
        return colours.bold(text);
      case "faint":
        return colours.dim(text);
      case "good":
        return colours.green(text);
      case "warning":
        return colours.yellow(text);
      case "bad":
        return colours.red(text);
      case "notable":
        return colours.cyan(text);
    }
  };
}

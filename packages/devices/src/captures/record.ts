/**
 * A recording of a session as text that people can read, review and share: each exchange exactly as it
 * came over the line, with escapes, carriage returns and blanks made visible. It reads back to the very
 * characters. Secrets are taken out when one is made; names and addresses too where asked for.
 */
import { readPrompt } from "../parsers/prompt.js";
import { redact } from "../read/redact.js";
import { pseudonyms } from "./pseudonyms.js";
import type { RecordedExchange, Recording } from "./recording.js";

export type { RecordedExchange, Recording };

/** What of it may be shown to others: `secrets-out`, or names, addresses and serial numbers replaced too. */
export type Discretion = "secrets-out" | "anonymous";

const TITLE = "# Recorded by reroot capture, format 1.";
const LEGEND = [
  "# One exchange after each line that begins with `$ `; a device's own line of that kind has a backslash in front.",
  "# \\r carriage return, \\e escape, \\b backspace, \\t tab, \\s blank at a line's end, \\xHH and \\u{H} other characters,",
  "# \\\\ backslash, \\c at the end: the text goes on without a line end.",
];

export function writeRecording(recording: Recording, discretion: Discretion): string {
  const replace = discretion === "anonymous" ? pseudonyms(recording) : (text: string) => text;
  const exchanges = recording.exchanges.flatMap(({ command, raw }) => [
    `$ ${command}`,
    ...visible(replace(redact(raw))),
  ]);
  return `${[TITLE, ...LEGEND, ...exchanges].join("\n")}\n`;
}

function isRecording(text: string): boolean {
  return text.startsWith(TITLE.slice(0, -2));
}

/** Undefined where the text is no recording. Lines that were edited by hand are taken as they stand. */
export function readRecording(text: string): Recording | undefined {
  if (!isRecording(text)) return undefined;
  const exchanges: { command: string; lines: string[] }[] = [];
  for (const line of text.replace(/\r?\n$/, "").split(/\r?\n/)) {
    if (line.startsWith("$ ")) exchanges.push({ command: line.slice(2), lines: [] });
    else exchanges.at(-1)?.lines.push(line);
  }
  return {
    exchanges: exchanges.map(({ command, lines }) => ({ command, raw: lines.map(readVisible).join("") })),
  };
}

/** The whole session as a terminal would have logged it. */
export function terminalLogOf({ exchanges }: Recording): string {
  const first = exchanges[0];
  const prompt = first ? promptIn(first.raw) : undefined;
  return `${prompt ?? ""}${exchanges.map(({ raw }) => raw).join("")}`;
}

const NAMED: Readonly<Record<string, string>> = {
  "\r": "\\r",
  "\x1b": "\\e",
  "\b": "\\b",
  "\t": "\\t",
  "\\": "\\\\",
};
const BACK: Readonly<Record<string, string>> = {
  r: "\r",
  e: "\x1b",
  b: "\b",
  t: "\t",
  s: " ",
  "\\": "\\",
  $: "$",
  c: "",
};

function visible(raw: string): string[] {
  const pieces = raw.split("\n");
  const rest = pieces.pop() as string;
  return [...pieces.map((piece) => visibleLine(piece)), ...(rest === "" ? [] : [`${visibleLine(rest)}\\c`])];
}

function visibleLine(piece: string): string {
  const escaped = piece.replace(/[^\x20-\x5b\x5d-\x7e]/gu, (character) => {
    const point = character.codePointAt(0) as number;
    const hex = point.toString(16);
    return NAMED[character] ?? (point < 256 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`);
  });
  const ended = escaped.replace(/ (?=(?:\\r)*$)/, "\\s");
  return ended.startsWith("$ ") || ended.startsWith("$\\s") ? `\\${ended}` : ended;
}

function readVisible(line: string): string {
  const continues = /(?:^|[^\\])(?:\\\\)*\\c$/.test(line);
  const text = line.replace(
    /\\(?:x([0-9a-f]{2})|u\{([0-9a-f]{1,6})\}|([rebts\\$c]))/g,
    (whole, byte, point, name) => {
      if (name !== undefined) return BACK[name] as string;
      const code = Number.parseInt(byte ?? point, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
  return continues ? text : `${text}\n`;
}

function promptIn(raw: string): string | undefined {
  for (const line of raw.split(/[\r\n]+/)) {
    const prompt = readPrompt(line);
    if (prompt) return prompt.text;
  }
  return undefined;
}

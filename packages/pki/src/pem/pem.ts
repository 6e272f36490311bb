/**
 * PEM (RFC 7468): blocks of base64 between BEGIN and END lines, with anything between the blocks. Reads each
 * block on its own, so that one spoilt block does not hide the others. Does not know what a block holds.
 */
import { failed, type Result, success } from "../result.js";

export type PemItem = PemBlock | PemDefect;

export interface PemBlock {
  readonly kind: "block";
  /** What the BEGIN line says, such as `CERTIFICATE`. */
  readonly label: string;
  readonly bytes: Uint8Array;
  /** Line of the BEGIN, counted from 1. */
  readonly line: number;
}

export interface PemDefect {
  readonly kind: "defect";
  readonly label: string;
  readonly line: number;
  readonly failure: PemBlockFailure;
}

/** What spoils one block. `line` is where it stops making sense. */
export type PemBlockFailure =
  | { readonly code: "pem/no-end-line"; readonly line: number }
  | { readonly code: "pem/end-line-differs"; readonly line: number; readonly label: string }
  | { readonly code: "pem/not-base64"; readonly line: number }
  | { readonly code: "pem/block-empty"; readonly line: number };

/** What spoils the whole text. */
export type PemFailure =
  | { readonly code: "pem/too-large"; readonly bytes: number; readonly limit: number }
  | { readonly code: "pem/too-many-blocks"; readonly limit: number }
  | { readonly code: "pem/no-block" };

export const PEM_LIMITS = { bytes: 24 << 20, blocks: 20_000 } as const;

/**
 * The grammars of RFC 7468 section 3. `lax` takes CR alone as a line end too and skips white space and blank
 * lines within base64. `strict` wants full lines of one length, at most 76, and a shorter one only at the end.
 */
export type PemGrammar = "lax" | "strict";

/** Every block in the text, in order. */
export function readPem(
  text: string | Uint8Array,
  grammar: PemGrammar = "lax",
): Result<readonly PemItem[], PemFailure> {
  if (text.length > PEM_LIMITS.bytes) {
    return failed({ code: "pem/too-large", bytes: text.length, limit: PEM_LIMITS.bytes });
  }
  const lines = new Lines(
    grammar,
    typeof text === "string"
      ? text
      : Buffer.from(text.buffer, text.byteOffset, text.length).toString("latin1"),
  );
  const items: PemItem[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    const label = BEGIN.exec(line)?.[1];
    if (label === undefined) continue;
    if (items.length === PEM_LIMITS.blocks)
      return failed({ code: "pem/too-many-blocks", limit: PEM_LIMITS.blocks });
    items.push(readBlock(lines, label));
  }
  return items.length === 0 ? failed({ code: "pem/no-block" }) : success(items);
}

/** A certificate or message as one PEM block, with lines of 64 characters. */
export function writePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.length).toString("base64");
  return `-----BEGIN ${label}-----\n${base64.replace(/.{64}(?=.)/g, "$&\n")}\n-----END ${label}-----\n`;
}

const BEGIN = /^-----BEGIN ([A-Z0-9][A-Z0-9 #]{0,40})-----$/;
const END = /^-----END ([A-Z0-9][A-Z0-9 #]{0,40})-----$/;

function readBlock(lines: Lines, label: string): PemItem {
  const line = lines.number;
  const found = readBody(lines, label);
  return found instanceof Uint8Array
    ? { kind: "block", label, bytes: found, line }
    : { kind: "defect", label, line, failure: found };
}

function readBody(lines: Lines, label: string): Uint8Array | PemBlockFailure {
  const begin = lines.number;
  const body: string[] = [];
  let oddLine: number | undefined;
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    const end = END.exec(line)?.[1];
    if (end !== undefined) {
      if (end !== label) return { code: "pem/end-line-differs", line: lines.number, label: end };
      return decodeBody(body.join(""), begin, oddLine);
    }
    if (BEGIN.test(line)) {
      lines.back();
      break;
    }
    const packed = lines.grammar === "lax" ? line.replace(/[ \t]+/g, "") : line;
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) oddLine ??= lines.number;
    if (lines.grammar === "strict" && !continues(body, packed)) oddLine ??= lines.number;
    body.push(packed);
  }
  return { code: "pem/no-end-line", line: begin };
}

/** Whether a line may follow these in the strict grammar: they are full, and it is no longer than they. */
function continues(body: readonly string[], line: string): boolean {
  if (line.length === 0 || line.length > 76) return false;
  const full = body[0]?.length ?? line.length;
  return line.length <= full && (body.at(-1)?.length ?? full) === full;
}

function decodeBody(
  base64: string,
  begin: number,
  oddLine: number | undefined,
): Uint8Array | PemBlockFailure {
  if (oddLine !== undefined) return { code: "pem/not-base64", line: oddLine };
  if (base64 === "") return { code: "pem/block-empty", line: begin };
  return decode(base64) ?? { code: "pem/not-base64", line: begin };
}

/** Undefined unless the text is the one base64 encoding of its bytes: right length, padding and spare bits. */
function decode(base64: string): Uint8Array | undefined {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) return undefined;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Walks over lines one at a time, without splitting a large text into an array first. */
class Lines {
  /** Number of the line given last, counted from 1. */
  number = 0;
  #next = 0;
  #current = 0;

  constructor(
    readonly grammar: PemGrammar,
    private readonly text: string,
  ) {}

  next(): string | undefined {
    if (this.#next >= this.text.length) return undefined;
    this.#current = this.#next;
    this.number++;
    const end = LINE_ENDS[this.grammar];
    end.lastIndex = this.#current;
    const found = end.exec(this.text);
    this.#next = found ? end.lastIndex : this.text.length;
    return this.text.slice(this.#current, found?.index ?? this.text.length).trimEnd();
  }

  back(): void {
    this.#next = this.#current;
    this.number--;
  }
}

const LINE_ENDS = { lax: /\r\n|\n|\r/g, strict: /\r?\n/g } as const;

/**
 * Reads a JSON object that may be larger than memory because of one array in it: the elements of that array
 * one by one, the rest of the object at the end. It knows no more of JSON than where strings, objects and
 * arrays begin and end; each piece is read by JSON.parse, which judges it.
 */
import { open } from "node:fs/promises";

export interface LargeJson<Element> {
  /** The member whose value is the array; its elements are objects. */
  readonly array: string;
  /** Called in the order of the file; absent, the elements are passed over unread. */
  readonly onElement?: (element: Element) => void;
}

/** The object with that array empty. @throws {SyntaxError} when the file is not such an object. */
export async function readLargeJson<Element>(
  file: string,
  { array, onElement }: LargeJson<Element>,
): Promise<Readonly<Record<string, unknown>>> {
  const rest: string[] = [];
  const pieces = new Pieces(array, {
    element: (text) => onElement?.(JSON.parse(text.toString("utf8")) as Element),
    rest: (text) => void rest.push(text.toString("latin1")),
  });
  const handle = await open(file, "r");
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      pieces.take(chunk.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
  // Kept byte by byte: a character may be cut in two between chunks.
  return JSON.parse(Buffer.from(rest.join(""), "latin1").toString("utf8"));
}

const CHUNK_BYTES = 4 * 1024 * 1024;

interface Takers {
  element(text: Buffer): void;
  rest(text: Buffer): void;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
/** Depth of what stands directly in the object, and directly in the array. */
const [IN_OBJECT, IN_ARRAY] = [1, 2];

/** A machine that is fed chunks and hands on whole elements and what stands around the array. */
class Pieces {
  readonly #array: Buffer;
  readonly #takers: Takers;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  /** The last string directly in the object: before an array, its key. */
  #key: Buffer = Buffer.alloc(0);
  #inArray = false;
  /** The part of an element or of the rest that an earlier chunk ended with. */
  #held: Buffer[] = [];

  constructor(array: string, takers: Takers) {
    this.#array = Buffer.from(JSON.stringify(array));
    this.#takers = takers;
  }

  take(chunk: Buffer): void {
    let from = 0;
    let stringFrom = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (this.#inString) {
        at = this.#endOfString(chunk, at);
        if (!this.#inString && this.#depth === IN_OBJECT)
          this.#key = Buffer.concat([this.#key, chunk.subarray(stringFrom, at + 1)]);
        continue;
      }
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.#inString = true;
        stringFrom = at;
        if (this.#depth === IN_OBJECT) this.#key = Buffer.alloc(0);
      } else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        this.#depth++;
        if (this.#depth === IN_ARRAY && byte === OPEN_ARRAY && this.#key.equals(this.#array)) {
          this.#inArray = true;
          this.#takers.rest(chunk.subarray(from, at + 1));
          from = at + 1;
        } else if (this.#inArray && this.#depth === IN_ARRAY + 1) from = at;
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        this.#depth--;
        if (this.#inArray && this.#depth === IN_ARRAY) {
          this.#takers.element(this.#whole(chunk.subarray(from, at + 1)));
          from = at + 1;
        } else if (this.#inArray && this.#depth === IN_OBJECT) {
          this.#inArray = false;
          from = at;
        }
      }
    }
    if (this.#inString && this.#depth === IN_OBJECT)
      this.#key = Buffer.concat([this.#key, chunk.subarray(stringFrom)]);
    if (!this.#inArray) this.#takers.rest(chunk.subarray(from));
    else if (this.#depth > IN_ARRAY) this.#held.push(Buffer.from(chunk.subarray(from)));
  }

  #whole(end: Buffer): Buffer {
    if (this.#held.length === 0) return end;
    const whole = Buffer.concat([...this.#held, end]);
    this.#held = [];
    return whole;
  }

  /** Where the string ends, or the last byte of the chunk if it does not end here. */
  #endOfString(chunk: Buffer, from: number): number {
    let at = from;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      at++;
    }
    for (;;) {
      const quote = chunk.indexOf(QUOTE, at);
      const end = quote < 0 ? chunk.length : quote;
      const isEscaped = endsEscaped(chunk, at, end);
      if (quote >= 0 && !isEscaped) {
        this.#inString = false;
        return quote;
      }
      if (quote < 0) {
        this.#isEscaped = isEscaped;
        return chunk.length - 1;
      }
      at = quote + 1;
    }
  }
}

/** Whether an odd number of backslashes stands before `end`; none before `from` counts. */
function endsEscaped(chunk: Buffer, from: number, end: number): boolean {
  let at = end;
  while (at > from && chunk[at - 1] === BACKSLASH) at--;
  return (end - at) % 2 === 1;
}

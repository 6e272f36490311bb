/**
 * Walks DER (X.690) forwards over the caller's bytes: no copies, no tree of nodes, only offsets.
 * It knows tags, lengths and bounds. It does not know what any structure means.
 *
 * Failure is sticky: the first fault is kept, the cursor jumps to its end, and each later read gives an
 * empty value. Readers are therefore written straight down and ask for `failure` once, at the end; loops over
 * `atEnd()` always end.
 */

/** What may be wrong with an encoding. Offsets count from the start of the bytes given to the cursor. */
export type DerFailureCode =
  | "der/truncated"
  | "der/unexpected-tag"
  | "der/length-not-minimal"
  | "der/indefinite-length"
  | "der/trailing-data"
  | "der/bad-value"
  | "der/too-deep"
  | "der/too-many-elements"
  | "der/too-large";

export interface DerFailure {
  readonly code: DerFailureCode;
  readonly offset: number;
}

export interface DerBounds {
  /** Nesting of elements entered at one time. */
  readonly depth: number;
  /** Element headers read in total. */
  readonly elements: number;
  /** Bytes of input. */
  readonly size: number;
}

/** Far above any genuine certificate or CRL, far below what would take a second to read. */
const defaultBounds: DerBounds = { depth: 32, elements: 1_000_000, size: 64 * 1024 * 1024 };

export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** The identifier octet of a context-specific element: `[n]` primitive (implicit) ... */
export const contextTag = (n: number): number => 0x80 | n;
/** ... or constructed (explicit, or implicit over a SEQUENCE). */
export const contextGroup = (n: number): number => 0xa0 | n;

const emptyBytes = new Uint8Array(0);

export class DerCursor {
  /** Offset of the next unread byte. */
  position: number;
  /** Offset after the last byte of the element that was entered last. */
  limit: number;
  failure: DerFailure | undefined = undefined;
  #depth = 0;
  #elements = 0;

  constructor(
    readonly bytes: Uint8Array,
    private readonly bounds: DerBounds = defaultBounds,
  ) {
    this.position = 0;
    this.limit = bytes.length;
    if (bytes.length > bounds.size) this.fail("der/too-large", 0);
  }

  atEnd(): boolean {
    return this.position >= this.limit;
  }

  /** Whether the next element has this identifier octet; reads nothing. */
  nextIs(tag: number): boolean {
    return this.position < this.limit && this.bytes[this.position] === tag;
  }

  /** Goes into a constructed element; hand the returned limit to `leave`. */
  enter(tag: number): number {
    const outer = this.limit;
    if (++this.#depth > this.bounds.depth) this.fail("der/too-deep", this.position);
    const end = this.#header(tag);
    if (this.failure === undefined) this.limit = end;
    return outer;
  }

  /** Comes out of an element, which must have been read to its end. */
  leave(outer: number): void {
    this.#depth--;
    if (this.failure !== undefined) return;
    if (this.position !== this.limit) this.fail("der/trailing-data", this.position);
    else this.limit = outer;
  }

  /** Reads a primitive element; afterwards its contents lie from the returned offset up to `position`. */
  contents(tag: number): number {
    const end = this.#header(tag);
    const start = this.position;
    this.position = end;
    return start;
  }

  /** Reads an element and gives its contents as a view. */
  octets(tag: number): Uint8Array {
    const start = this.contents(tag);
    return this.failure === undefined ? this.bytes.subarray(start, this.position) : emptyBytes;
  }

  /** Passes over one element of any kind and gives it whole, header included, as a view. */
  element(): Uint8Array {
    const start = this.position;
    this.position = this.#header(-1);
    return this.failure === undefined ? this.bytes.subarray(start, this.position) : emptyBytes;
  }

  boolean(): boolean {
    const start = this.contents(Tag.boolean);
    if (this.failure !== undefined) return false;
    const octet = this.bytes[start];
    // X.690 11.1: DER knows 00 and FF only.
    if (this.position - start !== 1 || (octet !== 0 && octet !== 0xff)) this.fail("der/bad-value", start);
    return octet === 0xff;
  }

  /** A non-negative INTEGER (or ENUMERATED, or implicit tag) below 2^31. */
  smallInteger(tag: number = Tag.integer): number {
    const start = this.contents(tag);
    const length = this.position - start;
    if (this.failure !== undefined) return 0;
    const first = this.bytes[start] ?? 0xff;
    if (length < 1 || length > 5 || first >= 0x80 || (first !== 0 && length > 4)) {
      this.fail("der/bad-value", start);
      return 0;
    }
    if (length > 1 && first === 0 && (this.bytes[start + 1] ?? 0) < 0x80) this.fail("der/bad-value", start);
    let value = 0;
    for (let i = start; i < this.position; i++) value = value * 256 + (this.bytes[i] ?? 0);
    return value;
  }

  /** Says that a value which was read makes no sense at its place. */
  fail(code: DerFailureCode, offset: number): void {
    this.failure ??= { code, offset };
    this.position = this.bytes.length;
    this.limit = this.bytes.length;
  }

  /** Reads identifier and length (X.690 8.1, 10.1), leaves `position` on the contents, gives their end. */
  #header(expectedTag: number): number {
    if (this.failure !== undefined) return this.bytes.length;
    const start = this.position;
    if (start >= this.limit) return this.#refuse("der/truncated", start);
    if (++this.#elements > this.bounds.elements) return this.#refuse("der/too-many-elements", start);
    const tag = this.bytes[start] as number;
    if (expectedTag >= 0 && tag !== expectedTag) return this.#refuse("der/unexpected-tag", start);
    let at = start + 1;
    if ((tag & 0x1f) === 0x1f) at = this.#passHighTag(at);
    if (at >= this.limit) return this.#refuse("der/truncated", start);
    const first = this.bytes[at++] as number;
    const length = first < 0x80 ? first : this.#longLength(first, at);
    if (this.failure !== undefined) return this.bytes.length;
    if (first > 0x80) at += first & 0x7f;
    if (length > this.limit - at) return this.#refuse("der/truncated", start);
    this.position = at;
    return at + length;
  }

  #passHighTag(from: number): number {
    let at = from;
    while (at < this.limit && (this.bytes[at] as number) >= 0x80) at++;
    return at + 1;
  }

  #longLength(first: number, at: number): number {
    const count = first & 0x7f;
    if (count === 0) return this.#refuse("der/indefinite-length", at);
    if (count > 4) return this.#refuse("der/too-large", at);
    if (at + count > this.limit) return this.#refuse("der/truncated", at);
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (this.bytes[at + i] as number);
    if (length < 0x80 || this.bytes[at] === 0) return this.#refuse("der/length-not-minimal", at);
    return length;
  }

  #refuse(code: DerFailureCode, offset: number): number {
    this.fail(code, offset);
    return this.bytes.length;
  }
}

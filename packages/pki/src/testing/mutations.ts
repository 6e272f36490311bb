/** Arbitrary damage to real files: what a fuzzer does to DER and to text, as fast-check arbitraries. */
import fc from "fast-check";

export interface Edit {
  /** Where, as a share of the length, so that one edit fits every file. */
  readonly at: number;
  readonly kind: "flip" | "replace" | "insert" | "remove" | "truncate" | "repeat" | "length" | "splice";
  readonly bytes: Uint8Array;
  readonly span: number;
}

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** Lengths that readers get wrong: indefinite, padded, huge, just beyond what is there. */
const LENGTHS = [
  "80",
  "8100",
  "817f",
  "8180",
  "82ffff",
  "84ffffffff",
  "84000000ff",
  "88ffffffffffffffff",
  "ff",
  "7f",
  "00",
];

export const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record<Edit>({
    at: share,
    kind: fc.constantFrom("flip", "replace", "insert", "remove", "truncate", "repeat", "length", "splice"),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 4 }),
      fc.constantFrom(...LENGTHS.map((hex) => new Uint8Array(Buffer.from(hex, "hex")))),
    ),
    span: fc.nat(40),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The file with the edits made one after another; `splice` takes a piece of another file. */
export function damage(file: Uint8Array, made: readonly Edit[], other: Uint8Array): Uint8Array {
  return made.reduce((bytes, edit) => damageOnce(bytes, edit, other), file);
}

function damageOnce(file: Uint8Array, { at, kind, bytes, span }: Edit, other: Uint8Array): Uint8Array {
  const offset = Math.floor(at * file.length);
  const before = file.subarray(0, offset);
  const after = (skip: number) => file.subarray(offset + skip);
  switch (kind) {
    case "flip":
      return Buffer.concat([before, Uint8Array.of((file[offset] ?? 0) ^ (bytes[0] || 1)), after(1)]);
    case "replace":
    case "length":
      return Buffer.concat([before, bytes, after(bytes.length)]);
    case "insert":
      return Buffer.concat([before, bytes, after(0)]);
    case "remove":
      return Buffer.concat([before, after(span + 1)]);
    case "truncate":
      return before;
    case "repeat":
      return Buffer.concat([
        before,
        ...Array<Uint8Array>(4).fill(file.subarray(offset, offset + span)),
        after(0),
      ]);
    case "splice":
      return Buffer.concat([
        before,
        other.subarray(Math.floor(at * other.length)).subarray(0, span * 8),
        after(span),
      ]);
  }
}

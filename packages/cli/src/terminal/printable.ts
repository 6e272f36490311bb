/**
 * Text from devices, files and certificates, made safe to print: a router's banner must not be able
 * to move the cursor, change the title or hide a line of what is shown.
 */

/** C0 and C1 controls and the invisible characters that reorder text, as visible escapes. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code <= 0xff ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
  });
}

/** One line: breaks and tabs become spaces, the rest as in `printable`. */
export function printableLine(text: string): string {
  return printable(text.replace(/[\s\u2028\u2029]+/g, " ").trim());
}

const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

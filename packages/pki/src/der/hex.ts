/** Bytes as upper-case hexadecimal without separators, the form of fingerprints and serial numbers. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += octets[byte];
  return text;
}

/** Whether two byte strings are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const octets: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).toUpperCase().padStart(2, "0"),
);

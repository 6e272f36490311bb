/** Hashes for whoever must name a text by its content but, like the decision core, has no I/O and no crypto. */
import { createHash, hash } from "node:crypto";

/** SHA-256 of the text's UTF-8 bytes, lower-case hex: the form that `sha256:<hex>` identifiers use. */
export function sha256OfText(text: string): string {
  return hash("sha256", text, "hex");
}

/** The same of a text that comes in pieces, and is never held whole. */
export function sha256OfPieces(pieces: Iterable<string>): string {
  const digest = createHash("sha256");
  for (const piece of pieces) digest.update(piece, "utf8");
  return digest.digest("hex");
}

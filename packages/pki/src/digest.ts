/** Hashes for whoever must name a text by its content but, like the decision core, has no I/O and no crypto. */
import { hash } from "node:crypto";

/** SHA-256 of the text's UTF-8 bytes, lower-case hex: the form that `sha256:<hex>` identifiers use. */
export function sha256OfText(text: string): string {
  return hash("sha256", text, "hex");
}

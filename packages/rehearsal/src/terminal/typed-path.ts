/** A path as a client gives it, relative ones counted from `disk0:`, where a session starts. */
import { type FilePath, parsePath } from "../router/files.js";

/** Undefined where the file system is unknown. */
export function typedPath(text: string): FilePath | undefined {
  const isRelative = !text.startsWith("/") && !text.includes(":");
  return parsePath(isRelative ? `disk0:/${text}` : text);
}

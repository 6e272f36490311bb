/** The committed FN72290, for tests: parsed, and the text of the files beside it. */
import { existsSync, readFileSync } from "node:fs";
import type { FieldNotice } from "../notice.js";
import { parseNotice } from "../parse-notice.js";

const folder = new URL("../../../../../notices/fn72290/", import.meta.url);

export const noticeText = readFileSync(new URL("notice.yaml", folder), "utf8");

export function readNoticeFile(file: string): string | undefined {
  const url = new URL(file, folder);
  return existsSync(url) ? readFileSync(url, "utf8") : undefined;
}

export function committedNotice(): FieldNotice {
  const read = parseNotice(noticeText, "notices/fn72290/notice.yaml");
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  return read.value;
}

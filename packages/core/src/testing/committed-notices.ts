/** The notices as they are committed, with their certificates, for tests. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { attachCertificates } from "../notice/attach-certificates.js";
import type { FieldNotice } from "../notice/notice.js";
import { parseNotice } from "../notice/parse-notice.js";
import type { NoticeCase } from "./notice-case.js";

export const noticesFolder = fileURLToPath(new URL("../../../../notices", import.meta.url));

export function readNotice(id: string): FieldNotice {
  const folder = `${noticesFolder}/${id}`;
  const read = parseNotice(readFileSync(`${folder}/notice.yaml`, "utf8"), `${id}/notice.yaml`);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  const attached = attachCertificates(read.value, (file) => readFileSync(`${folder}/${file}`, "utf8"));
  if (!attached.ok) throw new Error(JSON.stringify(attached.failure));
  return attached.value;
}

export const fn72290 = readNotice("fn72290");

/** A notice's cases, file by file. */
export function casesOf(
  id: string,
): readonly { readonly file: string; readonly cases: readonly NoticeCase[] }[] {
  const folder = `${noticesFolder}/${id}/cases`;
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return files.map((file) => ({ file, cases: parse(readFileSync(`${folder}/${file}`, "utf8")) }));
}

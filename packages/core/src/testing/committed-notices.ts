/** The notices as they are committed, with their certificates, for tests. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { attachCertificates } from "../notice/attach-certificates.js";
import type { FieldNotice } from "../notice/notice.js";
import { parseNotice } from "../notice/parse-notice.js";

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

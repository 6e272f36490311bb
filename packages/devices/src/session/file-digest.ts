/**
 * The line that asks for the digest of one file, of those only that a rollout itself puts on a device: no
 * other path can be named.
 */

/** `show md5 file /harddisk:/reroot-1a2b3c4d.p7b` */
export type FileDigestLine = `show md5 file /${string}`;

const LINE = /^show md5 file \/(?:harddisk|disk0):\/reroot-[0-9a-f]{8,64}\.p7b$/;

/** `path` as plans have it: `harddisk:/reroot-1a2b3c4d.p7b`. Undefined for every other path. */
export function fileDigestLine(path: string): FileDigestLine | undefined {
  const line: FileDigestLine = `show md5 file /${path.replace(/^\//, "")}`;
  return isFileDigestLine(line) ? line : undefined;
}

export function isFileDigestLine(line: string): line is FileDigestLine {
  return line.length <= 120 && LINE.test(line) && !line.includes("\n");
}

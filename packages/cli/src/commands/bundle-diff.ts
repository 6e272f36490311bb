/**
 * `reroot bundle diff A B`: what the second set of certificates brings, drops and changes, what in it ends
 * soon, and which field notices that settles. Either may be a bundle, or what a router's pool holds.
 */
import {
  type Bundle,
  diffCertificates,
  formatName,
  knownCertificates,
  poolHolds,
  resolvePool,
  signerRootOf,
  type TrustPool,
  unresolvedEntries,
} from "@reroot/pki";
import { Command, InvalidArgumentError, Option } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { noticeById, noticeIds } from "../files/notices.js";
import { type PoolSource, readPoolFile, sizeInWords } from "../files/pool-file.js";
import { poolCatalogue } from "../flow/pool-catalogue.js";
import { type Held, type NoticeChange, noticeChange } from "../flow/settled-notices.js";
import { comparisonAsJson, type Side, showComparison } from "../views/diff-view.js";
import { moment, type Run } from "./command.js";
import { repeated } from "./pool-options.js";

interface Options {
  readonly at?: Date;
  readonly expiringWithin: number;
  readonly catalogue: readonly string[];
}

export function bundleDiffCommand(run: Run): Command {
  return new Command("diff")
    .description(
      "compare two bundles or pools: added, removed, changed, ending soon; and the notices that settles",
    )
    .argument("<a>", "a bundle, certificates, or a captured `show crypto ca trustpool`")
    .argument("<b>", "another one")
    .addOption(new Option("--at <date>", "when expiry is asked for (default: now)").argParser(moment))
    .addOption(
      new Option("--expiring-within <days>", "what counts as soon, such as 365d")
        .argParser(numberOfDays)
        .default(365, "365d"),
    )
    .option(
      "--catalogue <file>",
      "certificates by which to recognise printed entries; may be repeated",
      repeated,
      [],
    )
    .action(run(diff));
}

async function diff(desk: Desk, a: string, b: string, options: Options): Promise<ExitCode> {
  const { world, json, out } = desk;
  const [before, after] = await resolved(
    await readPoolFile(world.directory, a),
    await readPoolFile(world.directory, b),
    options.catalogue,
    desk,
  );
  const horizon = { at: options.at ?? world.now(), days: options.expiringWithin };
  const notices = await Promise.all((await noticeIds(world)).map((id) => noticeById(world, id)));
  const changes = notices.map((notice) => noticeChange(notice, before.pool, after.pool));
  const comparison = {
    before: sideOf(before),
    after: sideOf(after),
    diff: diffCertificates(before.pool, after.pool, horizon),
    unresolvedAfter: unresolvedEntries(after.pool),
    notices: changes,
    signerRoot: signerRootIn(before.pool, after.bundle),
    days: options.expiringWithin,
  };
  if (json) out.json(comparisonAsJson(comparison));
  else showComparison(comparison, out);
  return exitCodeFor(changes);
}

interface Compared extends PoolSource {
  readonly pool: TrustPool;
}

/** What one side printed is recognised by the certificates of the other side too. */
async function resolved(
  a: PoolSource,
  b: PoolSource,
  files: readonly string[],
  { world }: Desk,
): Promise<readonly [Compared, Compared]> {
  const at = [a, b].flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.kind === "certificate" ? [entry.certificate] : [])),
  );
  const catalogue = await poolCatalogue(world, files, at);
  return [
    { ...a, pool: resolvePool(a.entries, catalogue) },
    { ...b, pool: resolvePool(b.entries, catalogue) },
  ];
}

function sideOf({ name, kind, pool }: Compared): Side {
  return { name, kind, size: sizeInWords(pool.entries) };
}

/** By its certificate where the bundle carries it; by its name otherwise, which proves nothing but absence. */
function signerRootIn(
  pool: TrustPool,
  bundle: Bundle | undefined,
): { readonly name: string; readonly heldBefore: Held } | undefined {
  const root = bundle && signerRootOf(bundle);
  if (!root) return undefined;
  const name = formatName(root.name);
  const { certificate } = root;
  if (certificate) {
    return { name, heldBefore: poolHolds(pool, { sha256: certificate.sha256, certificate }) };
  }
  const isNamed = knownCertificates(pool).some(({ subject }) => formatName(subject) === name);
  const isClear = !isNamed && unresolvedEntries(pool).length === 0;
  return { name, heldBefore: isClear ? "absent" : "undetermined" };
}

/** Losing a root that a notice requires is something to act on. */
function exitCodeFor(changes: readonly NoticeChange[]): ExitCode {
  if (changes.some(({ outcome }) => outcome === "lost")) return EXIT.toActOn;
  return changes.some(({ outcome }) => outcome === "undetermined") ? EXIT.undetermined : EXIT.fine;
}

function numberOfDays(text: string): number {
  const days = Number(/^(\d{1,5})d?$/.exec(text)?.[1]);
  if (days >= 1 && days <= 36_500) return days;
  throw new InvalidArgumentError("It must be a number of days such as 365d.");
}

/**
 * A vendor's release number: read, compared for equality, and put in order.
 *
 * Reads the spellings found in Cisco's notices (`7.3.2`, `16.12.1z2`, `3.18.2aSP`, `12.0(1) SU1`,
 * `9.12.4 Interim`) and on devices (`6.1.4.10I`, an engineering build of IOS XR). A range or a wildcard
 * (`7.x`, `7.0-7.3`, `7.3.2 and later`) is not a release and is refused: membership of a notice is by exact
 * list, and `releaseOrder` exists for sorting what people read, never for deciding who is affected.
 */
import { failed, type Result, success } from "@reroot/pki";
import type { AffectedProduct, AffectedReleases, PlatformId } from "./notice.js";

export interface Release {
  /** As written, with blanks normalised. */
  readonly text: string;
  /** Numbers and letter runs in order: `16.12.1z2` is `[16, 12, 1, "z", 2]`. Equal parts, equal release. */
  readonly parts: readonly (number | string)[];
  /** IOS XR only: the release that this engineering build (`6.1.4.10I`) was taken on the way to (`6.1.4`). */
  readonly engineeringBuildOf: string | null;
}

export type ReleaseFailure = { readonly code: "notice/release-unreadable"; readonly text: string };

/** Where a notice lists a release. */
export interface Listing {
  readonly product: AffectedProduct;
  readonly row: AffectedReleases;
  readonly release: string;
}

/** Reads one release; with a platform whose numbering is known, by that numbering alone. */
export function parseRelease(written: string, platform?: PlatformId | null): Result<Release, ReleaseFailure> {
  const text = written
    .slice(0, LONGEST_RELEASE + 1)
    .trim()
    .replace(/\s+/g, " ");
  const form = NUMBERING.get(platform ?? "") ?? ANY_NUMBERING;
  if (text.length > LONGEST_RELEASE || !form.test(text)) {
    return failed({ code: "notice/release-unreadable", text });
  }
  const engineering = /^(\d+\.\d+\.\d+)\.\d+I$/.exec(text);
  return success({ text, parts: partsOf(text), engineeringBuildOf: engineering?.[1] ?? null });
}

/** Whether two spellings name one release: `12.0(1) SU1` and `12.0(1)SU1`, `16.06.03` and `16.6.3`. */
export function isSameRelease(one: Release, two: Release): boolean {
  return releaseOrder(one, two) === 0;
}

/** Negative when `one` sorts before `two`; an engineering build sorts before the release it leads to. */
export function releaseOrder(one: Release, two: Release): number {
  const length = Math.max(one.parts.length, two.parts.length);
  for (let index = 0; index < length; index++) {
    const order = partOrder(one.parts[index], two.parts[index]);
    if (order !== 0) return index === 3 && bothLeadToOne(one, two) ? -order : order;
  }
  return 0;
}

/** The row of the notice that lists exactly this release of this platform, or null. */
export function listingOf(
  products: readonly AffectedProduct[],
  platform: PlatformId,
  release: Release,
): Listing | null {
  for (const product of products) {
    if (product.platform !== platform) continue;
    for (const row of product.affected) {
      const listed = row.releases.find((each) => names(each, platform, release));
      if (listed !== undefined) return { product, row, release: listed };
    }
  }
  return null;
}

const LONGEST_RELEASE = 48;

/** Words that the vendor sets behind a number: service update, engineering special, maintenance release, ... */
const WORD = "(?:SU|ES|HF|MR|SR|SP|P|Patch|SecurityPatch|Interim|LNT) ?\\d{0,3}[a-z]?";

const ANY_NUMBERING = new RegExp(
  `^\\d{1,5}(?:\\.\\d{1,5}){0,6}(?:[A-Za-z]{1,4}\\d{0,4}[a-z]?|\\(\\d{1,5}[a-z]{0,2}\\d{0,2}(?:[.-]\\d{1,5}){0,3}\\)){0,4}` +
    `(?:\\.[A-Z]{2,4}){0,3}(?:-\\d{1,5})?(?: ?${WORD}){0,2}$`,
);

/** Platforms with one known numbering: there, anything else is damage, such as a number cut short. */
const NUMBERING = new Map<string, RegExp>([
  ["iosxr", /^\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\d{1,3}[A-Z]?)?(?: LNT)?$/],
  ["iosxe", /^\d{1,2}\.\d{1,3}\.\d{1,3}[a-z]{0,2}\d{0,2}[A-Z]{0,4}\d{0,2}[a-z]?$/],
]);

function partsOf(text: string): readonly (number | string)[] {
  const runs = text.match(/\d+|[A-Z][a-z]{2,}|[a-z]+|[A-Z]+/g) ?? [];
  return runs.filter((run) => run !== "LNT").map((run) => (/^\d/.test(run) ? Number(run) : run));
}

function partOrder(one: number | string | undefined, two: number | string | undefined): number {
  if (one === two) return 0;
  if (one === undefined) return -1;
  if (two === undefined) return 1;
  if (typeof one === "number" && typeof two === "number") return one - two;
  if (typeof one === typeof two) return one < two ? -1 : 1;
  return typeof one === "number" ? 1 : -1;
}

function bothLeadToOne(one: Release, two: Release): boolean {
  const isBuild = one.engineeringBuildOf !== null;
  return isBuild !== (two.engineeringBuildOf !== null) && (isBuild ? two : one).parts.length === 3;
}

function names(listed: string, platform: PlatformId, release: Release): boolean {
  const read = parseRelease(listed, platform);
  return read.ok && isSameRelease(read.value, release);
}

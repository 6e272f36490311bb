/**
 * A published field-notice page, text or HTML, as the data of `notice.yaml`.
 *
 * What the page says comes out field by field; what it does not say is `null`, never a default and never a guess.
 * What the page says damagedly (a table cut short, a release that is none, a promised part that does not come)
 * is refused with the line at fault. Does not know fingerprints, transports or anything else from elsewhere:
 * the editor of a notice adds those (docs/adding-a-notice.md).
 */
import { failed, type Result, success } from "@reroot/pki";
import { NOTICE_FORMAT_VERSION } from "../notice.js";
import { factsInOptions, type OptionFacts, type OptionFailure } from "./facts-in-options.js";
import { factsInSamples, type ListedRoot, type SampleFacts, type SampleFailure } from "./facts-in-samples.js";
import { factsInSentences, migrationIn } from "./facts-in-sentences.js";
import { factsInTables, type TableFactFailure, type TableFacts } from "./facts-in-tables.js";
import type { Page, PageFailure } from "./page.js";
import { find, type Prose, phrase, proseOf } from "./prose.js";
import type { Published, PublishedNotice } from "./published-notice.js";
import { readHtmlPage } from "./read-html-page.js";
import { readTextPage } from "./read-text-page.js";

export type PageFormat = "text" | "html";

export type ImportFailure =
  | PageFailure
  | TableFactFailure
  | SampleFailure
  | OptionFailure
  | { readonly code: "notice/section-missing"; readonly line: number; readonly section: Section }
  | { readonly code: "notice/page-cut-short"; readonly line: number };

export type Section = "revisions" | "affected releases" | "defects" | "remedies";

/** Reads one page. A failure's `line` counts from 1 in the page as given. */
export function importNotice(
  pageText: string,
  { format }: { readonly format: PageFormat },
): Result<PublishedNotice, ImportFailure> {
  const read = format === "html" ? readHtmlPage(pageText) : readTextPage(pageText);
  if (!read.ok) return read;
  const page = read.value;
  const prose = proseOf(page.prose);
  const tables = factsInTables(page);
  if (!tables.ok) return tables;
  const samples = factsInSamples(prose);
  if (!samples.ok) return samples;
  const platforms = (tables.value.products ?? []).flatMap(({ platform }) => platform ?? []);
  const options = factsInOptions(prose, [...new Set(platforms)]);
  if (!options.ok) return options;
  const notice = assembled(page, prose, tables.value, samples.value, options.value);
  const missing = missingPart(page, prose, notice);
  return missing ? failed(missing) : success(notice);
}

/** In the order of the format. */
function assembled(
  page: Page,
  prose: Prose,
  tables: TableFacts,
  { listedRoots, symptoms, proof }: SampleFacts,
  { signerRootName, remedies, renewal }: OptionFacts,
): PublishedNotice {
  const { id, title, url, direction, recommendation, issuance, ...sentences } = factsInSentences(page, prose);
  const { revisions, products, defects, affectedServices, endpoints } = tables;
  return {
    formatVersion: NOTICE_FORMAT_VERSION,
    id,
    title,
    headline: defects?.[0]?.headline ?? null,
    url,
    direction,
    recommendation,
    revisions,
    products,
    defects,
    issuance,
    affectedServices,
    endpoints,
    ...rolesOf(listedRoots, migrationIn(prose), signerRootName),
    symptoms,
    exemptions: sentences.exemptions,
    continuation: sentences.continuation,
    remedies,
    renewal,
    proof,
    references: sentences.references,
    lab: null,
  };
}

/** HTML opens with a tag, whatever stands before it in blanks and comments; a text page never does. */
export function pageFormatOf(pageText: string): PageFormat {
  return /^[\s\ufeff]*<(?:!doctype|!--|html|head|body|div|h[1-6]|p|table|title|meta|\?xml)\b/i.test(
    pageText.slice(0, 4096),
  )
    ? "html"
    : "text";
}

type Root = Published<PublishedNotice["retiredRoots"]>;

/** Which of the named and listed roots goes, which must come, which signs; the listing says nothing of that. */
function rolesOf(
  listed: readonly ListedRoot[],
  migration: ReturnType<typeof migrationIn>,
  signerName: string | null,
): Pick<PublishedNotice, "retiredRoots" | "requiredRoots" | "otherRoots" | "signerRoots"> {
  const named = (commonName: string) => listed.find((root) => root.commonName === commonName);
  const others = listed.filter(
    ({ commonName }) =>
      commonName === null || (commonName !== migration?.retired && commonName !== migration?.required),
  );
  return {
    retiredRoots: migration && [rootNamed(migration.retired, named(migration.retired))],
    requiredRoots: migration && [rootNamed(migration.required, named(migration.required))],
    otherRoots: others.length === 0 ? null : others.map((root) => ({ ...root, ...NOT_ON_A_PAGE })),
    signerRoots: signerName === null ? null : [signerRoot(signerName, listed)],
  };
}

/** No page prints a SHA-256 fingerprint or carries a certificate. */
const NOT_ON_A_PAGE = { sha256: null, file: null, pem: null } as const;

function rootNamed(commonName: string, listed: ListedRoot | undefined): NonNullable<Root>[number] {
  const unlisted = {
    subject: null,
    serial: null,
    notBefore: null,
    notAfter: null,
    sha1: null,
    listedAs: null,
  };
  return { ...(listed ?? unlisted), commonName, ...NOT_ON_A_PAGE };
}

/** "The Cisco M1 root certificate" is the one listed root whose name holds every word of it. */
function signerRoot(signerName: string, listed: readonly ListedRoot[]) {
  const words = signerName.toLowerCase().split(" ");
  const candidates = listed.filter(({ commonName }) => {
    const names = (commonName ?? "").toLowerCase().split(" ");
    return names.includes("root") && words.every((word) => names.includes(word));
  });
  const root = candidates.length === 1 ? candidates[0] : undefined;
  return {
    name: root?.commonName ?? signerName,
    sha1: root?.sha1 ?? null,
    sha256: null,
    file: null,
    pem: null,
  };
}

/** Every page of the vendor's opens with this disclaimer and closes with where to get help, in the words of its year. */
const OPENING = phrase("THIS FIELD NOTICE IS PROVIDED ON AN");
const CLOSINGS = ["If you require further assistance", "For further assistance or for more information"].map(
  phrase,
);

function missingPart(page: Page, prose: Prose, notice: PublishedNotice): ImportFailure | null {
  const isWhole = find(prose, OPENING) !== null;
  const line = page.lastLine;
  const lacks = (section: Section): ImportFailure => ({ code: "notice/section-missing", line, section });
  if (!notice.revisions?.length) return lacks("revisions");
  if (!notice.products?.length) return lacks("affected releases");
  if (isWhole && !CLOSINGS.some((closing) => find(prose, closing)))
    return { code: "notice/page-cut-short", line };
  if (isWhole && notice.defects === null) return lacks("defects");
  return notice.recommendation !== null && notice.remedies === null ? lacks("remedies") : null;
}

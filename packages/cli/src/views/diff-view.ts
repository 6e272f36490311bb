/** What changes from one set of certificates to another, for a person and as JSON. */
import { type Certificate, type CertificateDiff, formatName, type LabelledEntry } from "@reroot/pki";
import type { Held, NoticeChange } from "../flow/settled-notices.js";
import type { Page } from "../terminal/page.js";
import { type Tone, toned } from "../terminal/tone.js";
import { count, joined } from "../words/count.js";
import { day } from "../words/dates.js";
import { entriesAsJson, showEntries } from "./handshake-view.js";

/** One side of a comparison. */
export interface Side {
  readonly name: string;
  readonly kind: string;
  /** `108 certificates`. */
  readonly size: string;
}

export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  readonly diff: CertificateDiff;
  /** Entries of the second one that could not be resolved. */
  readonly unresolvedAfter: readonly LabelledEntry[];
  readonly notices: readonly NoticeChange[];
  /** The root that the second one's signer names, and whether the first one holds it; only for signed bundles. */
  readonly signerRoot: { readonly name: string; readonly heldBefore: Held } | undefined;
  readonly days: number;
}

export function showComparison(comparison: Comparison, page: Page): void {
  const { before, after, diff, unresolvedAfter, days } = comparison;
  for (const [mark, { name, kind, size }] of [
    ["A", before],
    ["B", after],
  ] as const) {
    page.entry([toned("strong", mark), "  "], `${name}: ${kind}, ${size}`);
  }
  const { added, removed, changed, kept, expired, expiring, unresolved } = diff;
  page.line(
    `   ${added.length} added, ${removed.length} removed, ${changed.length} changed, ${kept.length} kept`,
  );
  page.heading("Field notices");
  for (const change of comparison.notices) showNotice(change, page);
  showSigner(comparison, page);
  list("Added: in B only", "good", added, page);
  list("Removed: in A only", "bad", removed, page);
  if (changed.length > 0) showChanged(changed, page);
  list("Expired in B", "warning", expired, page);
  list(`In B, and ending within ${count(days, "day")}`, "warning", expiring, page);
  if (unresolved.length > 0) {
    page.heading("In A, known by their labels alone: each may be one of those added");
    showEntries(unresolved, page);
  }
  if (unresolvedAfter.length > 0) {
    page.heading("In B, known by their labels alone: each may be one of those removed");
    showEntries(unresolvedAfter, page);
  }
}

export function comparisonAsJson({ before, after, diff, unresolvedAfter, notices, signerRoot }: Comparison) {
  const { added, removed, changed, kept, expired, expiring, unresolved } = diff;
  return {
    before: { name: before.name, kind: before.kind },
    after: { name: after.name, kind: after.kind },
    added: added.map(shortly),
    removed: removed.map(shortly),
    changed: changed.map((pair) => ({ before: shortly(pair.before), after: shortly(pair.after) })),
    kept: kept.length,
    expired: expired.map(shortly),
    expiring: expiring.map(shortly),
    unresolved: { before: entriesAsJson(unresolved), after: entriesAsJson(unresolvedAfter) },
    notices,
    signerRoot: signerRoot ?? null,
  };
}

function shortly({ sha256, subject, notAfter }: Certificate) {
  return { sha256, subject: formatName(subject), notAfter: notAfter.toISOString() };
}

function list(title: string, tone: Tone, certificates: readonly Certificate[], page: Page): void {
  if (certificates.length === 0) return;
  page.heading(title);
  page.table({
    columns: [{ title: "Valid until" }, { title: "SHA-256" }, { title: "Subject", wraps: true }],
    rows: certificates.map(({ sha256, subject, notAfter }) => [
      day(notAfter.toISOString()),
      toned("faint", `${sha256.slice(0, 16)}...`),
      toned(tone, formatName(subject)),
    ]),
  });
}

function showChanged(changed: CertificateDiff["changed"], page: Page): void {
  page.heading("Changed: same subject and key, another certificate");
  page.table({
    columns: [
      { title: "Until, in A" },
      { title: "Until, in B" },
      { title: "SHA-256 in B" },
      { title: "Subject", wraps: true },
    ],
    rows: changed.map(({ before, after }) => [
      day(before.notAfter.toISOString()),
      day(after.notAfter.toISOString()),
      toned("faint", `${after.sha256.slice(0, 16)}...`),
      toned("notable", formatName(after.subject)),
    ]),
  });
}

const OUTCOMES: Readonly<
  Record<NoticeChange["outcome"], { readonly tone: Tone; readonly text: (names: string) => string }>
> = {
  settled: { tone: "good", text: (names) => `settled: B holds ${names}, which A lacks` },
  "held-before": { tone: "good", text: (names) => `no change: A and B hold ${names}` },
  "not-settled": { tone: "warning", text: (names) => `not settled: B does not hold ${names}` },
  lost: { tone: "bad", text: (names) => `lost: A holds ${names}, and B does not` },
  undetermined: {
    tone: "warning",
    text: (names) => `undetermined: entries known by their labels alone might be ${names}`,
  },
};

function showNotice({ notice, roots, outcome }: NoticeChange, page: Page): void {
  const { tone, text } = OUTCOMES[outcome];
  const concerned = roots.filter((root) => isConcerned(root.before, root.after, outcome));
  page.entry(
    [toned(tone, notice.toUpperCase()), "  "],
    text(joined(concerned.map(({ commonName }) => commonName))),
  );
}

function isConcerned(before: Held, after: Held, outcome: NoticeChange["outcome"]): boolean {
  switch (outcome) {
    case "settled":
      return before === "absent";
    case "held-before":
      return true;
    case "not-settled":
      return after === "absent";
    case "lost":
      return before === "held" && after === "absent";
    case "undetermined":
      return before === "undetermined" || after === "undetermined";
  }
}

function showSigner({ signerRoot }: Comparison, page: Page): void {
  page.heading("Importing B into A");
  if (!signerRoot) {
    page.paragraph("B is not signed, and devices import signed bundles only.");
    return;
  }
  const { name, heldBefore } = signerRoot;
  const says = `B names ${name} as the root of its signer`;
  if (heldBefore === "held") page.entry([toned("good", "possible"), "  "], `${says}, and A holds it`);
  else if (heldBefore === "absent") {
    page.entry(
      [toned("bad", "refused"), "   "],
      `${says}, and A does not hold it: a device with A would refuse B`,
    );
  } else {
    page.entry([toned("warning", "unclear"), "   "], `${says}, and whether A holds it cannot be said`);
  }
  page.paragraph(toned("faint", "Nothing was verified; `reroot bundle verify` does that."));
}

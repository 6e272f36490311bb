/** A bundle's change feed, for a person and as JSON. */
import type { AnnouncedCertificate, BundleFeed, BundleRelease } from "@reroot/pki";
import type { NoticeConcern } from "../flow/feed-concerns.js";
import type { Page } from "../terminal/page.js";
import { type Tone, toned } from "../terminal/tone.js";
import { count } from "../words/count.js";
import { day } from "../words/dates.js";

export function showFeed(feed: BundleFeed, concerns: readonly NoticeConcern[], page: Page): void {
  page.line(toned("strong", feed.title || "Unnamed feed"), `  ${count(feed.releases.length, "release")}`);
  page.line("");
  page.table({
    columns: [
      { title: "Version" },
      { title: "Before" },
      { title: "Published" },
      { title: "Added", align: "right" },
      { title: "Deleted", align: "right" },
      { title: "Marked for removal", align: "right" },
    ],
    rows: feed.releases.map((release) => [
      toned("strong", release.currentVersion),
      release.previousVersion ?? "-",
      release.publishedAt ? day(release.publishedAt.toISOString()) : "-",
      String(release.additions.length),
      String(release.deletions.length),
      markedCell(release),
    ]),
  });
  const changes = feed.releases.flatMap(changesOf);
  if (changes.length > 0) {
    page.heading("Changes");
    page.table({
      columns: [
        { title: "Version" },
        { title: "Change" },
        { title: "SHA-256" },
        { title: "Subject", wraps: true },
      ],
      rows: changes.map(({ version, change, tone, certificate }) => [
        version,
        toned(tone, change),
        toned("faint", `${certificate.sha256.slice(0, 16)}...`),
        certificate.subject,
      ]),
    });
  }
  page.heading("Field notices");
  for (const { notice, role, commonName, version, change, isLoss } of concerns) {
    const tone = isLoss ? "bad" : role === "required" ? "good" : "warning";
    const verb = role === "required" ? "requires" : "retires";
    page.entry(
      [toned(tone, notice.toUpperCase()), "  "],
      `version ${version} ${CHANGE_WORDS[change]} ${commonName}, which this notice ${verb}`,
    );
  }
  if (concerns.length === 0) page.line("None of them names a certificate of this feed.");
  page.line("");
  page.paragraph(
    toned("faint", "A feed is not signed. What a bundle holds: reroot bundle fetch, reroot bundle inspect."),
  );
}

export function feedAsJson(feed: BundleFeed, concerns: readonly NoticeConcern[]) {
  return {
    title: feed.title,
    releases: feed.releases.map((release) => ({
      ...release,
      publishedAt: release.publishedAt?.toISOString() ?? null,
      previousVersion: release.previousVersion ?? null,
    })),
    notices: concerns,
  };
}

const CHANGE_WORDS: Readonly<Record<NoticeConcern["change"], string>> = {
  additions: "adds",
  deletions: "deletes",
  markedForRemoval: "has marked for removal",
  newlyMarkedForRemoval: "newly marks for removal",
};

function markedCell({ markedForRemoval, newlyMarkedForRemoval }: BundleRelease): string {
  const fresh = newlyMarkedForRemoval.length;
  return `${markedForRemoval.length}${fresh > 0 ? `, ${fresh} newly` : ""}`;
}

/** What stays marked from version to version is told once, where it is new. */
function changesOf(release: BundleRelease) {
  const { currentVersion: version } = release;
  const rows = (change: string, tone: Tone, certificates: readonly AnnouncedCertificate[]) =>
    certificates.map((certificate) => ({ version, change, tone, certificate }));
  const fresh = new Set(release.newlyMarkedForRemoval.map(({ sha256 }) => sha256));
  const standing = release.markedForRemoval.filter(({ sha256 }) => !fresh.has(sha256));
  return [
    ...rows("added", "good", release.additions),
    ...rows("deleted", "bad", release.deletions),
    ...rows("newly marked for removal", "warning", release.newlyMarkedForRemoval),
    ...rows("marked for removal", "plain", standing),
  ];
}

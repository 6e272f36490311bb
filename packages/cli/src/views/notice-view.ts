/** A field notice at a glance. Every fact of it comes with `--json`. */
import type { FieldNotice, NoticeEndpoint, NoticeRoot } from "@reroot/core";
import type { Page } from "../terminal/page.js";
import { toned } from "../terminal/tone.js";
import { count, joined } from "../words/count.js";
import { day } from "../words/dates.js";
import { serviceName } from "../words/service.js";

export function showNotice(notice: FieldNotice, page: Page): void {
  const [newest] = [...notice.revisions].sort((a, b) => (a.publishedOn < b.publishedOn ? 1 : -1));
  const lab = notice.lab ? toned("warning", "  LAB") : "";
  page.line(
    toned("strong", notice.id.toUpperCase()),
    lab,
    `  revision ${newest?.version}, ${newest?.publishedOn}`,
  );
  page.paragraph(notice.headline);
  if (notice.recommendation) page.paragraph(toned("faint", notice.recommendation));
  page.heading("Roots");
  for (const root of notice.retiredRoots) showRoot("retired", root, page);
  for (const root of notice.requiredRoots) showRoot("required", root, page);
  page.heading("Endpoints");
  page.table({
    columns: [{ title: "Changes by" }, { title: "Host" }, { title: "Services", wraps: true }],
    rows: notice.endpoints.map(endpointRow),
  });
  page.heading("Affected releases");
  for (const product of notice.products) showProduct(product, page);
  page.heading("Remedies");
  for (const remedy of notice.remedies) {
    page.paragraph(remedy.title, 2);
    for (const { text } of remedy.commands) page.line("    ", toned("notable", text));
  }
  if (notice.renewal) page.line("  then ", toned("notable", notice.renewal.command.text));
  showRest(notice, page);
}

function showRoot(role: "retired" | "required", root: NoticeRoot, page: Page): void {
  const { commonName, subject, notAfter, sha256, sha1 } = root;
  const tone = role === "retired" ? "bad" : "good";
  page.line(toned(tone, role.padEnd(10)), `${commonName ?? subject}, valid until ${day(notAfter)}`);
  page.line(toned("faint", `          SHA-256 ${sha256}`));
  page.line(toned("faint", `          SHA-1   ${sha1}`));
}

function endpointRow({ host, cutoverNoLaterThan, services }: NoticeEndpoint) {
  return [cutoverNoLaterThan ?? "not said", toned("strong", host), (services ?? []).map(serviceName)];
}

function showProduct({ name, affected, fixedReleases }: FieldNotice["products"][number], page: Page): void {
  for (const { releases, train } of affected) {
    page.line(`  ${name}${train ? ` ${train}` : ""}: ${count(releases.length, "release")}`);
    page.paragraph(toned("faint", releases.join(", ")), 4);
  }
  if (fixedReleases === null) page.line(toned("faint", "  The notice names no fixed release."));
  else if (fixedReleases.length === 0) page.line("  No release holds a fix.");
  else
    page.line(
      `  Fixed in ${fixedReleases.map(({ release, orLater }) => `${release}${orLater ? " or later" : ""}`).join(", ")}`,
    );
}

function showRest(notice: FieldNotice, page: Page): void {
  page.heading("Also");
  const exempt = notice.exemptions.map(({ id, abbreviation }) => abbreviation ?? id);
  if (exempt.length > 0) page.line(`  Exempt from Smart Licensing: ${joined(exempt)}`);
  if (notice.continuation)
    page.line(`  Features keep working for ${notice.continuation.days} days after the last success`);
  page.line(
    `  Symptoms: ${count(notice.symptoms.syslog.length, "log message")}, ${count(notice.symptoms.show.length, "field")} of show commands`,
  );
  page.line(`  Defects: ${notice.defects.map(({ id }) => id).join(", ") || "none named"}`);
  if (notice.url) page.line(`  ${notice.url}`);
  page.line(toned("faint", "  Every fact: --json"));
}

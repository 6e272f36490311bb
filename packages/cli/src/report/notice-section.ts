/** What a report says of the notice itself: its roots by fingerprint, and its endpoints with their dates. */
import type { FieldNotice } from "@reroot/core";
import { day } from "../words/dates.js";
import { serviceName } from "../words/service.js";
import { type Html, html } from "./html.js";

export function noticeSection(notice: FieldNotice): Html {
  return html`<h2>${notice.id.toUpperCase()}</h2>
<p class="quiet">Revision ${newestRevision(notice)}. ${notice.headline}. ${notice.url ?? ""}</p>
<dl><dt>Retired root</dt><dd>${notice.retiredRoots.map(root)}</dd>
<dt>Required root</dt><dd>${notice.requiredRoots.map(root)}</dd>
<dt>Endpoints</dt><dd>${notice.endpoints.map(endpoint)}</dd></dl>
`;
}

function newestRevision({ revisions }: FieldNotice): string {
  return revisions.reduce((newest, one) => (one.publishedOn > newest.publishedOn ? one : newest)).version;
}

function root({ commonName, sha256 }: FieldNotice["requiredRoots"][number]): Html {
  return html`<p>${commonName} <code class="quiet">SHA-256 ${sha256}</code></p>`;
}

function endpoint({ host, cutoverNoLaterThan, services }: FieldNotice["endpoints"][number]): Html {
  const date = cutoverNoLaterThan === null ? "no date announced" : `by ${day(cutoverNoLaterThan)}`;
  return html`<p><b>${host}</b>: ${date}${services ? ` (${services.map(serviceName).join(", ")})` : ""}</p>`;
}

/**
 * The facts that a page states in sentences: the end of issuance, who must renew, exemptions, how long features
 * go on, the recommendation, the documents it points to.
 *
 * Each is known by the vendor's own wording, which it shares among its notices on one event; a page that words
 * it otherwise leaves the fact open. Does not know commands, samples or certificates.
 */
import type { FieldNotice } from "../notice.js";
import { readDay } from "./date.js";
import { familyOf } from "./facts-in-tables.js";
import type { Page } from "./page.js";
import { find, findAll, type Prose, phrase, sentenceWith } from "./prose.js";
import type { Published, PublishedNotice } from "./published-notice.js";

type Issuance = NonNullable<PublishedNotice["issuance"]>;
type Exemption = Published<FieldNotice["exemptions"][number]>;

export type SentenceFacts = Pick<
  PublishedNotice,
  | "id"
  | "title"
  | "url"
  | "direction"
  | "recommendation"
  | "issuance"
  | "exemptions"
  | "continuation"
  | "references"
>;

export function factsInSentences(page: Page, prose: Prose): SentenceFacts {
  const title = titleOf(prose);
  return {
    id: idOf(title, page.url),
    title,
    url: page.url,
    direction: directionOf(prose, title),
    recommendation: sentenceWith(prose, phrase("Cisco recommends a manual certificate update")),
    issuance: issuanceOf(prose),
    exemptions: exemptionsOf(prose),
    continuation: continuationOf(prose),
    references: referencesOf(page, prose),
  };
}

const MIGRATION = phrase("Cisco has migrated from the {retired} to the {required} for SSL certificates");

/** "Cisco has migrated from the QuoVadis Root CA 2 to the IdenTrust Commercial Root CA 1": the two roots' names. */
export function migrationIn(prose: Prose): { readonly retired: string; readonly required: string } | null {
  const match = find(prose, MIGRATION);
  return match && { retired: match.group("retired"), required: match.group("required") };
}

/** The page's heading, with or without the frame's own addition to it. */
function titleOf(prose: Prose): string | null {
  const heading = prose.lines.find(({ text }) => /^Field Notice:? ?FN ?-? ?\d{4,6}\b/i.test(text));
  return heading?.text.replace(/ [-|] Cisco$/, "").slice(0, 300) ?? null;
}

function idOf(title: string | null, url: string | null): string | null {
  const number =
    /\bFN ?-? ?(\d{4,6})\b/i.exec(title ?? "")?.[1] ?? /\/fn(\d{4,6})\.html/i.exec(url ?? "")?.[1];
  return number === undefined ? null : `fn${number}`;
}

function directionOf(prose: Prose, title: string | null): FieldNotice["direction"] | null {
  if (migrationIn(prose)) return "root-removed";
  const subject = title ?? "";
  if (/\bClient Auth(?:entication)? EKU\b/i.test(subject)) return "usage-ended";
  return /\bRoot CA\b.*\bDecommission/i.test(subject) ? "root-removed" : null;
}

function issuanceOf(prose: Prose): Issuance | null {
  const end = phrase("no new {root} certificates will be issued or renewed by Cisco after {day}.");
  const endsOn = readDay(find(prose, end)?.group("day") ?? "");
  if (endsOn === null) return null;
  const reason = find(prose, phrase("is subject to {reason}."))?.group("reason") ?? null;
  return { endsOn, reason, earlierCertificatesEndBy: endingsOf(prose), concerns: concernsOf(prose) };
}

function endingsOf(prose: Prose): Issuance["earlierCertificatesEndBy"] {
  const stays = find(
    prose,
    phrase("Certificates issued before the {root} was decommissioned will continue to be valid"),
  );
  const ends = find(
    prose,
    phrase("Once those certificates expire on devices or are removed from the Cisco cloud servers"),
  );
  return stays && ends ? ["expiry", "removal-from-servers"] : null;
}

function concernsOf(prose: Prose): Issuance["concerns"] {
  const named = find(prose, phrase("This affects certificate renewals on {whose}."))?.group("whose");
  if (named === undefined) return null;
  const concerns = CONCERNED.filter(([pattern]) => pattern.test(named)).map(([, concern]) => concern);
  return concerns.length === 0 ? null : concerns;
}

const CONCERNED = [
  [/\bdevices\b/i, "devices"],
  [/\bcloud servers\b/i, "cloud-servers"],
  [/\bthird-party services\b/i, "third-party-services"],
] as const;

function exemptionsOf(prose: Prose): readonly Exemption[] | null {
  const sentence = find(prose, phrase("Offline licensing, such as {kinds}, is not affected"));
  if (!sentence) return null;
  const kinds = sentence.group("kinds");
  return RESERVATIONS.filter(({ abbreviation }) => kinds.includes(`(${abbreviation})`));
}

const RESERVATIONS: readonly Exemption[] = [
  { id: "permanent-license-reservation", abbreviation: "PLR", exemptsFrom: ["smart-licensing"] },
  { id: "specific-license-reservation", abbreviation: "SLR", exemptsFrom: ["smart-licensing"] },
];

function continuationOf(prose: Prose): Published<FieldNotice["continuation"]> {
  const match = find(
    prose,
    phrase(
      "The features that use {service} will continue to function for up to one year after the last successful secure connection",
    ),
  );
  if (!match) return null;
  return {
    families: [familyOf(match.group("service"))],
    days: 365,
    since: "last-successful-secure-connection",
  };
}

function referencesOf(page: Page, prose: Prose): PublishedNotice["references"] {
  const pair = find(prose, phrase("refer to the {first} and the {second} for your specific version"));
  const named = [
    ...(pair ? [pair.group("first"), pair.group("second")] : []),
    ...findAll(prose, phrase("Consult the {page} page for")).map((match) => match.group("page")),
  ];
  const url = (title: string) =>
    page.links.find((link) => link.text.startsWith(title) && /^https?:/.test(link.url))?.url ?? null;
  return named.length === 0 ? null : named.map((title) => ({ title, url: url(title) }));
}

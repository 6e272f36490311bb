/**
 * The facts that a page shows rather than states: log messages, command outputs, the certificates in a listing.
 *
 * A page that announces a sample and does not bring it, or whose sample breaks off, is refused: it was cut.
 */
import { failed, type Result, type Sha1Fingerprint, success } from "@reroot/pki";
import type { FieldNotice, ServiceFamily } from "../notice.js";
import { readMoment } from "./date.js";
import { find, findAll, type Match, type Prose, phrase, sentenceWith } from "./prose.js";
import type { Published, PublishedNotice } from "./published-notice.js";

export type SampleFailure =
  | { readonly code: "notice/announced-part-missing"; readonly line: number; readonly announcement: string }
  | { readonly code: "notice/sample-cut-short"; readonly line: number; readonly sample: string };

type Syslog = Published<FieldNotice["symptoms"]["syslog"][number]>;
type Show = Published<FieldNotice["symptoms"]["show"][number]>;
type Proof = Published<FieldNotice["proof"][number]>;

export interface ListedRoot {
  readonly commonName: string | null;
  readonly subject: string;
  readonly serial: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly sha1: Sha1Fingerprint;
  readonly listedAs: "Built-In" | "Downloaded";
}

export interface SampleFacts {
  readonly symptoms: PublishedNotice["symptoms"];
  readonly proof: PublishedNotice["proof"];
  readonly listedRoots: readonly ListedRoot[];
}

export function factsInSamples(prose: Prose): Result<SampleFacts, SampleFailure> {
  const missing = announcedButMissing(prose);
  if (missing) return failed(missing);
  const listedRoots = rootsListed(prose);
  if (!listedRoots.ok) return listedRoots;
  const statuses = licenceStatuses(prose);
  if (!statuses.ok) return statuses;
  const syslog = syslogSymptoms(prose);
  const show = showSymptoms(prose, statuses.value);
  const symptoms = syslog.length + show.length === 0 ? null : { syslog, show };
  return success({ symptoms, proof: proofOf(prose, statuses.value), listedRoots: listedRoots.value });
}

/** `text` runs to the end of the line or to the next log line. */
const LOG_LINE =
  /(?<sample>(?<node>RP\/\d+\/\S{1,12}):(?<stamp>[A-Z][a-z]{2} +\d{1,2} [\d:.]{8,15} [A-Z]{1,5}): (?<process>[\w.-]{1,40})\[\d+\]: %(?<category>[A-Z0-9_]{1,30})-(?<facility>[A-Z0-9_]{1,30})-(?<severity>[0-7])-(?<mnemonic>[A-Z0-9_]{1,60}) : (?<text>[^\n]{1,600}?))(?=\s*(?:\n|$|RP\/\d+\/\S{1,12}:[A-Z]))/;

const LOG_ANNOUNCED = [
  phrase("these syslog messages will be seen:"),
  phrase("This error log might be observed in the affected device:"),
  phrase("this message might be seen:"),
];
const STATUS_FAILED = phrase("This log shows the license authorization failure:");
const STATUS_AFTER = phrase("Check the license status:");
const POOL_CHECK = phrase(
  "In order to check the built-in and downloaded certificates installed on your device, enter the",
);

function announcedButMissing(prose: Prose): SampleFailure | null {
  const followed: readonly (readonly [RegExp, RegExp])[] = [
    ...LOG_ANNOUNCED.map((announcement) => [announcement, LOG_LINE] as const),
    [STATUS_FAILED, /(?<!\S)\S{1,60}#\s*show license status\b/],
    [STATUS_AFTER, /(?<!\S)\S{1,60}#\s*show license status\b/],
    [/Enter this command in order to [^:\n]{1,80}:/i, /show [a-z]/],
    [
      phrase("enter the show crypto ca trustpool command. Example:"),
      /(?<!\S)\S{1,60}#\s*show crypto ca trustpool\b/,
    ],
  ];
  for (const [announcement, wanted] of followed) {
    const match = find(prose, announcement);
    if (!match) continue;
    const next = find(prose, wanted, match.end);
    if (next && /^\s*$/.test(prose.text.slice(match.end, next.start))) continue;
    const announced = prose.text.slice(match.start, match.end).replace(/\s+/g, " ");
    return { code: "notice/announced-part-missing", line: match.line, announcement: announced };
  }
  return null;
}

/** What a message says has happened. The same mnemonic means the same on every device of the family. */
const SHOWN_BY_MNEMONIC = new Map<string, Syslog["shows"]>([
  ["COMM_FAILED", "no-communication"],
  ["AGENT_REG_FAILED", "registration-failed"],
  ["CERT_VERIFY_ERR_2_PARAM", "verification-failed"],
  ["ERR_1_PARAM", "download-failed"],
]);

function syslogSymptoms(prose: Prose): readonly Syslog[] {
  const printed = findAll(prose, LOG_LINE);
  const isFirst = (match: Match, index: number) =>
    printed.findIndex((one) => one.group("sample") === match.group("sample")) === index;
  return printed.filter(isFirst).map((match) => ({
    id: match.group("mnemonic").toLowerCase().replace(/_/g, "-"),
    category: match.group("category"),
    facility: match.group("facility"),
    severity: Number(match.group("severity")),
    mnemonic: match.group("mnemonic"),
    process: match.group("process"),
    text: match.group("text"),
    sample: match.group("sample"),
    shows: SHOWN_BY_MNEMONIC.get(match.group("mnemonic")) ?? null,
    context: announcementBefore(prose, match),
    listedUnder: listedUnder(prose, match),
  }));
}

function announcementBefore(prose: Prose, match: Match): string | null {
  const before = linesBefore(prose, match).find(({ text }) => text.endsWith(":"));
  return before?.text.slice(0, -1) ?? null;
}

/** The nearest heading above that names a service: `Smart Call Home Symptoms`. */
function listedUnder(prose: Prose, match: Match): readonly ServiceFamily[] | null {
  const isHeading = /^(Smart (?:Licensing|Call Home)) (?:Probable )?Symptoms$/i;
  const heading = linesBefore(prose, match).find(({ text }) => isHeading.test(text));
  if (!heading) return null;
  return [/^Smart Licensing/i.test(heading.text) ? "smart-licensing" : "smart-call-home"];
}

function linesBefore(prose: Prose, match: Match) {
  return prose.lines.slice(0, match.index).reverse();
}

interface LicenceStatus {
  /** Where in the prose it begins. */
  readonly start: number;
  readonly authorization: string;
  readonly lastContact: string;
  readonly failureReason: string | null;
}

const STATUS_FIELDS =
  /License Authorization:\s+Status:\s+(?<authorization>.{1,40}?) on .{1,200}?Last Communication Attempt:\s+(?<contact>[A-Z]{1,20}) on [^#]{1,60}?(?:\s+Failure reason:\s+(?<reason>.{1,120}?))?\s+Next Communication Attempt:/s;

function licenceStatuses(prose: Prose): Result<readonly LicenceStatus[], SampleFailure> {
  const statuses: LicenceStatus[] = [];
  const shown = findAll(prose, /(?<!\S)\S{1,60}#\s*show license status\b/);
  for (const [index, { line, start, end }] of shown.entries()) {
    const output = prose.text.slice(end, shown[index + 1]?.start ?? end + 8000);
    const fields = STATUS_FIELDS.exec(output)?.groups;
    const complete = fields && /Miscellaneous:\s+Custom Id:/.test(output);
    if (!complete) return failed({ code: "notice/sample-cut-short", line, sample: "show license status" });
    statuses.push({
      start,
      authorization: fields.authorization ?? "",
      lastContact: fields.contact ?? "",
      failureReason: fields.reason ?? null,
    });
  }
  return success(statuses);
}

function showSymptoms(prose: Prose, statuses: readonly LicenceStatus[]): readonly Show[] {
  const status = { command: "show license status", section: "License Authorization" };
  const families = ["smart-licensing"] as const;
  const possible = sentenceWith(prose, phrase("reflect an Out of Compliance status"));
  const announced = find(prose, STATUS_FAILED);
  const failing = announced && statuses.find(({ start }) => start >= announced.end);
  const show: Show[] = [];
  if (possible !== null) {
    const value = "OUT OF COMPLIANCE";
    show.push({
      id: "out-of-compliance",
      ...status,
      field: "Status",
      value,
      certainty: "possible",
      context: possible,
      families,
    });
  }
  if (!failing) return show;
  const seen = {
    certainty: "seen",
    context: prose.text.slice(announced.start, announced.end - 1).replace(/\s+/g, " "),
    families,
  } as const;
  const field = "Last Communication Attempt";
  show.push({ id: "last-communication-failed", ...status, field, value: failing.lastContact, ...seen });
  if (failing.failureReason !== null) {
    show.push({
      id: "failure-reason",
      ...status,
      field: "Failure reason",
      value: failing.failureReason,
      ...seen,
    });
  }
  return show;
}

/** What the page says to look at afterwards. That it must be later than the remedy is not its word. */
function proofOf(prose: Prose, statuses: readonly LicenceStatus[]): readonly Proof[] | null {
  const proof: Proof[] = [];
  const poolCheck = find(
    prose,
    new RegExp(`${POOL_CHECK.source}\\s+(?<command>show [a-z ]{1,60}?)\\s+command\\b`, "i"),
  );
  if (poolCheck) proof.push({ kind: "required-root-in-trust-pool", command: poolCheck.group("command") });
  const announced = find(prose, STATUS_AFTER);
  const repaired = announced && statuses.find(({ start }) => start >= announced.end);
  if (repaired) {
    proof.push({
      kind: "field-reads",
      command: "show license status",
      section: "License Authorization",
      field: "Last Communication Attempt",
      value: repaired.lastContact,
      laterThanRemedy: null,
      families: ["smart-licensing"],
    });
  }
  return proof.length === 0 ? null : proof;
}

const POOL_ENTRY =
  /Trustpool:\s+(?<section>Built-In|Downloaded)\s+=+\s+CA certificate\s+Serial Number\s*:\s*(?<serial>[0-9A-F]{2}(?::[0-9A-F]{2}){0,30})\s+Subject:\s+(?<subject>[^\n]{1,400}?)\s+Issued By\s*:\s+[^\n]{1,400}?\s+Validity Start\s*:\s*(?<start>[^\n]{20,40}?)\s+Validity End\s*:\s*(?<end>[^\n]{20,40}?)\s+SHA1 Fingerprint:\s+(?<sha1>[0-9A-F]{40})\b/;

function rootsListed(prose: Prose): Result<readonly ListedRoot[], SampleFailure> {
  const entries = findAll(prose, POOL_ENTRY);
  const headings = findAll(prose, /Trustpool:\s+\S/);
  const roots: ListedRoot[] = [];
  for (const [index, heading] of headings.entries()) {
    const entry = entries[index];
    const notBefore = readMoment(entry?.group("start") ?? "");
    const notAfter = readMoment(entry?.group("end") ?? "");
    if (!entry || entry.start !== heading.start || notBefore === null || notAfter === null) {
      return failed({
        code: "notice/sample-cut-short",
        line: heading.line,
        sample: "show crypto ca trustpool",
      });
    }
    const subject = entry.group("subject");
    if (roots.some(({ sha1 }) => sha1 === entry.group("sha1"))) continue;
    roots.push({
      commonName: /(?:^|,)CN=((?:\\.|[^,\\])+)/.exec(subject)?.[1] ?? null,
      subject,
      serial: entry.group("serial").replaceAll(":", ""),
      notBefore,
      notAfter,
      sha1: entry.group("sha1") as Sha1Fingerprint,
      listedAs: entry.group("section") as ListedRoot["listedAs"],
    });
  }
  return success(roots);
}

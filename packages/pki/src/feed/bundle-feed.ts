/**
 * The vendor's change feed for a bundle: RSS whose items carry JSON that says which certificates a version
 * adds, deletes and marks for removal. Fetches nothing; a feed is a text that someone else obtained. It is an
 * announcement, unsigned: what a bundle holds is decided by opening the bundle.
 */
import { failed, type Result, success } from "../result.js";
import { parseSha256, type Sha256Fingerprint } from "../x509/fingerprint.js";
import { readXml, type XmlElement, type XmlFailure } from "./xml.js";

export interface BundleFeed {
  readonly title: string;
  /** As listed, which is newest first in the vendor's feeds. */
  readonly releases: readonly BundleRelease[];
}

export interface BundleRelease {
  readonly title: string;
  /** Undefined when the item has no date or one that is not in the RSS form. */
  readonly publishedAt: Date | undefined;
  readonly currentVersion: string;
  readonly previousVersion: string | undefined;
  readonly additions: readonly AnnouncedCertificate[];
  readonly deletions: readonly AnnouncedCertificate[];
  readonly markedForRemoval: readonly AnnouncedCertificate[];
  readonly newlyMarkedForRemoval: readonly AnnouncedCertificate[];
}

export interface AnnouncedCertificate {
  readonly sha256: Sha256Fingerprint;
  readonly subject: string;
}

export type FeedFailure =
  | XmlFailure
  | { readonly code: "feed/not-rss" }
  | { readonly code: "feed/no-change-record" }
  | { readonly code: "feed/record-unreadable"; readonly item: number; readonly field: string };

/** Reads the text of an RSS feed; `item` in a failure counts from 1. Items without JSON are news, and skipped. */
export function readBundleFeed(text: string): Result<BundleFeed, FeedFailure> {
  const document = readXml(text);
  if (!document.ok) return document;
  const channel = childNamed(document.value, "channel");
  if (document.value.name !== "rss" || !channel) return failed({ code: "feed/not-rss" });
  const releases: BundleRelease[] = [];
  const items = channel.children.filter((child) => child.name === "item");
  for (const [index, item] of items.entries()) {
    const json = item.children.map((child) => child.text.trim()).find((content) => content.startsWith("{"));
    if (json === undefined) continue;
    const release = readRelease(item, json);
    if (typeof release === "string")
      return failed({ code: "feed/record-unreadable", item: index + 1, field: release });
    releases.push(release);
  }
  if (releases.length === 0) return failed({ code: "feed/no-change-record" });
  return success({ title: textOf(channel, "title"), releases });
}

const LISTS = ["additions", "deletions", "markedForRemoval", "newlyMarkedForRemoval"] as const;

/** The release, or the name of the field that cannot be read. */
function readRelease(item: XmlElement, json: string): BundleRelease | string {
  const record = parseObject(json);
  if (!record) return "the JSON itself";
  const currentVersion = readVersion(record.currentVersion);
  if (currentVersion === undefined) return "currentVersion";
  const previous = record.prevVersion ?? undefined;
  const previousVersion = readVersion(previous);
  if (previous !== undefined && previousVersion === undefined) return "prevVersion";
  const lists = LISTS.map((name) => readCertificates(record[name]));
  const unreadable = lists.indexOf(undefined);
  if (unreadable !== -1) return LISTS[unreadable]!;
  const [additions = [], deletions = [], markedForRemoval = [], newlyMarkedForRemoval = []] = lists;
  return {
    title: textOf(item, "title"),
    publishedAt: readRssDate(textOf(item, "pubDate")),
    currentVersion,
    previousVersion,
    additions,
    deletions,
    markedForRemoval,
    newlyMarkedForRemoval,
  };
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readVersion(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** A missing list is an empty one; a list with one unreadable entry is not readable. */
function readCertificates(value: unknown): readonly AnnouncedCertificate[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const found = value.map(readCertificate);
  return found.every((one) => one !== undefined) ? found : undefined;
}

function readCertificate(value: unknown): AnnouncedCertificate | undefined {
  if (!isObject(value)) return undefined;
  const { certSha256, certSubjectDn } = value;
  if (typeof certSha256 !== "string" || typeof certSubjectDn !== "string") return undefined;
  const sha256 = parseSha256(certSha256);
  return sha256.ok ? { sha256: sha256.value, subject: certSubjectDn } : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** RFC 822 as RSS 2.0 asks for it: `Wed, 01 Sep 2021 17:05:07 GMT`, also with a numeric offset. */
function readRssDate(text: string): Date | undefined {
  if (
    !/^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|UT|Z|[+-]\d{4})$/.test(
      text,
    )
  )
    return undefined;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at);
}

function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

function textOf(element: XmlElement, name: string): string {
  return childNamed(element, name)?.text.trim() ?? "";
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBundleFeed } from "./bundle-feed.js";
import { XML_LIMITS } from "./xml.js";

const added = {
  certSha256:
    "5d:56:49:9b:e4:d2:e0:8b:cf:ca:d0:8a:3e:38:72:3d:50:50:3b:de:70:69:48:e4:2f:55:60:30:19:e5:28:ae",
  certSubjectDn: "CN=IdenTrust Commercial Root CA 1, O=IdenTrust, C=US",
};
const record = {
  currentVersion: 10,
  prevVersion: "9",
  additions: [added],
  deletions: [],
  markedForRemoval: [],
  newlyMarkedForRemoval: [],
};

function feed(description: string, prolog = '<?xml version="1.0" encoding="UTF-8"?>'): string {
  return `${prolog}
<!-- change feed -->
<rss version="2.0"><channel><title>Cisco &amp; friends</title><link>https://www.cisco.com/security/pki/</link>
<item><title>Version 10</title><pubDate>Wed, 01 Sep 2021 17:05:07 GMT</pubDate><guid isPermaLink='false'>10</guid>
<description>${description}</description></item></channel></rss>`;
}
const cdata = (value: unknown) => `<![CDATA[${JSON.stringify(value)}]]>`;
const escaped = (value: unknown) =>
  JSON.stringify(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

describe("reading a bundle's change feed", () => {
  it.each([
    ["in CDATA", cdata(record)],
    ["escaped", escaped(record)],
  ])("reads a record %s", (_, description) => {
    expect(readBundleFeed(feed(description))).toEqual({
      ok: true,
      value: {
        title: "Cisco & friends",
        releases: [
          {
            title: "Version 10",
            publishedAt: new Date("2021-09-01T17:05:07Z"),
            currentVersion: "10",
            previousVersion: "9",
            additions: [
              {
                sha256: "5D56499BE4D2E08BCFCAD08A3E38723D50503BDE706948E42F55603019E528AE",
                subject: added.certSubjectDn,
              },
            ],
            deletions: [],
            markedForRemoval: [],
            newlyMarkedForRemoval: [],
          },
        ],
      },
    });
  });

  it.each([
    ["currentVersion", { ...record, currentVersion: undefined }],
    ["prevVersion", { ...record, prevVersion: {} }],
    ["additions", { ...record, additions: [{ ...added, certSha256: "5d56" }] }],
    ["deletions", { ...record, deletions: "none" }],
    ["markedForRemoval", { ...record, markedForRemoval: [{ certSha256: added.certSha256 }] }],
  ])("names %s when it cannot be read", (field, broken) => {
    expect(readBundleFeed(feed(cdata(broken)))).toEqual({
      ok: false,
      failure: { code: "feed/record-unreadable", item: 1, field },
    });
  });

  it("refuses JSON that is cut short", () => {
    expect(readBundleFeed(feed('{"currentVersion": 1'))).toMatchObject({
      failure: { code: "feed/record-unreadable" },
    });
  });

  it("refuses a document type, hence every entity that one could declare", () => {
    const bomb = '<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>';
    expect(readBundleFeed(feed("&b;", bomb))).toEqual({
      ok: false,
      failure: { code: "feed/declares-a-document-type", line: 2 },
    });
    expect(readBundleFeed(feed("&b;"))).toMatchObject({ failure: { code: "feed/not-xml" } });
  });

  it.each([
    ["an unclosed element", "<rss><channel>"],
    ["crossed elements", "<rss><channel></rss></channel>"],
    ["two roots", "<rss/><rss/>"],
    ["an unclosed comment", "<rss><!-- "],
    ["text after the end", "<rss/>x"],
    ["a forbidden character reference", "<rss>&#0;</rss>"],
    ["nothing", ""],
  ])("refuses %s", (_, text) => {
    expect(readBundleFeed(text)).toMatchObject({ failure: { code: "feed/not-xml" } });
  });

  it("refuses what is not RSS, and RSS without a record", () => {
    expect(readBundleFeed("<html><body/></html>")).toEqual({ ok: false, failure: { code: "feed/not-rss" } });
    expect(readBundleFeed(feed("Scheduled maintenance"))).toEqual({
      ok: false,
      failure: { code: "feed/no-change-record" },
    });
  });

  it("bounds size, depth and number of elements", () => {
    expect(readBundleFeed(" ".repeat(XML_LIMITS.characters + 1))).toMatchObject({
      failure: { code: "feed/too-large" },
    });
    expect(readBundleFeed("<a>".repeat(XML_LIMITS.depth + 1))).toMatchObject({
      failure: { code: "feed/nested-too-deeply" },
    });
    expect(readBundleFeed(`<rss>${"<a/>".repeat(XML_LIMITS.elements)}</rss>`)).toMatchObject({
      failure: { code: "feed/too-many-elements" },
    });
    expect(readBundleFeed(feed(`{"currentVersion":1,"additions":${"[".repeat(200_000)}`))).toMatchObject({
      ok: false,
    });
  });

  it("answers every text, and only with its declared failures", () => {
    const whole = feed(cdata(record));
    const piece = fc.constantFrom(
      "<",
      ">",
      "&",
      "</",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<?",
      "rss",
      '"',
      "&lt;",
      "\0",
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(20), fc.array(piece, { maxLength: 6 }), (at, cut, pieces) => {
        const read = readBundleFeed(whole.slice(0, at) + pieces.join("") + whole.slice(at + cut));
        return read.ok || read.failure.code.startsWith("feed/");
      }),
    );
  });
});

/** Why a change feed cannot be read. */
import type { FeedFailure } from "@reroot/pki";
import { unknownCode, type Words } from "./words.js";

export function feedFailureInWords(failure: FeedFailure): Words {
  switch (failure.code) {
    case "feed/too-large":
      return {
        sentence: `the feed has ${failure.bytes} characters; at most ${failure.limit} are read`,
        advice: NOT_THE_FEED,
      };
    case "feed/declares-a-document-type":
      return {
        sentence: `the feed declares a document type in line ${failure.line}, which no feed needs and which is a way to attack its readers; it was not read`,
        advice: NOT_THE_FEED,
      };
    case "feed/too-many-elements":
      return { sentence: `the feed has more than ${failure.limit} elements`, advice: NOT_THE_FEED };
    case "feed/nested-too-deeply":
      return {
        sentence: `in line ${failure.line} the feed is nested deeper than ${failure.limit} elements`,
        advice: NOT_THE_FEED,
      };
    case "feed/not-xml":
      return {
        sentence: `from line ${failure.line} on the feed is not well-formed XML, or it was cut short`,
        advice: "Fetch it again, and check that it is the feed and not a web page.",
      };
    case "feed/not-rss":
      return { sentence: "it is XML and no RSS feed", advice: NOT_THE_FEED };
    case "feed/no-change-record":
      return { sentence: "the feed holds no record of a change to a bundle", advice: NOT_THE_FEED };
    case "feed/record-unreadable":
      return {
        sentence: `the change record of item ${failure.item} cannot be read at ${failure.field}`,
        advice: "Fetch it again. If it stays so, the vendor changed its format: report it with the feed.",
      };
    default:
      return unknownCode(failure);
  }
}

const NOT_THE_FEED = "Check its address; such as .../security/pki/trs/current/ios_core/rss.xml.";

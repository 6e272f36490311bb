/**
 * `reroot bundle feed URL|FILE`: what the vendor announces of a bundle's versions, and which field notices
 * that concerns. A feed is not signed: what a bundle holds is seen by opening the bundle.
 */
import { readBundleFeed } from "@reroot/pki";
import { Command } from "commander";
import type { Desk } from "../desk.js";
import { EXIT, type ExitCode } from "../exit-code.js";
import { noticeById, noticeIds } from "../files/notices.js";
import { readText } from "../files/read-file.js";
import { feedConcerns } from "../flow/feed-concerns.js";
import { getText } from "../flow/http-get.js";
import { failedInput } from "../views/failed-input.js";
import { feedAsJson, showFeed } from "../views/feed-view.js";
import { feedFailureInWords } from "../words/feed-failure.js";
import { fetchFailureInWords } from "../words/fetch-failure.js";
import type { Run } from "./command.js";

export function bundleFeedCommand(run: Run): Command {
  return new Command("feed")
    .description(
      "read a bundle's change feed: versions, what they add and drop, and which notices that concerns",
    )
    .argument("<url|file>", "the feed (RSS)")
    .action(run(feed));
}

const LIMITS = { bytes: 4 * 1024 * 1024, silenceMs: 30_000, wholeMs: 120_000 };

async function feed(desk: Desk, given: string): Promise<ExitCode> {
  const { world, json, out } = desk;
  let text: string;
  if (/^[a-z]+:\/\//i.test(given)) {
    const fetched = await getText(given, LIMITS);
    if (!fetched.ok) {
      return failedInput(desk, {
        failure: fetched.failure,
        words: fetchFailureInWords(fetched.failure),
        place: given,
      });
    }
    text = fetched.value;
  } else text = await readText(world.directory, given, LIMITS.bytes);
  const read = readBundleFeed(text);
  if (!read.ok) {
    return failedInput(desk, {
      failure: read.failure,
      words: feedFailureInWords(read.failure),
      place: given,
    });
  }
  const notices = await Promise.all((await noticeIds(world)).map((id) => noticeById(world, id)));
  const concerned = feedConcerns(read.value, notices);
  if (json) out.json(feedAsJson(read.value, concerned));
  else showFeed(read.value, concerned, out);
  return concerned.some(({ isLoss }) => isLoss) ? EXIT.toActOn : EXIT.fine;
}

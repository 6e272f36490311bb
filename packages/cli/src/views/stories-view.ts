/** The final table: what each device was, what it is, and why. */
import type { DeviceStory } from "../report/device-story.js";
import type { Page } from "../terminal/page.js";
import { toned } from "../terminal/tone.js";
import { outcomeInWord, outcomeTone } from "../words/proof-words.js";
import { verdictTone } from "../words/verdict.js";

export function showStories(stories: readonly DeviceStory[], page: Page): void {
  page.table({
    columns: [
      { title: "Device" },
      { title: "Before" },
      { title: "After" },
      { title: "Outcome" },
      { title: "Why", wraps: true },
    ],
    rows: stories.map((story) => [
      toned("strong", story.device),
      toned(verdictTone(story.before), story.before),
      toned(verdictTone(story.after), story.after),
      toned(outcomeTone(story.fate, story.grade), outcomeInWord(story.fate, story.grade)),
      [...story.reasons],
    ]),
  });
}

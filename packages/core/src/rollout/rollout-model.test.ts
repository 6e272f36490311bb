/**
 * The rollout machine against a model: every remedy, any trouble, any order, a controller that dies at any call, and
 * the undo of what came of it. Each rule that it keeps has a name in `testing/rollout-model/invariants.ts`.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FOUND } from "../testing/rollout-model/found.js";
import { RULES } from "../testing/rollout-model/invariants.js";
import { type Played, play, takeBack } from "../testing/rollout-model/play.js";
import { situation } from "../testing/rollout-model/situation.js";

describe("a rollout and its undo, whatever happens", () => {
  it("keep every rule of the model", async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (one) => {
        const played = await play(one);
        expectKept("rollout", played);
        expectKept("undo", await takeBack(played));
      }),
      { examples: FOUND.map((one) => [one]) },
    );
  });
});

function expectKept(what: string, played: Played): void {
  for (const [rule, brokenAt] of Object.entries(RULES)) {
    expect({ what, rule, broken: brokenAt(played) }).toEqual({ what, rule, broken: [] });
  }
}

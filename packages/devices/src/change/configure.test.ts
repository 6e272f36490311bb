/** The dialogue of a change of configuration, with a router that does what captured ones do, and worse. */
import { describe, expect, it } from "vitest";
import { type ConfiguringRouter, configuringRouter, type RouterMood } from "../testing/configuring-router.js";
import { LIMITS } from "../testing/sessions.js";
import { ChangeSession } from "./change-session.js";

const URL = "http://192.0.2.10:8080/ios/ios.p7b";
const STATEMENT = `crypto ca trustpool policy cabundle url ${URL}`;
const CHANGE = {
  kind: "configure",
  lines: ["crypto ca trustpool policy", ` cabundle url ${URL}`],
  comment: "reroot-1a2b3c4d",
} as const;

const LOOK = "show configuration commit list 2";
const AS_APPROVED = ["configure terminal", ...CHANGE.lines, "show configuration"];
const COMMIT = `commit comment ${CHANGE.comment}`;

async function changing(mood: RouterMood, limits: Partial<typeof LIMITS> = {}) {
  const router = configuringRouter(mood);
  const heard: { command: string; output: string }[] = [];
  const opened = await ChangeSession.open(router, { ...LIMITS, ...limits }, (command, output) =>
    heard.push({ command, output }),
  );
  if (!opened.ok) return { router, heard, outcome: undefined };
  const outcome = await opened.value.configure(CHANGE);
  opened.value.close();
  return { router, heard, outcome };
}

/** What was typed, without our own session's settings and the empty lines that ask for the prompt. */
const lines = ({ typed }: ConfiguringRouter) =>
  typed.filter((line) => line !== "" && !line.startsWith("terminal "));

describe("a change of configuration", () => {
  it("commits exactly the approved lines, under the approved comment, and says which commit it is", async () => {
    const { router, outcome } = await changing({});
    expect(outcome).toEqual({ result: "committed", commitId: "1000000042" });
    expect(router.commits).toEqual([{ statements: [STATEMENT], comment: CHANGE.comment }]);
    expect(lines(router)).toEqual([LOOK, ...AS_APPROVED, COMMIT, "end", LOOK]);
  });

  it("does so however the device's words come in", async () => {
    const { router, outcome } = await changing({ chunk: 1 });
    expect(outcome).toEqual({ result: "committed", commitId: "1000000042" });
    expect(router.commits).toHaveLength(1);
  });

  it("takes one line for a block and its statement", async () => {
    const router = configuringRouter();
    const opened = await ChangeSession.open(router, LIMITS, () => {});
    if (!opened.ok) throw new Error(opened.failure.code);
    const outcome = await opened.value.configure({ ...CHANGE, lines: [STATEMENT] });
    expect(outcome).toMatchObject({ result: "committed" });
  });

  it("does not commit over what others have committed meanwhile", async () => {
    const { router, outcome } = await changing({ foreignCommit: true });
    expect(outcome).toMatchObject({ result: "held", because: "foreign-commit" });
    expect(lines(router)).toEqual([LOOK, ...AS_APPROVED, COMMIT, "no", "abort"]);
    expect(router.commits).toEqual([]);
  });

  it.each(["configure", "commit"] as const)(
    "waits for whoever holds the lock, seen at %s",
    async (lockedAt) => {
      const { router, outcome } = await changing({ lockedAt });
      expect(outcome).toMatchObject({ result: "held", because: "configuration-locked" });
      expect(lines(router).at(-1)).toBe("abort");
      expect(router.commits).toEqual([]);
    },
  );

  it("commits nothing that was in the candidate and not approved", async () => {
    const { router, outcome } = await changing({ foreignCandidate: ["hostname other"] });
    expect(outcome).toEqual({ result: "held", because: "foreign-candidate", text: "hostname other" });
    expect(lines(router)).toEqual([LOOK, ...AS_APPROVED, "abort"]);
  });

  it("captures why a commit failed, and gives the candidate up", async () => {
    const { router, heard, outcome } = await changing({ commitFails: "Invalid URL" });
    expect(outcome).toMatchObject({ result: "refused", because: "commit-failed" });
    expect(outcome).toMatchObject({ text: expect.stringContaining("Invalid URL") });
    expect(lines(router).slice(-2)).toEqual(["show configuration failed", "abort"]);
    expect(heard.find(({ command }) => command === "show configuration failed")?.output).toContain(
      "Invalid URL",
    );
  });

  it.each([
    ["% Invalid input detected at '^' marker.\r\n", "command-unknown"],
    ["% This command is not authorized\r\n", "not-authorized"],
  ])("stops at a line that the device does not take: %j", async (said, because) => {
    const { router, outcome } = await changing({ refuses: { [CHANGE.lines[1]]: said } });
    expect(outcome).toMatchObject({ result: "refused", because, text: said.trim() });
    expect(lines(router)).toEqual([LOOK, ...AS_APPROVED.slice(0, 3), "abort"]);
  });

  it("commits nothing where the user may not configure", async () => {
    const said = "% This command is not authorized\r\n";
    const { router, outcome } = await changing({ refuses: { "configure terminal": said } });
    expect(outcome).toMatchObject({ result: "refused", because: "not-authorized" });
    expect(lines(router)).toEqual([LOOK, "configure terminal"]);
  });

  it("commits nothing where it stands there already", async () => {
    const { router, outcome } = await changing({ running: [STATEMENT] });
    expect(outcome).toMatchObject({ result: "refused", because: "nothing-to-commit" });
    expect(lines(router).at(-1)).toBe("abort");
  });

  it("leaves a question that it does not know unanswered", async () => {
    const question = "This could be a few minutes if your config is large. Confirm? [y/n][confirm]";
    const { router, outcome } = await changing({ asks: { [COMMIT]: question } }, { commandTimeoutMs: 200 });
    expect(outcome).toMatchObject({ result: "broken", stage: "at-commit" });
    expect(lines(router).at(-1)).toBe(COMMIT);
  });

  it("is not taken for done wherever the session breaks off", async () => {
    const whole = await changing({});
    const length = whole.router.printed();
    expect(length).toBeGreaterThan(1_000);
    const allowed = new Set([LOOK, ...AS_APPROVED, COMMIT, "end", "abort"]);
    for (let cutAfter = 0; cutAfter < length; cutAfter++) {
      const { router, outcome } = await changing({ cutAfter });
      const isCommitted = router.commits.length > 0;
      expect(
        lines(router).every((line) => allowed.has(line)),
        `cut after ${cutAfter}`,
      ).toBe(true);
      if (outcome?.result === "committed") expect(isCommitted, `cut after ${cutAfter}`).toBe(true);
      if (outcome?.result === "broken" && outcome.stage === "before-commit") {
        expect(isCommitted, `cut after ${cutAfter}`).toBe(false);
      }
      if (outcome === undefined) expect(isCommitted).toBe(false);
    }
  });

  it("never goes ahead over a foreign commit wherever the session breaks off", async () => {
    const length = (await changing({ foreignCommit: true })).router.printed();
    for (let cutAfter = 0; cutAfter < length; cutAfter++) {
      const { router, outcome } = await changing({ foreignCommit: true, cutAfter });
      expect(router.commits, `cut after ${cutAfter}`).toEqual([]);
      expect(outcome?.result, `cut after ${cutAfter}`).not.toBe("committed");
    }
  });
});

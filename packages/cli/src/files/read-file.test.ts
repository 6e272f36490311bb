import { describe, expect, it } from "vitest";
import { Refusal } from "../refusal.js";
import { asRefusal } from "./read-file.js";

const failure = (code: string) => Object.assign(new Error(code), { code });

describe("an error of the file system", () => {
  it("that is a full disk asks for room, and says that nothing is lost", () => {
    const refusal = asRefusal(failure("ENOSPC"), "run/journal.jsonl");
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({
      message: "The disk is full.",
      place: "run/journal.jsonl",
      advice: expect.stringContaining("Make room, then give the same command again"),
    });
  });

  it("of any other kind asks to look at the path; what is no such error passes as it is", () => {
    expect(asRefusal(failure("ENOENT"), "run/plan.json")).toMatchObject({
      advice: expect.stringContaining("path"),
    });
    const bug = new TypeError("not a function");
    expect(asRefusal(bug, "run/plan.json")).toBe(bug);
  });
});

/**
 * Every recording in `captured/` is a test by its file name: `iosxr-7.3.2-anything.txt`. Each output in it
 * must be understood or be the device's own refusal, as a live session and as a capture alike. What stands
 * in a `.expected.json` of the same name was read by a person and must be found again.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readCaptures, readRecording } from "../src/captures/index.js";
import { findParser, type Platform } from "../src/parsers/index.js";
import { factsFrom } from "../src/read/facts-from.js";
import { makeTranscript } from "../src/read/transcript.js";
import { endingOf, outputBetween, TAIL_LENGTH } from "../src/session/prompt-watch.js";

const FOLDER = fileURLToPath(new URL("captured/", import.meta.url));
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".txt"));
const AT = "2022-01-20T08:00:00.000Z";

describe("recordings", () => {
  it("are there", () => expect(names).not.toEqual([]));
});

describe.each(names)("%s", (name) => {
  const text = readFileSync(FOLDER + name, "utf8");
  const [, system = "", release = ""] = /^(iosxr|iosxe)-([0-9][\w.]*)-[\w.-]+\.txt$/.exec(name) ?? [];
  const exchanges = readRecording(text)?.exchanges ?? [];
  const live = exchanges.map(({ command, raw }) => ({ command, output: outputOf(raw, command) }));

  it("is named after system and release, and holds exchanges", () => {
    expect(system, "call it iosxr-RELEASE-WORDS.txt").not.toBe("");
    expect(exchanges).not.toEqual([]);
  });

  it.each(exchanges.map(({ command }) => command))("%s is understood", (command) => {
    const output = live.find((one) => one.command === command)?.output;
    expect(output, "ends at its prompt").toBeDefined();
    const parser = findParser(system as Platform, command);
    if (!parser.ok) throw new Error(parser.failure.code);
    const parsed = parser.value.parse(output ?? "");
    const isSilent = parser.value.whenSilent !== undefined && output?.trim() === "";
    if (!parsed.ok && !isSilent) expect(parsed.failure).toMatchObject({ code: "parse/device-refused" });
  });

  it("says the same as a capture", () => {
    const [device, ...others] = readCaptures([{ path: name, text }]).devices;
    expect(others).toEqual([]);
    expect(device?.transcripts.map(({ command }) => command)).toEqual(
      exchanges.map(({ command }) => command),
    );
    const captured = factsFrom(
      (device?.transcripts ?? []).map(({ command, output }) =>
        makeTranscript({ device: "r1", command, output, at: AT }),
      ),
      { timing: "live" },
    ).facts;
    expect(values(captured)).toEqual(values(factsOf(live)));
  });

  it("says what a person read in it", () => {
    const facts = values(factsOf(live));
    expect(facts).toMatchObject({ system: { os: system, release } });
    const expected = `${FOLDER}${name.replace(/\.txt$/, ".expected.json")}`;
    if (existsSync(expected)) expect(facts).toMatchObject(JSON.parse(readFileSync(expected, "utf8")));
  });
});

function outputOf(raw: string, command: string): string | undefined {
  const ending = endingOf(raw.slice(-TAIL_LENGTH), undefined);
  return ending.kind === "prompt-confirmed" ? outputBetween(raw, command, ending.prompt) : undefined;
}

function factsOf(outputs: readonly { readonly command: string; readonly output: string | undefined }[]) {
  const transcripts = outputs.map(({ command, output = "" }) =>
    makeTranscript({ device: "r1", command, output, at: AT }),
  );
  return factsFrom(transcripts, { timing: "live" }).facts;
}

/** What is known, without the transcripts that show it: those differ in white space. */
function values(facts: ReturnType<typeof factsOf>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([key, fact]) => (fact.known ? [[key, fact.value]] : [])),
  );
}

import { describe, expect, it } from "vitest";
import { readScreen } from "./screen.js";
import { visibleLines } from "./terminal-line.js";

const OPTIONS = { command: "show license status", logLines: "noise" } as const;

function lines(text: string): string[] {
  const screen = readScreen(text, OPTIONS);
  if (!screen.ok) throw new Error(JSON.stringify(screen.failure));
  return screen.value.lines.map((line) => line.text);
}

describe("what stood on the screen", () => {
  it("applies what a terminal applies", () => {
    expect(visibleLines("abx\bc\r\n\x1b[7mbold\x1b[0m\r\r\nwrong\rright\n")).toEqual([
      { number: 1, text: "abc" },
      { number: 2, text: "bold" },
      { number: 3, text: "right" },
    ]);
    expect(visibleLines("one\rtwo")).toEqual([
      { number: 1, text: "one" },
      { number: 2, text: "two" },
    ]);
  });

  it("takes pager residue off, whether the terminal erased it or not", () => {
    const erased =
      "a\r\n --More-- \r          \rb\r\n --More-- \b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\bc\r\n";
    expect(visibleLines(erased).map(({ text }) => text.trimEnd())).toEqual(["a", "b", "c"]);
    expect(visibleLines("a\n --More-- b\n--More--\nc\n").map(({ text }) => text)).toEqual(["a", "b", "c"]);
    expect(visibleLines("a\n\x1b[7m--More--\x1b[27m\r\x1b[Kb").map(({ text }) => text)).toEqual(["a", "b"]);
  });

  it.each([
    ["nothing around it", "A\nB\n"],
    ["echo", "show license status\nA\nB\n"],
    ["abbreviated echo with a pipe", "sh lic stat | include x\nA\nB\n"],
    [
      "prompt, echo, time",
      "RP/0/RP0/CPU0:r#show license status\r\nWed Feb 23 06:08:07.562 UTC\r\nA\r\nB\r\nRP/0/RP0/CPU0:r#",
    ],
    [
      "a wrapped time",
      "RP/0/RSP0/CPU0:r#show license status\nWed Feb 23\n06:08:07.562 UTC\nA\nB\nRP/0/RSP0/CPU0:r#",
    ],
    [
      "IOS XE",
      "r#show license status\nLoad for five secs: 2%/0%; one minute: 0%; five minutes: 0%\nTime source is NTP, .05:30:30.132 UTC Fri Oct 22 2021\n\nA\nB\n\nr#\nr#exit\nConnection to r closed.",
    ],
    [
      "a message at the prompt and one within",
      "RP/0/RP0/CPU0:r#RP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: x[1]: text\nshow license status\nA\nRP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: x[1]: text\nB",
    ],
    ["an interrupted line", "ARP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: x[1]: text\nB"],
    ["terminal set-up first", "RP/0/RP0/CPU0:r#terminal length 0\nRP/0/RP0/CPU0:r#show license status\nA\nB"],
    ["admin mode", "RP/0/RP0/CPU0:r(admin)#show license status\nA\nB\nRP/0/RP0/CPU0:r(admin)#"],
  ])("leaves only the output: %s", (_, text) => {
    expect(lines(text)).toEqual(["A", "B"]);
  });

  it("keeps what it took off", () => {
    const text =
      "RP/0/RP0/CPU0:r#show license status | i x\nWed Feb 23 06:08:07.562 UTC\nA\n%SMART_LIC-3-EVAL_EXPIRED:Evaluation period expired\n";
    const screen = readScreen(text, OPTIONS);
    expect(screen).toMatchObject({
      value: {
        session: {
          prompt: "RP/0/RP0/CPU0:r#",
          host: "r",
          command: "show license status | i x",
          takenAt: { text: "Wed Feb 23 06:08:07.562 UTC" },
          logLines: [{ line: 4, mnemonic: "EVAL_EXPIRED" }],
        },
      },
    });
  });

  it("refuses another command's output, a second one behind it, an error, and nothing", () => {
    const failure = (text: string) => readScreen(text, OPTIONS);
    expect(failure("RP/0/RP0/CPU0:r#show clock\nA")).toMatchObject({
      failure: { code: "parse/not-this-command", line: 1 },
    });
    expect(failure("r#show license status\nA\nr#show clock\nB")).toMatchObject({
      failure: { code: "parse/unexpected-line", line: 3 },
    });
    expect(failure("show license status\n     ^\n% Incomplete command.")).toMatchObject({
      failure: { code: "parse/device-refused", line: 3 },
    });
    for (const nothing of [
      "",
      "\n \r\n",
      "RP/0/RP0/CPU0:r#show license status\nWed Feb 23 06:08:07.562 UTC\nRP/0/RP0/CPU0:r#",
    ]) {
      expect(failure(nothing)).toMatchObject({ failure: { code: "parse/empty" } });
    }
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endingOf, outputBetween } from "./prompt-watch.js";

const PROMPT = "RP/0/RP0/CPU0:ios#";
const LOG =
  "RP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: smartlicserver[127]: %LICENSE-SMART_LIC-3-COMM_FAILED : Communications failure";

const kind = (tail: string, learned: string | undefined = PROMPT) => endingOf(tail, learned).kind;

describe("the end of what a device printed", () => {
  it.each([
    [`output\r\n${PROMPT}`, "prompt"],
    [`output\r\n${PROMPT} `, "prompt"],
    [`output\r\n\r${PROMPT}`, "prompt"],
    [`output\r\n\x1b[K${PROMPT}\x1b[0m`, "prompt"],
    [`output\r\n${PROMPT}\r\n${PROMPT}`, "prompt-confirmed"],
    [`output\r\n${PROMPT}\r\n\r\n${PROMPT}`, "prompt-confirmed"],
    [`output\r\n${PROMPT}\r\n${LOG}\r\n${PROMPT}`, "prompt-confirmed"],
    [`output\r\n${PROMPT}${LOG}\r\n${PROMPT}`, "prompt-confirmed"],
    [`no newline${PROMPT}\r\n${PROMPT}`, "prompt-confirmed"],
    [`${PROMPT}\r\nmore output\r\n${PROMPT}`, "prompt"],
    [`output\r\n${PROMPT}show`, "busy"],
    [`output\r\n${PROMPT}\r\n`, "busy"],
    ["output\r\nRP/0/RP0/CPU0:io", "busy"],
    ["output\r\nRP/0/RP0/CPU0:ios2#", "busy"],
    ["output\r\nRP/0/RP1/CPU0:ios#", "busy"],
    ["output\r\n# a comment #", "busy"],
    [LOG.slice(0, 14), "busy"],
    ["output\r\n --More-- ", "pager"],
    ["output\r\n--More--", "pager"],
    ["", "busy"],
  ])("%j is %s", (tail, expected) => {
    expect(kind(tail)).toBe(expected);
  });

  it("knows the prompt of configuration mode, whose host name is cut to 31 characters", () => {
    const learned = "RP/0/RP0/CPU0:abcdefghijklmnopqrstuvwxyz0123456789#";
    expect(kind("\r\nRP/0/RP0/CPU0:abcdefghijklmnopqrstuvwxyz01234(config)#", learned)).toBe("prompt");
    expect(kind("\r\nRP/0/RP0/CPU0:abcdefghijklmnopqrstuvwxyz01234(config-tp)#", learned)).toBe("prompt");
    expect(kind("\r\nRP/0/RP0/CPU0:abcdefghijklmnopqrstuvwxyz0123(config)#", learned)).toBe("busy");
    expect(kind("\r\nRP/0/RP0/CPU0:abcdefghijklmnopqrstuvwxyz01234#", learned)).toBe("busy");
  });

  it("learns no prompt that came only once, or in two forms", () => {
    expect(kind(`banner\r\n${PROMPT}`, undefined)).toBe("prompt");
    expect(kind(`banner#\r\n${PROMPT}`, undefined)).toBe("prompt");
    expect(endingOf(`\r\n${PROMPT}\r\n${PROMPT}`, undefined)).toEqual({
      kind: "prompt-confirmed",
      prompt: PROMPT,
    });
  });

  it("is confirmed at no earlier place of an output, wherever the output is cut", () => {
    const line = fc.constantFrom(
      "plain",
      PROMPT.slice(0, 9),
      LOG,
      "",
      "x#",
      "  indented",
      `${PROMPT}show clock`,
      "!",
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const output = lines.map((text) => `${text}\r\n`).join("");
        for (let cut = 0; cut < output.length; cut++)
          expect(kind(output.slice(0, cut))).not.toBe("prompt-confirmed");
        expect(kind(`${output}${PROMPT}\r\n${PROMPT}`)).toBe("prompt-confirmed");
      }),
    );
  });
});

describe("the output", () => {
  it("is what stands between echo and prompt, whatever lines it has", () => {
    const line = fc.stringMatching(/^[ -~]{0,60}$/).map((text) => text.trimEnd());
    fc.assert(
      fc.property(
        fc.array(line.filter((text) => text !== "" && !/More|%/.test(text) && !text.endsWith(PROMPT))),
        (lines) => {
          const printed = lines.map((text) => `${text}\r\n`).join("");
          const seen = `show clock\r\n${printed}${PROMPT}\r\n${PROMPT}`;
          expect(outputBetween(seen, "show clock", PROMPT)).toBe(lines.join("\n"));
        },
      ),
    );
  });

  it("is not there before the echo is", () => {
    expect(outputBetween(`${PROMPT}\r\n${PROMPT}`, "show clock", PROMPT)).toBeUndefined();
  });

  it("does not begin with what belongs to an earlier prompt", () => {
    const seen = `${PROMPT}\r\n${PROMPT}show clock\r\nnow\r\n${PROMPT}\r\n${PROMPT}`;
    expect(outputBetween(seen, "show clock", PROMPT)).toBe("now");
  });

  it("keeps log lines at its end: they may be the output", () => {
    const seen = `show logging\r\n${LOG}\r\n${PROMPT}\r\n${PROMPT}`;
    expect(outputBetween(seen, "show logging", PROMPT)).toBe(LOG);
  });
});

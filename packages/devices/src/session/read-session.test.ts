import { afterEach, describe, expect, it } from "vitest";
import {
  INVALID,
  type MisbehavingRouter,
  misbehavingRouter,
  PROMPT,
  type RouterScript,
} from "../testing/misbehaving-router.js";
import { mustRead, openReading } from "../testing/sessions.js";

const LOG_LINE =
  "RP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: smartlicserver[127]: %LICENSE-SMART_LIC-3-COMM_FAILED : Communications failure with the Cisco Smart Software Manager (CSSM) : Fail to send out Call Home HTTP message";
const TIMESTAMP = "Wed Feb 23 06:08:07.562 UTC";

const routers: MisbehavingRouter[] = [];
afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.close()));
});

async function start(changes: Partial<RouterScript>): Promise<MisbehavingRouter> {
  const router = await misbehavingRouter(changes);
  routers.push(router);
  return router;
}

/** What a session reads of `show clock` when the router plays this. */
async function readClock(changes: Partial<RouterScript>) {
  const session = await mustRead(await start(changes));
  const answer = await session.read("show clock");
  session.close();
  return answer;
}

describe("a reading session", () => {
  it("answers with what stands between echo and prompt, the time above it included", async () => {
    const answer = await readClock({ outputs: { "show clock": "10:25:52.995 UTC Wed Apr 1 2026" } });
    expect(answer).toEqual({ ok: true, value: `${TIMESTAMP}\n10:25:52.995 UTC Wed Apr 1 2026` });
  });

  it("keeps outputs apart over many commands", async () => {
    const session = await mustRead(
      await start({
        outputs: { "show clock": "clock", "show version": "version", "show logging": "logging" },
      }),
    );
    for (const command of ["show clock", "show version", "show logging", "show clock"] as const) {
      expect(await session.read(command)).toEqual({ ok: true, value: `${TIMESTAMP}\n${command.slice(5)}` });
    }
    session.close();
  });

  it("hands back the device's own error as output", async () => {
    const answer = await readClock({ outputs: {} });
    expect(answer).toEqual({ ok: true, value: INVALID.trimEnd().replaceAll("\r", "") });
  });

  it("waits for an echo that comes one character at a time", async () => {
    const answer = await readClock({
      outputs: { "show clock": "clock" },
      echo: async (typed, play) => {
        for (const character of typed) {
          play.say(character);
          await play.pause();
        }
      },
    });
    expect(answer).toEqual({ ok: true, value: `${TIMESTAMP}\nclock` });
  });

  it("finds an echo that a log message breaks in two", async () => {
    const answer = await readClock({
      outputs: { "show clock": "clock" },
      echo: (typed, play) =>
        play.say(typed === "show clock" ? `show c\r\n${LOG_LINE}\r\n${PROMPT}show clock` : typed),
    });
    expect(answer).toEqual({ ok: true, value: `${TIMESTAMP}\nclock` });
  });

  it("is not ended by a log message, which begins like the prompt", async () => {
    const answer = await readClock({
      outputs: {
        "show clock": async (play) => {
          play.say(`first half\r\n${LOG_LINE.slice(0, 14)}`);
          await play.pause();
          play.say(`${LOG_LINE.slice(14)}\r\nsecond half\r\n`);
        },
      },
    });
    expect(answer).toEqual({ ok: true, value: `first half\n${LOG_LINE}\nsecond half` });
  });

  it("is complete although log messages come between the prompts, or behind one", async () => {
    let asked = 0;
    const answer = await readClock({
      outputs: { "show clock": "clock" },
      echo: (typed, play) => {
        // The empty line after `show clock` is the sixth: twice two for the settings, one to learn the prompt.
        if (typed === "" && ++asked === 4) play.say(`${LOG_LINE}\r\n${LOG_LINE}\r\n`);
        else play.say(typed);
      },
    });
    expect(answer).toEqual({ ok: true, value: `${TIMESTAMP}\nclock` });
  });

  it("is not ended by text that is exactly the prompt", async () => {
    const answer = await readClock({
      outputs: {
        "show clock": async (play) => {
          play.say(`banner exec\r\n${PROMPT}`);
          await play.pause();
          await play.pause();
          play.say(`\r\nafter the false prompt\r\n${PROMPT}show version\r\nend of it\r\n`);
        },
      },
    });
    const value = [
      "banner exec",
      PROMPT,
      "after the false prompt",
      `${PROMPT}show version`,
      "end of it",
    ].join("\n");
    expect(answer).toEqual({ ok: true, value });
  });

  it("is not ended by a false prompt however long the device then thinks", async () => {
    const answer = await readClock({
      outputs: {
        "show clock": async (play) => {
          play.say(`before\r\n${PROMPT}`);
          // Longer than the time after which the question is put again.
          await new Promise((resolve) => setTimeout(resolve, 1_300));
          play.say("\r\nafter\r\n");
        },
      },
    });
    expect(answer).toEqual({ ok: true, value: `before\n${PROMPT}\nafter` });
  });

  it("takes a prompt that comes in pieces", async () => {
    const answer = await readClock({
      outputs: {
        "show clock": async (play) => {
          play.say("clock\r\nRP/0/RP0/CPU0:lab");
          await play.pause();
          play.say("-r1 is not the prompt\r\n");
        },
      },
    });
    expect(answer).toEqual({ ok: true, value: "clock\nRP/0/RP0/CPU0:lab-r1 is not the prompt" });
  });

  it("takes a prompt right behind an output that does not end its last line", async () => {
    const answer = await readClock({ outputs: { "show clock": (play) => play.say("no end of line") } });
    expect(answer).toEqual({ ok: true, value: "no end of line" });
  });

  it("pages through a pager that ignores `terminal length 0`, and leaves nothing of it", async () => {
    const answer = await readClock({
      outputs: {
        "show clock": async (play) => {
          play.say("page one\r\n --More-- ");
          await play.pause();
          play.say("\b\b\b\b\b\b\b\b\b\b          \b\b\b\b\b\b\b\b\b\bpage two\r\n");
        },
      },
    });
    expect(answer).toEqual({ ok: true, value: "page one\npage two" });
  });

  it("shows what a terminal would have shown of colours, erasures and overtyping", async () => {
    const answer = await readClock({
      outputs: {
        "show clock": (play) =>
          play.say("\x1b[1mbold\x1b[0m\r\nwrong\b\b\b\b\bright\r\ngone\r\x1b[Kkept\r\n"),
      },
    });
    expect(answer).toEqual({ ok: true, value: "bold\nright\nkept" });
  });

  it("asks again when the device drops what is typed ahead", async () => {
    const dropped = new Set<string>();
    const session = await mustRead(
      await start({
        outputs: { "show clock": "clock" },
        dropsTypeAhead: (line) => !dropped.has(line) && !!dropped.add(line),
      }),
    );
    expect(await session.read("show clock")).toEqual({ ok: true, value: `${TIMESTAMP}\nclock` });
    session.close();
  });
});

describe("learning the prompt", () => {
  it.each([
    ["RP/0/RSP0/CPU0:a-very-long-router-name.example.net#"],
    ["RP/0/0/CPU0:ios#"],
    ["Router-1>"],
    ["edge.fra1#"],
  ])("asks for it: %s", async (prompt) => {
    const router = await start({
      prompt,
      greeting: (play) => play.say(`\r\n${prompt}`),
      outputs: { "show clock": "clock" },
    });
    const session = await mustRead(router);
    expect(session.prompt).toBe(prompt);
    expect(await session.read("show clock")).toMatchObject({ ok: true });
    session.close();
  });

  it("is not misled by a banner that looks like prompts", async () => {
    const session = await mustRead(
      await start({
        greeting: async (play) => {
          play.say("####\r\nHost#\r\nUse only as told>\r\nrouter#");
          await play.pause();
          play.say(`\r\n\r\n${PROMPT}`);
        },
      }),
    );
    expect(session.prompt).toBe(PROMPT);
    session.close();
  });

  it("wakes a device that says nothing until it is spoken to", async () => {
    const session = await mustRead(await start({ greeting: () => {} }));
    expect(session.prompt).toBe(PROMPT);
    session.close();
  });

  it("gives up on garbage and says what came last", async () => {
    const router = await start({
      prompt: "\x07\x1b]garbage without end",
      greeting: (play) => play.say("what is this?\r\n"),
    });
    const session = await openReading(router, { commandTimeoutMs: 300 });
    expect(session).toMatchObject({ ok: false, failure: { code: "session/no-prompt" } });
  });
});

describe("a device in trouble costs its own time and nothing else", () => {
  it("disconnects in the middle of an output", async () => {
    const answer = await readClock({
      outputs: {
        "show clock": (play) => {
          play.say("half of\r\n");
          play.disconnect();
          return new Promise(() => {});
        },
      },
    });
    expect(answer).toMatchObject({ ok: false, failure: { code: "session/lost", command: "show clock" } });
  });

  it("hangs", async () => {
    const router = await start({ outputs: { "show clock": () => new Promise(() => {}) } });
    const session = await openReading(router, { commandTimeoutMs: 2_000 });
    if (!session.ok) throw new Error(session.failure.code);
    expect(await session.value.read("show clock")).toEqual({
      ok: false,
      failure: { code: "session/timed-out", command: "show clock", timeoutMs: 2_000 },
    });
    expect(await session.value.read("show version")).toMatchObject({
      ok: false,
      failure: { code: "session/lost" },
    });
  });

  it("floods", async () => {
    const router = await start({
      outputs: {
        "show clock": async (play) => {
          for (let count = 0; count < 200; count++) {
            play.say("x".repeat(10_000));
            await play.pause();
          }
        },
      },
    });
    const session = await openReading(router, { maxOutputLength: 100_000 });
    if (!session.ok) throw new Error(session.failure.code);
    expect(await session.value.read("show clock")).toEqual({
      ok: false,
      failure: { code: "session/too-much-output", command: "show clock", limit: 100_000 },
    });
  });

  it("repeats the prompt for ever without echoing anything", async () => {
    const router = await start({ echo: () => {}, outputs: { "show clock": "clock" } });
    const session = await openReading(router, { commandTimeoutMs: 2_000 });
    expect(session).toMatchObject({ ok: false, failure: { code: "session/timed-out" } });
  });

  it("never ends its session: the whole of it is bounded too", async () => {
    const router = await start({ outputs: { "show clock": () => new Promise(() => {}) } });
    const session = await openReading(router, { sessionTimeoutMs: 3_000 });
    if (!session.ok) throw new Error(session.failure.code);
    expect(await session.value.read("show clock")).toMatchObject({
      ok: false,
      failure: { code: "session/timed-out" },
    });
  });
});

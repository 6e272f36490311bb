import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FileDigestLine, fileDigestLine } from "./file-digest.js";
import { type PingLine, pingLine } from "./ping.js";
import { READ_COMMANDS, type ReadCommand, TERMINAL_SETTINGS } from "./read-grammar.js";
import { ReadSession } from "./read-session.js";
import type { Terminal, TerminalListener } from "./terminal.js";

const PROMPT = "RP/0/RP0/CPU0:r1#";
const LIMITS = { commandTimeoutMs: 5_000, sessionTimeoutMs: 60_000, maxOutputLength: 100_000 };

/** A terminal that answers every line at once and remembers every character that was typed. */
function recordingTerminal(): { terminal: Terminal; typed: () => string } {
  let typed = "";
  let listener: TerminalListener | undefined;
  return {
    typed: () => typed,
    terminal: {
      write: (text) => {
        typed += text;
        const answers = text
          .split("\n")
          .slice(0, -1)
          .map((line) => `${line}\r\n${PROMPT}`);
        queueMicrotask(() => listener?.seen(answers.join("")));
      },
      listen: (mine) => {
        listener = mine;
        queueMicrotask(() => mine.seen(`\r\n${PROMPT}`));
      },
      close: () => {},
    },
  };
}

async function open() {
  const { terminal, typed } = recordingTerminal();
  const session = await ReadSession.open(terminal, LIMITS);
  if (!session.ok) throw new Error(session.failure.code);
  const before = typed().length;
  return { session: session.value, typedSince: () => typed().slice(before) };
}

const FORBIDDEN = [
  "",
  " ",
  "\n",
  "configure terminal",
  "reload",
  "crypto ca trustpool import url http://192.0.2.1/x.p7b",
  "license smart deregister",
  "license smart renew auth",
  "copy running-config tftp:",
  "delete /noprompt harddisk:/x",
  "show version ",
  " show version",
  "Show version",
  "show  version",
  "sh ver",
  "show version\n",
  "show version\nreload",
  "show version\rreload",
  "show version\u2028reload",
  "show version\x00",
  "show version\x03",
  "show version | file harddisk:/x",
  "show version | tee harddisk:/x",
  "show version | include x",
  "show version > harddisk:/x",
  "show version; reload",
  "show tech-support",
  "show tech-support | file harddisk:/x",
  "show version | utility egrep x",
  "show version\u0085reload",
  "show version\x1b[A",
  "show version\x16",
  "show\u00a0version",
  "\uff53how version",
  "show versi\u03bfn",
  "show configuration commit list",
  "show configuration commit list 2",
  "show configuration commit list 1 detail",
  "dir harddisk:/",
  "dir harddisk: | file harddisk:/x",
  "more harddisk:/x",
  "show file harddisk:/x",
  "show md5 file /harddisk:/x",
  "show md5 file /harddisk:/reroot-1a2b3c4.p7b",
  "show md5 file /harddisk:/reroot-1a2b3c4d.p7b ",
  "show md5 file /harddisk:/reroot-1a2b3c4d.p7b\n",
  "show md5 file /harddisk:/reroot-1a2b3c4d.p7b | file harddisk:/x",
  "show md5 file /harddisk:/../reroot-1a2b3c4d.p7b",
  "show md5 file harddisk:/reroot-1a2b3c4d.p7b",
  "show md5 file /nvram:/reroot-1a2b3c4d.p7b",
  "bash cat /etc/passwd",
  "do show version",
  "show running-config",
  "terminal length 24",
  "ping",
  "ping 192.0.2.1",
  "ping 192.0.2.1 count 6 timeout 1",
  "ping 192.0.2.1 count 5 timeout 10",
  "ping 192.0.2.1 count 5 timeout 1 sweep",
  "ping 192.0.2.1 count 5 timeout 1\n",
  "ping 192.0.2.1 count 5 timeout 1\nreload",
  "ping 192.0.2.1;reload count 5 timeout 1",
  "ping mpls count 5 timeout 1",
  "ping vrf MGMT.x 192.0.2.1 count 5 timeout 1",
  "ping 192.0.2.1 | file x count 5 timeout 1",
  "ping -x.y count 5 timeout 1",
  "terminal monitor",
  "run rm -rf /",
  "admin",
  "?",
  "show version?",
  "sh\u043ew version",
  "__proto__",
  "constructor",
];

describe("a reading session", () => {
  it.each(FORBIDDEN)("does not type %j", async (line) => {
    const { session, typedSince } = await open();
    await expect(session.read(line as ReadCommand)).rejects.toThrow(TypeError);
    expect(typedSince()).toBe("");
  });

  it.each([
    undefined,
    null,
    7,
    {},
    ["show version"],
    { toString: () => "show version" },
    Object("show version"),
  ])("does not type what is no text: %j", async (line) => {
    const { session, typedSince } = await open();
    await expect(session.read(line as ReadCommand)).rejects.toThrow(TypeError);
    expect(typedSince()).toBe("");
  });

  it("types nothing that the grammar does not hold, whatever it is asked for", async () => {
    const { session, typedSince } = await open();
    const allowed = new Set<string>([...READ_COMMANDS, ...TERMINAL_SETTINGS]);
    const mutated = fc
      .tuple(fc.constantFrom(...READ_COMMANDS), fc.nat(40), fc.string({ minLength: 1, maxLength: 8 }))
      .map(([command, at, more]) => command.slice(0, at) + more + command.slice(at));
    const anything = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      mutated,
      fc.constantFrom(...FORBIDDEN),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (line) => {
        fc.pre(!allowed.has(line));
        await expect(session.read(line as ReadCommand)).rejects.toThrow(TypeError);
        expect(typedSince()).toBe("");
      }),
      { numRuns: 500 },
    );
  });

  it("has no other way to type: nothing of it but reading and closing can be called", async () => {
    const { session } = await open();
    const methods = Object.getOwnPropertyNames(ReadSession.prototype).filter(
      (name) => name !== "constructor",
    );
    expect(methods.sort()).toEqual(["close", "digest", "ping", "prompt", "read"]);
    expect(Reflect.ownKeys(session)).toEqual([]);
  });

  it("pings an address or a full name, a few times, when it is asked to", async () => {
    for (const host of ["192.0.2.1", "2001:db8::1", "::1", "tools.cisco.com"]) {
      const { session, typedSince } = await open();
      const line = pingLine({ host, count: 5, timeoutSeconds: 1 });
      expect(await session.ping(line as PingLine)).toEqual({ ok: true, value: "" });
      expect(typedSince()).toBe(`ping ${host} count 5 timeout 1\n\n`);
    }
  });

  it("makes no ping line of what could be more than that", () => {
    const lineFor = (host: string, count = 1, timeoutSeconds = 1) =>
      pingLine({ host, count, timeoutSeconds });
    for (const host of ["r1", "mpls", "vrf", "", "a b.c", "192.0.2.1 sweep", "x.y\nreload", "-a.b", "a..b"]) {
      expect(lineFor(host)).toBeUndefined();
    }
    for (const bad of [0, 6, 1.5, -1, Number.NaN]) {
      expect(lineFor("192.0.2.1", bad)).toBeUndefined();
      expect(lineFor("192.0.2.1", 1, bad)).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (host) => {
        const line = lineFor(host);
        if (line !== undefined) expect(line).toMatch(/^ping [A-Za-z0-9.:-]+ count 1 timeout 1$/);
      }),
    );
  });

  it("asks for the digest of a file that a rollout puts there, and of none else", async () => {
    const { session, typedSince } = await open();
    const line = fileDigestLine("harddisk:/reroot-1a2b3c4d.p7b");
    expect(await session.digest(line as FileDigestLine)).toEqual({ ok: true, value: "" });
    expect(typedSince()).toBe("show md5 file /harddisk:/reroot-1a2b3c4d.p7b\n\n");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (path) => {
        const other = fileDigestLine(path);
        if (other !== undefined)
          expect(other).toMatch(/^show md5 file \/(harddisk|disk0):\/reroot-[0-9a-f]+\.p7b$/);
      }),
    );
    for (const path of [
      "harddisk:/x.p7b",
      "harddisk:/reroot-1a2b3c4d.p7b\nreload",
      "harddisk:/reroot-zzzzzzzz.p7b",
    ]) {
      expect(fileDigestLine(path)).toBeUndefined();
    }
  });

  it("types each command of the grammar exactly, and an empty line after it", async () => {
    for (const command of READ_COMMANDS) {
      const { session, typedSince } = await open();
      expect(await session.read(command)).toEqual({ ok: true, value: "" });
      expect(typedSince()).toBe(`${command}\n\n`);
    }
  });
});

describe("the grammar", () => {
  it("holds show commands of fixed words, without pipes, files or free parts", () => {
    for (const command of READ_COMMANDS)
      expect(command).toMatch(/^(?:show( [a-z]+(-[a-z]+)?)+( 1)?|dir harddisk:)$/);
    for (const command of READ_COMMANDS)
      expect(command).not.toMatch(/\b(?:file|tee|tech|tech-support|redirect)\b/);
  });

  it("sets nothing but the length and the width of its own terminal", () => {
    expect([...TERMINAL_SETTINGS]).toEqual(["terminal length 0", "terminal width 0"]);
  });
});

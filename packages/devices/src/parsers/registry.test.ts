import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ParseFailure } from "./parse-failure.js";
import { findParser, listParsers } from "./registry.js";
import { genieSamples, hasSharedData, noticeSamples, readShared } from "./testing/corpus.js";

describe("finding a parser", () => {
  it("finds each by its full name and by unambiguous abbreviations", () => {
    for (const parser of listParsers()) {
      for (const platform of parser.platforms) {
        expect(findParser(platform, parser.command)).toEqual({ ok: true, value: parser });
      }
    }
    const command = (typed: string) => {
      const found = findParser("iosxr", typed);
      return found.ok ? found.value.command : found.failure.code;
    };
    expect(command("show cry ca trustpool")).toBe("show crypto ca trustpool");
    expect(command("sh crypto ca trustp pol")).toBe("show crypto ca trustpool policy");
    expect(command("SHOW  lic  stat")).toBe("show license status");
    expect(command("show logging | include XR_SSL")).toBe("show logging");
    expect(command("show")).toBe("parse/unknown-command");
    expect(command("show c")).not.toBe("parse/unknown-command");
    expect(command("show l s")).not.toBe("parse/unknown-command");
    expect(command("reload")).toBe("parse/unknown-command");
  });

  it("names the candidates of an ambiguous abbreviation and the commands that there are", () => {
    const ambiguous = findParser("iosxr", "show v");
    expect(ambiguous.ok).toBe(true);
    expect(findParser("iosxe", "reload")).toMatchObject({
      failure: {
        code: "parse/unknown-command",
        platform: "iosxe",
        commands: expect.arrayContaining(["show clock"]),
      },
    });
    expect(findParser("iosxr", "s l s")).toBeDefined();
  });
});

const CODES: ReadonlySet<ParseFailure["code"]> = new Set<ParseFailure["code"]>([
  "parse/empty",
  "parse/not-this-command",
  "parse/unexpected-line",
  "parse/bad-value",
  "parse/cut-short",
  "parse/device-refused",
  "parse/too-long",
]);

/** Real outputs to change: short ones, so that a change hits something. */
const SEEDS = [
  ...noticeSamples("show license status"),
  ...noticeSamples("show crypto ca trustpool"),
  ...["iosxr/tests/ShowVersion", "iosxe/tests/ShowLicenseStatus", "iosxe/tests/ShowClock"].flatMap(
    (command) => genieSamples(command).map(({ text }) => text),
  ),
  ...genieSamples("iosxr/tests/ShowLogging").map(({ text }) => text.slice(0, 3000)),
  ...(hasSharedData ? [readShared("cli-corpora/unicon/mock_data/iosxr/spitfire/show_version.txt")] : []),
  ...[
    "iosxr/tests/ShowSdrDetail",
    "iosxe/tests/ShowCallHomeProfileAll",
    "iosxe/tests/ShowCallHomeStatistics",
  ].flatMap((command) => genieSamples(command).map(({ text }) => text.slice(0, 1500))),
  "Current Configuration Session  Line       User     Date                     Lock\n00001000-000043a7-00000000     vty0       clab     Sun Sep 20 23:11:08 2026 *\n",
  "SNo. Label/ID User Line Client Time Stamp\n~~~~ ~~~\n1 1000005304 a vty3:node0_RP0_CPU CLI Wed Apr  8 11:35:01 2020\n",
  "Username: lab\nGroups: root-lr\nUser lab has the following Task ID(s):\nTask: aaa : READ WRITE\n",
  "User request: install commit\nState: Success since 2021-08-24\nCurrent activity: No install operation in progress\n",
  "Trustpool: Built-In\nCA certificate\n  Serial Number : 05:09\n",
];

/** A seed with pieces cut out, doubled, moved, or replaced by what breaks parsers. */
const mutated = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(80),
        fc.oneof(
          fc.string({ maxLength: 12 }),
          fc.constantFrom(
            "\n",
            "\r",
            "\b\b",
            "\x1b[",
            "\x1b[999999K",
            ":",
            ": ",
            "#",
            " --More-- ",
            "%A-1-BB:",
            "RP/0/RP0/CPU0:",
          ),
        ),
      ),
      { maxLength: 6 },
    ),
  )
  .map(([seed, changes]) =>
    changes.reduce((text, [place, length, piece]) => {
      const start = Math.floor(place * text.length);
      return text.slice(0, start) + piece + text.slice(start + length);
    }, seed),
  );

/** For each command, beginnings that lead a parser past its first line. */
const STARTS: Readonly<Record<string, readonly string[]>> = {
  "show version": [
    "Cisco IOS XR Software, Version 7.1.1\ncisco ",
    "Cisco IOS XR Software, Version 7.1.1\nBuild Information:\n",
  ],
  "show crypto ca trustpool": ["Trustpool: Built-In\nSubject:", "Trustpool: "],
  "show crypto ca trustpool policy": ["Trustpool Policy\n", "Trustpool Policy\nCA bundle "],
  "show license status": [
    "Smart Licensing is ENABLED\nRegistration:\n Status: ",
    "Transport:\n Proxy:\n",
    "Policy:\n",
  ],
  "show license all": ["Smart Licensing Status\n====\nUtility:\n Status: X\nLicense Usage\n====\n"],
  "show license udi": ["UDI: PID:A,SN:B\nHA UDI List:\n", "SlotID PID SN UDI\n"],
  "show license usage": ["License Authorization:\n Status: X\n", "a (b):\n Count: "],
  "show license summary": ["License Usage:\n", "Account Information:\n"],
  "show logging": [
    "Syslog logging: enabled (",
    "Syslog logging: enabled\nLog Buffer (1 bytes):\nRP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: ",
  ],
  "show clock": ["06:08:07.562 UTC Wed Feb 23 2022\n", "06:08:07"],
  "show running-config": ["hostname a\n", "banner motd ^C"],
  "show platform": ["Node  Type  State  Config state\n", "Node  Type  PLIM  State  Config state\n0/0/CPU0  "],
  "show redundancy summary": ["Active Node    Standby Node\n0/RP0/CPU0 "],
  "show ntp status": ["Clock is synchronized, stratum 3, reference is 10.0.0.1\nclock offset is "],
  "show inventory": ['NAME: "', 'NAME: "a", DESCR: "b"\nPID: '],
  "show install active summary": ["Active Packages: 1\n", "Active Packages: 1\nActive Fixes (count: 1):\n"],
  dir: ["Directory of disk0:\n1 -rwx ", "Directory of "],
  "show configuration commit list": ["SNo. Label/ID User Line Client Time Stamp\n1 a b c "],
  "show configuration sessions": [
    "Current Configuration Session Line User Date Lock\n0000-0000-0000 vty0 a ",
  ],
  "show install request": ["User request: a\n", "The operation "],
  "show user all": ["Username: a\nTask: aaa : ", "Username: a\nGroups: "],
  "show filesystem": ["File Systems:\n1 1 a rw "],
  "show md5 file": ["MD5 ("],
  "show sdr detail": ["SDR Information\nType NodeName NodeState RedState PartnerName\nRP 0/0/CPU0 "],
  "show call-home": [
    "Profile Name: a\n Profile status: ",
    "Current call home settings:\n call home feature : enable\n",
  ],
  "show call-home statistics": ["Message Types Total Email HTTP\nTotal "],
  "show crypto ca certificates": ["Trustpoint : a\nCA certificate\n Subject:\n", "Trustpoint : "],
  ping: ["Sending 5, 100-byte ICMP Echos to ", "Sending 5, 100-byte ICMP Echos to a, \nSuccess rate is "],
};
const PIECES = [
  ...[" ", "\t", "a", "1", ":", ": ", ", ", "#", ">", "-", "-3-", "(", "=", "!", '"', "\r", "\b", "\x1b["],
  ...[
    "%A-",
    "Status: ",
    "Address: x ",
    "Feb 22 ",
    " on ",
    "=====",
    "RP/0/RP0/CPU0:",
    "CPU0:Feb 2",
    "--More--",
  ],
  ...["1: ", "PID:A,SN:B", "a (b):", " is 1"],
];

function expectDeclaredResult(text: string): void {
  const lines = text.split(text.includes("\n") ? "\n" : "\r").length;
  for (const parser of listParsers()) {
    const result = parser.parse(text);
    if (result.ok) continue;
    expect(CODES.has(result.failure.code)).toBe(true);
    expect(result.failure.line).toBeGreaterThanOrEqual(1);
    expect(result.failure.line).toBeLessThanOrEqual(lines);
    expect(result.failure.text.length).toBeLessThanOrEqual(203);
  }
}

describe("whatever the text", () => {
  it("nothing but a declared failure comes out of arbitrary text", () => {
    const text = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.array(fc.string(), { maxLength: 20 }).map((lines) => lines.join("\n")),
    );
    fc.assert(fc.property(text, expectDeclaredResult), { numRuns: 500 });
  });

  it("nothing but a declared failure comes out of real outputs that were damaged", () => {
    fc.assert(fc.property(mutated, expectDeclaredResult), { numRuns: 1000 });
  });

  it("parsing the same text twice gives the same answer", () => {
    fc.assert(
      fc.property(mutated, (text) => {
        for (const parser of listParsers()) expect(parser.parse(text)).toEqual(parser.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  it("a repeated piece costs no more than its length", () => {
    // Work that grows with the square would need billions of steps for one of these, and end in the test's time limit.
    for (const { command, parse } of listParsers()) {
      for (const start of STARTS[command] ?? []) {
        for (const piece of PIECES) {
          expect(typeof parse(start + piece.repeat(60_000)).ok).toBe("boolean");
          expect(typeof parse(`${start}\n${`${piece}\n`.repeat(12_000)}`).ok).toBe("boolean");
        }
      }
    }
    expect(Object.keys(STARTS).sort()).toEqual(
      listParsers()
        .map(({ command }) => command)
        .sort(),
    );
  });
});

describe("a text that another command printed", () => {
  const refusal = (command: string, text: string) => {
    const found = findParser("iosxr", command);
    const parsed = found.ok ? found.value.parse(text) : found;
    return parsed.ok ? "accepted" : { ...parsed.failure };
  };

  it("is no license status, though `show license usage` begins with a heading of it", () => {
    const usage = `License Authorization:
  Status: Not Applicable

network-advantage (C9300-24 Network Advantage):
  Description: C9300-24 Network Advantage
  Count: 2
`;
    expect(refusal("show license status", usage)).toMatchObject({
      code: "parse/not-this-command",
      line: 4,
      text: "network-advantage (C9300-24 Network Advantage):",
    });
  });

  it("is no trust pool policy, though it speaks of the trust pool", () => {
    for (const pool of noticeSamples("show crypto ca trustpool")) {
      expect(refusal("show crypto ca trustpool policy", pool)).toMatchObject({ line: 1 });
    }
    expect(
      refusal("show crypto ca trustpool policy", "Trustpool: Built-In ==== CA certificate"),
    ).toMatchObject({
      code: "parse/not-this-command",
      line: 1,
    });
  });

  it("is no configuration, though it begins in lower case", () => {
    const texts = [
      "my state = 13 -ACTIVE\n  peer state =  8 -STANDBY HOT\n",
      "show processes isis\n  Job Id: 1011\n",
    ];
    for (const text of texts) {
      expect(refusal("show running-config", text)).toMatchObject({ code: "parse/not-this-command", line: 1 });
    }
  });
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { factsFrom } from "../read/facts-from.js";
import { makeTranscript } from "../read/transcript.js";
import type { CapturedDevice } from "./capture.js";
import { readCaptures } from "./captures.js";
import { readCaptureFolder } from "./read-captures.js";

const OUTPUTS: Readonly<Record<string, string>> = {
  "show version":
    "Wed Feb 23 06:08:06.562 UTC\nCisco IOS XR Software, Version 7.3.2\nCopyright (c) 2013-2021 by Cisco Systems, Inc.\n\nBuild Information:\n Built By     : x\n Version      : 7.3.2\n\ncisco IOS-XRv 9000 () processor\nSystem uptime is 18 hours 1 minute\n",
  "show clock": "Wed Feb 23 06:08:07.562 UTC\n06:08:07.577 UTC Wed Feb 23 2022\n",
  "show running-config call-home":
    "Wed Feb 23 06:08:08.562 UTC\ncall-home\n service active\n profile CiscoTAC-1\n  active\n  destination transport-method http\n !\n!\n",
};
const PROMPT = "RP/0/RP0/CPU0:r1#";
const LOG = `${Object.entries(OUTPUTS)
  .map(([command, output]) => `${PROMPT}${command}\n${output}`)
  .join("")}${PROMPT}`;

function factsOf(device: CapturedDevice | undefined) {
  return factsFrom(
    (device?.transcripts ?? []).map(({ command, output }) =>
      makeTranscript({ device: "r1", command, output, at: "2022-02-23T06:10:00.000Z" }),
    ),
    { timing: "captured" },
  ).facts;
}

const WHOLE = {
  system: { value: { os: "iosxr", release: "7.3.2" } },
  clock: { value: { deviceTime: "2022-02-23T06:08:07.577Z" } },
  callHome: { value: { serviceActive: true, profiles: [{ name: "CiscoTAC-1", active: true }] } },
};

const stamped = (stamp: string) =>
  LOG.split("\n")
    .map((line) => `${stamp}${line}`)
    .join("\r\n");
const headed = (heading: (command: string) => string) =>
  Object.entries(OUTPUTS)
    .map(([command, output]) => `\n${heading(command)}\n\n${output}`)
    .join("");

describe("one file a device", () => {
  it.each([
    [
      "PuTTY",
      `=~=~=~=~=~=~=~=~=~=~=~= PuTTY log 2022.02.23 06:00:00 =~=~=~=~=~=~=~=~=~=~=~=\r\nlogin as: noc\r\n| #### AUTHORIZED > ONLY ####\r\n${LOG.replaceAll("\n", "\r\n").replace("show clock\r\n", "sho clokc\b\x1b[K\b\x1b[Kck\r\n")}`,
    ],
    ["SecureCRT, date and time", stamped("[2022-02-23 06:08:07.562] ")],
    ["SecureCRT, time", stamped("06:08:07 ")],
    ["Tera Term", stamped("[Wed Feb 23 06:08:07.562 2022] ")],
    ["ts, ISO 8601", stamped("2022-02-23T06:08:07+0000 ")],
    ["ts", stamped("Feb 23 06:08:07 ")],
    [
      "script(1)",
      `Script started on 2022-02-23 06:00:00+00:00 [TERM="xterm"]\n\x1b[?2004h\x1b]0;noc@jump: ~\x07\x1b[01;32mnoc@jump\x1b[00m:~$ ssh r1\r\n\x1b[?2004l\r\r\n${LOG.replaceAll("\n", "\r\n")}exit\r\nConnection to r1 closed.\r\n\x1b[?2004hnoc@jump:~$ exit\r\n\nScript done on 2022-02-23 06:30:00+00:00\n`,
    ],
    [
      "a pager that was answered",
      LOG.replace("service active", " --More-- \r          \r service active").replace(
        "\n --More--",
        "\n --More--",
      ),
    ],
    ["headings of dashes", headed((command) => `------------------ ${command} ------------------`)],
    ["headings of equals signs", headed((command) => `================= ${command} =================`)],
    ["headings of hashes", headed((command) => `### ${command} ###`)],
    ["framed headings", headed((command) => `----------------\n   ${command}\n----------------`)],
    [
      "a test harness",
      Object.entries(OUTPUTS)
        .map(
          ([command, output]) =>
            `\n2022-02-23 06:08:07,562: %UNICON-INFO: +++ r1 with via 'cli': executing command '${command}' +++\n${command}\n${output}${PROMPT}\n`,
        )
        .join(""),
    ],
    [
      "commands on lines of their own",
      Object.entries(OUTPUTS)
        .map(([command, output]) => `${command}\n${output}`)
        .join(""),
    ],
  ])("as %s leaves it says all", (_, text) => {
    const reading = readCaptures([{ path: "r1.log", text }]);
    expect(reading.setAside).toEqual([]);
    expect(reading.devices.map(({ name }) => name)).toEqual(["r1"]);
    expect(factsOf(reading.devices[0])).toMatchObject(WHOLE);
  });

  it("keeps the times of the device itself", () => {
    const text = `06:08:07.577 UTC Wed Feb 23 2022\n`;
    const [device] = readCaptures([{ path: "r1/show_clock.txt", text }]).devices;
    expect(factsOf(device).clock).toMatchObject(WHOLE.clock);
  });
});

describe("names of files", () => {
  it.each([
    [(command: string) => `r1/${command.replaceAll(" ", "_")}.txt`],
    [(command: string) => `r1/${command.replaceAll(/[ ]/g, "-")}.log`],
    [(command: string) => `r1/${command}.txt`],
    [(command: string) => `r1/${command.replaceAll(/[ -]/g, "_")}`],
    [(command: string) => `r1_${command.replaceAll(" ", "_")}.txt`],
    [(command: string) => `r1-${command.replaceAll(" ", "-")}.txt`],
    [(command: string) => `r1.${command.replaceAll(" ", "_")}.out`],
  ])("%s", async (nameOf) => {
    const files = Object.entries(OUTPUTS).map(([command, text]) => ({ path: nameOf(command), text }));
    const reading = readCaptures(files);
    expect(reading).toMatchObject({ setAside: [], devices: [{ name: "r1" }] });
    expect(factsOf(reading.devices[0])).toMatchObject(WHOLE);
    if (files.some(({ path }) => path.includes("/"))) return;
    const folder = await mkdtemp(join(tmpdir(), "captures-"));
    for (const { path, text } of files) await writeFile(join(folder, path), text);
    const names: string[] = [];
    for await (const { devices } of readCaptureFolder(folder)) names.push(...devices.map(({ name }) => name));
    await rm(folder, { recursive: true });
    expect(names).toEqual(["r1"]);
  });

  it("are no commands where the command is not known", () => {
    const [device] = readCaptures([{ path: "paris-show-room.log", text: LOG }]).devices;
    expect(device?.name).toBe("paris-show-room");
  });
});

describe("a backup", () => {
  it("tells the release that wrote it, and says what is missing", () => {
    const text =
      "!! IOS XR Configuration 7.3.2\n!! Last configuration change at Tue Feb 22 10:00:00 2022 by netops\n!\nhostname paris-edge-1\ncall-home\n service active\n!\nend\n";
    const facts = factsOf(readCaptures([{ path: "configs/paris-edge-1", text }]).devices[0]);
    expect(facts).toMatchObject({
      system: { value: { os: "iosxr", release: "7.3.2", hostName: "paris-edge-1" } },
      trustPool: { reason: { code: "evidence/not-read", command: "show crypto ca trustpool" } },
    });
  });

  it("of oxidized says in its comments what the router is", () => {
    const text =
      "! Cisco IOS XR Software, Version 6.6.3\n! Copyright (c) 2013-2019 by Cisco Systems, Inc.\n!\n! Build Information:\n!  Built By     : x\n!  Version      : 6.6.3\n!\n! cisco NCS-5500 () processor\n! System uptime is 1 week\n!! IOS XR Configuration 6.6.3\nhostname a\nend\n";
    const facts = factsOf(readCaptures([{ path: "default/a", text }]).devices[0]);
    expect(facts.system).toMatchObject({
      value: { release: "6.6.3", platform: expect.stringContaining("5500") },
    });
  });
});

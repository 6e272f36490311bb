import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findParser } from "../parsers/registry.js";
import { hasSharedData, noticeSamples, readShared } from "../parsers/testing/corpus.js";
import type { CaptureReading } from "./capture.js";
import { readCaptures } from "./captures.js";
import { readCaptureFolder } from "./read-captures.js";

const XR_LOG = [
  "Welcome to the lab",
  "RP/0/RP0/CPU0:edge-1#terminal length 0",
  "Wed Feb 23 06:00:00.000 UTC",
  "RP/0/RP0/CPU0:edge-1#show clock",
  "Wed Feb 23 06:08:07.562 UTC",
  "06:08:07.577 UTC Wed Feb 23 2022",
  "RP/0/RP0/CPU0:edge-1#",
  "RP/0/RP0/CPU0:edge-1#RP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: smartlicserver[127]: %LICENSE-SMART_LIC-3-COMM_FAILED : x",
  "shox\b \bw license status",
  "Wed Feb 23 06:08:09.000 UTC",
  "Smart Licensing is ENABLED",
  " --More-- \r          \rRegistration:",
  "  Status: UNREGISTERED",
  "License Authorization:",
  "  Status: No Licenses in Use",
  "RP/0/RP0/CPU0:edge-1#admin",
  "sysadmin-vm:0_RP0# show version",
  "sysadmin-vm:0_RP0# exit",
  "RP/0/RP0/CPU0:edge-1#configure",
  "RP/0/RP0/CPU0:edge-1(config)#crypto ca trustpool policy",
  "RP/0/RP0/CPU0:edge-1(config-trustpool)#end",
  "RP/0/RP0/CPU0:edge-1#show version",
  "Wed Feb 23 06:09:00.000 UTC",
  "Cisco IOS XR Software, Version 7.3.2",
].join("\r\n");

function only(reading: CaptureReading) {
  expect(reading.setAside).toEqual([]);
  expect(reading.devices).toHaveLength(1);
  return reading.devices[0]!;
}

describe("captures", () => {
  it("reads a folder a device with a file a command", () => {
    const reading = readCaptures([
      {
        path: "edge-1/show_clock.txt",
        text: "Wed Feb 23 06:08:07.562 UTC\n06:08:07.577 UTC Wed Feb 23 2022\n",
      },
      { path: "edge-1/show_crypto_ca_trustpool.txt", text: "Trustpool: Built-In\n" },
      { path: "edge-2/show_version.log", text: "x" },
    ]);
    expect(reading.setAside).toEqual([]);
    expect(reading.devices).toEqual([
      {
        name: "edge-1",
        transcripts: [
          {
            command: "show clock",
            output: "Wed Feb 23 06:08:07.562 UTC\n06:08:07.577 UTC Wed Feb 23 2022\n",
            at: "Wed Feb 23 06:08:07.562 UTC",
            source: { file: "edge-1/show_clock.txt", line: 1 },
          },
          {
            command: "show crypto ca trustpool",
            output: "Trustpool: Built-In\n",
            source: { file: "edge-1/show_crypto_ca_trustpool.txt", line: 1 },
          },
        ],
      },
      {
        name: "edge-2",
        transcripts: [
          { command: "show version", output: "x", source: { file: "edge-2/show_version.log", line: 1 } },
        ],
      },
    ]);
  });

  it("splits a terminal log at its prompts, whatever came between", () => {
    const device = only(readCaptures([{ path: "pe7.log", text: XR_LOG }]));
    expect(device.name).toBe("pe7");
    expect(device.transcripts.map(({ command, mode, source }) => [command, mode, source.line])).toEqual([
      ["terminal length 0", undefined, 2],
      ["show clock", undefined, 4],
      ["show license status", undefined, 9],
      ["admin", undefined, 16],
      ["show version", "sysadmin", 17],
      ["exit", "sysadmin", 18],
      ["configure", undefined, 19],
      ["crypto ca trustpool policy", "config", 20],
      ["end", "config-trustpool", 21],
      ["show version", undefined, 22],
    ]);
    const license = device.transcripts[2]!;
    expect(license).toMatchObject({
      prompt: "RP/0/RP0/CPU0:edge-1#",
      at: "Wed Feb 23 06:08:09.000 UTC",
      endsAtPrompt: true,
    });
    const parser = findParser("iosxr", license.command);
    expect(parser.ok && parser.value.parse(license.output)).toMatchObject({
      value: { registration: { status: "UNREGISTERED" } },
    });
    expect(device.transcripts.at(-1)).toMatchObject({ endsAtPrompt: false });
  });

  it.skipIf(!hasSharedData)("reads the notice's flattened logs, one a line or all in one", () => {
    const samples = [...noticeSamples("show license status"), ...noticeSamples("show crypto ca trustpool")];
    for (const text of [samples.join("\n"), samples.join(" ")]) {
      const device = only(readCaptures([{ path: "ios.txt", text }]));
      expect(device.transcripts.map(({ command }) => command)).toEqual([
        "show license status",
        "show license status",
        "show crypto ca trustpool",
      ]);
      for (const transcript of device.transcripts) {
        const parser = findParser("iosxr", transcript.command);
        expect(parser.ok && parser.value.parse(transcript.output)).toMatchObject({ ok: true });
      }
    }
  });

  it.skipIf(!hasSharedData)("reads an IOS XE log by the host in its prompts", () => {
    const text = readShared(
      "cli-corpora/genieparser/iosxe/tests/ShowLicenseStatus/cli/equal/golden_output2_output.txt",
    );
    const log = `${text}\nc1000v-5#show clock\n*04:45:00.857 UTC Thu Aug 7 2025\nnot#a prompt\nc1000v-5>enable\n`;
    const device = only(readCaptures([{ path: "xe.log", text: log }]));
    expect(device.transcripts.map(({ command }) => command)).toEqual([
      "show license status",
      "show clock",
      "enable",
    ]);
    expect(device.transcripts[1]?.output).toContain("not#a prompt");
  });

  it("keeps the devices of one log apart, and equal names in different folders", () => {
    const long = "a-host-name-of-more-than-thirty-one-characters";
    const log = [
      `RP/0/RP0/CPU0:${long}#configure`,
      `RP/0/RP0/CPU0:${long.slice(0, 31)}(config)#end`,
      "RP/0/RP0/CPU0:other#show clock",
      "06:08:07.577 UTC Wed Feb 23 2022",
    ].join("\n");
    expect(
      readCaptures([{ path: "jump.log", text: log }]).devices.map(({ name, transcripts }) => [
        name,
        transcripts.length,
      ]),
    ).toEqual([
      [long, 2],
      ["other", 1],
    ]);
    const sites = readCaptures([
      { path: "paris/pe1/show_clock.txt", text: "a" },
      { path: "rome/pe1/show_clock.txt", text: "b" },
      { path: "rome/pe2/show_clock.txt", text: "c" },
    ]);
    expect(sites.devices.map(({ name }) => name)).toEqual(["paris/pe1", "rome/pe1", "pe2"]);
  });

  it("sets odd files aside with the reason and reads the rest", () => {
    const reading = readCaptures([
      { path: "edge-1/.DS_Store", text: "x" },
      { path: "edge-1/show_clock.txt", text: "06:08:07.577 UTC Wed Feb 23 2022" },
      { path: "edge-1/show_version.txt", text: " \n" },
      { path: "edge-1/image.bin", text: "MZ\0\0" },
      { path: "notes.txt", text: "call the customer" },
      { path: "show_version.txt", text: "Cisco IOS XR Software, Version 7.3.2" },
    ]);
    expect(only({ ...reading, setAside: [] }).transcripts).toHaveLength(1);
    expect(reading.setAside.map(({ file, reason }) => [file, reason.code])).toEqual([
      ["edge-1/.DS_Store", "capture/hidden"],
      ["edge-1/show_version.txt", "capture/empty"],
      ["edge-1/image.bin", "capture/not-text"],
      ["notes.txt", "capture/unknown-form"],
      ["show_version.txt", "capture/no-device"],
    ]);
  });

  it("keeps a device of which there is nothing but an empty or unreadable output", () => {
    const reading = readCaptures([
      { path: "edge-1/show_version.txt", text: "" },
      { path: "edge-2/show_version.txt", text: "\0\0" },
      { path: "notes/README", text: "hello" },
    ]);
    expect(reading.devices).toEqual([
      { name: "edge-1", transcripts: [] },
      { name: "edge-2", transcripts: [] },
    ]);
    expect(reading.setAside).toHaveLength(3);
  });

  it("never throws, and loses no device to another's file", () => {
    const piece = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom(
        "\n",
        "\r\n",
        "RP/0/RP0/CPU0:r#",
        "RP/0/RP0/CPU0:r(config)#",
        "show clock",
        "r#",
        "r>show version",
        "Wed Feb 23 06:08:07.562 UTC",
        "\b",
        "\x1b[K",
        "#",
      ),
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, text, (first, second) => {
        const reading = readCaptures([
          { path: "a.log", text: first },
          { path: "b/show_clock.txt", text: second },
          { path: "c/show_clock.txt", text: "06:08:07.577 UTC Wed Feb 23 2022" },
        ]);
        expect(reading.devices.some(({ name }) => name === "c")).toBe(true);
        const lines = first.split(first.includes("\n") ? "\n" : "\r").length;
        for (const { transcripts } of reading.devices) {
          for (const { source, command } of transcripts) {
            expect(command).not.toBe("");
            if (source.file === "a.log") expect(source.line).toBeLessThanOrEqual(lines);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("reads a folder from disk, a device at a time, and reports what it could not read", async () => {
    const folder = await mkdtemp(join(tmpdir(), "captures-"));
    try {
      await mkdir(join(folder, "edge-1/deeper"), { recursive: true });
      await mkdir(join(folder, ".git"));
      await writeFile(join(folder, "edge-1/show_clock.txt"), "06:08:07.577 UTC Wed Feb 23 2022\n");
      await writeFile(join(folder, "pe7.log"), XR_LOG);
      await writeFile(join(folder, "edge-1/show_version.txt"), Buffer.from("\ufeffCisco IOS XR", "utf16le"));
      await symlink(folder, join(folder, "edge-1/loop"));
      const readings: CaptureReading[] = [];
      for await (const reading of readCaptureFolder(folder)) readings.push(reading);
      expect(readings.flatMap(({ devices }) => devices.map(({ name }) => name))).toEqual(["edge-1", "pe7"]);
      const [edge] = readings.flatMap(({ devices }) => devices);
      expect(edge?.transcripts[1]?.output).toBe("\ufeffCisco IOS XR");
      expect(
        readings.flatMap(({ setAside }) => setAside.map(({ file, reason }) => [file, reason.code])),
      ).toEqual([
        [".git", "capture/hidden"],
        ["edge-1/loop", "capture/unreadable"],
      ]);
      await expect(readCaptureFolder(join(folder, "absent")).next()).rejects.toThrow("ENOENT");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

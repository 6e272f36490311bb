/**
 * Backups that a team has on disk anyway: configurations as oxidized and RANCID keep them, and collected
 * support outputs (`show tech-support`), which hold many commands under one heading each. They become
 * the outputs of the commands that they were made of.
 */
import { findParser } from "../parsers/registry.js";
import { visibleLines } from "../parsers/terminal-line.js";
import type { CapturedTranscript, CaptureFile } from "./capture.js";

/** RANCID's first line; oxidized keeps what IOS XR prints itself. */
const RANCID = /^!RANCID-CONTENT-TYPE:\s*cisco(?:-xr)?\s*$/m;
const CONFIGURATION_OF_XR = /^!! IOS XR Configuration \S/m;
// As IOS, IOS XR and test harnesses set off the parts of their support output: `--- show x ---`, `### show x ###`.
const HEADING = /^[-+=*#~]{3,60} ?[`'"]?(show [a-z0-9 _|/.:-]{1,150}?)[`'"]?:? ?[-+=*#~]{3,60}$/i;
const HARNESS = /\+\+\+ .{1,200}executing command '(show [^'\r\n]{1,150})' \+\+\+/i;
const RULE = /^[-+=*#~]{5,120}$/;
const COMMAND = /^(?:show|dir) [a-z0-9 _/.:-]{1,150}$/i;
const HEAD = 64 * 1024;

/** The running configuration; comments in front of it (inventory, versions) are comments to its parser too. */
export function readConfigurationBackup({
  path,
  text,
}: CaptureFile): readonly CapturedTranscript[] | undefined {
  const head = text.slice(0, HEAD);
  if (!RANCID.test(head) && !CONFIGURATION_OF_XR.test(head)) return undefined;
  const source = { file: path, line: 1 };
  const configuration = { command: "show running-config", output: text, source };
  const version = commentedVersion(head);
  return version === undefined
    ? [configuration]
    : [{ command: "show version", output: version, source }, configuration];
}

/** Oxidized keeps `show version` as comments in front of the configuration. */
function commentedVersion(head: string): string | undefined {
  const lines = head.split(/\r?\n/);
  const start = lines.findIndex((line) => /^! ?Cisco IOS XR Software, Version \S/.test(line));
  if (start < 0) return undefined;
  const rest = lines.slice(start);
  const end = rest.findIndex((line) => !line.startsWith("!") || /^!! IOS XR Configuration/.test(line));
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .map((line) => line.replace(/^! ?/, ""))
    .join("\n");
}

export function readSupportOutput({ path, text }: CaptureFile): readonly CapturedTranscript[] | undefined {
  if (!/^[-+=*#~]{3}|executing command '/m.test(text)) return undefined;
  const lines = visibleLines(text);
  const headings = lines.flatMap(({ number, text: line }, index) => {
    const shown = line.trim();
    const command = HEADING.exec(shown)?.[1] ?? HARNESS.exec(shown)?.[1];
    if (command !== undefined) return [{ number, last: number, command: command.trim() }];
    const next = lines[index + 1];
    const isFramed =
      COMMAND.test(shown) &&
      RULE.test(lines[index - 1]?.text.trim() ?? "") &&
      next?.number === number + 1 &&
      RULE.test(next.text.trim());
    return isFramed ? [{ number: number - 1, last: number + 1, command: shown }] : [];
  });
  // One line of dashes is a table.
  return headings.length < 2 ? undefined : between(headings, path, text);
}

/** A file in which somebody put the commands, each on a line of its own, above what they printed. */
export function readBareCommands({ path, text }: CaptureFile): readonly CapturedTranscript[] | undefined {
  const headings = visibleLines(text).flatMap(({ number, text: line }) => {
    const isKnown = !/^\s/.test(line) && COMMAND.test(line.trim()) && findParser("iosxr", line.trim()).ok;
    return isKnown ? [{ number, last: number, command: line.trim() }] : [];
  });
  return headings.length < 2 ? undefined : between(headings, path, text);
}

interface Heading {
  readonly number: number;
  /** The last line that belongs to it. */
  readonly last: number;
  readonly command: string;
}

function between(headings: readonly Heading[], path: string, text: string): readonly CapturedTranscript[] {
  const raw = text.split("\n");
  return headings.map(({ number, last, command }, index) => ({
    command,
    output: raw.slice(last, (headings[index + 1]?.number ?? raw.length + 1) - 1).join("\n"),
    source: { file: path, line: number },
  }));
}

/**
 * Backups that a team has on disk anyway: configurations as oxidized and RANCID keep them, and collected
 * support outputs (`show tech-support`), which hold many commands under one heading each. They become
 * the outputs of the commands that they were made of.
 */
import { visibleLines } from "../parsers/terminal-line.js";
import type { CapturedTranscript, CaptureFile } from "./capture.js";

/** RANCID's first line; oxidized keeps what IOS XR prints itself. */
const RANCID = /^!RANCID-CONTENT-TYPE:\s*cisco(?:-xr)?\s*$/m;
const CONFIGURATION_OF_XR = /^!! IOS XR Configuration \S/m;
// As IOS and IOS XR set off the parts of their support output.
const HEADING = /^[-+]{5,60} ?(show [a-z0-9 _|/.:-]{1,150}?) ?[-+]{5,60}$/i;
const HEAD = 64 * 1024;

/** The running configuration; comments in front of it (inventory, versions) are comments to its parser too. */
export function readConfigurationBackup({
  path,
  text,
}: CaptureFile): readonly CapturedTranscript[] | undefined {
  const head = text.slice(0, HEAD);
  if (!RANCID.test(head) && !CONFIGURATION_OF_XR.test(head)) return undefined;
  return [{ command: "show running-config", output: text, source: { file: path, line: 1 } }];
}

export function readSupportOutput({ path, text }: CaptureFile): readonly CapturedTranscript[] | undefined {
  if (!/^[-+]{5}/m.test(text)) return undefined;
  const raw = text.split("\n");
  const headings = visibleLines(text).flatMap(({ number, text: line }) => {
    const command = HEADING.exec(line.trim())?.[1];
    return command === undefined ? [] : [{ number, command: command.trim() }];
  });
  // One line of dashes is a table.
  if (headings.length < 2) return undefined;
  return headings.map(({ number, command }, index) => ({
    command,
    output: raw.slice(number, (headings[index + 1]?.number ?? raw.length + 1) - 1).join("\n"),
    source: { file: path, line: number },
  }));
}

/**
 * Everything that a reading session can type: whole lines, each spelled out, without one free part; a
 * bounded ping, whose host is its only one; and the digest of a file of ours, whose name is. A line that is
 * not here cannot be sent; there are no other arguments, no pipes and no files to smuggle anything in.
 */
import { type FileDigestLine, isFileDigestLine } from "./file-digest.js";
import { isPingLine, type PingLine } from "./ping.js";

export const READ_COMMANDS = [
  "dir harddisk:",
  "show version",
  "show call-home statistics",
  "show clock",
  "show configuration commit list 1",
  "show configuration sessions",
  "show crypto ca certificates",
  "show crypto ca trustpool",
  "show crypto ca trustpool policy",
  "show filesystem",
  "show install active summary",
  "show install request",
  "show license status",
  "show license udi",
  "show license usage",
  "show logging",
  "show ntp status",
  "show redundancy summary",
  "show running-config call-home",
  "show running-config crypto",
  "show running-config domain",
  "show running-config http client",
  "show running-config license",
  "show running-config vrf",
  "show sdr detail",
  "show user all",
] as const;

export type ReadCommand = (typeof READ_COMMANDS)[number];

/** Settings of our own session only; they end with it. */
export const TERMINAL_SETTINGS = ["terminal length 0", "terminal width 0"] as const;

export type TerminalSetting = (typeof TERMINAL_SETTINGS)[number];

const LINES: ReadonlySet<string> = new Set<string>([...READ_COMMANDS, ...TERMINAL_SETTINGS]);

export type ReadLine = ReadCommand | TerminalSetting | PingLine | FileDigestLine;

export function isReadLine(line: string): line is ReadLine {
  return typeof line === "string" && (LINES.has(line) || isPingLine(line) || isFileDigestLine(line));
}

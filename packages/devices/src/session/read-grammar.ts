/**
 * Everything that a reading session can type: whole lines, each spelled out, without one free part; and
 * a bounded ping, whose host is the only one. A line that is not here cannot be sent; there are no
 * other arguments, no pipes and no files to smuggle anything in.
 */
import { isPingLine, type PingLine } from "./ping.js";

export const READ_COMMANDS = [
  "dir harddisk:",
  "show version",
  "show clock",
  "show crypto ca trustpool",
  "show crypto ca trustpool policy",
  "show install active summary",
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
] as const;

export type ReadCommand = (typeof READ_COMMANDS)[number];

/** Settings of our own session only; they end with it. */
export const TERMINAL_SETTINGS = ["terminal length 0", "terminal width 0"] as const;

export type TerminalSetting = (typeof TERMINAL_SETTINGS)[number];

const LINES: ReadonlySet<string> = new Set<string>([...READ_COMMANDS, ...TERMINAL_SETTINGS]);

export type ReadLine = ReadCommand | TerminalSetting | PingLine;

export function isReadLine(line: string): line is ReadLine {
  return typeof line === "string" && (LINES.has(line) || isPingLine(line));
}

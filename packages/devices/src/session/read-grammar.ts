/**
 * Everything that a reading session can type: whole lines, each spelled out, without one free part.
 * A line that is not here cannot be sent; there are no arguments, pipes or files to smuggle anything in.
 */

export const READ_COMMANDS = [
  "show version",
  "show clock",
  "show crypto ca trustpool",
  "show crypto ca trustpool policy",
  "show license status",
  "show logging",
  "show running-config call-home",
  "show running-config domain",
  "show running-config http client",
] as const;

export type ReadCommand = (typeof READ_COMMANDS)[number];

/** Settings of our own session only; they end with it. */
export const TERMINAL_SETTINGS = ["terminal length 0", "terminal width 0"] as const;

export type TerminalSetting = (typeof TERMINAL_SETTINGS)[number];

const LINES: ReadonlySet<string> = new Set<string>([...READ_COMMANDS, ...TERMINAL_SETTINGS]);

export function isReadLine(line: string): line is ReadCommand | TerminalSetting {
  return typeof line === "string" && LINES.has(line);
}

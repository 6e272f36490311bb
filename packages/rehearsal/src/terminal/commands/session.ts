/** Commands about the session itself: terminal settings, configuration and admin mode, leaving. */
import {
  type Command,
  type CommandContext,
  type CommandTable,
  changes,
  leaves,
  reads,
  type TerminalSettings,
} from "../command.js";

export const SESSION_COMMANDS: CommandTable = [
  [
    "terminal length <lines:0-512>",
    reads(({ settings, parameters }) => set(settings, "length", parameters.lines)),
  ],
  [
    "terminal width <columns:0-512>",
    reads(({ settings, parameters }) => set(settings, "width", parameters.columns)),
  ],
  ["terminal monitor", reads(monitor(true))],
  ["terminal monitor disable", reads(monitor(false))],
  ["terminal no-monitor", reads(monitor(false))],
  ["terminal exec prompt timestamp", reads(timestamps(true))],
  ["terminal exec prompt no-timestamp", reads(timestamps(false))],
  ["show terminal", reads(showTerminal)],
  ["configure", changes((context) => context.enterConfiguration("shared"))],
  ["configure terminal", changes((context) => context.enterConfiguration("shared"))],
  ["configure exclusive", changes((context) => context.enterConfiguration("exclusive"))],
  ["admin", reads(enterAdmin)],
  ["exit", leaves(leave)],
  ["logout", leaves(leave)],
  ["quit", leaves(leave)],
];

function set(settings: TerminalSettings, name: "length" | "width", value: string | undefined): string[] {
  settings[name] = Number(value);
  return [];
}

function monitor(on: boolean): Command {
  return ({ settings }) => {
    settings.monitor = on;
    return [];
  };
}

function timestamps(on: boolean): Command {
  return ({ settings }) => {
    settings.timestamps = on;
    return [];
  };
}

function showTerminal({ settings, line }: CommandContext): string[] {
  return [
    `Line "${line}", Location "127.0.0.1", Type "VTY"`,
    `Length: ${settings.length} lines, Width: ${settings.width} columns`,
    'Baud rate (TX/RX) is 0, "Empty" Parity, 0 stopbits, 0 databits',
    "Template: default",
    `Capabilities: Timestamp ${settings.timestamps ? "Enabled" : "Disabled"}`,
    "Allowed transports are telnet ssh.",
  ];
}

function enterAdmin(context: CommandContext): string[] {
  context.enterAdmin();
  return [];
}

function leave(context: CommandContext): string[] {
  context.leave();
  return [];
}

/** Commands about the session itself: terminal settings, configuration and admin mode, leaving. */
import { Bash } from "../bash.js";
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
  ["admin", reads((context) => context.enterAdmin())],
  ["run", changes(enterShell)],
  ["bash", changes(enterShell)],
  ["run <command...>", changes(runInShell)],
  ["bash <command...>", changes(runInShell)],
  ["attach location <where>", changes(enterShell)],
  ["show users", reads(showUsers)],
  ["who", reads(showUsers)],
  ["show history", reads(({ history }) => history)],
  ["pwd", reads(() => ["disk0:"])],
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

/** Three prompts, as captured on the three architectures. */
function shellOf({ router }: CommandContext): Bash {
  const { profile, files, hostname } = router;
  const node = `node${router.node.replace(/^RP/, "").replaceAll("/", "_").slice(1)}`;
  const prompts = { classic: "#", exr: `[xr-vm_${node}:~]$`, xr7: `[${node}:~]$` };
  return new Bash({ prompt: prompts[profile.architecture], files, hostname, home: "/disk0" });
}

function enterShell(context: CommandContext): string[] {
  context.enter(shellOf(context));
  return [];
}

function runInShell(context: CommandContext): readonly string[] {
  const answer = shellOf(context).run(context.parameters.command!);
  return answer.kind === "prints" ? answer.lines : [];
}

/** The layout of the vendor's command reference. */
function showUsers({ router, sessions, line: own }: CommandContext): string[] {
  return [
    "   Line            User                 Service  Conns   Idle        Location",
    ...sessions().map(({ user, line, activeAt }) => {
      const idle = new Date(Math.max(0, router.now().getTime() - activeAt.getTime()))
        .toISOString()
        .slice(11, 19);
      return `${line === own ? "*" : " "}  ${line.padEnd(16)}${user.padEnd(21)}ssh          0  ${idle}     127.0.0.1`;
    }),
  ];
}

function leave(context: CommandContext): string[] {
  context.leave();
  return [];
}

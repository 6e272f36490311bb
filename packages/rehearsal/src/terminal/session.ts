/**
 * One terminal session: prompt, line, command, output, and the modes between which it moves. The commands themselves
 * are tables (exec-commands.ts, configuration-mode.ts).
 */

import type { Fault } from "../faults.js";
import { parsePath } from "../router/files.js";
import { execTimestamp } from "../router/ios-time.js";
import type { EmulatedRouter } from "../router/router.js";
import type { CommandContext, CommandEntry, TerminalSettings } from "./command.js";
import { ConfigurationMode } from "./configuration-mode.js";
import { ADMIN_GRAMMAR, EXEC_GRAMMAR, EXEC_GRAMMAR_WITHOUT_ADMIN } from "./exec-commands.js";
import type { Grammar, ParseResult } from "./grammar.js";
import type { Keyboard } from "./keyboard.js";
import { LineReader } from "./line-reader.js";
import { Pager } from "./pager.js";
import { applyPipe, pipeNames, splitPipes } from "./pipes.js";

/** Where a session's output goes. */
export interface SessionPorts {
  write(text: string): void;
  /** Cuts the connection, as a lost link does. */
  drop(): void;
}

export interface SessionParts {
  readonly router: EmulatedRouter;
  readonly user: string;
  readonly line: string;
  readonly keyboard: Keyboard;
  readonly ports: SessionPorts;
}

export class TerminalSession {
  readonly router: EmulatedRouter;
  readonly user: string;
  readonly line: string;
  readonly settings: TerminalSettings = { length: 24, width: 80, timestamps: true, monitor: false };
  readonly #ports: SessionPorts;
  readonly #keyboard: Keyboard;
  readonly #reader: LineReader;
  readonly #pager: Pager;
  #configuration: ConfigurationMode | undefined;
  #isAdmin = false;
  #hasLeft = false;
  #interactive = true;

  constructor(parts: SessionParts) {
    this.router = parts.router;
    this.user = parts.user;
    this.line = parts.line;
    this.#ports = parts.ports;
    this.#keyboard = parts.keyboard;
    this.#pager = new Pager(
      parts.keyboard,
      () => this.#pageLength(),
      (text) => parts.ports.write(text),
    );
    this.#reader = new LineReader({
      keyboard: parts.keyboard,
      write: (text) => parts.ports.write(text),
      help: (typed) => this.#help(typed),
      complete: (typed) => this.#complete(typed),
    });
  }

  /** A shell: runs until the client leaves or is gone. */
  async runShell(): Promise<void> {
    const unwatch = this.router.log.watch((message) => {
      if (this.settings.monitor) this.#reader.interject(message);
    });
    this.#ports.write("\r\n\r\n");
    while (!this.#hasLeft) {
      const read = await this.#reader.read(this.prompt());
      if (read.kind === "gone") break;
      if (read.kind === "leave") await this.#runLine("end", 0);
      if (read.kind === "line") await this.#runLine(read.text, this.prompt().length);
    }
    unwatch();
    this.#configuration?.abandon();
  }

  /** What an SSH exec channel is given, one command a line: no prompt, no echo, no paging. */
  async runOnce(command: string): Promise<void> {
    this.#interactive = false;
    for (const line of command.split(/\r\n|\r|\n/)) if (!this.#hasLeft) await this.#runLine(line, 0);
    this.#configuration?.abandon();
  }

  prompt(): string {
    if (this.#isAdmin) return this.#adminPrompt();
    const mode = this.#configuration?.promptMode();
    const { node, hostname } = this.router.console;
    // In configuration modes the host name is cut to 31 characters.
    return mode === undefined ? `${node}:${hostname}#` : `${node}:${hostname.slice(0, 31)}(${mode})#`;
  }

  async #runLine(text: string, promptLength: number): Promise<void> {
    if (text.trim() === "" || text.trimStart().startsWith("!")) return;
    const { command, pipes } = splitPipes(text);
    if (this.#isStruck("link-lost", command)) return this.#ports.drop();
    if (this.#isStruck("reload-in-command", command)) {
      return this.router.reload(this.router.fault("reload-in-command")?.downMs ?? 0);
    }
    const done = this.#changesTheRouter(command) ? this.router.told(text.trim()) : undefined;
    const delay = this.router.fault("slow")?.delayMs ?? 0;
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
    if (this.#isAdmin) await this.#runInAdmin(command, pipes, promptLength);
    else if (this.#configuration !== undefined) await this.#runInConfiguration(command, pipes, promptLength);
    else await this.#runLineInExec(command, pipes, promptLength);
    done?.();
  }

  /** What is typed in configuration mode changes nothing before it is committed. */
  #changesTheRouter(command: string): boolean {
    if (this.#configuration !== undefined) return /^\s*commit\b/i.test(command);
    if (this.#isAdmin) return false;
    const parsed = this.#execGrammar().parse(command);
    return parsed.kind === "match" && parsed.match.leaf.access === "change";
  }

  async #runExec(
    entry: CommandEntry,
    parameters: Readonly<Record<string, string>>,
    command: string,
    pipes: readonly string[],
  ): Promise<void> {
    this.#pager.startCommand();
    if (entry.access === "change" && this.router.fault("read-only-user") !== undefined) {
      return this.#pager.printAll(["% This command is not authorized"]);
    }
    // The agent runs on both processors; the one that stands by answers nothing else.
    if (this.router.fault("on-standby") !== undefined && /^\s*(sh\w*\s+)?lic/i.test(command)) {
      return this.#pager.printAll(["standby"]);
    }
    if (this.settings.timestamps && entry.timestamp === "shown")
      await this.#pager.print([timestampLine(this.router.now())]);
    const output = await entry.run(this.#context(parameters));
    await this.#deliver(this.#filtered(output, pipes), command);
  }

  async #runInConfiguration(command: string, pipes: readonly string[], promptLength: number): Promise<void> {
    const configuration = this.#configuration!;
    this.#pager.startCommand();
    const outcome = configuration.read(command);
    if (outcome.kind === "error") return this.#pager.printAll(errorLines(outcome.result, promptLength));
    if (outcome.kind === "exec")
      return this.#runLineInExec(outcome.command, pipes, promptLength + outcome.column);
    if (outcome.kind === "done") return;
    if (outcome.timestamp === "shown" && this.settings.timestamps)
      this.#pager.printAll([timestampLine(this.router.now())]);
    const output = await outcome.run({ ask: (question) => this.#ask(question) });
    if (configuration.hasEnded) this.#configuration = undefined;
    await this.#deliver(this.#filtered(output, pipes), command);
  }

  /** An EXEC command, typed as such, as `do COMMAND`, or as `show ...` within configuration. */
  async #runLineInExec(command: string, pipes: readonly string[], promptLength: number): Promise<void> {
    const parsed = this.#execGrammar().parse(command);
    if (parsed.kind !== "match") return this.#pager.printAll(errorLines(parsed, promptLength));
    await this.#runExec(parsed.match.leaf, parsed.match.parameters, command, pipes);
  }

  /** The latest architecture has no administration plane of its own. */
  #execGrammar(): Grammar<CommandEntry> {
    return this.router.profile.architecture === "xr7" ? EXEC_GRAMMAR_WITHOUT_ADMIN : EXEC_GRAMMAR;
  }

  async #runInAdmin(command: string, pipes: readonly string[], promptLength: number): Promise<void> {
    const parsed = ADMIN_GRAMMAR.parse(command);
    if (parsed.kind !== "match") return this.#pager.printAll(errorLines(parsed, promptLength));
    if (parsed.match.leaf === "leave") {
      this.#isAdmin = false;
      return;
    }
    await this.#runExec(parsed.match.leaf, parsed.match.parameters, command, pipes);
  }

  #pageLength(): number {
    if (!this.#interactive) return 0;
    const isForced = this.settings.length === 0 && this.router.fault("paging-forced") !== undefined;
    return isForced ? 24 : this.settings.length;
  }

  #adminPrompt(): string {
    const { node, hostname, profile } = this.router;
    if (profile.architecture === "classic") return `${node}:${hostname}(admin)#`;
    return `sysadmin-vm:0_${profile.processors[0].split("/")[1]}#`;
  }

  #context(parameters: Readonly<Record<string, string>>): CommandContext {
    return {
      router: this.router,
      user: this.user,
      line: this.line,
      parameters,
      settings: this.settings,
      ask: (question) => this.#ask(question),
      confirm: (question) => this.#confirm(question),
      print: (...lines) => this.#pager.printAll(lines),
      enterConfiguration: (exclusive) => {
        const entered = ConfigurationMode.enter(this.router, this.user, this.line, exclusive);
        this.#configuration = entered.mode;
        return entered.lines;
      },
      enterAdmin: () => {
        this.#isAdmin = true;
      },
      leave: () => {
        this.#hasLeft = true;
      },
    };
  }

  #filtered(output: readonly string[], pipes: readonly string[]): readonly string[] {
    let lines = output;
    for (const pipe of pipes) {
      const target = /^f\w*\s+(\S+)$/.exec(pipe)?.[1];
      const path = target === undefined ? undefined : parsePath(target);
      if (path !== undefined) {
        this.router.files.write(path, Buffer.from(`${lines.join("\n")}\n`), this.router.now());
        return [];
      }
      const filtered = applyPipe(lines, pipe);
      if ("error" in filtered) return [filtered.error];
      lines = filtered.lines;
    }
    return lines;
  }

  /** Prints a command's output, with whatever a fault puts into it. */
  async #deliver(lines: readonly string[], command: string): Promise<void> {
    if (this.#isStruck("answer-lost", command)) return this.#ports.drop();
    const cut = this.#isStruck("output-cut", command) ? this.router.fault("output-cut") : undefined;
    if (cut !== undefined) {
      this.#ports.write(lines.join("\r\n").slice(0, cut.afterBytes));
      return this.#ports.drop();
    }
    if (this.router.fault("log-in-output") === undefined || lines.length < 2) return this.#pager.print(lines);
    const middle = Math.floor(lines.length / 2);
    await this.#pager.print(lines.slice(0, middle));
    this.router.logMessage({
      process: "ifmgr",
      jobId: 181,
      code: "PKT_INFRA-LINK-3-UPDOWN",
      text: "Interface GigabitEthernet0/0/0/1, changed state to Up",
    });
    if (!this.settings.monitor) this.#ports.write(`${this.router.log.lines().at(-1)}\r\n`);
    await this.#pager.print(lines.slice(middle));
  }

  async #ask(question: string): Promise<string> {
    if (!this.#interactive) return "";
    const read = await this.#reader.read(question);
    return read.kind === "line" ? read.text.trim() : "";
  }

  async #confirm(question: string): Promise<boolean> {
    if (!this.#interactive) return true;
    this.#ports.write(question);
    const key = await this.#keyboard.next();
    this.#ports.write("\r\n");
    return key === "\n" || key === "y" || key === "Y" || key === " ";
  }

  /** Whether a fault that waits for a command meets it, abbreviated or not. */
  #isStruck(kind: CommandFault, command: string): boolean {
    const fault = this.router.fault(kind);
    return (
      fault?.command
        .split(" ")
        .every((word, index) => word.startsWith(command.split(/\s+/)[index] ?? "\0")) ?? false
    );
  }

  /** The words that may come next, in whichever mode the session is; undefined where the line makes no sense. */
  #next(typed: string): readonly string[] | undefined {
    if (this.#isAdmin) return ADMIN_GRAMMAR.next(typed);
    const asExec = this.#configuration === undefined ? typed : /^\s*do\s+(.*)$/.exec(typed)?.[1];
    return asExec === undefined ? this.#configuration?.next(typed) : this.#execGrammar().next(asExec);
  }

  #help(typed: string): readonly string[] | undefined {
    const filter = /\|\s*(\S*)$/.exec(typed)?.[1];
    if (filter !== undefined) return pipeNames(filter).map((name) => `  ${name}`);
    // What a filter is told may hold a question mark.
    if (typed.includes("|")) return undefined;
    const next = this.#next(typed);
    if (next === undefined) return ["% Unrecognized command"];
    return typed === "" || typed.endsWith(" ") ? next.map((word) => `  ${word}`) : [next.join("  ")];
  }

  #complete(typed: string): string | undefined {
    const next = (this.#next(typed) ?? []).filter((word) => word === word.toLowerCase() && word !== "<cr>");
    const partial = /\S*$/.exec(typed)![0];
    return next.length === 1 && partial !== ""
      ? `${typed.slice(0, typed.length - partial.length)}${next[0]} `
      : undefined;
  }
}

/** The faults that wait for a command. */
type CommandFault = Extract<Fault, { readonly command: string }>["kind"];

/** The caret stands under the word at fault, as it was echoed behind the prompt (captured: ansible issue 41486). */
function errorLines(
  result: Exclude<ParseResult<unknown>, { kind: "match" }>,
  promptLength: number,
): string[] {
  if (result.kind === "incomplete") return ["% Incomplete command."];
  if (result.kind === "ambiguous") return ["% Ambiguous command"];
  return [`\r${" ".repeat(promptLength + result.column)}^`, "% Invalid input detected at '^' marker."];
}

/** Both this line and the caret's begin with a carriage return of their own, as in captured sessions. */
function timestampLine(at: Date): string {
  return `\r${execTimestamp(at)}`;
}

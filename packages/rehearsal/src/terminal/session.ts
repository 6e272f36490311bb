/**
 * One terminal session: prompt, line, command, output, and the modes between which it moves. The commands themselves
 * are tables (exec-commands.ts, configuration-mode.ts).
 */

import type { Fault } from "../faults.js";
import { parsePath } from "../router/files.js";
import type { EmulatedRouter } from "../router/router.js";
import { AdminPlane } from "./admin.js";
import type { CommandContext, CommandEntry, SessionFacts, TerminalSettings } from "./command.js";
import { ConfigurationMode } from "./configuration-mode.js";
import { errorLines } from "./error-lines.js";
import { execGrammarOf } from "./exec-commands.js";
import type { Grammar } from "./grammar.js";
import { completed, helpLines } from "./help.js";
import type { Keyboard } from "./keyboard.js";
import { LineReader } from "./line-reader.js";
import { Pager } from "./pager.js";
import { applyPipe, misreadPipe, type Pipe, splitPipes } from "./pipes.js";
import type { Plane } from "./plane.js";
import { Questions } from "./questions.js";
import { adminTimestamp, timestampLine } from "./timestamp-line.js";

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
  /** Every session on the router, this one among them. */
  sessions(): readonly SessionFacts[];
}

export class TerminalSession implements SessionFacts {
  readonly router: EmulatedRouter;
  readonly user: string;
  readonly line: string;
  readonly settings: TerminalSettings = { length: 24, width: 80, timestamps: true, monitor: false };
  readonly #ports: SessionPorts;
  readonly #sessions: () => readonly SessionFacts[];
  readonly #reader: LineReader;
  readonly #questions: Questions;
  readonly #pager: Pager;
  activeAt: Date;
  #configuration: ConfigurationMode | undefined;
  /** Where the session has gone from EXEC, the innermost last. */
  readonly #planes: Plane[] = [];
  #hasLeft = false;
  #interactive = true;

  constructor(parts: SessionParts) {
    this.router = parts.router;
    this.user = parts.user;
    this.line = parts.line;
    this.#ports = parts.ports;
    this.#sessions = parts.sessions;
    this.activeAt = parts.router.now();
    this.#pager = new Pager(
      parts.keyboard,
      () => this.#pageLength(),
      (text) => parts.ports.write(text),
    );
    this.#reader = new LineReader({
      keyboard: parts.keyboard,
      write: (text) => parts.ports.write(text),
      help: (typed) => helpLines(typed, (text) => this.#next(text)),
      complete: (typed) => completed(typed, (text) => this.#next(text)),
    });
    this.#questions = new Questions(this.#reader, parts.keyboard, (text) => parts.ports.write(text));
  }

  /** A shell: runs until the client leaves or is gone. */
  async runShell(): Promise<void> {
    const unwatch = this.router.log.watch((message) => {
      if (this.settings.monitor) this.#reader.interject(message);
    });
    this.#ports.write("\r\n\r\n");
    while (!this.#hasLeft) {
      const read = await this.#reader.read(this.prompt(), "command");
      this.activeAt = this.router.now();
      if (read.kind === "gone") break;
      if (read.kind === "leave" && this.#next("end") !== undefined) await this.#runLine("end", 0);
      if (read.kind === "line") await this.#runLine(read.text, this.prompt().length);
    }
    unwatch();
    this.#configuration?.abandon();
  }

  /** What an SSH exec channel is given, one command a line: no prompt, no echo, no paging. */
  async runOnce(command: string): Promise<void> {
    this.#interactive = false;
    this.#questions.isAnybodyThere = false;
    for (const line of command.split(/\r\n|\r|\n/)) if (!this.#hasLeft) await this.#runLine(line, 0);
    this.#configuration?.abandon();
  }

  prompt(): string {
    const plane = this.#planes.at(-1);
    if (plane !== undefined) return plane.prompt();
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
    const plane = this.#planes.at(-1);
    if (plane !== undefined) await this.#runInPlane(plane, text);
    else if (this.#configuration !== undefined) await this.#runInConfiguration(command, pipes, promptLength);
    else await this.#runLineInExec(command, pipes, promptLength);
    done?.();
  }

  /** What is typed in configuration mode changes nothing before it is committed. */
  #changesTheRouter(command: string): boolean {
    if (this.#planes.length > 0) return false;
    if (this.#configuration !== undefined) return /^\s*commit\b/i.test(command);
    const parsed = this.#execGrammar().parse(command);
    return parsed.kind === "match" && parsed.match.leaf.access === "change";
  }

  async #runExec(
    entry: CommandEntry,
    parameters: Readonly<Record<string, string>>,
    command: string,
    pipes: readonly Pipe[],
    stamp = timestampLine,
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
      await this.#pager.print([stamp(this.router.now())]);
    const output = await entry.run(this.#context(parameters));
    await this.#deliver(this.#filtered(output, pipes), command);
  }

  async #runInConfiguration(command: string, pipes: readonly Pipe[], promptLength: number): Promise<void> {
    const configuration = this.#configuration!;
    this.#pager.startCommand();
    const outcome = configuration.read(command);
    if (outcome.kind === "error") return this.#pager.printAll(errorLines(outcome.result, promptLength));
    if (outcome.kind === "exec")
      return this.#runLineInExec(outcome.command, pipes, promptLength + outcome.column);
    if (outcome.kind === "done") return;
    if (outcome.timestamp === "shown" && this.settings.timestamps)
      this.#pager.printAll([timestampLine(this.router.now())]);
    const output = await outcome.run({
      ask: (question) => this.#questions.ask(question),
      confirm: (question) => this.#questions.confirm(question),
    });
    if (configuration.hasEnded) this.#configuration = undefined;
    await this.#deliver(this.#filtered(output, pipes), command);
  }

  /** An EXEC command, typed as such, as `do COMMAND`, or as `show ...` within configuration. */
  async #runLineInExec(command: string, pipes: readonly Pipe[], promptLength: number): Promise<void> {
    const parsed = this.#execGrammar().parse(command);
    const misread = parsed.kind === "match" ? misreadPipe(pipes) : parsed;
    if (misread !== undefined) return this.#pager.printAll(errorLines(misread, promptLength));
    if (parsed.kind !== "match") return;
    await this.#runExec(parsed.match.leaf, parsed.match.parameters, command, pipes);
  }

  #execGrammar(): Grammar<CommandEntry> {
    return execGrammarOf(this.router.profile.architecture);
  }

  async #runInPlane(plane: Plane, text: string): Promise<void> {
    this.#pager.startCommand();
    const answer = await plane.run(text);
    if (answer.kind === "leaves") {
      this.#planes.pop();
      return;
    }
    await this.#pager.print(answer.lines);
    if (answer.kind === "enters") this.#planes.push(answer.plane);
  }

  #enterAdmin(): string[] {
    const stamp = this.router.profile.architecture === "exr" ? adminTimestamp : timestampLine;
    const admin = new AdminPlane(this.router, {
      exec: (entry, parameters, line) => {
        const { command, pipes } = splitPipes(line);
        return this.#runExec(entry, parameters, command, pipes, stamp);
      },
    });
    this.#planes.push(admin);
    return admin.welcome(this.user);
  }

  #pageLength(): number {
    if (!this.#interactive) return 0;
    const isForced = this.settings.length === 0 && this.router.fault("paging-forced") !== undefined;
    return isForced ? 24 : this.settings.length;
  }

  #context(parameters: Readonly<Record<string, string>>): CommandContext {
    return {
      router: this.router,
      user: this.user,
      line: this.line,
      parameters,
      settings: this.settings,
      ask: (question) => this.#questions.ask(question),
      confirm: (question) => this.#questions.confirm(question),
      choose: (question, again) => this.#questions.choose(question, again),
      print: (...lines) => this.#pager.printAll(lines),
      enterConfiguration: (exclusive) => {
        const entered = ConfigurationMode.enter(this.router, this.user, this.line, exclusive);
        this.#configuration = entered.mode;
        return entered.lines;
      },
      enterAdmin: () => this.#enterAdmin(),
      enter: (plane) => {
        this.#planes.push(plane);
      },
      history: this.#reader.history,
      sessions: this.#sessions,
      leave: () => {
        this.#hasLeft = true;
      },
    };
  }

  #filtered(output: readonly string[], pipes: readonly Pipe[]): readonly string[] {
    let lines = output;
    for (const { text: pipe } of pipes) {
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
    const plane = this.#planes.at(-1);
    if (plane !== undefined) return plane.next(typed);
    const asExec = this.#configuration === undefined ? typed : /^\s*do\s+(.*)$/.exec(typed)?.[1];
    return asExec === undefined ? this.#configuration?.next(typed) : this.#execGrammar().next(asExec);
  }
}

/** The faults that wait for a command. */
type CommandFault = Extract<Fault, { readonly command: string }>["kind"];

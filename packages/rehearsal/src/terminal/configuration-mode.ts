/**
 * Configuration mode: the candidate of one session, its commits and the questions asked on the way. Texts follow
 * captured dialogues; those of conflicts and locks are partly reconstructed (docs/rehearsal-differences.md).
 */

import type { Configuration } from "../router/configuration.js";
import { later } from "../router/licensing-timers.js";
import type { EmulatedRouter } from "../router/router.js";
import { Candidate } from "./candidate.js";
import { type CommitOptions, commitForms } from "./commit-options.js";
import { Grammar, type ParseResult } from "./grammar.js";
import { LOADS } from "./load.js";

export interface ConfigurationPorts {
  ask(question: string): Promise<string>;
  confirm(question: string): Promise<boolean>;
}

export type ConfigurationOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "error"; readonly result: Exclude<ParseResult<never>, { kind: "match" }> }
  /** An EXEC command to be run from here; `column` is where it begins in the line. */
  | { readonly kind: "exec"; readonly command: string; readonly column: number }
  | {
      readonly kind: "run";
      readonly timestamp: "shown" | "hidden";
      run(ports: ConfigurationPorts): Promise<readonly string[]>;
    };

export class ConfigurationMode {
  hasEnded = false;
  readonly candidate: Candidate;
  readonly #router: EmulatedRouter;
  readonly #user: string;
  readonly #line: string;
  readonly #id: string;
  /** How many commits there were when this session last looked. */
  #seenCommits: number;
  #hasCommitted = false;

  private constructor(router: EmulatedRouter, user: string, line: string) {
    this.#id = `00001000-${(0x4300 + router.configurators.size + router.commits.length).toString(16).padStart(8, "0")}-00000000`;
    this.#router = router;
    this.#user = user;
    this.#line = line;
    this.#seenCommits = router.commits.length;
    this.candidate = new Candidate(router);
  }

  static enter(
    router: EmulatedRouter,
    user: string,
    line: string,
    exclusive: "exclusive" | "shared",
  ): { mode: ConfigurationMode | undefined; lines: string[] } {
    const isLocked = router.lockHolder !== undefined || router.fault("configuration-locked") !== undefined;
    if (exclusive === "exclusive" && isLocked) return { mode: undefined, lines: [LOCKED] };
    const mode = new ConfigurationMode(router, user, line);
    router.configurators.add({ mode, id: mode.#id, line, user, since: router.now() });
    if (exclusive === "exclusive") router.lockHolder = mode;
    const warning = isLocked
      ? ["Current Configuration Session  Line       User     Date                     Lock", LOCK_WARNING]
      : [];
    return { mode, lines: warning };
  }

  promptMode(): string {
    return this.candidate.promptMode();
  }

  /** The words that may come next: statements of the innermost block, and what one does with a candidate. */
  next(typed: string): readonly string[] | undefined {
    const words = new Set([...(ACTIONS.next(typed) ?? []), ...this.candidate.next(typed)]);
    if (!typed.trimStart().includes(" ")) for (const word of ["do", "no"]) words.add(word);
    const partial = /\S*$/.exec(typed)![0].toLowerCase();
    const fitting = [...words].filter((word) => word !== word.toLowerCase() || word.startsWith(partial));
    const end = fitting.filter((word) => word === "<cr>");
    const found = [...fitting.filter((word) => word !== "<cr>").sort(), ...end];
    return found.length > 0 ? found : undefined;
  }

  read(line: string): ConfigurationOutcome {
    const [, before, asExec] = /^(\s*do\s+)(.*)$/.exec(line) ?? [];
    if (before !== undefined) return { kind: "exec", command: asExec!, column: before.length };
    const action = ACTIONS.parse(line);
    if (action.kind === "match") return this.#outcome(action.match.leaf, line, action.match.parameters);
    const typed = this.candidate.type(line);
    if (typed.kind === "read") return { kind: "done" };
    return { kind: "error", result: action.kind === "invalid" ? furthest(typed, action) : action };
  }

  /** The client is gone: the candidate is lost and the lock freed. */
  abandon(): void {
    this.hasEnded = true;
    if (this.#router.lockHolder === this) this.#router.lockHolder = undefined;
    for (const one of this.#router.configurators) {
      if (one.mode === this) this.#router.configurators.delete(one);
    }
  }

  #outcome(
    action: ActionEntry,
    line: string,
    parameters: Readonly<Record<string, string>>,
  ): ConfigurationOutcome {
    if (action.run === "in-exec") return { kind: "exec", command: line, column: 0 };
    const { run, timestamp } = action;
    return { kind: "run", timestamp, run: async (ports) => run(this, ports, parameters) };
  }

  async commit(ports: ConfigurationPorts, options: CommitOptions): Promise<readonly string[]> {
    const replaces = options.manner === "replace";
    let after = replaces ? this.candidate.alone() : this.candidate.merged();
    const isConfirmation = this.#router.trial.current !== undefined;
    if (!replaces && !this.candidate.hasChanges()) {
      if (!isConfirmation) return ["% No configuration changes to commit."];
      this.#router.trial.confirm();
      return [];
    }
    if (this.#isLockedByAnother()) return [LOCKED];
    if (replaces && !(await says(ports, REPLACE_WARNING, "Do you wish to proceed? [no]:"))) return [];
    if (this.candidate.size() >= LARGE_CHANGE && !(await ports.confirm(LARGE_QUESTION))) return [];
    if (this.#hasMissedCommits() && !(await says(ports, CONFLICT_WARNING, CONFLICT_QUESTION))) return [];
    this.candidate.failedCommit = undefined;
    const divided = this.#divided(replaces ? [] : this.#router.running());
    if (divided !== undefined) {
      this.candidate.failedCommit = divided;
      if (options.manner !== "best-effort" || divided.accepted === undefined) return this.#refuse(options);
      after = divided.accepted;
    }
    this.#router.trial.confirm();
    const { comment, label } = options;
    const commit = this.#router.commit(after, { ...this.#author(), client: "CLI", comment, label });
    if (options.confirmedSeconds !== undefined)
      this.#router.trial.begin(commit, later(this.#router.now(), options.confirmedSeconds * 1_000));
    this.candidate.clear();
    this.#hasCommitted = true;
    this.#seenCommits = this.#router.commits.length;
    return divided === undefined ? [] : [PARTLY_FAILED];
  }

  /** What of the candidate the router rejects, and why; undefined where it takes all of it. */
  #divided(onto: Configuration) {
    const fault = this.#router.fault("commit-rejected");
    if (fault === undefined) return undefined;
    const { accepted, rejected } = this.candidate.divided(onto, fault.statement);
    return rejected.length === 0 ? undefined : { reason: fault.reason, attempted: rejected, accepted };
  }

  #refuse({ manner }: CommitOptions): readonly string[] {
    return manner === "show-error" ? [COMMIT_FAILED, ...this.candidate.showFailedCommit()] : [COMMIT_FAILED];
  }

  /** `exit`: out of the innermost block, or out of configuration. */
  async exit(ports: ConfigurationPorts): Promise<readonly string[]> {
    if (!this.candidate.isInBlock()) return this.end(ports);
    this.candidate.leaveBlock();
    return [];
  }

  async end(ports: ConfigurationPorts): Promise<readonly string[]> {
    if (!this.candidate.hasChanges()) return this.#finish();
    const answer = (await ports.ask(UNCOMMITTED)).toLowerCase();
    if (answer === "no" || answer === "n") return this.#finish();
    if (answer !== "yes" && answer !== "y") return [];
    const lines = await this.commit(ports, { manner: "plain" });
    return this.candidate.hasChanges() ? lines : [...lines, ...this.#finish()];
  }

  abort(): readonly string[] {
    this.candidate.clear();
    return this.#finish();
  }

  get router(): EmulatedRouter {
    return this.#router;
  }

  #finish(): readonly string[] {
    this.abandon();
    if (this.#hasCommitted) {
      this.#router.logMessage({
        process: "config",
        jobId: 65_843,
        code: "MGBL-SYS-5-CONFIG_I",
        text: `Configured from console by ${this.#user} on ${this.#line} (127.0.0.1)`,
      });
    }
    return [];
  }

  #author(): { user: string; line: string } {
    return { user: this.#user, line: this.#line };
  }

  #isLockedByAnother(): boolean {
    const holder = this.#router.lockHolder;
    return (
      (holder !== undefined && holder !== this) || this.#router.fault("configuration-locked") !== undefined
    );
  }

  #hasMissedCommits(): boolean {
    return (
      this.#router.commits.length > this.#seenCommits || this.#router.fault("commit-conflict") !== undefined
    );
  }
}

type Action = (
  mode: ConfigurationMode,
  ports: ConfigurationPorts,
  parameters: Readonly<Record<string, string>>,
) => readonly string[] | Promise<readonly string[]>;

interface ActionEntry {
  /** `in-exec`: an EXEC command that needs no `do` here. */
  readonly run: Action | "in-exec";
  readonly timestamp: "shown" | "hidden";
}

const shown = (run: Action): ActionEntry => ({ run, timestamp: "shown" });
const hidden = (run: Action): ActionEntry => ({ run, timestamp: "hidden" });
const inExec: ActionEntry = { run: "in-exec", timestamp: "shown" };

const ACTIONS = new Grammar<ActionEntry>([
  ...commitForms().map(
    ({ pattern, options }) =>
      [pattern, shown((mode, ports, parameters) => mode.commit(ports, options(parameters)))] as const,
  ),
  ["show configuration", shown(({ candidate }) => candidate.showChanges())],
  ["show configuration merge", shown(({ candidate }) => candidate.showMerged())],
  ["show configuration failed", shown(({ candidate }) => candidate.showFailedCommit())],
  ["show configuration failed inheritance", shown(({ candidate }) => candidate.showFailedCommit())],
  ["show configuration failed load", shown(({ candidate }) => candidate.showFailedLoad())],
  ["show commit changes diff", shown(({ candidate }) => candidate.showDiff())],
  // Other `show` commands need `do` (captured: cisco.iosxr issue 314, `show version` refused below `version`).
  ["show configuration commit <what...>", inExec],
  ["show configuration rollback <what...>", inExec],
  ["show configuration history <what...>", inExec],
  ["show configuration sessions", inExec],
  ["show history", inExec],
  ["show running-config", inExec],
  ["show running-config <section...>", inExec],
  ...LOADS.map(
    ([pattern, load]) =>
      [
        pattern,
        shown(({ router, candidate }, _ports, parameters) => load(router, candidate, parameters)),
      ] as const,
  ),
  ["abort", hidden((mode) => mode.abort())],
  [
    "clear",
    hidden(({ candidate }) => {
      candidate.clear();
      return [];
    }),
  ],
  [
    "root",
    hidden(({ candidate }) => {
      candidate.leaveAllBlocks();
      return [];
    }),
  ],
  ["exit", hidden((mode, ports) => mode.exit(ports))],
  ["end", hidden((mode, ports) => mode.end(ports))],
]);

async function says(ports: ConfigurationPorts, warning: string, question: string): Promise<boolean> {
  const answer = await ports.ask(`${warning}\r\n${question}`);
  return /^y(es)?$/i.test(answer);
}

type Misread = Exclude<ParseResult<never>, { kind: "match" }>;

/** Of two readings that fail, the one that understood more of the line. */
function furthest(typed: Misread, action: { readonly kind: "invalid"; readonly column: number }): Misread {
  return typed.kind === "invalid" && typed.column < action.column ? action : typed;
}

const UNCOMMITTED = "Uncommitted changes found, commit them before exiting(yes/no/cancel)? [cancel]:";
const REPLACE_WARNING =
  "This commit will replace or remove the entire running configuration. This\r\noperation can be service affecting.";
const CONFLICT_WARNING =
  "One or more commits have occurred from other\r\nconfiguration sessions since this session started\r\nor since the last commit was made from this session.\r\nYou can use the 'show configuration commit changes' command\r\nto browse the changes.";
const CONFLICT_QUESTION = "Do you wish to proceed with this commit anyway? [no]:";
/** From how many changes on a commit asks first: not published. */
const LARGE_CHANGE = 1_000;
const LARGE_QUESTION = "This could be a few minutes if your config is large. Confirm? [y/n][confirm]";
const COMMIT_FAILED =
  "% Failed to commit one or more configuration items during a pseudo-atomic operation. All changes made have been reverted. Please issue 'show configuration failed [inheritance]' from this session to view the errors";
const PARTLY_FAILED =
  "% Failed to commit one or more configuration items. Please issue 'show configuration failed [inheritance]' from this session to view the errors";
const LOCKED = "% The configuration is locked by another session. Please retry later.";
const LOCK_WARNING =
  "One or more sessions hold the configuration lock; commits will be refused until it is released.";

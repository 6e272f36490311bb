/**
 * Configuration mode: a candidate of one session, its commits and the questions asked on the way. Texts follow
 * captured dialogues; those of conflicts and locks are partly reconstructed (docs/rehearsal-differences.md).
 */
import {
  applyChanges,
  type Change,
  type Configuration,
  changeDiff,
  changeText,
} from "../router/configuration.js";
import {
  nextConfigurationWords,
  type Opened,
  readConfigurationLine,
} from "../router/configuration-grammar.js";
import { later } from "../router/licensing-timers.js";
import type { Commit, EmulatedRouter } from "../router/router.js";
import { Grammar, type ParseResult } from "./grammar.js";

export interface ConfigurationPorts {
  ask(question: string): Promise<string>;
}

export type ConfigurationOutcome =
  | { readonly kind: "done" }
  | { readonly kind: "error"; readonly result: Exclude<ParseResult<never>, { kind: "match" }> }
  /** An EXEC command to be run from here. */
  | { readonly kind: "exec"; readonly command: string }
  | {
      readonly kind: "run";
      readonly timestamp: "shown" | "hidden";
      run(ports: ConfigurationPorts): Promise<readonly string[]>;
    };

type Action = (
  mode: ConfigurationMode,
  ports: ConfigurationPorts,
  parameters: Readonly<Record<string, string>>,
) => readonly string[] | Promise<readonly string[]>;

export class ConfigurationMode {
  hasEnded = false;
  readonly #router: EmulatedRouter;
  readonly #user: string;
  readonly #line: string;
  readonly #id: string;
  #changes: Change[] = [];
  #open: readonly Opened[] = [];
  /** How many commits there were when this session last looked. */
  #seenCommits: number;
  #hasCommitted = false;
  #failure: { readonly reason: string; readonly attempted: readonly string[] } | undefined;

  private constructor(router: EmulatedRouter, user: string, line: string) {
    this.#id = `00001000-${(0x4300 + router.configurators.size + router.commits.length).toString(16).padStart(8, "0")}-00000000`;
    this.#router = router;
    this.#user = user;
    this.#line = line;
    this.#seenCommits = router.commits.length;
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

  /** For example `config-call-home`. */
  promptMode(): string {
    return this.#open.at(-1)?.mode ?? "config";
  }

  /** The words that may come next: statements of the innermost block, and what one does with a candidate. */
  next(typed: string): readonly string[] | undefined {
    const words = new Set([...(ACTIONS.next(typed) ?? []), ...nextConfigurationWords(typed, this.#open)]);
    if (!typed.trimStart().includes(" ")) for (const word of ["do", "no"]) words.add(word);
    const partial = /\S*$/.exec(typed)![0].toLowerCase();
    const fitting = [...words].filter((word) => word !== word.toLowerCase() || word.startsWith(partial));
    const end = fitting.filter((word) => word === "<cr>");
    const found = [...fitting.filter((word) => word !== "<cr>").sort(), ...end];
    return found.length > 0 ? found : undefined;
  }

  read(line: string): ConfigurationOutcome {
    const asExec = /^\s*do\s+(.*)$/.exec(line)?.[1];
    if (asExec !== undefined) return { kind: "exec", command: asExec };
    const action = ACTIONS.parse(line);
    if (action.kind === "match") return this.#act(action.match.leaf, action.match.parameters);
    if (/^\s*sho?w?\s/.test(line)) return { kind: "exec", command: line };
    const read = readConfigurationLine(line, this.#open);
    if (read.kind !== "read") return { kind: "error", result: action.kind === "invalid" ? read : action };
    this.#changes.push(read.read.change);
    this.#open = read.read.enters ?? this.#open;
    return { kind: "done" };
  }

  /** The client is gone: the candidate is lost and the lock freed. */
  abandon(): void {
    this.hasEnded = true;
    if (this.#router.lockHolder === this) this.#router.lockHolder = undefined;
    for (const one of this.#router.configurators) {
      if (one.mode === this) this.#router.configurators.delete(one);
    }
  }

  #act(action: ActionEntry, parameters: Readonly<Record<string, string>>): ConfigurationOutcome {
    return {
      kind: "run",
      timestamp: action.timestamp,
      run: async (ports) => action.run(this, ports, parameters),
    };
  }

  /** The running configuration with this session's changes. */
  candidate(): Configuration {
    return applyChanges(this.#router.running(), this.#changes);
  }

  hasChanges(): boolean {
    return changeText(this.#router.running(), this.candidate()).length > 0;
  }

  showChanges(): string[] {
    return [
      ...this.#header("Building configuration..."),
      ...changeText(this.#router.running(), this.candidate()),
      "end",
      "",
    ];
  }

  showDiff(): string[] {
    const diff = changeDiff(this.#router.running(), this.candidate());
    return [...this.#header("Building configuration..."), ...diff, "end", ""];
  }

  showFailed(): string[] {
    if (this.#failure === undefined) return [];
    const { reason, attempted } = this.#failure;
    return [
      "!! SEMANTIC ERRORS: This configuration was rejected by ",
      "!! the system due to semantic errors. The individual ",
      "!! errors with each failed configuration command can be ",
      "!! found below.",
      "",
      "",
      ...attempted,
      `!!% ${reason}`,
      "end",
      "",
    ];
  }

  async commit(ports: ConfigurationPorts, options: CommitOptions = {}): Promise<readonly string[]> {
    const after = options.replace === true ? applyChanges([], this.#changes) : this.candidate();
    if (options.replace !== true && !this.hasChanges()) return ["% No configuration changes to commit."];
    if (this.#isLockedByAnother()) return [LOCKED];
    if (options.replace === true && !(await says(ports, REPLACE_WARNING, "Do you wish to proceed? [no]:")))
      return [];
    if (
      this.#hasMissedCommits() &&
      !(await says(ports, CONFLICT_WARNING, "Do you wish to proceed with this commit anyway? [no]:"))
    ) {
      return [];
    }
    const rejected = this.#router.fault("commit-rejected");
    if (rejected !== undefined) {
      this.#failure = { reason: rejected.reason, attempted: changeText(this.#router.running(), after) };
      return [COMMIT_FAILED];
    }
    const by = {
      user: this.#user,
      line: this.#line,
      client: "CLI" as const,
      comment: options.comment,
      label: options.label,
    };
    const commit = this.#router.commit(after, by);
    this.#rollBackUnlessConfirmed(commit, options.confirmedSeconds);
    this.#changes = [];
    this.#failure = undefined;
    this.#hasCommitted = true;
    this.#seenCommits = this.#router.commits.length;
    return [];
  }

  /** `exit`: out of the innermost block, or out of configuration. */
  async exit(ports: ConfigurationPorts): Promise<readonly string[]> {
    if (this.#open.length === 0) return this.end(ports);
    this.#open = this.#open.slice(0, -1);
    return [];
  }

  async end(ports: ConfigurationPorts): Promise<readonly string[]> {
    if (!this.hasChanges()) return this.#finish();
    const answer = (await ports.ask(UNCOMMITTED)).toLowerCase();
    if (answer === "no" || answer === "n") return this.#finish();
    if (answer !== "yes" && answer !== "y") return [];
    const lines = await this.commit(ports);
    return this.hasChanges() ? lines : [...lines, ...this.#finish()];
  }

  abort(): readonly string[] {
    this.#changes = [];
    return this.#finish();
  }

  clear(): readonly string[] {
    this.#changes = [];
    return [];
  }

  root(): readonly string[] {
    this.#open = [];
    return [];
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

  #rollBackUnlessConfirmed(commit: Commit, seconds: number | undefined): void {
    const pending = this.#router.pendingRollback;
    this.#router.pendingRollback = undefined;
    if (pending !== undefined) this.#router.scheduleAt(pending, undefined, async () => {});
    if (seconds === undefined) return;
    this.#router.pendingRollback = commit;
    this.#router.scheduleAt(commit, later(this.#router.now(), seconds * 1_000), async () => {
      this.#router.pendingRollback = undefined;
      this.#router.commit(commit.before, {
        user: this.#user,
        line: this.#line,
        client: "Rollback",
        comment: "rollback of an unconfirmed commit",
      });
    });
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

  #header(first: string): string[] {
    return [first, `!! IOS XR Configuration ${this.#router.release}`];
  }
}

interface CommitOptions {
  readonly comment?: string | undefined;
  readonly label?: string | undefined;
  readonly replace?: true;
  readonly confirmedSeconds?: number;
}

interface ActionEntry {
  readonly run: Action;
  readonly timestamp: "shown" | "hidden";
}

const shown = (run: Action): ActionEntry => ({ run, timestamp: "shown" });
const hidden = (run: Action): ActionEntry => ({ run, timestamp: "hidden" });

const ACTIONS = new Grammar<ActionEntry>([
  ["commit", shown((mode, ports) => mode.commit(ports))],
  ["commit force", shown((mode, ports) => mode.commit(ports))],
  ["commit best-effort", shown((mode, ports) => mode.commit(ports))],
  ["commit comment <text...>", shown((mode, ports, { text }) => mode.commit(ports, { comment: text }))],
  ["commit label <label>", shown((mode, ports, { label }) => mode.commit(ports, { label }))],
  [
    "commit label <label> comment <text...>",
    shown((mode, ports, { label, text }) => mode.commit(ports, { label, comment: text })),
  ],
  ["commit replace", shown((mode, ports) => mode.commit(ports, { replace: true }))],
  ["commit confirmed", shown((mode, ports) => mode.commit(ports, { confirmedSeconds: 600 }))],
  [
    "commit confirmed <seconds>",
    shown((mode, ports, { seconds }) => mode.commit(ports, { confirmedSeconds: Number(seconds) || 600 })),
  ],
  [
    "commit confirmed minutes <minutes>",
    shown((mode, ports, { minutes }) =>
      mode.commit(ports, { confirmedSeconds: 60 * (Number(minutes) || 10) }),
    ),
  ],
  ["show configuration", shown((mode) => mode.showChanges())],
  ["show configuration failed", shown((mode) => mode.showFailed())],
  ["show configuration failed inheritance", shown((mode) => mode.showFailed())],
  ["show commit changes diff", shown((mode) => mode.showDiff())],
  ["abort", hidden((mode) => mode.abort())],
  ["clear", hidden((mode) => mode.clear())],
  ["root", hidden((mode) => mode.root())],
  ["exit", hidden((mode, ports) => mode.exit(ports))],
  ["end", hidden((mode, ports) => mode.end(ports))],
]);

async function says(ports: ConfigurationPorts, warning: string, question: string): Promise<boolean> {
  const answer = await ports.ask(`${warning}\r\n${question}`);
  return /^y(es)?$/i.test(answer);
}

const UNCOMMITTED = "Uncommitted changes found, commit them before exiting(yes/no/cancel)? [cancel]:";
const REPLACE_WARNING =
  "This commit will replace or remove the entire running configuration. This\r\noperation can be service affecting.";
const CONFLICT_WARNING =
  "One or more commits have occurred from other\r\nconfiguration sessions since this session started\r\nor since the last commit was made from this session.\r\nYou can use the 'show configuration commit changes' command\r\nto browse the changes.";
const COMMIT_FAILED =
  "% Failed to commit one or more configuration items during a pseudo-atomic operation. All changes made have been reverted. Please issue 'show configuration failed [inheritance]' from this session to view the errors";
const LOCKED = "% The configuration is locked by another session. Please retry later.";
const LOCK_WARNING =
  "One or more sessions hold the configuration lock; commits will be refused until it is released.";

/**
 * The target configuration of one session: what has been typed or loaded and not been committed, and how it is shown.
 * It asks nothing and commits nothing (configuration-mode.ts does).
 */
import {
  applyChanges,
  type Change,
  type Configuration,
  changeDiff,
  changeText,
  configurationText,
} from "../router/configuration.js";
import {
  nextConfigurationWords,
  type Opened,
  type ReadResult,
  readConfigurationLine,
  readTypedLine,
} from "../router/configuration-grammar.js";
import type { EmulatedRouter } from "../router/router.js";

export interface FailedCommit {
  readonly reason: string;
  readonly attempted: readonly string[];
}

/** What became of a candidate of which some changes are rejected. */
export interface Divided {
  /** Undefined where nothing of it is accepted. */
  readonly accepted: Configuration | undefined;
  /** The rejected changes, as one would type them; empty where none is. */
  readonly rejected: readonly string[];
}

export class Candidate {
  readonly #router: EmulatedRouter;
  #changes: Change[] = [];
  #open: readonly Opened[] = [];
  #failedLines: readonly string[] = [];
  failedCommit: FailedCommit | undefined;

  constructor(router: EmulatedRouter) {
    this.#router = router;
  }

  /** For example `config-call-home`. */
  promptMode(): string {
    return this.#open.at(-1)?.mode ?? "config";
  }

  isInBlock(): boolean {
    return this.#open.length > 0;
  }

  leaveBlock(): void {
    this.#open = this.#open.slice(0, -1);
  }

  leaveAllBlocks(): void {
    this.#open = [];
  }

  next(typed: string): readonly string[] {
    return nextConfigurationWords(typed, this.#open);
  }

  /** Takes a line as typed. */
  type(line: string): ReadResult {
    const result = readTypedLine(line, this.#open);
    if (result.kind !== "read") return result;
    this.#changes.push(result.read.change);
    this.#open = result.read.enters ?? this.#open;
    return result;
  }

  /** Takes text as `show configuration` prints it, one blank of indentation a level; what it cannot read is kept aside. */
  load(lines: readonly string[]): { readonly failed: number } {
    const failed: string[] = [];
    let open: readonly Opened[] = [];
    for (const line of lines) {
      const trimmed = line.trim();
      if (trimmed === "" || trimmed.startsWith("!") || trimmed === "end") continue;
      open = open.slice(0, line.length - line.trimStart().length);
      const result = readConfigurationLine(trimmed, open);
      if (result.kind !== "read") failed.push(line);
      else {
        this.#changes.push(result.read.change);
        open = result.read.enters ?? open;
      }
    }
    this.#failedLines = failed;
    return { failed: failed.length };
  }

  clear(): void {
    this.#changes = [];
  }

  /** The running configuration with this session's changes. */
  merged(): Configuration {
    return applyChanges(this.#router.running(), this.#changes);
  }

  /** This session's statements and nothing else: what `commit replace` leaves. */
  alone(): Configuration {
    return applyChanges([], this.#changes);
  }

  /** Divides the changes to `onto` by whether they concern a statement; without one, all of them are rejected. */
  divided(onto: Configuration, statement: string | undefined): Divided {
    const concerns = (change: Change) => {
      const texts = change.path.map(({ text }) => text);
      if (change.kind === "remove") texts.push(change.prefix);
      const wanted = statement ?? "";
      return texts.join(" ").startsWith(wanted) || texts.at(-1)!.startsWith(wanted);
    };
    const rejected = changeText(onto, applyChanges(onto, this.#changes.filter(concerns)));
    const accepted = applyChanges(
      onto,
      this.#changes.filter((change) => !concerns(change)),
    );
    const isSomething = changeText(onto, accepted).length > 0;
    return { accepted: isSomething ? accepted : undefined, rejected };
  }

  hasChanges(): boolean {
    return changeText(this.#router.running(), this.merged()).length > 0;
  }

  /** How many lines were typed or loaded. */
  size(): number {
    return this.#changes.length;
  }

  showChanges(): string[] {
    return this.#shown(changeText(this.#router.running(), this.merged()));
  }

  showMerged(): string[] {
    return this.#shown(configurationText(this.merged()));
  }

  showDiff(): string[] {
    return this.#shown(changeDiff(this.#router.running(), this.merged()));
  }

  /** The lines that the last `load` could not read. */
  showFailedLoad(): string[] {
    if (this.#failedLines.length === 0) return [];
    return [
      "!! 01 SYNTAX/AUTHORIZATION ERRORS: This configuration failed due to",
      "!! one or more of the following reasons:",
      "!!  - the entered commands do not exist,",
      "!!  - the entered commands have errors in their syntax,",
      "!!  - the software packages containing the commands are not active,",
      "!!  - the current user is not a member of a task-group that has ",
      "!!    permissions to use the commands.",
      "",
      ...this.#failedLines,
      "",
    ];
  }

  showFailedCommit(): string[] {
    if (this.failedCommit === undefined) return [];
    const { reason, attempted } = this.failedCommit;
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

  #shown(lines: readonly string[]): string[] {
    return [
      "Building configuration...",
      `!! IOS XR Configuration ${this.#router.release}`,
      ...lines,
      "end",
      "",
    ];
  }
}

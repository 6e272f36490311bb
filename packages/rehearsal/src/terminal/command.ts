/** What a command of the EXEC table is given and gives. */
import type { EmulatedRouter } from "../router/router.js";
import type { Plane } from "./plane.js";

export interface TerminalSettings {
  /** Lines a page; 0 switches paging off. */
  length: number;
  /** Columns; 0 means no limit. */
  width: number;
  /** Whether a timestamp line precedes EXEC output. */
  timestamps: boolean;
  /** Whether log messages are shown as they come. */
  monitor: boolean;
}

/** What `show users` says of a session. */
export interface SessionFacts {
  readonly user: string;
  readonly line: string;
  /** When it was last given a line, in the router's time. */
  readonly activeAt: Date;
}

export interface CommandContext {
  readonly router: EmulatedRouter;
  readonly user: string;
  /** For example `vty0`. */
  readonly line: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly settings: TerminalSettings;
  /** Prints a question and reads the answer, a line; empty where the client just presses return or is gone. */
  ask(question: string): Promise<string>;
  /** Prints a `[confirm]` question; return, `y` or a blank says yes. */
  confirm(question: string): Promise<boolean>;
  /** Prints a question that takes `y` or `n` only, and `again` after anything else. */
  choose(question: string, again: string): Promise<boolean>;
  /** Prints lines at once, before the command ends. */
  print(...lines: string[]): void;
  enterConfiguration(exclusive: "exclusive" | "shared"): string[];
  enterAdmin(): string[];
  enter(plane: Plane): void;
  /** What this session typed so far. */
  readonly history: readonly string[];
  /** Every session on the router, this one among them. */
  sessions(): readonly SessionFacts[];
  /** Ends the session after this command. */
  leave(): void;
}

export type Command = (context: CommandContext) => readonly string[] | Promise<readonly string[]>;

export interface CommandEntry {
  readonly run: Command;
  /** Whether it changes the device, which a read-only user may not. */
  readonly access: "read" | "change";
  /** Whether a timestamp line precedes its output. */
  readonly timestamp: "shown" | "hidden";
}

export type CommandTable = readonly (readonly [pattern: string, entry: CommandEntry])[];

export const reads = (run: Command): CommandEntry => ({ run, access: "read", timestamp: "shown" });
export const changes = (run: Command): CommandEntry => ({ run, access: "change", timestamp: "shown" });
export const leaves = (run: Command): CommandEntry => ({ run, access: "read", timestamp: "hidden" });

/**
 * A router's terminal as far as configuration goes, in memory and without a network, so that it can be cut off
 * after any byte. The texts are those of captured dialogues. It knows two statements and no licensing.
 */
import type { Terminal, TerminalListener } from "../session/terminal.js";

export interface RouterMood {
  /** The terminal is gone after so many characters. */
  readonly cutAfter?: number;
  /** How much comes at once. */
  readonly chunk?: number;
  /** Others commit between our `configure` and our `commit`. */
  readonly foreignCommit?: boolean;
  readonly lockedAt?: "configure" | "commit";
  readonly commitFails?: string;
  /** What the candidate holds beside what is typed. */
  readonly foreignCandidate?: readonly string[];
  /** Lines that the device complains about. */
  readonly refuses?: Readonly<Record<string, string>>;
  /** What it says before the prompt, by command. */
  readonly says?: Readonly<Record<string, string>>;
  /** Asked in place of running the command; whatever is typed then answers it. */
  readonly asks?: Readonly<Record<string, string>>;
  /** What runs already. */
  readonly running?: readonly string[];
}

export interface ConfiguringRouter extends Terminal {
  /** Every line that was typed at a prompt or as an answer. */
  readonly typed: readonly string[];
  /** Whole statements of each commit made by this session, with its comment. */
  readonly commits: readonly { readonly statements: readonly string[]; readonly comment: string }[];
  /** Characters that it has printed. */
  readonly printed: () => number;
}

const NODE = "RP/0/RP0/CPU0:lab-r1";
const STAMP = "Wed Feb 23 06:08:07.562 UTC";
const POLICY = "crypto ca trustpool policy";
const CONFLICT = [
  "One or more commits have occurred from other",
  "configuration sessions since this session started",
  "or since the last commit was made from this session.",
  "You can use the 'show configuration commit changes' command",
  "to browse the changes.",
  "Do you wish to proceed with this commit anyway? [no]:",
].join("\r\n");
const UNCOMMITTED = "Uncommitted changes found, commit them before exiting(yes/no/cancel)? [cancel]:";
const FAILED =
  "% Failed to commit one or more configuration items during a pseudo-atomic operation. All changes made have been reverted. Please issue 'show configuration failed [inheritance]' from this session to view the errors";

export function configuringRouter(mood: RouterMood = {}): ConfiguringRouter {
  const typed: string[] = [];
  const commits: { statements: readonly string[]; comment: string }[] = [];
  const running = new Set(mood.running ?? []);
  let listener: TerminalListener | undefined;
  let candidate: string[] | undefined;
  let inPolicy = false;
  let pending: ((answer: string) => string | undefined) | undefined;
  let ids = ["1000000041", "1000000040"];
  let printed = 0;
  let isOpen = true;
  let partial = "";

  const mode = () => (candidate === undefined ? "" : inPolicy ? "(config-trustpool)" : "(config)");
  const say = (text: string) => {
    const step = mood.chunk ?? text.length;
    for (let at = 0; at < text.length && isOpen; at += step) {
      const left = (mood.cutAfter ?? Number.POSITIVE_INFINITY) - printed;
      const piece = text.slice(at, at + Math.min(step, left));
      printed += piece.length;
      listener?.seen(piece);
      if (piece.length < Math.min(step, text.length - at) || left <= piece.length) hangUp();
    }
  };
  const hangUp = () => {
    if (!isOpen) return;
    isOpen = false;
    listener?.closed("the link went down");
  };
  /** What is printed, or undefined when a question was asked. */
  const ask = (question: string, then: (answer: string) => string | undefined) => {
    pending = then;
    return question;
  };
  const changes = () => (candidate ?? []).filter((one) => !running.has(one));
  const leave = () => {
    candidate = undefined;
    inPolicy = false;
    return "";
  };
  const commit = (comment: string): string => {
    for (const one of candidate ?? []) running.add(one);
    commits.push({ statements: [...(candidate ?? [])], comment });
    ids = [String(Number(ids[0]) + 1), ids[0] as string];
    candidate = [];
    return "";
  };
  const run = (line: string): string => {
    if (mood.refuses?.[line] !== undefined) return mood.refuses[line];
    if (mood.asks?.[line] !== undefined) return ask(mood.asks[line], () => "");
    if (line === "" || line.startsWith("terminal ")) return "";
    if (line === "show configuration commit list 2") return commitList(ids);
    if (mood.says?.[line] !== undefined) return `\r\n\r${STAMP}\r\n${mood.says[line]}`;
    if (candidate === undefined) {
      if (line !== "configure terminal") return INVALID;
      candidate = [...(mood.foreignCandidate ?? [])];
      return mood.lockedAt === "configure" ? SESSIONS : "";
    }
    if (line === "show configuration") return `\r\n\r${STAMP}\r\n${shown(changes())}`;
    if (line === "show configuration failed")
      return `${STAMP}\r\n!! SEMANTIC ERRORS\r\n\r\n!!% ${mood.commitFails}\r\nend\r\n`;
    if (line === "abort") return leave();
    if (line === "end") {
      if (changes().length === 0) return leave();
      return ask(UNCOMMITTED, (answer) => (answer === "no" ? leave() : ""));
    }
    const comment = /^commit comment (.*)$/.exec(line)?.[1];
    if (comment !== undefined) {
      if (mood.lockedAt === "commit")
        return "% The configuration is locked by another session. Please retry later.\r\n";
      if (changes().length === 0) return "% No configuration changes to commit.\r\n";
      if (mood.foreignCommit) return ask(CONFLICT, (answer) => (answer === "yes" ? commit(comment) : ""));
      return mood.commitFails === undefined ? commit(comment) : `${STAMP}\r\n${FAILED}\r\n`;
    }
    if (line.trim() === POLICY) {
      inPolicy = true;
      return "";
    }
    const statement = line.trim().startsWith(POLICY)
      ? line.trim()
      : `${inPolicy ? `${POLICY} ` : ""}${line.trim()}`;
    if (!/ cabundle url \S+$| crl optional$/.test(statement)) return INVALID;
    candidate.push(statement);
    return "";
  };
  const INVALID = "                ^\r\n% Invalid input detected at '^' marker.\r\n";
  const receive = (line: string) => {
    typed.push(line);
    const answer = pending;
    pending = undefined;
    const output = answer ? (answer(line) ?? "") : run(line);
    say(`${line}\r\n${output}`);
    if (pending === undefined) say(`${NODE}${mode()}#`);
  };
  return {
    typed,
    commits,
    printed: () => printed,
    listen: (to) => {
      listener = to;
      say(`\r\n\r\n${NODE}#`);
    },
    write: (text) => {
      if (!isOpen) return;
      const lines = (partial + text).split("\n");
      partial = lines.pop() as string;
      for (const line of lines) if (isOpen) receive(line);
    },
    close: () => {
      isOpen = false;
    },
  };
}

const SESSIONS = `Current Configuration Session  Line       User     Date                     Lock\r
00001000-000043a7-00000000     vty0       clab     Sun Sep 20 23:11:08 2026 *\r
`;

function commitList(ids: readonly string[]): string {
  const rows = ids.map(
    (id, index) =>
      `${index + 1}    ${id}            ada       vty0:node0_RP0_CPU0 CLI         Wed Feb 23 06:08:07 2022`,
  );
  const heading = "SNo. Label/ID              User      Line                Client      Time Stamp";
  return `\r\n\r${STAMP}\r\n${[heading, "~~~~ ~~~~~~~~              ~~~~      ~~~~                ~~~~~~      ~~~~~~~~~~", ...rows].join("\r\n")}\r\n`;
}

/** As IOS XR nests it. */
function shown(statements: readonly string[]): string {
  const ofPolicy = statements.filter((one) => one.startsWith(`${POLICY} `));
  const others = statements.filter((one) => !one.startsWith(`${POLICY} `));
  const block =
    ofPolicy.length === 0 ? [] : [POLICY, ...ofPolicy.map((one) => ` ${one.slice(POLICY.length + 1)}`), "!"];
  return ["Building configuration...", "!! IOS XR Configuration 7.3.2", ...others, ...block, "end", ""].join(
    "\r\n",
  );
}

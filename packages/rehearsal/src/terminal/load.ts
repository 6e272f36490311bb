/** `load` within configuration: statements from a file, or from the router's own history, into the candidate. */

import type { Commit } from "../router/commit.js";
import { changeText } from "../router/configuration.js";
import type { EmulatedRouter } from "../router/router.js";
import type { Candidate } from "./candidate.js";
import { commitNamed, commitsFrom, lastCommits } from "./commits.js";
import { typedPath } from "./typed-path.js";

type Load = (
  router: EmulatedRouter,
  candidate: Candidate,
  parameters: Readonly<Record<string, string>>,
) => readonly string[];

export const LOADS: readonly (readonly [pattern: string, load: Load])[] = [
  ["load <path>", (router, candidate, { path }) => loadFile(router, candidate, path!)],
  ["load rollback changes last <count>", undoing(({ router, count }) => lastCommits(router, count!))],
  ["load rollback changes to <id>", undoing(({ router, id }) => commitsFrom(router, id!))],
  ["load commit changes last <count>", redoing(({ router, count }) => lastCommits(router, count!))],
  ["load commit changes <id>", redoing(({ router, id }) => commitNamed(router, id!))],
];

/** Ansible loads whole configurations from a file that it has copied before. */
function loadFile(router: EmulatedRouter, candidate: Candidate, typed: string): readonly string[] {
  const path = typedPath(typed);
  const file = path && router.files.read(path);
  if (file === undefined) return [`% Couldn't open file ${typed}: No such file or directory`];
  return load(candidate, Buffer.from(file.content).toString("utf8"));
}

type Choose = (from: { router: EmulatedRouter; count?: string; id?: string }) => readonly Commit[];

function undoing(choose: Choose): Load {
  return loading(choose, (router, first) => changeText(router.running(), first.before));
}

function redoing(choose: Choose): Load {
  return loading(choose, (_router, first, last) => changeText(first.before, last.after));
}

function loading(
  choose: Choose,
  linesOf: (router: EmulatedRouter, first: Commit, last: Commit) => readonly string[],
): Load {
  return (router, candidate, parameters) => {
    const commits = choose({ router, ...parameters });
    const [first] = commits;
    if (first === undefined) return ["% No such commit"];
    const lines = linesOf(router, first, commits.at(-1)!);
    return ["Building configuration...", ...load(candidate, `${lines.join("\n")}\n`)];
  };
}

function load(candidate: Candidate, text: string): readonly string[] {
  const { failed } = candidate.load(text.split(/\r?\n/));
  const bytes = Buffer.byteLength(text);
  return [
    "Loading.",
    ...(failed === 0 ? [] : [FAILED]),
    `${bytes} bytes parsed in 1 sec (${Math.max(0, bytes - 1)})bytes/sec`,
  ];
}

const FAILED =
  "% Couldn't load some of the configuration. Please use 'show configuration failed load' from this session to view the errors";

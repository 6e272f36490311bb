/** The history of a router's configuration: its commits, what each changed, and rolling back. */

import type { Commit } from "../../router/commit.js";
import { type Configuration, changeText } from "../../router/configuration.js";
import { plainTime } from "../../router/ios-time.js";
import type { EmulatedRouter } from "../../router/router.js";
import { type CommandContext, type CommandTable, changes, reads } from "../command.js";
import { commitNamed, commitsFrom, lastCommits } from "../commits.js";

export const HISTORY_COMMANDS: CommandTable = [
  ["show configuration commit list", reads(({ router }) => commitList(router))],
  [
    "show configuration commit list <count>",
    reads(({ router, parameters }) => commitList(router, Number(parameters.count))),
  ],
  ["show configuration commit list detail", reads(({ router }) => commitDetails(router))],
  [
    "show configuration commit list <count> detail",
    reads(({ router, parameters }) => commitDetails(router, Number(parameters.count))),
  ],
  ["show configuration history", reads(({ router }) => history(router))],
  ["show configuration history commit", reads(({ router }) => history(router))],
  ["show configuration history detail", reads(({ router }) => commitDetails(router))],
  ["show configuration history commit detail", reads(({ router }) => commitDetails(router))],
  [
    "show configuration history last <count:1-1500>",
    reads(({ router, parameters }) => history(router, Number(parameters.count))),
  ],
  [
    "show configuration history last <count:1-1500> detail",
    reads(({ router, parameters }) => commitDetails(router, Number(parameters.count))),
  ],
  [
    "show configuration commit changes last <count>",
    reads(({ router, parameters }) => commitChanges(router, lastCommits(router, parameters.count!))),
  ],
  [
    "show configuration commit changes <id>",
    reads(({ router, parameters }) => commitChanges(router, commitNamed(router, parameters.id!))),
  ],
  [
    "show configuration rollback changes last <count>",
    reads(({ router, parameters }) => rollbackChanges(router, lastCommits(router, parameters.count!))),
  ],
  [
    "show configuration rollback changes to <id>",
    reads(({ router, parameters }) => rollbackChanges(router, commitsFrom(router, parameters.id!))),
  ],
  [
    "rollback configuration last <count>",
    changes((context) => rollBack(context, lastCommits(context.router, context.parameters.count!))),
  ],
  [
    "rollback configuration to <id>",
    changes((context) => rollBack(context, commitsFrom(context.router, context.parameters.id!))),
  ],
];

const NO_SUCH_COMMIT = "% No such commit";

function commitList(router: EmulatedRouter, most = Number.POSITIVE_INFINITY): string[] {
  const heading = "SNo. Label/ID              User      Line                Client      Time Stamp";
  const rule = "~~~~ ~~~~~~~~              ~~~~      ~~~~                ~~~~~~      ~~~~~~~~~~";
  const node = `node${router.node.slice("RP".length).replaceAll("/", "_").slice(1)}`;
  const rows = [...router.commits].reverse().map((commit, index) => {
    const columns = [
      String(index + 1).padEnd(5),
      (commit.label ?? commit.id).padEnd(22),
      commit.user.padEnd(10),
      `${commit.line}:${node}`.slice(0, 19).padEnd(20),
      commit.client.padEnd(12),
    ];
    return `${columns.join("")}${plainTime(commit.at)}`;
  });
  return [heading, rule, ...rows.slice(0, most)];
}

/** `show configuration commit list detail`, after the vendor's guide. */
function commitDetails(router: EmulatedRouter, most = Number.POSITIVE_INFINITY): string[] {
  const newest = [...router.commits].reverse().slice(0, most);
  return newest.flatMap((commit, index) => [
    "",
    `   ${index + 1}) CommitId: ${commit.id}                 Label: ${commit.label ?? "NONE"}`,
    `      UserId:   ${commit.user.padEnd(26)} Line:  ${commit.line}`,
    `      Client:   ${commit.client.padEnd(26)} Time:  ${plainTime(commit.at)}`,
    `      Comment:  ${commit.comment ?? "NONE"}`,
  ]);
}

function history(router: EmulatedRouter, most = Number.POSITIVE_INFINITY): string[] {
  const newest = [...router.commits].reverse().slice(0, most);
  return [
    "Sno.  Event      Info                              Time Stamp",
    "~~~~  ~~~~~      ~~~~                              ~~~~~~~~~~",
    ...newest.map(
      ({ id, at }, index) =>
        `${String(index + 1).padEnd(6)}${"commit".padEnd(11)}${`id ${id}`.padEnd(34)}${plainTime(at)}`,
    ),
  ];
}

function commitChanges(router: EmulatedRouter, commits: readonly Commit[]): string[] {
  const [first] = commits;
  if (first === undefined) return [NO_SUCH_COMMIT];
  return changeLines(router, first.before, commits.at(-1)!.after);
}

function rollbackChanges(router: EmulatedRouter, commits: readonly Commit[]): string[] {
  const [first] = commits;
  if (first === undefined) return [NO_SUCH_COMMIT];
  return changeLines(router, router.running(), first.before);
}

function changeLines(router: EmulatedRouter, before: Configuration, after: Configuration): string[] {
  return [
    "Building configuration...",
    `!! IOS XR Configuration ${router.release}`,
    ...changeText(before, after),
    "end",
    "",
  ];
}

/** Undoes these commits and all after them by a commit of its own, which can be undone as well. */
function rollBack({ router, user, line, print }: CommandContext, commits: readonly Commit[]): string[] {
  const [first] = commits;
  if (first === undefined) return [NO_SUCH_COMMIT];
  if (router.lockHolder !== undefined || router.fault("configuration-locked") !== undefined)
    return ["% The configuration is locked by another session. Please retry later."];
  const items = changeText(router.running(), first.before).length;
  print("", "Loading Rollback Changes.", "Loaded Rollback Changes in 1 sec", "Committing.");
  const rejected = router.fault("commit-rejected");
  if (rejected !== undefined) return [`% Rollback failed: ${rejected.reason}`];
  router.commit(first.before, { user, line, client: "Rollback" });
  return [
    `${items} items committed in 1 sec (${items})items/sec`,
    "Updating.",
    "Updated Commit database in 1 sec",
    `Configuration successfully rolled back ${commits.length} commits.`,
  ];
}

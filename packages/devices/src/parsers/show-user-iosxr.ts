/** `show user all` of IOS XR: the logged-in user, the groups, and what each task id allows. */
import { type Result, success } from "@reroot/pki";
import { readLabelled } from "./labels.js";
import {
  cutShort,
  type NumberedLine,
  notThisCommand,
  type ParseFailure,
  unexpectedLine,
} from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface UserTasks {
  readonly username: string;
  readonly groups: readonly string[];
  /** `local`, `tacacs+` */
  readonly authenticatedBy?: string;
  readonly tasks: readonly UserTask[];
}

export interface UserTask {
  readonly task: string;
  readonly access: readonly ("read" | "write" | "execute" | "debug" | "notify")[];
}

const COMMAND = "show user all";
const ACCESS = ["read", "write", "execute", "debug", "notify"] as const;
const TASK =
  /^Task:\s+([\w-]{1,64})\s*:((?:\s*(?:READ|WRITE|EXECUTE|DEBUG|NOTIFY)){0,5})(?:\s*\((?:reserved)\))?$/i;

export const showUserXr = defineParser<UserTasks>({ platforms: ["iosxr"], command: COMMAND, read });

function read(lines: OutputLines): Result<UserTasks, ParseFailure> {
  const [first, ...rest] = lines;
  const name = readLabelled(first);
  if (name?.label !== "Username" || name.value === "") return notThisCommand(first, COMMAND);
  const tasks: UserTask[] = [];
  let groups: readonly string[] = [];
  let authenticatedBy: string | undefined;
  let isComplete = false;
  for (const line of rest) {
    const text = line.text.trim();
    const method = /^Authenticated using method (\S{1,40})$/.exec(text)?.[1];
    const task = readTask(text);
    if (/^Groups:/.test(text)) groups = wordsIn(text.slice("Groups:".length));
    else if (method !== undefined) authenticatedBy = method;
    else if (/ has the following Task ID\(s\):$/.test(text) || text === "No task ids available")
      isComplete = true;
    else if (task) tasks.push(task);
    else return unexpectedLine(line, COMMAND);
  }
  if (!isComplete) return cutShort((rest.at(-1) ?? first) as NumberedLine, "task ids");
  return success({
    username: name.value,
    groups,
    ...(authenticatedBy !== undefined && { authenticatedBy }),
    tasks,
  });
}

function readTask(text: string): UserTask | undefined {
  const found = TASK.exec(text);
  if (!found) return undefined;
  const granted = (found[2] as string).toLowerCase();
  return { task: found[1] as string, access: ACCESS.filter((access) => granted.includes(access)) };
}

function wordsIn(list: string): readonly string[] {
  return list.split(/[,\s]+/).filter(Boolean);
}

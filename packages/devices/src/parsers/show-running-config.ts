/**
 * `show running-config`, whole or a part of it, as the tree that its indentation draws. It knows no
 * configuration command, and hides nothing: secrets are the concern of whoever keeps or shows the text.
 */
import { type Result, success } from "@reroot/pki";
import {
  cutShort,
  type NumberedLine,
  notThisCommand,
  type ParseFailure,
  unexpectedLine,
} from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface RunningConfig {
  /** `Last configuration change at ...`, without `!`. */
  readonly header: readonly string[];
  readonly lines: readonly ConfigLine[];
  /** `end` stands at the end, as it does behind a whole configuration. */
  readonly isWhole: boolean;
}

export interface ConfigLine {
  readonly line: number;
  readonly text: string;
  readonly children: readonly ConfigLine[];
}

interface OpenLine extends ConfigLine {
  readonly children: OpenLine[];
}

const COMMAND = "show running-config";
// Real configurations nest six deep; a tree of any depth could not be walked or printed.
const DEEPEST = 50;
const HEADER =
  /^(?:!! ?(.{0,200})|(Building configuration\.{0,3}|Current configuration ?:.{0,80}|Using \d{1,12} out of .{1,80}))$/;
/** IOS XR prints this for a part that is not configured. */
const NOTHING_CONFIGURED = /^% No such configuration item\(s\)$/;

/** What a configuration may begin with; no statement assigns by `=`, or is a command to show something. */
const STATEMENT = /^\s*(?!show )(?:!|[a-z][^=]{0,400}$)/;

export const showRunningConfig = defineParser<RunningConfig>({
  platforms: ["iosxr", "iosxe"],
  command: COMMAND,
  takesArguments: true,
  isAnswer: (text) => NOTHING_CONFIGURED.test(text),
  read,
});

function read(lines: OutputLines): Result<RunningConfig, ParseFailure> {
  const [first] = lines;
  if (NOTHING_CONFIGURED.test(first.text.trim())) return success({ header: [], lines: [], isWhole: false });
  if (!HEADER.test(first.text.trim()) && !STATEMENT.test(first.text)) return notThisCommand(first, COMMAND);
  const header: string[] = [];
  const root: OpenLine = { line: 0, text: "", children: [] };
  const open: { indent: number; node: OpenLine }[] = [{ indent: -1, node: root }];
  let banner: { end: string; node: OpenLine } | undefined;
  let isWhole = false;
  for (const line of lines) {
    const text = line.text.trim();
    const title = HEADER.exec(text);
    if (banner) {
      banner.node.children.push(leaf(line, line.text));
      if (line.text.includes(banner.end)) banner = undefined;
    } else if (isWhole) return unexpectedLine(line, `the end of ${COMMAND}`);
    else if (title) header.push((title[1] ?? title[2] ?? "").trim());
    else if (text === "end" && !/^\s/.test(line.text)) isWhole = true;
    else if (!text.startsWith("!")) {
      const node = leaf(line, text);
      if (!place(line, node, open)) return unexpectedLine(line, COMMAND);
      const end = bannerEnd(text);
      if (end !== undefined) banner = { end, node };
    }
  }
  const last = lines.at(-1) ?? first;
  if (banner) return cutShort(last, "the end of the banner");
  return header.length > 0 && !isWhole
    ? cutShort(last, "end")
    : success({ header, lines: root.children, isWhole });
}

/** Hangs the line under the nearest line above it that is indented less. False where no command can begin so. */
function place(line: NumberedLine, node: OpenLine, open: { indent: number; node: OpenLine }[]): boolean {
  const indent = indentOf(line.text);
  if (indent === 0 && !/^[a-z]/.test(node.text)) return false;
  while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
  if (open.length > DEEPEST) return false;
  open.at(-1)?.node.children.push(node);
  open.push({ indent, node });
  return true;
}

/** Columns in front of the text; a tab leads to the next multiple of eight. */
function indentOf(text: string): number {
  let column = 0;
  for (const char of text) {
    if (char === "\t") column += 8 - (column % 8);
    else if (char === " ") column++;
    else break;
  }
  return column;
}

/** What ends the banner that begins here, unless it ends on the same line; IOS prints its delimiter as `^C`. */
function bannerEnd(text: string): string | undefined {
  const banner = /^banner \S{1,20} (\^C|\S)(.*)$/.exec(text);
  const end = banner?.[1];
  return end !== undefined && !banner?.[2]?.includes(end) ? end : undefined;
}

function leaf(line: NumberedLine, text: string): OpenLine {
  return { line: line.number, text, children: [] };
}

/**
 * Looks at the end of what a device has printed and says whether it waits for us. Pure. It decides by
 * what stands there and never by how long nothing came: a prompt counts only whole, on the last line,
 * and is certain only when the device has answered an empty line with the same prompt again.
 */
import { readLogMessage } from "../parsers/log-line.js";
import { readPrompt } from "../parsers/prompt.js";
import { visibleText, withoutReturns } from "../parsers/terminal-line.js";

export type Ending =
  | { readonly kind: "busy" }
  /** ` --More-- `: the pager waits for a key. */
  | { readonly kind: "pager" }
  /** The prompt stands at the end; output that merely looks like it would too. */
  | { readonly kind: "prompt"; readonly prompt: string }
  /** The prompt stands at the end twice, with nothing between but log messages. */
  | { readonly kind: "prompt-confirmed"; readonly prompt: string };

/** So much of the end of the text is looked at: two prompts and the log messages between them. */
export const TAIL_LENGTH = 2_048;

// IOS XR cuts the host name to so many characters in configuration prompts.
const HOST_LENGTH_IN_CONFIG = 31;
// An echo longer than this was not ours.
const LONGEST_ECHO = 4_096;
const CARRIAGE_RETURN = 13;
const BUSY: Ending = { kind: "busy" };

/** `learned` is the prompt of this session; undefined while it is being learned. */
export function endingOf(tail: string, learned: string | undefined): Ending {
  const text = tail.length > TAIL_LENGTH ? tail.slice(-TAIL_LENGTH) : tail;
  // Nearly every chunk of a long output ends here.
  if (!/[#>-][ \t]*$/.test(text.slice(-8)) && !text.slice(-32).includes("\x1b")) return BUSY;
  const lines = text.split("\n");
  const raw = lines.at(-1) as string;
  if (/--\s?More\s?--\s*$/i.test(raw)) return { kind: "pager" };
  const prompt = (shownLine(raw) ?? "").trimEnd();
  if (!isPrompt(prompt, learned)) return BUSY;
  const isRepeated = lineOfEarlierPrompt(lines, prompt) >= 0;
  return { kind: isRepeated ? "prompt-confirmed" : "prompt", prompt };
}

/**
 * The output between echo and prompt: everything before the end that `endingOf` saw, as a terminal
 * would have shown it, or undefined while the echo of `command` is not there. What stands before the
 * echo (an earlier prompt, a log message) is not this command's.
 */
export function outputBetween(text: string, command: string, prompt: string): string | undefined {
  const lines = text.split("\n");
  const echo = lineOfEcho(lines, command);
  return echo < 0 ? undefined : withoutPrompts(lines.slice(echo + 1), prompt).join("\n");
}

function isPrompt(line: string, learned: string | undefined): boolean {
  const read = readPrompt(line);
  if (learned === undefined) return read !== undefined && read.rest === "";
  if (line === learned) return true;
  if (read?.rest !== "" || !read.mode?.startsWith("config")) return false;
  const own = readPrompt(learned);
  return read.node === own?.node && read.host === own?.host.slice(0, HOST_LENGTH_IN_CONFIG);
}

/** The line with the earlier prompt that `prompt` on the last line repeats; -1 if there is none. */
function lineOfEarlierPrompt(lines: readonly string[], prompt: string): number {
  for (let index = lines.length - 2; index >= 0; index--) {
    const line = (shownLine(lines[index] as string) ?? "").trimEnd();
    if (line.endsWith(prompt)) return index;
    if (line.startsWith(prompt) && readLogMessage(line.slice(prompt.length))) return index;
    if (line !== "" && !readLogMessage(line)) return -1;
  }
  return -1;
}

/**
 * The line on which the echo of the command ends, -1 if it is not there. White space is not compared
 * and log messages are passed over: either may break an echo in two.
 */
function lineOfEcho(lines: readonly string[], command: string): number {
  const wanted = command.replace(/\s+/g, "");
  let seen = "";
  for (let index = 0; index < lines.length && seen.length < LONGEST_ECHO; index++) {
    const line = shownLine(lines[index] as string) ?? "";
    if (readLogMessage(line)) continue;
    seen += line.replace(/\s+/g, "");
    if (seen.includes(wanted)) return index;
  }
  return -1;
}

function withoutPrompts(lines: readonly string[], prompt: string): readonly string[] {
  const earlier = lineOfEarlierPrompt(lines, prompt);
  const shown = lines.slice(0, earlier < 0 ? -1 : earlier).map(shownLine);
  // Output that does not end its last line has the prompt right behind it.
  const glued = earlier < 0 ? "" : (shownLine(lines[earlier] as string) ?? "").trimEnd();
  if (glued.endsWith(prompt)) shown.push(glued.slice(0, -prompt.length));
  const kept = shown.filter((line) => line !== undefined);
  while (kept.length > 0 && kept.at(-1)?.trim() === "") kept.pop();
  while (kept.length > 0 && kept[0]?.trim() === "") kept.shift();
  return kept;
}

/** As a terminal shows it; a return at the beginning moves nothing, and blanks left by overtyping are not the device's. */
function shownLine(raw: string): string | undefined {
  const line = withoutReturns(raw.charCodeAt(0) === CARRIAGE_RETURN ? raw.replace(/^\r+/, "") : raw);
  const shown = visibleText(line);
  if (shown === line) return shown;
  return line.includes("\b") || line.trimEnd().includes("\r") ? shown?.trimEnd() : shown;
}

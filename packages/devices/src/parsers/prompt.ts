/**
 * What a prompt looks like on IOS XR (`RP/0/RSP0/CPU0:host#`, `(config)`, `(admin)`, the system
 * administration shell of 64-bit IOS XR `sysadmin-vm:0_RP0#`) and on IOS and IOS XE (`host#`, `host>`).
 * It does not know commands or outputs.
 */

export interface Prompt {
  /** The whole prompt, `#` or `>` included. */
  readonly text: string;
  readonly host: string;
  /** `RP/0/RP0/CPU0` on IOS XR. */
  readonly node?: string;
  /** What stands in brackets: `config`, `admin`, `config-line`. */
  readonly mode?: string;
  /** What follows the prompt on its line. */
  readonly rest: string;
}

const XR =
  /^((?:RP|LC|DRP|SP)\/[A-Za-z0-9]{1,4}\/[A-Za-z0-9]{1,5}\/?[A-Za-z0-9]{0,6}):([\w.-]{1,80})(?:\(([\w.:/ -]{1,80})\))?[#>]/;
const XR_ADMIN = /^(sysadmin-vm:[\w]{1,12})(?:\(([\w.:/ -]{1,80})\))?[#>]/;
const XE = /^([A-Za-z0-9][\w.-]{0,80})(?:\(([\w.:/ -]{1,80})\))?[#>]/;

/** A prompt at the start of the line, of the kind that only IOS XR prints: no text can be mistaken for it. */
export function readXrPrompt(line: string): Prompt | undefined {
  const xr = XR.exec(line);
  if (xr) return prompt(line, xr[0], xr[2] ?? "", xr[3], xr[1]);
  const admin = XR_ADMIN.exec(line);
  return admin ? prompt(line, admin[0], admin[1] ?? "", admin[2]) : undefined;
}

/** `host#` at the start of the line. Other text can look like it, so callers check the host or the rest. */
export function readXePrompt(line: string): Prompt | undefined {
  const found = XE.exec(line);
  return found ? prompt(line, found[0], found[1] ?? "", found[2]) : undefined;
}

export function readPrompt(line: string): Prompt | undefined {
  return readXrPrompt(line) ?? readXePrompt(line);
}

/** Where a prompt that ends the line begins, after output that a web page flattened into one line; -1 if none. */
export function findTrailingPrompt(line: string, host: string | undefined): number {
  const start = line.lastIndexOf(" ", line.trimEnd().length - 1) + 1;
  const word = line.slice(start);
  const prompt = readXrPrompt(word) ?? readXePrompt(word);
  const isBare = prompt?.rest.trim() === "";
  return isBare && (prompt.node !== undefined || prompt.host === host) ? start : -1;
}

function prompt(line: string, text: string, host: string, mode?: string, node?: string): Prompt {
  return {
    text,
    host,
    ...(node !== undefined && { node }),
    ...(mode !== undefined && { mode }),
    rest: line.slice(text.length),
  };
}

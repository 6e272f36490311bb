/**
 * `show license all`: the status, the usage and the box in one output, each under an underlined title.
 * Parts that nothing rests on are kept as printed.
 */
import { type Result, success } from "@reroot/pki";
import type { LicenseStatus } from "./license-status.js";
import { cutShort, type NumberedLine, notThisCommand, type ParseFailure } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";
import { readLicenseStatus } from "./show-license-status.js";
import { type LicenseUdi, type LicenseUsage, readUdi, readUsage } from "./show-license-usage.js";

export interface LicenseAll {
  readonly status: LicenseStatus;
  /** Absent where the output has no such part. */
  readonly usage?: LicenseUsage;
  readonly udi?: LicenseUdi;
  /** `5.11.2_rel/6` */
  readonly agentVersion?: string;
  readonly others: readonly { readonly title: string; readonly lines: readonly string[] }[];
}

interface Part {
  readonly title: NumberedLine;
  readonly lines: NumberedLine[];
}

const COMMAND = "show license all";
const UNDERLINE = /^={3,}\s*$/;
const AGENT_VERSION = /^Smart Agent for Licensing: (\S{1,60})$/;

export const showLicenseAll = defineParser<LicenseAll>({
  platforms: ["iosxr", "iosxe"],
  command: COMMAND,
  read,
});

function read(lines: OutputLines): Result<LicenseAll, ParseFailure> {
  const parts = splitAtTitles(lines);
  const [first] = parts;
  if (first?.title.text.trim() !== "Smart Licensing Status") return notThisCommand(lines[0], COMMAND);
  const all: { status?: LicenseStatus; usage?: LicenseUsage; udi?: LicenseUdi; agentVersion?: string } = {};
  const others: { title: string; lines: string[] }[] = [];
  for (const { title, lines: body } of parts) {
    const name = title.text.trim().replace(/:$/, "");
    const [head, ...rest] = body;
    if (!head) return cutShort(lines.at(-1) ?? title, name);
    const read = readPart(name, [head, ...rest]);
    if (!read) others.push({ title: name, lines: body.map(({ text }) => text.trim()) });
    else if (!read.ok) return read;
    else Object.assign(all, read.value);
  }
  return success({ ...all, others } as LicenseAll);
}

function splitAtTitles(lines: OutputLines): Part[] {
  const parts: Part[] = [];
  for (const [index, line] of lines.entries()) {
    const next = lines[index + 1];
    if (next && UNDERLINE.test(next.text)) parts.push({ title: line, lines: [] });
    else if (!UNDERLINE.test(line.text)) parts.at(-1)?.lines.push(line);
  }
  return parts[0]?.title === lines[0] ? parts : [];
}

/** Undefined for a part that is kept as printed. */
function readPart(name: string, body: OutputLines): Result<Partial<LicenseAll>, ParseFailure> | undefined {
  if (name === "Smart Licensing Status") return named("status", readLicenseStatus(body));
  if (name === "License Usage") return named("usage", readUsage(body));
  if (name === "Product Information") return named("udi", readUdi(body));
  const version = name === "Agent Version" ? AGENT_VERSION.exec(body[0].text.trim()) : null;
  return version?.[1] === undefined ? undefined : success({ agentVersion: version[1] });
}

function named<Key extends keyof LicenseAll, T>(
  key: Key,
  result: Result<T, ParseFailure>,
): Result<Partial<LicenseAll>, ParseFailure> {
  return result.ok ? success({ [key]: result.value } as Partial<LicenseAll>) : result;
}

/**
 * The smaller outputs of the Smart Licensing agent: `show license udi` (which box), `show license usage`
 * and `show license summary` (which licenses it uses). Their full statuses stand in `show license status`.
 */
import { type Result, success } from "@reroot/pki";
import { type LabelledLine, readLabelled } from "./labels.js";
import {
  cutShort,
  type NumberedLine,
  notThisCommand,
  type ParseFailure,
  unexpectedLine,
} from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface LicenseUdi {
  readonly pid: string;
  readonly serialNumber: string;
  /** The units of a stack or a redundant pair; empty for a single box. */
  readonly units: readonly LicenseUnit[];
}

export interface LicenseUnit {
  /** `Active`, `Standby`, `Member` */
  readonly role: string;
  readonly pid: string;
  readonly serialNumber: string;
}

export interface LicenseUsage {
  /** `Not Applicable`, `AUTHORIZED on ...`, as printed. */
  readonly authorization?: string;
  readonly licenses: readonly UsedLicense[];
}

export interface UsedLicense {
  readonly name: string;
  /** What stands in brackets behind the name. */
  readonly entitlement: string;
  readonly count: number;
  readonly status: string;
  /** Every further label with its value, as printed: `Enforcement type`: `NOT ENFORCED`. */
  readonly details: Readonly<Record<string, string>>;
}

export interface LicenseSummary {
  readonly account: Readonly<Record<string, string>>;
  readonly licenses: readonly Omit<UsedLicense, "details">[];
  /** Labelled lines outside of the table: registration, authorization. */
  readonly others: readonly { readonly section?: string; readonly label: string; readonly value: string }[];
}

const UNIT = /^(?:(Active|Standby|Member):\s{0,10})?PID:([^,\s]{1,60}),SN:([^,\s]{1,60})$/;
const NAMED = /^(\S.{0,100}?) \((.{1,120})\):?$/;
const ROW = /^(\S{1,80})\s+\((.{1,80})\)\s+(\d{1,9}) (\S.{0,40})$/;
const NO_LICENSES = /^No licenses? in use$/i;

export const showLicenseUdi = defineParser<LicenseUdi>({
  platforms: ["iosxr", "iosxe"],
  command: "show license udi",
  read: readUdi,
});

export const showLicenseUsage = defineParser<LicenseUsage>({
  platforms: ["iosxr", "iosxe"],
  command: "show license usage",
  read: readUsage,
});

export const showLicenseSummary = defineParser<LicenseSummary>({
  platforms: ["iosxr", "iosxe"],
  command: "show license summary",
  read: readSummary,
});

/** Also reads the part of `show license all` under `Product Information`. */
export function readUdi([first, ...rest]: OutputLines): Result<LicenseUdi, ParseFailure> {
  const own = /^UDI: (PID:.{1,140})$/.exec(first.text.trim());
  const unit = own ? UNIT.exec(own[1] as string) : null;
  if (!unit) return readUdiTable([first, ...rest]);
  const units: LicenseUnit[] = [];
  for (const line of rest) {
    const text = line.text.trim();
    const member = UNIT.exec(text);
    if (member?.[1])
      units.push({ role: member[1], pid: member[2] as string, serialNumber: member[3] as string });
    else if (text !== "HA UDI List:") return unexpectedLine(line, "show license udi");
  }
  return success({ pid: unit[2] as string, serialNumber: unit[3] as string, units });
}

/** Before Smart Licensing: a table with a row for each slot, `*` marking the own one. */
function readUdiTable([first, ...rest]: OutputLines): Result<LicenseUdi, ParseFailure> {
  if (!/^SlotID\s+PID\s+SN\s+UDI$/.test(first.text.trim())) return notThisCommand(first, "show license udi");
  for (const line of rest) {
    const row = /^\S{1,10}\s+(\S{1,60})\s+(\S{1,60})\s+(\S{1,121})$/.exec(line.text.trim());
    if (row && row[3] === `${row[1]}:${row[2]}`) {
      return success({ pid: row[1] as string, serialNumber: row[2] as string, units: [] });
    }
    if (!/^[-\s]+$/.test(line.text)) return unexpectedLine(line, "show license udi");
  }
  return cutShort(rest.at(-1) ?? first, "UDI");
}

/** Also reads the part of `show license all` under `License Usage`. */
export function readUsage(lines: OutputLines): Result<LicenseUsage, ParseFailure> {
  const [first] = lines;
  let authorization: string | undefined;
  const licenses: { name: string; entitlement: string; fields: LabelledLine[] }[] = [];
  const isStart =
    /^License Authorization:/.test(first.text.trim()) ||
    namedLicense(first) ||
    NO_LICENSES.test(first.text.trim());
  if (!isStart) return notThisCommand(first, "show license usage");
  for (const line of lines) {
    const text = line.text.trim();
    const named = namedLicense(line);
    const labelled = readLabelled(line);
    if (NO_LICENSES.test(text) || /^License Authorization:$/.test(text)) continue;
    if (named) licenses.push({ ...named, fields: [] });
    else if (!labelled) return unexpectedLine(line, "license");
    else if (licenses.length > 0) licenses.at(-1)?.fields.push(labelled);
    else if (labelled.label === "Status") authorization = labelled.value;
    else if (
      !/^(?:Last Communication|Failure reason|Next Communication|Evaluation Period|Communication Deadline)/i.test(
        labelled.label,
      )
    ) {
      return unexpectedLine(line, "show license usage");
    }
  }
  return finishUsage(authorization, licenses, lines.at(-1) ?? first);
}

function finishUsage(
  authorization: string | undefined,
  found: readonly { name: string; entitlement: string; fields: readonly LabelledLine[] }[],
  last: NumberedLine,
): Result<LicenseUsage, ParseFailure> {
  const licenses: UsedLicense[] = [];
  for (const { name, entitlement, fields } of found) {
    const details = Object.fromEntries(fields.map(({ label, value }) => [label, value]));
    const { Count: count, Status: status, ...others } = details;
    if (count === undefined || status === undefined)
      return cutShort(last, count === undefined ? "Count" : "Status");
    licenses.push({ name, entitlement, count: Number(count), status, details: others });
  }
  return success({ ...(authorization !== undefined && { authorization }), licenses });
}

/** `network-advantage (C9300-24 Network Advantage):` */
function namedLicense(line: NumberedLine): { name: string; entitlement: string } | undefined {
  const text = line.text.trim();
  const named = text.endsWith(":") ? NAMED.exec(text) : null;
  return named ? { name: named[1] as string, entitlement: named[2] as string } : undefined;
}

function readSummary(lines: OutputLines): Result<LicenseSummary, ParseFailure> {
  const [first] = lines;
  const account: Record<string, string> = {};
  const licenses: Omit<UsedLicense, "details">[] = [];
  const others: { section?: string; label: string; value: string }[] = [];
  let section: string | undefined;
  let sawUsage = false;
  for (const line of lines) {
    const text = line.text.trim();
    const row = ROW.exec(text);
    const labelled = readLabelled(line);
    if (row && sawUsage) licenses.push(readRow(row));
    else if (labelled && labelled.value === "") {
      section = labelled.label;
      sawUsage ||= section === "License Usage";
    } else if (labelled && section === "Account Information") account[labelled.label] = labelled.value;
    else if (labelled && section !== undefined)
      others.push({ section, label: labelled.label, value: labelled.value });
    else if (!isSummaryText(text)) {
      return line === first
        ? notThisCommand(line, "show license summary")
        : unexpectedLine(line, "show license summary");
    }
  }
  if (section === undefined) return notThisCommand(first, "show license summary");
  return sawUsage ? success({ account, licenses, others }) : cutShort(lines.at(-1) ?? first, "License Usage");
}

function isSummaryText(text: string): boolean {
  return (
    /^[-=\s]+$/.test(text) ||
    /^License\s+Entitlement Tag\s+Count\s+Status$/i.test(text) ||
    /^(?:Smart Licensing|License Reservation) is (?:ENABLED|DISABLED)$/.test(text) ||
    NO_LICENSES.test(text)
  );
}

function readRow(row: RegExpExecArray): Omit<UsedLicense, "details"> {
  return {
    name: row[1] as string,
    entitlement: row[2] as string,
    count: Number(row[3]),
    status: row[4] as string,
  };
}

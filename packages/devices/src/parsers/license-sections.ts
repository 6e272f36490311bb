/**
 * The text of the Smart Licensing agent, which is the same on IOS XR and IOS XE: headings with labelled
 * lines under them, values on the next line here and there. Structure comes from the vocabulary, not
 * from indentation, which captures lose. It does not know what any field means.
 */
import type { Result } from "@reroot/pki";
import { anyOf, cutBefore, type LabelledLine, readLabelled } from "./labels.js";
import type { NumberedLine, ParseFailure } from "./parse-failure.js";
import { unexpectedLine } from "./parse-failure.js";

export interface AgentText {
  /** Lines in front of the first heading: `Smart Licensing is ENABLED`. */
  readonly banner: readonly NumberedLine[];
  readonly sections: readonly AgentSection[];
}

export interface AgentSection {
  readonly heading: string;
  readonly line: number;
  /** On the heading's own line: `Trust Code Installed: <none>`. */
  readonly value: string;
  readonly fields: readonly AgentField[];
}

export interface AgentField extends LabelledLine {
  /** `Proxy` for the `Address` in it, `Last Communication Attempt` for its `Failure reason`. */
  readonly under?: string;
  /** Lines without a label that follow it. */
  readonly notes: readonly string[];
}

const HEADINGS = [
  "License Conversion",
  "Export Authorization Key",
  "Utility",
  "Smart Licensing Using Policy",
  "Account Information",
  "Data Privacy",
  "Transport",
  "Miscellaneous",
  "Policy",
  "Usage Reporting",
  "Trust Code Installed",
  "Registration",
  "License Authorization",
  "Evaluation Period",
];
export const ATTRIBUTE_SETS: readonly string[] = [
  "Unenforced/Non-Export Perpetual Attributes",
  "Unenforced/Non-Export Subscription Attributes",
  "Enforced (Perpetual/Subscription) License Attributes",
  "Export (Perpetual/Subscription) License Attributes",
];
/** Fields that belong to the field or sub-heading before them. */
const NESTED = [
  "Failure reason",
  "Failure Reason",
  "Address",
  "Port",
  "Username",
  "Password",
  "First report requirement (days)",
  "Reporting frequency (days)",
  "Report on change (days)",
];
const FIELDS = [
  "Status",
  "Smart Account",
  "Virtual Account",
  "Product Instance Name",
  "Export-Controlled Functionality",
  "Initial Registration",
  "Last Renewal Attempt",
  "Next Renewal Attempt",
  "Registration Expires",
  "Evaluation Period Remaining",
  "Last Communication Attempt",
  "Next Communication Attempt",
  "Next Registration Attempt",
  "Communication Deadline",
  "Features Authorized",
  "Custom Id",
  "Sending Hostname",
  "Callhome hostname privacy",
  "Smart Licensing hostname privacy",
  "Version privacy",
  "Type",
  "URL",
  "Cslu address",
  "Registration URL",
  "Utility URL",
  "Proxy",
  "Server Identity Check",
  "VRF",
  "IP Mode",
  "Trust Point",
  "Reporting Mode",
  "Policy in use",
  "Policy name",
  "Reporting ACK required",
  "Last ACK received",
  "Next ACK deadline",
  "Reporting push interval",
  "Next ACK push check",
  "Next report push",
  "Last report push",
  "Last report file write",
  "Automatic Conversion Enabled",
  "Last Data Push",
  "Last File Export",
  "Trust Code Type",
  "Attributes",
  "Active",
  "Standby",
  "Member",
];
const HEADING_SET: ReadonlySet<string> = new Set(HEADINGS);
const NESTED_SET: ReadonlySet<string> = new Set(NESTED);
const KNOWN = anyOf([...HEADINGS, ...ATTRIBUTE_SETS, ...NESTED, ...FIELDS], ":(?=\\s|$)");
const KNOWN_OR_NOTE = new RegExp(`${KNOWN.source}|(?<=\\s)(?:INSTALLED on|Valid on|Expired on) `, "g");
const SEVERAL_LABELS = /:\s.*:(?:\s|$)/;
// More labels than this in one line: a web page took the line ends away.
const MOST_LABELS_IN_A_LINE = 2;

type OpenSection = { heading: string; line: number; value: string; fields: OpenField[]; owner?: string };
type OpenField = LabelledLine & { under?: string; notes: string[] };

export function isAgentHeading(line: NumberedLine): boolean {
  const labelled = readLabelled(line);
  return labelled !== undefined && HEADING_SET.has(labelled.label);
}

export function isKnownHeading(heading: string): boolean {
  return HEADING_SET.has(heading);
}

/** `isBanner` says which lines may stand in front of the first heading. */
export function readAgentText(
  lines: readonly NumberedLine[],
  isBanner: (text: string) => boolean,
): Result<AgentText, ParseFailure> {
  const banner: NumberedLine[] = [];
  const sections: OpenSection[] = [];
  for (const line of lines.flatMap(unflatten)) {
    const text = line.text.trim();
    const section = sections.at(-1);
    const labelled = readLabelled(line);
    const isHeading = labelled && HEADING_SET.has(labelled.label);
    if (isHeading) sections.push({ ...headingOf(labelled), fields: [] });
    else if (isBanner(text)) banner.push({ number: line.number, text });
    else if (labelled && opensUnknownSection(line, labelled))
      sections.push({ ...headingOf(labelled), fields: [] });
    else if (!section) return unexpectedLine(line, "license status");
    else if (labelled) section.fields.push(openField(labelled, section));
    else if (!takeNote(text, section)) return unexpectedLine(line, section.heading);
  }
  return { ok: true, value: { banner, sections } };
}

function unflatten(line: NumberedLine): NumberedLine[] {
  // Nearly every line has one label at most, and need not be searched for all of them.
  const labels = SEVERAL_LABELS.test(line.text) ? [...line.text.matchAll(KNOWN)].length : 1;
  const isShared = labels === 2 && /^\s*Trust Code Installed:/.test(line.text);
  const hasNotes = /INSTALLED on .{1,60}\s(?:Valid|Expired) on /.test(line.text);
  return labels > MOST_LABELS_IN_A_LINE || isShared || hasNotes ? cutBefore(line, KNOWN_OR_NOTE) : [line];
}

function headingOf(labelled: LabelledLine): { heading: string; line: number; value: string } {
  return { heading: labelled.label, line: labelled.line, value: labelled.value };
}

/** A heading that is not in the vocabulary: it begins its line and nothing follows it. */
function opensUnknownSection(line: NumberedLine, labelled: LabelledLine): boolean {
  return labelled.value === "" && /^\S/.test(line.text) && !KNOWN_LABELS.has(labelled.label);
}

const KNOWN_LABELS: ReadonlySet<string> = new Set([...ATTRIBUTE_SETS, ...NESTED, ...FIELDS]);

function openField(labelled: LabelledLine, section: OpenSection): OpenField {
  if (!NESTED_SET.has(labelled.label)) {
    section.owner = labelled.label;
    return { ...labelled, notes: [] };
  }
  return { ...labelled, notes: [], ...(section.owner !== undefined && { under: section.owner }) };
}

/** A line without a label: the value of a label that had none, or more about the field before it. */
function takeNote(text: string, section: OpenSection): boolean {
  const field = section.fields.at(-1);
  if (!field) return false;
  if (field.value === "" && field.notes.length === 0) {
    section.fields[section.fields.length - 1] = { ...field, value: text };
    return true;
  }
  if (/^failure reason$/i.test(field.label)) {
    section.fields[section.fields.length - 1] = { ...field, value: `${field.value} ${text}` };
    return true;
  }
  if (!/^(?:INSTALLED|Valid|Expired) on /.test(text)) return false;
  field.notes.push(text);
  return true;
}

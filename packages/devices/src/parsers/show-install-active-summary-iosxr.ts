/** `show install active summary` of IOS XR: classic and 64-bit package lists, and the labelled tables of XR7. */
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

export interface InstallActiveSummary {
  /** As printed: `disk0:asr9k-mini-px-6.1.2`, `xrv9k-xr-6.2.2 version=6.2.2 [Boot image]`; XR7 lists none. */
  readonly packages: readonly string[];
  /** What the title says: `1`, `201`. */
  readonly count?: number;
  /** XR7 counts those of the base image too. */
  readonly countWithBase?: number;
  readonly secureDomainRouters: readonly string[];
  readonly label?: string;
  readonly softwareHash?: string;
  readonly versions: readonly InstalledPackage[];
  readonly activeFixes: readonly ActiveFix[];
}

export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly isOptional: boolean;
}

export interface ActiveFix {
  /** `CSCwh02785` */
  readonly defect: string;
  readonly packages: readonly string[];
}

type Section = "top" | "routers" | "packages" | "optional" | "mandatory" | "fixes";
type Draft = {
  packages: string[];
  count?: number;
  countWithBase?: number;
  secureDomainRouters: string[];
  label?: string;
  softwareHash?: string;
  versions: InstalledPackage[];
  activeFixes: ActiveFix[];
};

const COMMAND = "show install active summary";
const TITLE = /^Active Packages:\s{0,20}(?:XR: (\d{1,6})\s{1,20}All: (\d{1,6})|(\d{1,6}))?$/;
const START = /^(?:Active Packages:|Default Profile:|Node \S{1,30} \[)/;

export const showInstallActiveSummaryXr = defineParser<InstallActiveSummary>({
  platforms: ["iosxr"],
  command: COMMAND,
  read,
});

function read(lines: OutputLines): Result<InstallActiveSummary, ParseFailure> {
  const [first] = lines;
  if (!START.test(first.text.trim())) return notThisCommand(first, COMMAND);
  const draft: Draft = { packages: [], secureDomainRouters: [], versions: [], activeFixes: [] };
  let section: Section = "top";
  let wasTitled = false;
  for (const line of lines) {
    const next = takeLine(line, section, draft);
    if (next === undefined) return unexpectedLine(line, COMMAND);
    section = next;
    wasTitled ||= TITLE.test(line.text.trim());
  }
  const isEmpty = draft.packages.length === 0 && draft.versions.length === 0 && draft.label === undefined;
  const isCut = !wasTitled || (isEmpty && draft.count !== 0);
  return isCut ? cutShort(lines.at(-1) ?? first, "Active Packages") : success(draft);
}

/** Answers the section that goes on below, or undefined for a line that has no place. */
function takeLine(line: NumberedLine, section: Section, draft: Draft): Section | undefined {
  const text = line.text.trim();
  const title = TITLE.exec(text);
  if (title) {
    const count = title[1] ?? title[3];
    if (count !== undefined) draft.count = Number(count);
    if (title[2] !== undefined) draft.countWithBase = Number(title[2]);
    return "packages";
  }
  if (/^[-\s]+$/.test(text) || text === "Default Profile:" || /^Node \S{1,30} \[\S{1,30}\]/.test(text))
    return section;
  if (text === "SDRs:" || /^SDR: /.test(text)) return "routers";
  if (/^Optional Packages\s+Version$/.test(text)) return "optional";
  if (/^Mandatory Packages with Active Bugfixes\s+Version$/.test(text)) return "mandatory";
  if (/^Active Fixes \(count: \d{1,5}\):$/.test(text)) return "fixes";
  return takeItem(line, text, section, draft) ? section : undefined;
}

function takeItem(line: NumberedLine, text: string, section: Section, draft: Draft): boolean {
  if (section === "routers") return /^\S{1,64}$/.test(text) && draft.secureDomainRouters.push(text) > 0;
  const labelled = readLabelled(line);
  if (labelled?.label === "Label") draft.label = labelled.value;
  if (labelled?.label === "Software Hash") draft.softwareHash = labelled.value;
  if (labelled?.label === "Label" || labelled?.label === "Software Hash") return true;
  if (section === "fixes") {
    const fix = /^(CSC[a-z]{2}\d{5}): (\S.{0,2000})$/.exec(text);
    return (
      fix !== null &&
      draft.activeFixes.push({ defect: fix[1] as string, packages: (fix[2] as string).split(", ") }) > 0
    );
  }
  if (section === "optional" || section === "mandatory") {
    const row = /^(\S{1,120})\s+(\S{1,80})$/.exec(text);
    const isOptional = section === "optional";
    return (
      row !== null &&
      draft.versions.push({ name: row[1] as string, version: row[2] as string, isOptional }) > 0
    );
  }
  const isPackage =
    section === "packages" &&
    /^(?:\S{1,20}:)?[A-Za-z0-9][\w.+-]{3,150}(?: version=\S{1,60})?(?: \[[^\]]{1,60}\])?$/.test(text);
  return isPackage && draft.packages.push(text) > 0;
}

/**
 * `show call-home`, `show call-home detail` and `show call-home profile`: the feature's settings and its
 * profiles, as far as each of them prints them. Alert groups and schedules are passed over.
 */
import { type Result, success } from "@reroot/pki";
import { readLabelled } from "./labels.js";
import { cutShort, notThisCommand, type ParseFailure, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface CallHome {
  /** Absent where only profiles are shown. */
  readonly feature?: "enable" | "disable";
  /** By label as printed, `vrf for call-home messages`; what is not set up is left out. */
  readonly settings: Readonly<Record<string, string>>;
  readonly profiles: readonly ShownProfile[];
}

export interface ShownProfile {
  readonly name: string;
  readonly isActive: boolean;
  /** `Smart Call Home`, `Smart Licensing` */
  readonly reportingData: readonly string[];
  /** `http`, `email`, `http and email` */
  readonly transportMethod: string;
  readonly httpAddresses: readonly string[];
  readonly emailAddresses: readonly string[];
}

type Draft = { -readonly [Key in keyof ShownProfile]?: ShownProfile[Key] } & { name: string };

const COMMAND = "show call-home";
const UNSET = /^Not yet set up$/i;
const TABLE = /^(?:Alert-group|Syslog-Pattern|Keyword|Available alert groups|Snapshot command)\b/i;
const PERIODIC = /^Periodic .{1,60} message is scheduled\b/i;

export const showCallHome = defineParser<CallHome>({
  platforms: ["iosxr", "iosxe"],
  command: COMMAND,
  takesArguments: true,
  read,
});

function read(lines: OutputLines): Result<CallHome, ParseFailure> {
  const [first] = lines;
  const start = first.text.trim();
  if (!/^(?:Current call home settings:|Profile Name:)/i.test(start)) return notThisCommand(first, COMMAND);
  const settings: Record<string, string> = {};
  const drafts: Draft[] = [];
  let isInTable = false;
  let label = "";
  for (const line of lines) {
    const text = line.text.trim();
    // An address holds a colon, and is no label all the same.
    const labelled = /^[a-z]{2,8}:\/\//i.test(text) ? undefined : readLabelled(line);
    label = labelled?.label.toLowerCase() ?? label;
    const draft = drafts.at(-1);
    const isProfile = labelled?.label.toLowerCase() === "profile name";
    if (labelled && isProfile) drafts.push({ name: labelled.value });
    isInTable = !isProfile && (isInTable || TABLE.test(text));
    if (
      isProfile ||
      isInTable ||
      PERIODIC.test(text) ||
      /^(?:Current call home settings|Profiles):$/i.test(text)
    )
      continue;
    // Further addresses stand below the first, each on a line of its own.
    if (!labelled && draft && /^\S{3,1000}$/.test(text) && /^(?:http|email)\s+address/.test(label))
      takeField(draft, label, text);
    else if (!labelled) return unexpectedLine(line, COMMAND);
    else if (draft) takeField(draft, labelled.label.toLowerCase(), labelled.value);
    else if (!UNSET.test(labelled.value) && labelled.value !== "") settings[labelled.label] = labelled.value;
  }
  const feature = settings["call home feature"]?.toLowerCase();
  const profiles = drafts.map(finished);
  const broken = profiles.indexOf(undefined);
  if (broken >= 0 || (drafts.length === 0 && feature === undefined)) {
    return cutShort(lines.at(-1) ?? first, drafts.length === 0 ? "call home feature" : "Transport Method");
  }
  return success({
    ...((feature === "enable" || feature === "disable") && { feature }),
    settings,
    profiles: profiles.filter((profile) => profile !== undefined),
  });
}

function takeField(draft: Draft, label: string, value: string): void {
  const values = UNSET.test(value) || value === "" ? [] : value.split(/[,\s]+/);
  if (label === "profile status") draft.isActive = /^ACTIVE\b/i.test(value);
  else if (label === "reporting data")
    draft.reportingData = value.split(/,\s*/).filter((one) => !/^none$/i.test(one));
  else if (label === "transport method") draft.transportMethod = value;
  else if (/^http\s+address/.test(label)) draft.httpAddresses = [...(draft.httpAddresses ?? []), ...values];
  else if (/^email\s+address/.test(label))
    draft.emailAddresses = [...(draft.emailAddresses ?? []), ...values];
}

function finished({
  name,
  isActive,
  reportingData,
  transportMethod,
  ...addresses
}: Draft): ShownProfile | undefined {
  if (isActive === undefined || transportMethod === undefined) return undefined;
  const { httpAddresses = [], emailAddresses = [] } = addresses;
  return {
    name,
    isActive,
    reportingData: reportingData ?? [],
    transportMethod,
    httpAddresses,
    emailAddresses,
  };
}

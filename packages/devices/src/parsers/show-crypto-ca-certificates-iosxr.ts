/**
 * `show crypto ca certificates` of IOS XR: the certificates in trustpoints. Fields as in the trust pool's
 * listing; names may stand on a line of their own or be broken into their parts (vendor's command reference).
 */
import { type Result, success } from "@reroot/pki";
import { readDeviceTime } from "./device-time.js";
import { readLabelled } from "./labels.js";
import {
  badValue,
  cutShort,
  type NumberedLine,
  notThisCommand,
  type ParseFailure,
  type Refused,
  unexpectedLine,
} from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface CaCertificates {
  readonly certificates: readonly CaCertificate[];
}

export interface CaCertificate {
  readonly trustpoint: string;
  readonly role: "ca" | "router";
  readonly subject: string;
  readonly issuer: string;
  /** Uppercase hex without separators. */
  readonly serial: string;
  /** ISO 8601 in UTC where the device prints UTC; else its own text. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly sha1?: string;
}

type Field = "subject" | "issuer" | "serial" | "notBefore" | "notAfter" | "sha1" | "other";
type Draft = { -readonly [Key in Exclude<Field, "other">]?: string } & {
  line: NumberedLine;
  role: "ca" | "router";
};

const COMMAND = "show crypto ca certificates";
const TRUSTPOINT = /^Trustpoint\s{0,20}:\s*(\S{1,128})$/;
const HEADING = /^(?:(CAa? certificate|Trusted Certificate Chain)|(Router certificate|Certificate))$/i;
const RULE = /^[=-]{5,}$/;
const LABELS: Readonly<Record<string, Field>> = {
  "Serial Number": "serial",
  Subject: "subject",
  "Subject Name": "subject",
  "Issued By": "issuer",
  "Validity Start": "notBefore",
  "Validity End": "notAfter",
  "SHA1 Fingerprint": "sha1",
  Fingerprint: "other",
  "SHA256 Fingerprint": "other",
  "Key usage": "other",
  Status: "other",
  "CRL Distribution Point": "other",
  "Associated Trustpoint": "other",
};
const LONGEST_NAME = 4_000;
const NEEDED = ["subject", "issuer", "serial", "notBefore", "notAfter"] as const;

export const showCryptoCaCertificatesXr = defineParser<CaCertificates>({
  platforms: ["iosxr"],
  command: COMMAND,
  whenSilent: { certificates: [] },
  read,
});

function read(lines: OutputLines): Result<CaCertificates, ParseFailure> {
  if (!TRUSTPOINT.test(lines[0].text.trim())) return notThisCommand(lines[0], COMMAND);
  const certificates: CaCertificate[] = [];
  let trustpoint = "";
  let draft: Draft | undefined;
  let open: Field | undefined;
  const finish = (): Refused | undefined => {
    const missing = draft && NEEDED.find((field) => draft?.[field] === undefined);
    if (draft && missing) return cutShort(draft.line, missing);
    if (draft) certificates.push(certificateOf(trustpoint, draft));
    draft = undefined;
    return undefined;
  };
  for (const line of lines) {
    const text = line.text.trim();
    const named = TRUSTPOINT.exec(text)?.[1];
    const heading = HEADING.exec(text);
    if (named !== undefined || heading) {
      const refused = finish();
      if (refused) return refused;
      if (named !== undefined) trustpoint = named;
      else draft = { line, role: heading?.[1] === undefined ? "router" : "ca" };
      open = undefined;
    } else if (!RULE.test(text)) {
      if (!draft) return unexpectedLine(line, COMMAND);
      const taken = takeLine(line, draft, open);
      if (typeof taken === "object") return taken;
      open = taken;
    }
  }
  return finish() ?? success({ certificates });
}

/** Answers the field that may go on in the next line. */
function takeLine(line: NumberedLine, draft: Draft, open: Field | undefined): Field | Refused {
  const labelled = readLabelled(line) ?? bareLabel(line);
  // A router's name is given in parts, of which one is called as a field is: `Serial Number: 8cd96b64`.
  const isPart = open === "subject" && labelled !== undefined && isPartOfName(line, labelled.label, draft);
  const field = labelled && !isPart ? LABELS[labelled.label] : undefined;
  if (labelled && field) return labelled.value === "" ? field : take(line, field, labelled.value, draft);
  return open === undefined ? unexpectedLine(line, COMMAND) : take(line, open, line.text.trim(), draft);
}

function isPartOfName({ text }: NumberedLine, label: string, draft: Draft): boolean {
  if (/^(?:Name|IP Address)$/i.test(label)) return true;
  return label === "Serial Number" && (draft.serial !== undefined || /^\s{4}/.test(text));
}

/** `CRL Distribution Point` ends without a colon. */
function bareLabel(line: NumberedLine): { label: string; value: string } | undefined {
  const text = line.text.trim();
  return Object.hasOwn(LABELS, text) ? { label: text, value: "" } : undefined;
}

function take(line: NumberedLine, field: Field, text: string, draft: Draft): Field | Refused {
  if (field === "other") return field;
  if (field === "subject" || field === "issuer") {
    const before = draft[field];
    if ((before?.length ?? 0) > LONGEST_NAME) return badValue(line, field);
    // Parts stand on lines of their own; what begins as no part does is the rest of a name that was wrapped.
    const joint =
      before === undefined || before.endsWith(",") || !/^[A-Za-z. ]{1,30}[=:]/.test(text) ? "" : ",";
    draft[field] = `${before ?? ""}${joint}${text}`;
    return field;
  }
  if (draft[field] !== undefined) return unexpectedLine(line, `second ${field} in one certificate`);
  const value = readValue(field, text);
  if (value === undefined) return badValue(line, field);
  draft[field] = value;
  return "other";
}

function readValue(field: "serial" | "notBefore" | "notAfter" | "sha1", text: string): string | undefined {
  const hex = text.replaceAll(":", "").toUpperCase();
  if (field === "serial") return /^[0-9A-F]{1,80}$/.test(hex) ? hex : undefined;
  if (field === "sha1") return /^[0-9A-F]{40}$/.test(hex) ? hex : undefined;
  const time = readDeviceTime(text);
  return time?.local === undefined ? undefined : (time.utc ?? time.text);
}

function certificateOf(trustpoint: string, { line: _, ...draft }: Draft): CaCertificate {
  return { trustpoint, ...draft } as CaCertificate;
}

/**
 * `show crypto ca trustpool` of IOS XR: the certificates that a router believes. On a device the names
 * and the fingerprint stand on a line of their own; the field notice prints the same text in one line.
 * An entry is a label as printed, to be resolved by its fingerprint later: no certificate is seen here.
 */
import { type Result, success } from "@reroot/pki";
import { readDeviceTime } from "./device-time.js";
import { anyOf, cutBefore } from "./labels.js";
import type { NumberedLine, ParseFailure, Refused } from "./parse-failure.js";
import { badValue, cutShort, notThisCommand, unexpectedLine } from "./parse-failure.js";
import { defineParser, type OutputLines } from "./parser.js";

export interface TrustPool {
  /** In the order printed. */
  readonly entries: readonly TrustPoolEntry[];
}

export interface TrustPoolEntry {
  readonly set: "Built-In" | "Downloaded";
  /** Uppercase hex without separators. */
  readonly serial: string;
  /** As printed: RDNs in reverse, commas inside escaped. */
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601 in UTC, as the device prints its pool; should a device print another zone, its own text. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Uppercase hex. */
  readonly sha1: string;
}

type Field = keyof TrustPoolEntry;
type Draft = { -readonly [Key in Field]?: string };

const COMMAND = "show crypto ca trustpool";
/** `other`: releases print more of a certificate than the notice's sample; it is passed over. */
const LABELS: Readonly<Record<string, Field | "other">> = {
  Trustpool: "set",
  "Serial Number": "serial",
  Subject: "subject",
  "Issued By": "issuer",
  "Validity Start": "notBefore",
  "Validity End": "notAfter",
  "SHA1 Fingerprint": "sha1",
  "SHA256 Fingerprint": "other",
  "SHA2 Fingerprint": "other",
  "MD5 Fingerprint": "other",
  "Key usage": "other",
  "Key Usage": "other",
  Status: "other",
  "Signature Algorithm": "other",
  "Public Key": "other",
  "Public Key Type": "other",
  "CRL Distribution Point": "other",
  "CRL Distribution Points": "other",
};
const FIELDS: readonly Field[] = ["set", "serial", "subject", "issuer", "notBefore", "notAfter", "sha1"];
const LABEL = new RegExp(`^(${Object.keys(LABELS).join("|")})\\s{0,20}:(?=\\s|$)\\s*`);
const PIECES = anyOf(Object.keys(LABELS), "\\s{0,20}:(?=\\s|$)");
const HEADINGS = anyOf(["CA certificate", "====="], "");
const HAS_HEADING = /CA certificate|=====/;
// A narrow terminal wraps long names: a name that fills its line may go on, where it stopped, on the next.
const SHORTEST_WRAPPED_NAME = 60;
const RULE = /^={5,}$/;

export const showTrustPoolXr = defineParser<TrustPool>({ platforms: ["iosxr"], command: COMMAND, read });

function read(lines: OutputLines): Result<TrustPool, ParseFailure> {
  const entries: TrustPoolEntry[] = [];
  const pieces = lines.flatMap(cutPieces);
  if (!pieces[0] || fieldOf(pieces[0])?.field !== "set") return notThisCommand(lines[0], COMMAND);
  let draft: Draft | undefined;
  let open: Field | "other" | undefined;
  for (const piece of pieces) {
    const found = fieldOf(piece);
    if (found?.field === "set") {
      const missing = draft && FIELDS.find((field) => draft?.[field] === undefined);
      if (missing) return unexpectedLine(piece, `trust pool entry without ${missing}`);
      if (draft) entries.push(draft as unknown as TrustPoolEntry);
      draft = {};
    }
    const taken = takePiece(piece, found, draft as Draft, open);
    if (typeof taken === "object") return taken;
    open = taken === "" ? undefined : taken;
  }
  const last = pieces.at(-1) as NumberedLine;
  const missing = FIELDS.find((field) => draft?.[field] === undefined);
  if (missing) return cutShort(last, missing);
  return success({ entries: [...entries, draft as unknown as TrustPoolEntry] });
}

/** Every label, heading and rule begins a piece of its own, so that one line or many read alike. */
function cutPieces(line: NumberedLine): NumberedLine[] {
  const pieces = line.text.includes(":") ? cutBefore(line, PIECES) : [line];
  return HAS_HEADING.test(line.text) ? pieces.flatMap((piece) => cutBefore(piece, HEADINGS)) : pieces;
}

function fieldOf(piece: NumberedLine): { field: Field | "other"; value: string } | undefined {
  const label = LABEL.exec(piece.text);
  const field = label ? LABELS[label[1] as string] : undefined;
  return label && field ? { field, value: piece.text.slice(label[0].length).trim() } : undefined;
}

/** Answers the field whose value may go on in the next piece, or "" where none may. */
function takePiece(
  piece: NumberedLine,
  found: { field: Field | "other"; value: string } | undefined,
  draft: Draft,
  open: Field | "other" | undefined,
): Field | "other" | "" | Refused {
  if (found?.field === "other") return "other";
  if (found) {
    if (draft[found.field] !== undefined) return unexpectedLine(piece, `second ${found.field} in one entry`);
    if (found.value === "") return found.field;
    return takeValue(piece, found.field, found.value, draft);
  }
  const text = piece.text.trim();
  if (RULE.test(text) || /^CA certificate$/i.test(text))
    return open && open !== "other" ? badValue(piece, open) : "";
  // This label may stand without its colon.
  if (open === "other" || /^CRL Distribution Points?$/i.test(text)) return "other";
  if (!open) return unexpectedLine(piece, "trust pool entry");
  return takeValue(piece, open, text, draft);
}

function takeValue(piece: NumberedLine, field: Field, text: string, draft: Draft): Field | "" | Refused {
  if (field === "subject" || field === "issuer") {
    draft[field] = (draft[field] ?? "") + text;
    return text.length >= SHORTEST_WRAPPED_NAME ? field : "";
  }
  const value = readValue(field, text);
  if (value === undefined) return badValue(piece, field);
  draft[field] = value;
  return "";
}

function readValue(field: Field, text: string): string | undefined {
  if (field === "set") return text === "Built-In" || text === "Downloaded" ? text : undefined;
  const hex = text.replace(/[: ]/g, "").toUpperCase();
  if (field === "serial") return /^(?:[0-9A-F]{2}){1,40}$/.test(hex) ? hex : undefined;
  if (field === "sha1") return /^[0-9A-F]{40}$/.test(hex) ? hex : undefined;
  const time = readDeviceTime(text);
  return time?.local === undefined ? undefined : (time.utc ?? time.text);
}

/**
 * A device from what an inventory says about it, whatever its format: each field a text with its key and
 * its place. Needed fields must be readable; what is only useful is ignored, with a note, when it is not.
 */
import { DEFAULT_SSH_PORT, type InventoryDevice } from "./inventory.js";
import { osName } from "./os-name.js";
import type { ReadingNotes } from "./reading-notes.js";
import type { Place } from "./understood-inventory.js";

/** A value as it stands in a file. Encrypted and structured values have no text. */
export interface Said {
  readonly key: string;
  readonly place: Place;
  readonly kind: "text" | "encrypted" | "structure";
  /** Empty unless `kind` is `text`. */
  readonly text: string;
}

export interface DeviceFields {
  readonly name: string;
  readonly place: Place;
  readonly host?: Said | undefined;
  readonly port?: Said | undefined;
  readonly username?: Said | undefined;
  readonly site?: Said | undefined;
  readonly os?: Said | undefined;
  readonly groups: readonly string[];
}

export interface FoundDevice {
  readonly device: InventoryDevice;
  readonly place: Place;
}

export function deviceFrom(fields: DeviceFields, notes: ReadingNotes): FoundDevice | undefined {
  const { name, place, groups } = fields;
  // Where the name is the address as well, it must be one.
  if (fields.host === undefined ? !isWord(name) : !isLabel(name)) {
    const expected = "a name without blanks, of at most 253 characters";
    notes.fail({ code: "inventory/bad-value", place, key: "name", expected });
    return undefined;
  }
  const host = needed(fields.host, isWord, "a host name or address", notes) ?? name;
  const port = needed(fields.port, isPort, "a port number from 1 to 65535", notes);
  const username = usable(fields.username, isWord, "a user name without blanks", notes);
  const site = useful(fields.site, notes);
  const os = usable(fields.os, isLabel, "the name of an operating system", notes);
  const device: InventoryDevice = {
    name,
    host,
    port: port === undefined ? DEFAULT_SSH_PORT : Number(port),
    groups,
    ...(username !== undefined && { username }),
    ...(site !== undefined && { site }),
    ...(os !== undefined && { os: osName(os) }),
  };
  return { device, place };
}

/** Without blanks and control characters, and no longer than a DNS name may be (RFC 1035, section 2.3.4). */
export function isWord(text: string): boolean {
  return /^[^\s\p{Cc}]{1,253}$/u.test(text);
}

export function isLabel(text: string): boolean {
  return /^[^\p{Cc}]{1,253}$/u.test(text);
}

export function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

/** Without the address or the port another device would be reached: what cannot be read is refused. */
function needed(
  said: Said | undefined,
  holds: (text: string) => boolean,
  expected: string,
  notes: ReadingNotes,
): string | undefined {
  if (said?.kind === "encrypted") {
    notes.fail({ code: "inventory/encrypted", place: said.place, key: said.key });
    return undefined;
  }
  return usable(said, holds, expected, notes);
}

/** An encrypted user name can be given in another way: it is passed over. */
function usable(
  said: Said | undefined,
  holds: (text: string) => boolean,
  expected: string,
  notes: ReadingNotes,
): string | undefined {
  if (said === undefined) return undefined;
  const { key, place, kind, text } = said;
  if (kind === "encrypted") notes.ignore("encrypted", key, place);
  else if (isTemplate(text)) notes.fail({ code: "inventory/template", place, key });
  else if (kind === "text" && holds(text)) return text;
  else notes.fail({ code: "inventory/bad-value", place, key, expected });
  return undefined;
}

function useful(said: Said | undefined, notes: ReadingNotes): string | undefined {
  if (said === undefined) return undefined;
  const { key, place, kind, text } = said;
  if (kind === "text" && isLabel(text) && !isTemplate(text)) return text;
  notes.ignore(kind === "encrypted" ? "encrypted" : "not-a-text", key, place);
  return undefined;
}

function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%");
}

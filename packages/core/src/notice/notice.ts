/**
 * A field notice as data: what the vendor announced, in the terms that the rest of Reroot decides on.
 *
 * One schema is the single description of the format (docs/notice-format.md is its prose); the types are
 * derived from it. It is general over vendors' products: one notice may name several products, each with
 * its own releases and fixes, and several endpoints, each with its own date.
 *
 * Two conventions hold everywhere:
 * - `null` says "the notice does not say". A key is never left out, so that not knowing is a statement.
 * - An empty list says "the notice says that there are none".
 *
 * Does not know: devices, evidence, verdicts, where the certificate files lie on disk.
 */
import { z } from "zod";
import { sha1, sha256 } from "./fingerprint-fields.js";

const object = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).readonly();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

/** Format of `notice.yaml` that this version reads and writes. */
export const NOTICE_FORMAT_VERSION = 1;

const line = z.string().trim().min(1);

/** A day without a time, `YYYY-MM-DD`; the notice gives no time zone: read as UTC. */
const day = z.iso.date();
/** A moment in UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
const moment = z.iso.datetime({ offset: false });

const other = z.templateLiteral(["other:", z.string().regex(/^[a-z0-9][a-z0-9-]*$/)]);

/** An operating system for which Reroot may have a dialect; `other:<name>` for any that it has not. */
const platform = z.union([z.enum(["iosxr", "iosxe", "ios", "nxos", "asa"]), other]);

/** What a user of the device knows by name, whatever its transport. */
const serviceFamily = z.union([z.enum(["smart-licensing", "smart-call-home"]), other]);

/** One way for a device to reach the vendor: what a verdict is about. */
const service = z.union([
  z.enum([
    "smart-licensing-callhome",
    "smart-licensing-smart-transport",
    "smart-licensing-on-prem",
    "smart-call-home",
  ]),
  other,
]);

const revision = object({ version: line, publishedOn: day, comment: line.nullable() });

/** One row of the table of affected releases: an exact list, never a range. */
const affectedReleases = object({
  train: line.nullable(),
  releases: list(line),
  comment: line.nullable(),
});

/** A release that holds the fix; `orLater` when the notice says "or later". */
const fixedRelease = object({ release: line, orLater: z.boolean() });

const product = object({
  osType: line.nullable(),
  name: line,
  platform: platform.nullable(),
  affected: list(affectedReleases),
  /** null: the notice names no fixed release, and does not say that there is none. */
  fixedReleases: list(fixedRelease).nullable(),
  comment: line.nullable(),
});

const defect = object({ id: line, headline: line.nullable() });

/** Certificates issued before `endsOn` stay valid until the first of `earlierCertificatesEndBy` happens. */
const issuance = object({
  endsOn: day,
  reason: line.nullable(),
  earlierCertificatesEndBy: list(z.enum(["expiry", "removal-from-servers"])),
  /** Whose certificates can no longer be renewed. */
  concerns: list(z.enum(["devices", "cloud-servers", "third-party-services"])),
});

const affectedService = object({ family: serviceFamily, name: line, symptom: line.nullable() });

/** A server that changes its chain. The date is no-later-than: it may change earlier. */
const endpoint = object({
  id: line,
  host: line,
  port: z.int().min(1).max(65535),
  cutoverNoLaterThan: day.nullable(),
  /** null: the notice does not say which service uses this endpoint. */
  services: list(service).nullable(),
  urls: list(object({ service, url: z.url() })),
  /** Where `services` and `urls` come from, when the notice leaves them blank. */
  source: line.nullable(),
});

/** A root certificate. `sha256` identifies it; `sha1` is the label that devices print. */
const rootShape = {
  commonName: line,
  /** RDNs in the order that IOS XR prints, commas inside a value escaped by a backslash. */
  subject: line,
  /** Upper-case hexadecimal, no colons. */
  serial: z.string().regex(/^[0-9A-F]{2,40}$/, "a serial number: upper-case hexadecimal digits, no colons"),
  notBefore: moment,
  notAfter: moment,
  sha1,
  sha256,
  /** The trust pool section in which the notice's sample output shows it. */
  listedAs: z.enum(["Built-In", "Downloaded"]).nullable(),
  /** PEM file, relative to the notice's folder. */
  file: line.nullable(),
  /** The certificate itself, once it has been read (see attach-certificates.ts) or given by an overlay. */
  pem: z.string().nullable(),
};
const root = object(rootShape);

/** Old roots exist that have no common name. */
const otherRoot = object({ ...rootShape, commonName: line.nullable() });

/** A root under which a bundle's signer must chain. */
const signerRoot = object({
  name: line,
  sha256,
  sha1: sha1.nullable(),
  file: line.nullable(),
  pem: z.string().nullable(),
});

/** A log message, matched by its structure: `%CATEGORY-FACILITY-SEVERITY-MNEMONIC`. */
const syslogSymptom = object({
  id: line,
  category: line,
  facility: line,
  severity: z.int().min(0).max(7),
  mnemonic: line,
  process: line.nullable(),
  /** The text after the signature, exactly as in the notice. */
  text: line,
  /** The whole line, exactly as in the notice. */
  sample: line,
  /** What has happened; a message never says why (`verification-failed` has more causes than a missing root). */
  shows: z.enum(["no-communication", "registration-failed", "verification-failed", "download-failed"]),
  /** The sentence with which the notice introduces it. */
  context: line.nullable(),
  /** The heading under which the notice lists it: other services may log it too. */
  listedUnder: list(serviceFamily),
});

/** A field in a command's output: `seen` in the notice's sample, or only announced as `possible`. */
const showSymptom = object({
  id: line,
  command: line,
  section: line,
  field: line,
  value: line,
  certainty: z.enum(["seen", "possible"]),
  context: line.nullable(),
  families: list(serviceFamily),
});

/** A way of licensing that the change does not touch. It exempts the named families only. */
const exemption = object({
  id: z.union([z.enum(["permanent-license-reservation", "specific-license-reservation", "on-prem"]), other]),
  abbreviation: line.nullable(),
  exemptsFrom: list(serviceFamily),
});

/** Features keep working up to `days` after the last successful secure connection. */
const continuation = object({
  families: list(serviceFamily),
  days: z.int().positive(),
  since: z.literal("last-successful-secure-connection"),
});

/** A command exactly as the notice prints it; `<...>` marks what the operator fills in. */
const command = object({ mode: z.enum(["exec", "configuration"]), text: line });

const precondition = object({
  id: z.union([
    z.enum([
      "device-resolves-name",
      "device-reaches-bundle-url",
      "bundle-hosted-locally",
      "bundle-copied-to-device",
      "bundle-vendor-signed",
    ]),
    other,
  ]),
  statement: line,
});

/** One way to mend it. A notice lists its remedies in the order in which it offers them. */
const remedy = object({
  id: z.union([
    z.enum(["import-from-default-url", "import-from-mirror", "import-from-file", "upgrade"]),
    other,
  ]),
  title: line,
  platforms: list(platform),
  commands: list(command),
  /** Shows what the remedy has set; null when the notice names no such command. */
  checkCommand: line.nullable(),
  bundleUrl: z.url().nullable(),
  preconditions: list(precondition),
  /** When the notice says to use this one. */
  when: line.nullable(),
});

const renewal = object({ command, families: list(serviceFamily) });

/** What must be seen before anyone may say that it worked. */
const proofCheck = z.discriminatedUnion("kind", [
  object({ kind: z.literal("required-root-in-trust-pool"), command: line }),
  object({
    kind: z.literal("field-reads"),
    command: line,
    section: line,
    field: line,
    value: line,
    /** The field's time must be later than the remedy, on the device's own clock. */
    laterThanRemedy: z.boolean(),
    families: list(serviceFamily),
  }),
]);

const reference = object({ title: line, url: z.url().nullable() });

export const fieldNoticeSchema = object({
  formatVersion: z.literal(NOTICE_FORMAT_VERSION),
  /** Lower case, as in the folder name: `fn72290`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens, such as fn72290"),
  /** The title of the vendor's page; the published text does not always carry it. */
  title: line.nullable(),
  headline: line,
  url: z.url().nullable(),
  direction: z.enum(["root-added", "root-removed", "usage-ended"]),
  recommendation: line.nullable(),
  revisions: list(revision).refine((revisions) => revisions.length > 0, "at least one revision"),
  products: list(product).refine((products) => products.length > 0, "at least one product"),
  defects: list(defect),
  issuance: issuance.nullable(),
  affectedServices: list(affectedService),
  endpoints: list(endpoint),
  retiredRoots: list(root),
  requiredRoots: list(root),
  /** Roots that the notice's sample output lists besides. */
  otherRoots: list(otherRoot),
  signerRoots: list(signerRoot),
  symptoms: object({ syslog: list(syslogSymptom), show: list(showSymptom) }),
  exemptions: list(exemption),
  continuation: continuation.nullable(),
  remedies: list(remedy),
  renewal: renewal.nullable(),
  proof: list(proofCheck),
  references: list(reference),
});

/** Everything that `notice.yaml` holds. */
export type NoticeFile = z.infer<typeof fieldNoticeSchema>;

/** Set when lab stand-ins replace a notice's roots (see overlay.ts): production commands refuse such a notice. */
export type LabMark = { readonly name: string; readonly baseNotice: string };

export type FieldNotice = NoticeFile & { readonly lab: LabMark | null };
export type NoticeDirection = FieldNotice["direction"];
export type NoticeRevision = z.infer<typeof revision>;
export type AffectedProduct = z.infer<typeof product>;
export type AffectedReleases = z.infer<typeof affectedReleases>;
export type FixedRelease = z.infer<typeof fixedRelease>;
export type NoticeDefect = z.infer<typeof defect>;
export type NoticeEndpoint = z.infer<typeof endpoint>;
export type NoticeRoot = z.infer<typeof root>;
export type OtherRoot = z.infer<typeof otherRoot>;
export type SignerRoot = z.infer<typeof signerRoot>;
export type SyslogSymptom = z.infer<typeof syslogSymptom>;
export type ShowSymptom = z.infer<typeof showSymptom>;
export type NoticeExemption = z.infer<typeof exemption>;
export type NoticeContinuation = z.infer<typeof continuation>;
export type NoticeCommand = z.infer<typeof command>;
export type Precondition = z.infer<typeof precondition>;
export type Remedy = z.infer<typeof remedy>;
export type RemedyId = Remedy["id"];
export type ProofCheck = z.infer<typeof proofCheck>;
export type ServiceId = z.infer<typeof service>;
export type ServiceFamily = z.infer<typeof serviceFamily>;
export type PlatformId = z.infer<typeof platform>;

/**
 * Public root certificates that ship with the package, as a catalogue for recognising what a device printed:
 * named editions of Mozilla's list, never the list of the running Node, which changes with its version. To be
 * in this list is no reason for trust: what a device trusts stands in its own pool.
 */
import { type Certificate, readCertificate } from "../x509/certificate.js";

export interface PublicRoots {
  readonly editions: readonly RootsEdition[];
  readonly certificates: readonly Certificate[];
}

export interface RootsEdition {
  /** Such as `mozilla-2.60`. */
  readonly id: string;
  /** What it was taken from. */
  readonly title: string;
  /** Date of that, `YYYY-MM-DD`. */
  readonly date: string;
}

let loaded: Promise<PublicRoots> | undefined;

/** Loads the list on first use; the 250 KB of data are not read before. */
export function publicRoots(): Promise<PublicRoots> {
  loaded ??= import("./mozilla-roots.js").then(({ MOZILLA_EDITIONS, MOZILLA_ROOTS }) => ({
    editions: MOZILLA_EDITIONS,
    certificates: MOZILLA_ROOTS.map(([, base64]) => readRoot(base64)),
  }));
  return loaded;
}

function readRoot(base64: string): Certificate {
  const read = readCertificate(new Uint8Array(Buffer.from(base64, "base64")));
  if (!read.ok)
    throw new Error(`the list of public roots that ships with this package is damaged: ${read.failure.code}`);
  return read.value;
}

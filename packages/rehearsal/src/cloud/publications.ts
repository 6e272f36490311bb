/**
 * What the bundle server publishes: three bundles (core, intersect, union), each at its old and its current path, signed
 * under the old or the new signer root, in the condition that a scenario asks for; and a change feed for each.
 */
import { signBundle, signBytes } from "../certificates/bundle.js";
import { type EmulatedCertificate, nameText } from "../certificates/certificate.js";
import type { BundleSigner, ThrowAwayCa } from "../certificates/throw-away-ca.js";
import type { BundleSpec } from "../options.js";
import type { BundleKind, BundleLocation, BundleScenario, BundleSignerChoice } from "./bundle-choices.js";

export interface PublicationParts {
  readonly bundle: BundleSpec;
  /** The pool inside each bundle. */
  readonly contents: Readonly<Record<BundleKind, readonly EmulatedCertificate[]>>;
  readonly ca: ThrowAwayCa;
}

/** What stands at a path. */
export type Published =
  | { readonly what: "bundle"; readonly kind: BundleKind; readonly location: BundleLocation }
  | { readonly what: "feed"; readonly kind: BundleKind };

export class Publications {
  /** Every path, for example `/security/pki/trs/current/ios_core/ios_core.p7b`. */
  readonly paths: ReadonlyMap<string, Published>;
  /** Which signer root each location's bundles lead up to. */
  readonly signers: Record<BundleLocation, BundleSignerChoice>;
  readonly #parts: PublicationParts;
  readonly #built = new Map<string, Uint8Array | undefined>();
  readonly #mirrored: ReadonlyMap<string, Published>;

  constructor(parts: PublicationParts) {
    this.#parts = parts;
    this.paths = pathsOf(new URL(parts.bundle.url).pathname);
    this.#mirrored = new Map(
      (parts.bundle.mirrors ?? []).map((url) => [
        new URL(url).pathname,
        { what: "bundle", kind: "intersect", location: "old" },
      ]),
    );
    this.signers = { old: "old", current: "old", ...parts.bundle.signers };
  }

  /** What a path leads to; one of a mirror to the intersect bundle at its old place. */
  at(path: string): Published | undefined {
    return this.paths.get(path) ?? this.#mirrored.get(path);
  }

  /** The file of a scenario; undefined where there is none. */
  bytes(kind: BundleKind, location: BundleLocation, scenario: BundleScenario): Uint8Array | undefined {
    const signer = this.signers[location];
    const key = `${kind} ${signer} ${scenario}`;
    if (!this.#built.has(key)) this.#built.set(key, this.#build(kind, signer, scenario));
    return this.#built.get(key);
  }

  /** The change feed: RSS 2.0 whose item carries the changes as JSON. */
  feed(kind: BundleKind): string {
    const { bundle } = this.#parts;
    const title = bundleName(bundle.name, kind);
    return [
      `<?xml version="1.0" encoding="UTF-8"?>`,
      `<rss version="2.0"><channel>`,
      `<title>${escaped(title)}</title>`,
      `<link>${escaped(bundle.url)}</link>`,
      `<description>${escaped(`Changes of ${title}`)}</description>`,
      `<item>`,
      `<title>${escaped(`Version ${bundle.version}`)}</title>`,
      `<guid isPermaLink="false">${escaped(`${kind}-${bundle.version}`)}</guid>`,
      `<pubDate>${bundle.signedAt.toUTCString()}</pubDate>`,
      `<description>${escaped(JSON.stringify(this.changes(kind)))}</description>`,
      `</item>`,
      `</channel></rss>`,
      "",
    ].join("\n");
  }

  /** What a version changed: the required root came, where the bundle has it, and the retired one is to go. */
  changes(kind: BundleKind) {
    const { bundle, contents, ca } = this.#parts;
    const { required, retired } = ca.standIns;
    const named = ({ sha256, subject }: EmulatedCertificate) => ({
      certSha256: sha256,
      certSubjectDn: nameText(subject),
    });
    const held = (sha256: string) => contents[kind].filter((one) => one.sha256 === sha256).map(named);
    return {
      currentVersion: bundle.version,
      prevVersion: versionBefore(bundle.version),
      additions: held(required.calendar.sha256),
      deletions: [],
      markedForRemoval: held(retired.calendar.sha256),
      newlyMarkedForRemoval: held(retired.calendar.sha256),
    };
  }

  #build(kind: BundleKind, choice: BundleSignerChoice, scenario: BundleScenario): Uint8Array | undefined {
    const { ca, bundle } = this.#parts;
    const certificates = this.#parts.contents[kind];
    const signer = choice === "old" ? ca.bundleSigner : ca.signerUnder("new-signer");
    const signed = (by: BundleSigner, pool: readonly EmulatedCertificate[]) =>
      signBundle({ ...bundle, name: bundleName(bundle.name, kind), certificates: pool }, by);
    const good = () => signed(signer, certificates);
    const required = ca.standIns.required.calendar.sha256;
    switch (scenario) {
      case "good":
        return good();
      case "tampered":
        return tampered(good());
      case "without-required-root":
        return signed(
          signer,
          certificates.filter(({ sha256 }) => sha256 !== required),
        );
      case "customer-signed":
        return signed(ca.signerUnder("customer"), certificates);
      case "truncated":
        return good().subarray(0, good().length - 200);
      case "wrong-content":
        return signBytes(
          Buffer.from(WRONG_CONTENT),
          { ...bundle, name: bundleName(bundle.name, kind) },
          signer,
        );
      case "web-page":
        return Buffer.from(WEB_PAGE);
      case "empty":
        return signed(signer, []);
      case "not-found":
        return undefined;
    }
  }
}

/** Signed by whom a router trusts, and no pool. */
const WRONG_CONTENT = "This is not a pool of certificates.\n";

/** What a portal or a proxy answers in the place of a file, with status 200. */
const WEB_PAGE =
  "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Sign in to go on (LAB).</p></body></html>\n";

/** The URL's own file is the intersect bundle; its neighbours are named after it, as the vendor's are. */
function pathsOf(intersect: string): Map<string, Published> {
  const folder = intersect.slice(0, intersect.lastIndexOf("/") + 1);
  const file = intersect.slice(folder.length);
  const [, stem = file, ending = ""] = /^(.*?)(\.[^.]*)?$/.exec(file) ?? [];
  const names = { core: `${stem}_core`, intersect: stem, union: `${stem}_union` };
  const paths = new Map<string, Published>();
  for (const [key, name] of Object.entries(names)) {
    const kind = key as BundleKind;
    paths.set(`${folder}${name}${ending}`, { what: "bundle", kind, location: "old" });
    const current = `${folder}current/${name}/`;
    paths.set(`${current}${name}${ending}`, { what: "bundle", kind, location: "current" });
    paths.set(`${current}rss.xml`, { what: "feed", kind });
  }
  return paths;
}

function bundleName(intersect: string, kind: BundleKind): string {
  return kind === "intersect" ? intersect : `${intersect} (${kind})`;
}

function versionBefore(version: string): string {
  return /^\d+$/.test(version) ? String(Math.max(0, Number(version) - 1)) : `before ${version}`;
}

/** One bit of a certificate inside the signed content, turned over. */
function tampered(bundle: Uint8Array): Uint8Array {
  const changed = Buffer.from(bundle);
  changed[Math.floor(changed.length / 4)]! ^= 0x01;
  return changed;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

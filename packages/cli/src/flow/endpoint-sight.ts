/** What was seen at a server, in the terms of a notice: its chain, and which of the notice's roots it leads to. */
import type { FieldNotice } from "@reroot/core";
import {
  type Certificate,
  type CertificateRow,
  iosXrPlatform,
  readCertificate,
  validatePath,
} from "@reroot/pki";
import type { LookedAt } from "./look-at-endpoint.js";
import { soughtRoot } from "./notice-certificates.js";

export interface Sighting extends LookedAt {
  /** As the user named the server. */
  readonly name: string;
  /** Asked for, and the name that its certificate must be made out to. */
  readonly serverName: string;
  readonly at: Date;
  readonly notice: FieldNotice;
}

export interface Sight extends Sighting {
  /** A row for each certificate, in the server's order. */
  readonly rows: readonly ServedRow[];
  /** The server's certificate and what came with it that can be read; undefined where the former cannot. */
  readonly path: readonly [Certificate, ...Certificate[]] | undefined;
  readonly leadsTo: readonly NoticeRootAbove[];
}

/** A row and the bytes that it was read from. */
export interface ServedRow {
  readonly der: Uint8Array;
  readonly row: CertificateRow;
}

export interface NoticeRootAbove {
  readonly role: "retired" | "required";
  readonly commonName: string;
  readonly sha256: string;
}

export function sightOf(sighting: Sighting): Sight {
  const rows = sighting.chain.map((der, index): ServedRow => ({ der, row: rowOf(der, index) }));
  const [first, ...rest] = rows.map(({ row }) => row);
  const others = rest.flatMap((row) => (row.kind === "certificate" ? [row.certificate] : []));
  const path = first?.kind === "certificate" ? ([first.certificate, ...others] as const) : undefined;
  return { ...sighting, rows, path, leadsTo: path ? rootsAbove(path, sighting.notice) : [] };
}

function rowOf(der: Uint8Array, index: number): CertificateRow {
  const read = readCertificate(der);
  const where = { index };
  if (read.ok) return { kind: "certificate", certificate: read.value, where };
  return { kind: "defective", failure: read.failure, where };
}

/**
 * Asked for the first moment of the server's certificate, when everything above it was valid: an expired
 * chain still leads somewhere. The name is not asked for, because a wrong one changes nothing about the root.
 */
function rootsAbove(
  [target, ...intermediates]: readonly [Certificate, ...Certificate[]],
  { retiredRoots, requiredRoots }: FieldNotice,
): readonly NoticeRootAbove[] {
  const request = {
    target,
    intermediates,
    at: target.notBefore,
    purpose: "any",
    platform: iosXrPlatform,
  } as const;
  const roots = [
    ...retiredRoots.map((root) => ({ ...root, role: "retired" as const })),
    ...requiredRoots.map((root) => ({ ...root, role: "required" as const })),
  ];
  return roots.flatMap((root) => {
    const { certificate } = soughtRoot(root);
    if (!certificate || !validatePath({ ...request, anchors: [certificate] }).ok) return [];
    const { role, commonName, sha256 } = root;
    return [{ role, commonName, sha256 }];
  });
}

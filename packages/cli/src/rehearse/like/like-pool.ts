/**
 * A trust pool like a device's: what plays a role in the notice is there as the lab's stand-in, beside the real
 * certificate where that is at hand; the rest as far as it is at hand.
 */
import type { FieldNotice, PoolLabel } from "@reroot/core";
import { type Catalogue, parseSha1 } from "@reroot/pki";
import type { CertificateRef, StandInRole } from "@reroot/rehearsal";
import type { Tell } from "./unlike.js";

export interface LikePool {
  readonly builtIn: readonly CertificateRef[];
  readonly downloaded: readonly CertificateRef[];
  /** PEM by the key that the refs use. */
  readonly real: Readonly<Record<string, string>>;
}

export function likePool(
  labels: readonly PoolLabel[],
  notice: FieldNotice,
  catalogue: Catalogue,
  tell: Tell,
): LikePool {
  const real: Record<string, string> = {};
  let strangers = 0;
  const refsOf = (label: PoolLabel): readonly CertificateRef[] => {
    const role = roleOf(label, notice);
    const standIn: readonly CertificateRef[] = role ? [{ standIn: role }] : [];
    const sha1 = parseSha1(label.sha1);
    const certificate = sha1.ok ? catalogue.bySha1(sha1.value) : undefined;
    if (!certificate) {
      if (!role) strangers++;
      return standIn;
    }
    real[certificate.sha256] = pemOf(certificate.der);
    return [{ real: certificate.sha256 }, ...standIn];
  };
  const setOf = (set: PoolLabel["set"]) => labels.filter((label) => label.set === set).flatMap(refsOf);
  const pool = { builtIn: setOf("Built-In"), downloaded: setOf("Downloaded"), real };
  if (strangers > 0) tell({ kind: "certificates-not-at-hand", count: strangers });
  return pool;
}

/** By fingerprint; an earlier lab's stand-in, of which the key is gone, by its name. */
function roleOf({ sha1, subject }: PoolLabel, notice: FieldNotice): StandInRole | undefined {
  const name = subject.replace(/ \(LAB [0-9a-f]{4}\)/i, "");
  const isLabs = name !== subject;
  const is = (root: { readonly sha1?: string | null; readonly subject?: string | null }) =>
    isLabs ? root.subject === name : root.sha1 === sha1;
  if (notice.requiredRoots.some(is)) return "required";
  if (notice.retiredRoots.some(is)) return "retired";
  const signers = new Set(notice.signerRoots.map(({ sha256 }) => sha256));
  return notice.otherRoots.some((root) => is(root) && signers.has(root.sha256)) ? "signer" : undefined;
}

export function pemOf(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

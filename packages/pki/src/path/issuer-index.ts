/** Finds who may have issued a certificate: by name, the likeliest first. */
import { sameBytes } from "../der/hex.js";
import type { Certificate } from "../x509/certificate.js";
import { type DistinguishedName, nameKey } from "../x509/name.js";

export interface Candidate {
  readonly certificate: Certificate;
  readonly role: "intermediate" | "anchor";
  /** The first certificate given with this name and key: signatures checked with it hold for all of them. */
  readonly keyHolder: Certificate;
}

export class IssuerIndex {
  readonly #bySubject = new Map<string, Candidate[]>();

  /** A certificate that is given in both lists is an anchor. */
  constructor(anchors: readonly Certificate[], intermediates: readonly Certificate[]) {
    for (const certificate of anchors) this.#add(certificate, "anchor");
    for (const certificate of intermediates) this.#add(certificate, "intermediate");
  }

  /** Members of the pool first, then by key identifier, then by date. */
  issuersOf(child: Certificate, at: Date): readonly Candidate[] {
    const candidates = this.#namesakes(child.issuer);
    if (candidates.length < 2) return candidates;
    return candidates
      .map((candidate) => ({ candidate, score: score(candidate, child, at) }))
      .sort((a, b) => b.score - a.score)
      .map(({ candidate }) => candidate);
  }

  /** Whether a member of the pool has the name of this certificate's issuer. */
  mayBeBelowAnchor(certificate: Certificate): boolean {
    return this.#namesakes(certificate.issuer)[0]?.role === "anchor";
  }

  /** Whether this very certificate is a member of the pool. */
  holdsAnchor(certificate: Certificate): boolean {
    const namesakes = this.#namesakes(certificate.subject);
    return namesakes.some((other) => other.role === "anchor" && isSame(other.certificate, certificate));
  }

  /** All certificates with this subject. */
  named(subject: DistinguishedName): readonly Certificate[] {
    return this.#namesakes(subject).map(({ certificate }) => certificate);
  }

  #namesakes(name: DistinguishedName): Candidate[] {
    return this.#bySubject.get(nameKey(name)) ?? [];
  }

  /** Anchors are added first, and so come first among namesakes. */
  #add(certificate: Certificate, role: Candidate["role"]): void {
    const namesakes = this.#namesakes(certificate.subject);
    if (namesakes.length === 0) this.#bySubject.set(nameKey(certificate.subject), namesakes);
    const known = namesakes.slice(0, comparedWith);
    if (known.some((other) => isSame(other.certificate, certificate))) return;
    const sameKey = known.find((other) =>
      sameBytes(other.certificate.publicKey.der, certificate.publicKey.der),
    );
    namesakes.push({ certificate, role, keyHolder: sameKey?.keyHolder ?? certificate });
  }
}

/** Namesakes among which repetitions are looked for; beyond, that costs more than meeting them. */
const comparedWith = 128;

/**
 * Whether the identifiers of the keys say that this is not the issuer (RFC 5280 4.2.1.1). They are hints for
 * choosing between candidates, not proof.
 */
export function keyIdentifiersDiffer(child: Certificate, issuer: Certificate): boolean {
  const wanted = child.extensions.authorityKeyIdentifier?.keyIdentifier;
  const offered = issuer.extensions.subjectKeyIdentifier;
  return wanted !== undefined && offered !== undefined && wanted !== offered;
}

function isSame(a: Certificate, b: Certificate): boolean {
  return a === b || sameBytes(a.der, b.der);
}

function score({ certificate, role }: Candidate, child: Certificate, at: Date): number {
  const keyScore = keyIdentifiersDiffer(child, certificate) ? 0 : 4;
  const moment = at.getTime();
  const isCurrent = certificate.notBefore.getTime() <= moment && moment <= certificate.notAfter.getTime();
  return keyScore + (role === "anchor" ? 2 : 0) + (isCurrent ? 1 : 0);
}

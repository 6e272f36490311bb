/** Finds certificates by reference: stand-ins of this lab, or real ones that its caller handed in by key. */

import { certificateFromPem, type EmulatedCertificate } from "./certificate.js";
import type { CertificateRef } from "./roles.js";
import type { ThrowAwayCa } from "./throw-away-ca.js";

export class CertificateShelf {
  readonly #real: ReadonlyMap<string, EmulatedCertificate>;
  readonly #ca: ThrowAwayCa;

  constructor(real: Readonly<Record<string, string>>, ca: ThrowAwayCa) {
    this.#ca = ca;
    this.#real = new Map(Object.entries(real).map(([key, pem]) => [key, certificateFromPem(pem)]));
  }

  /** Throws RangeError for a key that was not handed in. */
  all(refs: readonly CertificateRef[]): EmulatedCertificate[] {
    return refs.map((ref) => this.#one(ref));
  }

  #one(ref: CertificateRef): EmulatedCertificate {
    if ("standIn" in ref) return this.#ca.standIns[ref.standIn].calendar;
    if ("authority" in ref) return this.#ca.own(ref.authority).calendar;
    const found = this.#real.get(ref.real);
    if (found === undefined) throw new RangeError(`no real certificate "${ref.real}" was handed to the lab`);
    return found;
  }
}

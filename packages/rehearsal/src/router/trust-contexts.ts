/**
 * OpenSSL contexts for trust pools. Building one from a pool of 130 roots costs tens of milliseconds, so equal pools
 * share one; the number kept is bounded.
 */
import { X509Certificate } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import { type EmulatedCertificate, pemOf } from "../certificates/certificate.js";
import type { TwinCertificate } from "../certificates/throw-away-ca.js";
import type { TrustPool } from "./trust-pool.js";

const MAXIMUM_CONTEXTS = 512;

export class TrustContexts {
  readonly #contexts = new Map<string, SecureContext>();
  readonly #twinOf: (sha256: string) => TwinCertificate | undefined;

  constructor(twinOf: (sha256: string) => TwinCertificate | undefined) {
    this.#twinOf = twinOf;
  }

  for(pool: TrustPool): SecureContext {
    const digest = pool.digest();
    const known = this.#contexts.get(digest);
    if (known !== undefined) return known;
    const context = createSecureContext({
      ca: pool.all().flatMap((certificate) => this.#trusted(certificate)),
    });
    const oldest = this.#contexts.keys().next().value;
    if (this.#contexts.size >= MAXIMUM_CONTEXTS && oldest !== undefined) this.#contexts.delete(oldest);
    this.#contexts.set(digest, context);
    return context;
  }

  /** The form that OpenSSL is given; a certificate that it cannot read is left out, as it could never anchor a path. */
  #trusted(certificate: EmulatedCertificate): string[] {
    const form = this.#twinOf(certificate.sha256)?.alwaysValid ?? certificate;
    try {
      new X509Certificate(form.der);
      return [pemOf(form)];
    } catch {
      return [];
    }
  }
}

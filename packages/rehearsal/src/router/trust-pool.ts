/** A router's CA certificates: the Built-In set of its release and the Downloaded set. It judges none of them. */
import { createHash } from "node:crypto";
import type { EmulatedCertificate } from "../certificates/certificate.js";

export class TrustPool {
  readonly builtIn: readonly EmulatedCertificate[];
  #downloaded: readonly EmulatedCertificate[];
  readonly #importMode: "merge" | "replace";
  /** Kept because every contact asks; forgotten when the Downloaded set changes. */
  #digest: string | undefined;
  #digestOfBuiltIn: string | undefined;

  constructor(
    builtIn: readonly EmulatedCertificate[],
    downloaded: readonly EmulatedCertificate[],
    importMode: "merge" | "replace",
  ) {
    this.builtIn = builtIn;
    this.#downloaded = downloaded;
    this.#importMode = importMode;
  }

  get downloaded(): readonly EmulatedCertificate[] {
    return this.#downloaded;
  }

  /** Takes in the certificates of a bundle; those that are held already are not repeated. */
  import(certificates: readonly EmulatedCertificate[]): void {
    const kept = this.#importMode === "merge" ? this.#downloaded : [];
    const held = new Set([...this.builtIn, ...kept].map((certificate) => certificate.sha256));
    const added = certificates.filter((certificate) => {
      const isNew = !held.has(certificate.sha256);
      held.add(certificate.sha256);
      return isNew;
    });
    this.restore([...kept, ...added]);
  }

  /** Puts a Downloaded set in place, whatever was there. */
  restore(downloaded: readonly EmulatedCertificate[]): void {
    this.#downloaded = downloaded;
    this.#digest = undefined;
  }

  /** Removes the Downloaded set; Built-In certificates stay. */
  clean(): void {
    this.restore([]);
  }

  all(): readonly EmulatedCertificate[] {
    return [...this.builtIn, ...this.#downloaded];
  }

  /** The same for equal contents, whatever the order. */
  digest(): string {
    this.#digest ??= digestOf(this.all());
    return this.#digest;
  }

  /** The same of the Built-In set alone, which alone vouches for a bundle. */
  builtInDigest(): string {
    this.#digestOfBuiltIn ??= digestOf(this.builtIn);
    return this.#digestOfBuiltIn;
  }
}

function digestOf(certificates: readonly EmulatedCertificate[]): string {
  const hash = createHash("sha256");
  for (const sha256 of certificates.map((certificate) => certificate.sha256).sort()) hash.update(sha256);
  return hash.digest("hex");
}

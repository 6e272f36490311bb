/** A router's CA certificates: the Built-In set of its release and the Downloaded set. It judges none of them. */
import { createHash } from "node:crypto";
import type { EmulatedCertificate } from "../certificates/certificate.js";

export class TrustPool {
  readonly builtIn: readonly EmulatedCertificate[];
  #downloaded: readonly EmulatedCertificate[];
  readonly #importMode: "merge" | "replace";

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
    this.#downloaded = [...kept, ...added];
  }

  /** Puts a Downloaded set in place, whatever was there. */
  restore(downloaded: readonly EmulatedCertificate[]): void {
    this.#downloaded = downloaded;
  }

  /** Removes the Downloaded set; Built-In certificates stay. */
  clean(): void {
    this.#downloaded = [];
  }

  all(): readonly EmulatedCertificate[] {
    return [...this.builtIn, ...this.#downloaded];
  }

  /** The same for equal contents, whatever the order. */
  digest(): string {
    const hash = createHash("sha256");
    for (const sha256 of this.all()
      .map((certificate) => certificate.sha256)
      .sort())
      hash.update(sha256);
    return hash.digest("hex");
  }
}

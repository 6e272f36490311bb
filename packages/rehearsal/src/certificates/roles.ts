/** Which certificates a lab can name: stand-ins by their role, further roots of its own, real ones by a key. */

/** The roles that throw-away stand-ins play in a lab. */
export type StandInRole = "retired" | "required" | "signer";

/** The two roots that servers' chains are under. */
export type RootRole = Exclude<StandInRole, "signer">;

/** Further throw-away roots that a pool may hold: the on-prem server's, and the one that newer bundles lead up to. */
export type LabAuthority = "on-prem" | "new-signer";

/** What a stand-in resembles: either a real certificate, or its facts where only those are known. */
export type Imitated =
  | { readonly pem: string }
  | {
      readonly commonName: string;
      readonly organization?: string;
      readonly country?: string;
      /** Hexadecimal, as printed by openssl, without separators. */
      readonly serialNumber: string;
      readonly notBefore: Date;
      readonly notAfter: Date;
    };

/**
 * A member of a trust pool or bundle: a stand-in by its role, another root of the lab's own, or a real certificate by
 * its key in `realCertificates`.
 */
export type CertificateRef =
  | { readonly standIn: StandInRole }
  | { readonly authority: LabAuthority }
  | { readonly real: string };

/**
 * The extensions of RFC 5280 sections 4.2 and 5.2 as values. How they are read is in `read-extensions.ts`;
 * whether one may stand where it stands is decided in `path/`.
 */
import type { Oid } from "../der/oid.js";
import type { GeneralName } from "./general-name.js";
import type { RelativeName } from "./name.js";

export interface Extension {
  readonly oid: Oid;
  readonly critical: boolean;
  /** Contents of the OCTET STRING. */
  readonly value: Uint8Array;
}

export type KeyUsage =
  | "digitalSignature"
  | "contentCommitment"
  | "keyEncipherment"
  | "dataEncipherment"
  | "keyAgreement"
  | "keyCertSign"
  | "cRLSign"
  | "encipherOnly"
  | "decipherOnly";

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength: number | undefined;
}

export interface GeneralSubtree {
  readonly base: GeneralName;
  /** RFC 5280 4.2.1.10 wants minimum 0 and no maximum. */
  readonly bounded: boolean;
}

export interface NameConstraints {
  readonly permitted: readonly GeneralSubtree[];
  readonly excluded: readonly GeneralSubtree[];
}

export interface AuthorityKeyIdentifier {
  /** Upper-case hexadecimal. */
  readonly keyIdentifier: string | undefined;
  readonly issuer: readonly GeneralName[] | undefined;
  /** Upper-case hexadecimal of the INTEGER's contents. */
  readonly serial: string | undefined;
}

export interface PolicyMapping {
  readonly issuerDomain: Oid;
  readonly subjectDomain: Oid;
}

export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

export interface AccessDescription {
  readonly method: Oid;
  readonly location: GeneralName;
}

/** Either whole names, or a piece to be put below the CRL issuer's name. */
export interface DistributionPointName {
  readonly fullName: readonly GeneralName[] | undefined;
  readonly relativeName: RelativeName | undefined;
}

export interface DistributionPoint {
  readonly name: DistributionPointName | undefined;
  /** Undefined means all reasons; bit n of the mask is reason flag n. */
  readonly reasons: number | undefined;
  readonly crlIssuer: readonly GeneralName[] | undefined;
}

export interface IssuingDistributionPoint {
  readonly name: DistributionPointName | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyCaCertificates: boolean;
  readonly onlySomeReasons: number | undefined;
  readonly indirect: boolean;
  readonly onlyAttributeCertificates: boolean;
}

/** Decoded extensions; a field is undefined when the extension is absent or malformed. */
export interface Extensions {
  /** As they stand in the certificate. */
  readonly all: readonly Extension[];
  /** Those whose value does not have the structure its OID asks for. */
  readonly malformed: readonly Oid[];
  readonly basicConstraints?: BasicConstraints;
  readonly keyUsage?: readonly KeyUsage[];
  readonly extendedKeyUsage?: readonly Oid[];
  readonly subjectAltName?: readonly GeneralName[];
  readonly issuerAltName?: readonly GeneralName[];
  readonly nameConstraints?: NameConstraints;
  readonly certificatePolicies?: readonly Oid[];
  readonly policyMappings?: readonly PolicyMapping[];
  readonly policyConstraints?: PolicyConstraints;
  readonly inhibitAnyPolicy?: number;
  /** Upper-case hexadecimal. */
  readonly subjectKeyIdentifier?: string;
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier;
  readonly crlDistributionPoints?: readonly DistributionPoint[];
  readonly freshestCrl?: readonly DistributionPoint[];
  readonly authorityInfoAccess?: readonly AccessDescription[];
  readonly subjectInfoAccess?: readonly AccessDescription[];
  readonly crlNumber?: string;
  readonly deltaCrlIndicator?: string;
  readonly issuingDistributionPoint?: IssuingDistributionPoint;
}

export const ExtensionOid = {
  subjectDirectoryAttributes: "2.5.29.9",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  issuerAltName: "2.5.29.18",
  basicConstraints: "2.5.29.19",
  crlNumber: "2.5.29.20",
  deltaCrlIndicator: "2.5.29.27",
  issuingDistributionPoint: "2.5.29.28",
  nameConstraints: "2.5.29.30",
  crlDistributionPoints: "2.5.29.31",
  certificatePolicies: "2.5.29.32",
  policyMappings: "2.5.29.33",
  authorityKeyIdentifier: "2.5.29.35",
  policyConstraints: "2.5.29.36",
  extendedKeyUsage: "2.5.29.37",
  freshestCrl: "2.5.29.46",
  inhibitAnyPolicy: "2.5.29.54",
  authorityInfoAccess: "1.3.6.1.5.5.7.1.1",
  subjectInfoAccess: "1.3.6.1.5.5.7.1.11",
  /** RFC 6960 4.2.2.2.1: its status need not be asked by OCSP. */
  ocspNoCheck: "1.3.6.1.5.5.7.48.1.5",
} as const;

export const noExtensions: Extensions = { all: [], malformed: [] };

export function findExtension(extensions: Extensions, oid: Oid): Extension | undefined {
  return extensions.all.find((extension) => extension.oid === oid);
}

export function isCritical(extensions: Extensions, oid: Oid): boolean {
  return findExtension(extensions, oid)?.critical === true;
}

/** Runs the NIST Public Key Interoperability Test Suite (PKITS 1.0.1) with all its CRLs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type RevocationList, readRevocationList } from "../crl/crl.js";
import type { Oid } from "../der/oid.js";
import { rfc5280Platform } from "../path/platform.js";
import { anyPolicy } from "../path/policies.js";
import { validatePath } from "../path/validate.js";
import { type Certificate, readCertificate } from "../x509/certificate.js";
import { formatName } from "../x509/name.js";
import { type ConformanceReport, type ConformanceResult, reportOn } from "./report.js";

/** One subtest. Certificates are file names without ending: anchor first, target last. */
export interface PkitsCase {
  readonly number: string;
  readonly id: string;
  readonly certs: readonly string[];
  readonly crls: readonly string[];
  readonly should_validate: boolean;
  readonly initial_policy_set?: readonly string[];
  readonly initial_explicit_policy?: boolean;
  readonly initial_policy_mapping_inhibit?: boolean;
  readonly initial_inhibit_any_policy?: boolean;
  readonly user_constrained_policy_set?: readonly string[];
}

export interface PkitsAnswer extends ConformanceResult {
  /** The policies under which the path is valid, by their NIST names. */
  readonly policies: readonly string[];
}

/** The date for which the suite is meant. */
const at = new Date("2011-04-15T00:00:00Z");

/** `folder` holds `pkits-cases.json`, `certs` and `crls`. */
export function readPkitsCases(folder: string): readonly PkitsCase[] {
  return JSON.parse(readFileSync(join(folder, "pkits-cases.json"), "utf8"));
}

export function runPkits(folder: string): ConformanceReport {
  return reportOn(readPkitsCases(folder).map((given) => answerPkits(folder, given)));
}

export function answerPkits(folder: string, given: PkitsCase): PkitsAnswer {
  const certificates = given.certs.map((name) => readCertificateFile(join(folder, "certs", `${name}.crt`)));
  const verdict = validatePath({
    target: certificates.at(-1) as Certificate,
    intermediates: certificates.slice(1, -1),
    anchors: certificates.slice(0, 1),
    at,
    purpose: "any",
    crls: given.crls.map((name) => readListFile(join(folder, "crls", `${name}.crl`))),
    policies: {
      ...(given.initial_policy_set && { acceptable: given.initial_policy_set.map(policyOid) }),
      explicitPolicyRequired: given.initial_explicit_policy ?? false,
      mappingInhibited: given.initial_policy_mapping_inhibit ?? false,
      anyPolicyInhibited: given.initial_inhibit_any_policy ?? false,
    },
    platform: rfc5280Platform,
  });
  const expected = given.should_validate ? "SUCCESS" : "FAILURE";
  if (verdict.ok) {
    const policies = verdict.value.policies.map(policyName);
    return { id: given.id, expected, actual: "SUCCESS", reason: "a valid path exists", policies };
  }
  const { code, certificate } = verdict.failure.failure;
  return {
    id: given.id,
    expected,
    actual: "FAILURE",
    reason: `${code}: ${formatName(certificate.subject)}`,
    policies: [],
  };
}

const nistPolicies = "2.16.840.1.101.3.2.1.48.";

function policyOid(name: string): Oid {
  return name === "anyPolicy" ? anyPolicy : name.replace(/^NIST-test-policy-/, nistPolicies);
}

function policyName(oid: Oid): string {
  return oid === anyPolicy ? "anyPolicy" : oid.replace(nistPolicies, "NIST-test-policy-");
}

function readCertificateFile(file: string): Certificate {
  const read = readCertificate(new Uint8Array(readFileSync(file)));
  if (!read.ok) throw new Error(`${file}: ${read.failure.code}`);
  return read.value;
}

function readListFile(file: string): RevocationList {
  const read = readRevocationList(new Uint8Array(readFileSync(file)));
  if (!read.ok) throw new Error(`${file}: ${read.failure.code}`);
  return read.value;
}

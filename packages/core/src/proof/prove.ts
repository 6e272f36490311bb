/**
 * Weighs what was found after against what was done. The grade comes from evidence alone: a rollout
 * that ended well proves nothing unless the devices say so afterwards.
 */
import type { SignStatement } from "@reroot/pki";
import { digestOf } from "../canonical.js";
import type { Assessment, Finding, ServiceFinding } from "../finding/finding.js";
import type { ApprovedPlan } from "../plan/plan.js";
import type { JournalEntry } from "../rollout/rollout.js";
import { type ContactsOf, contactsIn, succeededAfter } from "./contacts.js";
import {
  type DeviceProof,
  type Grade,
  type Lacking,
  PROOF_FORMAT,
  type Proof,
  type ServiceProof,
} from "./proof.js";

export function prove(
  before: Assessment,
  approved: ApprovedPlan,
  journal: readonly JournalEntry[],
  after: Assessment,
): Proof {
  const body: Omit<Proof, "digest"> = {
    formatVersion: PROOF_FORMAT,
    kind: before.notice.lab ? "rehearsal" : "production",
    notice: before.notice,
    devices: deviceProofs(before, approved, journal, after),
    before,
    approved,
    journal,
    after,
    transcripts: transcriptsCited(before, after),
  };
  return { ...body, digest: digestOf(body) };
}

/** The digest that a proof must carry: everything in it except the digest itself and the signature of it. */
export function proofDigestOf({ digest: _, signature: __, ...body }: Proof): string {
  return digestOf(body);
}

/** What is signed: nothing that means something else could be passed off as it. */
export function proofStatement({ digest, kind }: Proof): string {
  return `Reroot proof, format ${PROOF_FORMAT}, ${kind}\n${digest}\n`;
}

export function signProof(proof: Proof, sign: SignStatement): Proof {
  const { formatVersion, digest, ...rest } = proof;
  return { formatVersion, digest, signature: sign(proofStatement(proof)), ...rest };
}

/** What must follow from the parts of a proof; `checkProof` derives it again. */
export function deviceProofs(
  before: Assessment,
  approved: ApprovedPlan,
  journal: readonly JournalEntry[],
  after: Assessment,
): readonly DeviceProof[] {
  const { plan } = approved;
  const earlier = new Map(before.findings.map(({ device, verdict }) => [device, verdict]));
  const planned = new Set(plan.waves.flatMap(({ devices }) => devices.map(({ device }) => device)));
  const contacts = contactsIn(approved, journal);
  return after.findings.map((finding) => {
    const { device, verdict } = finding;
    const services = planned.has(device)
      ? finding.services.map((service) => serviceProof(service, finding, contacts.get(device) ?? {}))
      : [];
    const grade = worstGrade(services);
    return { device, before: earlier.get(device) ?? "undetermined", after: verdict, grade, services };
  });
}

const GRADES: readonly Grade[] = ["not-prepared", "prepared", "proven", "not-needed"];

function worstGrade(services: readonly ServiceProof[]): Grade {
  return services
    .map(({ grade }) => grade)
    .reduce((a, b) => (GRADES.indexOf(a) < GRADES.indexOf(b) ? a : b), "not-needed");
}

function serviceProof(service: ServiceFinding, finding: Finding, contacts: ContactsOf): ServiceProof {
  const name = { service: service.service };
  if (service.verdict === "not-applicable") return { ...name, grade: "not-needed", lacking: [] };
  const held = service.reasons.some(({ code }) => code === "finding/root-held");
  // Another cause keeps contacts from succeeding: the root is in place all the same.
  const isInPlace = service.verdict === "failing-otherwise" && held && service.alsoNeedsRoot === false;
  if (service.verdict !== "protected" && !isInPlace) {
    return { ...name, grade: "not-prepared", lacking: [held ? "forecast" : "required-root"] };
  }
  const lacking = lackingForProof(service, finding, contacts);
  return { ...name, grade: lacking.length === 0 ? "proven" : "prepared", lacking };
}

const UNVERIFIED: ReadonlySet<string> = new Set(["warning/verification-off", "warning/plain-http"]);

function lackingForProof(
  service: ServiceFinding,
  { licence }: Finding,
  { licensing, callHome, ownContact }: ContactsOf,
): readonly Lacking[] {
  const lacking: Lacking[] = [];
  const isLicensing = service.service.startsWith("smart-licensing-");
  if (isLicensing && !succeededAfter(licence?.lastContact, licensing)) lacking.push("contact-after-action");
  const own = service.service === "smart-call-home" && succeededAfter(ownContact, callHome);
  if (!isLicensing && !own) lacking.push("own-contact");
  if (service.warnings.some(({ code }) => UNVERIFIED.has(code))) lacking.push("verification-on");
  const seen = service.reasons.some(
    (reason) => reason.code === "finding/cut-over-passed" && reason.basis === "observed",
  );
  if (!seen) lacking.push("endpoint-seen-on-required-root");
  return lacking;
}

/** Every transcript that a finding cites, once, in order. */
export function transcriptsCited(...assessments: readonly Assessment[]): readonly string[] {
  const cited = assessments.flatMap(({ findings }) =>
    findings.flatMap(({ services }) =>
      services.flatMap(({ reasons }) => reasons.flatMap(({ shownBy }) => shownBy)),
    ),
  );
  return [...new Set(cited)].sort();
}

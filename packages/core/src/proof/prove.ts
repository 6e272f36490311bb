/**
 * Weighs what was found after against what was done. The grade comes from evidence alone: a rollout
 * that ended well proves nothing unless the devices say so afterwards.
 */
import type { SignStatement } from "@reroot/pki";
import { digestOf } from "../canonical.js";
import type { Assessment, Finding, Reason, ServiceFinding } from "../finding/finding.js";
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
import { comparedIn, rehearsalIn } from "./rehearsed.js";

export function prove(
  before: Assessment,
  approved: ApprovedPlan,
  journal: readonly JournalEntry[],
  after: Assessment,
): Proof {
  const rehearsal = rehearsalIn(journal);
  const body: Omit<Proof, "digest"> = {
    formatVersion: PROOF_FORMAT,
    kind: before.notice.lab ? "rehearsal" : "production",
    notice: before.notice,
    ...(rehearsal !== undefined && { rehearsal }),
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
  const concerned = new Set(
    [...plan.waves.flatMap(({ devices }) => devices), ...plan.heldBack].map(({ device }) => device),
  );
  const earlierServices = servicesBefore(before);
  const contacts = contactsIn(approved, journal);
  const compared = comparedIn(journal);
  return after.findings.map((finding) => {
    const { device, verdict } = finding;
    const services = concerned.has(device)
      ? finding.services.map((service) =>
          serviceProof({
            service,
            finding,
            contacts: contacts.get(device) ?? {},
            earlier: earlierServices(device, service),
          }),
        )
      : [];
    const grade = worstGrade(services);
    const rehearsed = compared.get(device);
    return {
      device,
      before: earlier.get(device) ?? "undetermined",
      after: verdict,
      grade,
      ...(rehearsed !== undefined && { rehearsed }),
      services,
    };
  });
}

const GRADES: readonly Grade[] = ["not-prepared", "prepared", "proven", "not-needed"];

function worstGrade(services: readonly ServiceProof[]): Grade {
  return services
    .map(({ grade }) => grade)
    .reduce((a, b) => (GRADES.indexOf(a) < GRADES.indexOf(b) ? a : b), "not-needed");
}

interface Weighed {
  readonly service: ServiceFinding;
  readonly finding: Finding;
  /** The same service and endpoint before. */
  readonly earlier: ServiceFinding | undefined;
  readonly contacts: ContactsOf;
}

function serviceProof(weighed: Weighed): ServiceProof {
  const { service } = weighed;
  const name = { service: service.service };
  if (service.verdict === "not-applicable") return { ...name, grade: "not-needed", lacking: [] };
  const missing = lackingForPreparation(service);
  if (missing) return { ...name, grade: "not-prepared", lacking: [missing] };
  const lacking = lackingForProof(weighed);
  return { ...name, grade: lacking.length === 0 ? "proven" : "prepared", lacking };
}

/** Another cause may keep contacts from succeeding: the root is in place all the same. */
function lackingForPreparation({ verdict, reasons }: ServiceFinding): Lacking | undefined {
  const gives = (code: Reason["code"]) => reasons.some((reason) => reason.code === code);
  if (gives("finding/root-absent")) return "required-root";
  if (gives("finding/root-out-of-date")) return "forecast";
  const isHeld = verdict === "protected" || gives("finding/root-held");
  return isHeld ? undefined : "evidence";
}

const UNVERIFIED: ReadonlySet<string> = new Set([
  "warning/verification-off",
  "warning/verification-unknown",
  "warning/plain-http",
]);

function lackingForProof({ service, finding, earlier, contacts }: Weighed): readonly Lacking[] {
  const { licensing, callHome, ownContact } = contacts;
  const isLicensing = service.service.startsWith("smart-licensing-");
  const isOwn = service.service === "smart-call-home";
  const contact = isLicensing ? finding.licence?.lastContact : isOwn ? ownContact : undefined;
  const counts = succeededAfter(contact, isLicensing ? licensing : callHome);
  const lacking: Lacking[] = [];
  if (!counts) lacking.push(isLicensing ? "contact-after-action" : "own-contact");
  if (service.warnings.some(({ code }) => UNVERIFIED.has(code))) lacking.push("verification-on");
  if (!wasSeenMoved(service, earlier, counts ? contact?.at : undefined)) {
    lacking.push("endpoint-seen-on-required-root");
  }
  return lacking;
}

/**
 * Seen on the required root, and moved there no later than the contact: a success while the retired root was still
 * served proves nothing. A server that moved early has moved when it was first seen so, before or after.
 */
function wasSeenMoved(
  service: ServiceFinding,
  earlier: ServiceFinding | undefined,
  contactAt: string | undefined,
): boolean {
  if (movedSince(service)?.basis !== "observed") return false;
  const since = [movedSince(service), movedSince(earlier)].flatMap((moved) => moved?.date ?? []);
  return contactAt === undefined || since.some((date) => Date.parse(date) <= Date.parse(contactAt));
}

function movedSince(service: ServiceFinding | undefined) {
  return service?.reasons.find((reason) => reason.code === "finding/cut-over-passed");
}

function servicesBefore({ findings }: Assessment) {
  const services = new Map(findings.map((one) => [one.device, one.services]));
  return (device: string, { service, endpoint }: ServiceFinding) =>
    services.get(device)?.find((one) => one.service === service && one.endpoint === endpoint);
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

/**
 * A notice for a lab: the real one with its roots replaced by throw-away stand-ins.
 *
 * An overlay names the base notice and gives the stand-ins' certificates; everything else is read off them. A
 * stand-in keeps the serial and the name of the root that it stands for, and says in its name that it is a
 * lab's. The result carries a mark that production commands refuse (`FieldNotice.lab`).
 */
import { failed, type Result, success } from "@reroot/pki";
import { z } from "zod";
import { sha256 } from "./fingerprint-fields.js";
import type { FieldNotice, NoticeRoot, SignerRoot } from "./notice.js";
import { type CertificateFacts, certificateFacts } from "./root-certificate.js";
import { type FieldProblem, fieldName, inReadingOrder, readYaml, type YamlFailure } from "./yaml-text.js";

export const OVERLAY_FORMAT_VERSION = 1;

const certificate = { sha256, pem: z.string() };
/** `replaces` is the SHA-256 of the base notice's root for which this one stands. */
const standIns = z.array(z.strictObject({ replaces: sha256, ...certificate }).readonly()).readonly();

const overlaySchema = z
  .strictObject({
    formatVersion: z.literal(OVERLAY_FORMAT_VERSION),
    lab: z.literal(true),
    /** Which lab, such as `LAB 7f3a`. */
    name: z.string().trim().min(1),
    /** The `id` of the notice that it lies over. */
    baseNotice: z.string(),
    retiredRoots: standIns,
    requiredRoots: standIns,
    /** Takes the place of all the base notice's signer roots. */
    signerRoots: z.array(z.strictObject(certificate).readonly()).min(1).readonly(),
  })
  .readonly();

export type LabOverlay = z.infer<typeof overlaySchema>;
type StandIn = LabOverlay["retiredRoots"][number];

export type OverlayFailure =
  | { readonly code: "overlay/for-another-notice"; readonly baseNotice: string; readonly notice: string }
  | { readonly code: "overlay/notice-is-a-lab"; readonly lab: string }
  | { readonly code: "overlay/root-not-replaced"; readonly commonName: string; readonly sha256: string }
  | { readonly code: "overlay/replaces-unknown-root"; readonly sha256: string }
  | { readonly code: "overlay/stand-in-is-real"; readonly commonName: string; readonly sha256: string }
  | { readonly code: "overlay/stand-in-not-marked"; readonly commonName: string; readonly standsFor: string }
  | { readonly code: "overlay/serial-differs"; readonly commonName: string; readonly expected: string };

/** Reads an overlay, YAML or JSON; `file` is only repeated in failures. */
export function parseOverlay(text: string, file: string): Result<LabOverlay, YamlFailure> {
  const read = readYaml(text, file, overlaySchema);
  if (!read.ok) return read;
  const { value: overlay, locate } = read.value;
  const problems: FieldProblem[] = [];
  for (const list of ["retiredRoots", "requiredRoots", "signerRoots"] as const) {
    overlay[list].forEach((standIn, index) => {
      const facts = certificateFacts(standIn.pem);
      if (facts?.sha256 === standIn.sha256) return;
      const path = [list, index, facts ? "sha256" : "pem"];
      const problem = facts
        ? "is not the fingerprint of the certificate beside it"
        : "is not one PEM certificate";
      problems.push({ ...locate(path), field: fieldName(path), problem });
    });
  }
  if (problems.length === 0) return success(overlay);
  return failed({ code: "notice/fields-wrong", file, problems: inReadingOrder(problems) });
}

/** The notice as it is in the lab. Every root of the notice must have its stand-in, and no other may. */
export function overlayNotice(notice: FieldNotice, overlay: LabOverlay): Result<FieldNotice, OverlayFailure> {
  if (notice.lab) return failed({ code: "overlay/notice-is-a-lab", lab: notice.lab.name });
  if (overlay.baseNotice !== notice.id) {
    return failed({ code: "overlay/for-another-notice", baseNotice: overlay.baseNotice, notice: notice.id });
  }
  const real = realRootsOf(notice);
  const retiredRoots = replaced(notice.retiredRoots, overlay.retiredRoots, real);
  if (!retiredRoots.ok) return retiredRoots;
  const requiredRoots = replaced(notice.requiredRoots, overlay.requiredRoots, real);
  if (!requiredRoots.ok) return requiredRoots;
  const signerRoots = signersOf(overlay, real);
  if (!signerRoots.ok) return signerRoots;
  const lab = { name: overlay.name, baseNotice: notice.id };
  return success({
    ...notice,
    retiredRoots: retiredRoots.value,
    requiredRoots: requiredRoots.value,
    signerRoots: signerRoots.value,
    lab,
  });
}

const LAB_MARK = / \(LAB [^()]+\)$/;

function realRootsOf(notice: FieldNotice): ReadonlySet<string> {
  const roots = [
    ...notice.retiredRoots,
    ...notice.requiredRoots,
    ...notice.otherRoots,
    ...notice.signerRoots,
  ];
  return new Set(roots.map((root) => root.sha256));
}

function replaced(
  roots: readonly NoticeRoot[],
  standIns: readonly StandIn[],
  real: ReadonlySet<string>,
): Result<readonly NoticeRoot[], OverlayFailure> {
  const stray = standIns.find(({ replaces }) => !roots.some((root) => root.sha256 === replaces));
  if (stray) return failed({ code: "overlay/replaces-unknown-root", sha256: stray.replaces });
  const result: NoticeRoot[] = [];
  for (const root of roots) {
    const { commonName, sha256 } = root;
    const standIn = standIns.find(({ replaces }) => replaces === sha256);
    if (!standIn) return failed({ code: "overlay/root-not-replaced", commonName, sha256 });
    const facts = factsOf(standIn);
    const failure = unfit(facts, real, commonName) ?? otherSerial(facts, root);
    if (failure) return failed(failure);
    result.push({ ...root, ...facts, commonName: facts.commonName ?? "", file: null, pem: standIn.pem });
  }
  return success(result);
}

function signersOf(
  overlay: LabOverlay,
  real: ReadonlySet<string>,
): Result<readonly SignerRoot[], OverlayFailure> {
  const signers: SignerRoot[] = [];
  for (const signer of overlay.signerRoots) {
    const facts = factsOf(signer);
    const failure = unfit(facts, real, "");
    if (failure) return failed(failure);
    const { commonName, sha1, sha256 } = facts;
    signers.push({ name: commonName ?? "", sha256, sha1, file: null, pem: signer.pem });
  }
  return success(signers);
}

function factsOf({ pem }: { readonly pem: string }): CertificateFacts {
  const facts = certificateFacts(pem);
  if (!facts) throw new Error("an overlay's certificates are checked where it is parsed");
  return facts;
}

/** A lab's root must never be taken for a real one: neither by its fingerprint nor by its name. */
function unfit(facts: CertificateFacts, real: ReadonlySet<string>, standsFor: string): OverlayFailure | null {
  const commonName = facts.commonName ?? "";
  if (real.has(facts.sha256)) return { code: "overlay/stand-in-is-real", commonName, sha256: facts.sha256 };
  const marked = commonName.startsWith(standsFor) && LAB_MARK.test(commonName);
  return marked ? null : { code: "overlay/stand-in-not-marked", commonName, standsFor };
}

function otherSerial(facts: CertificateFacts, root: NoticeRoot): OverlayFailure | null {
  if (facts.serial === root.serial) return null;
  return { code: "overlay/serial-differs", commonName: facts.commonName ?? "", expected: root.serial };
}

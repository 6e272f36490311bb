/**
 * Checks a proof with nothing but the proof: that no byte of it was changed, that its parts name each
 * other, that nothing was sent that was not approved, and that its grades follow from its findings.
 */
import { failed, isSignedBy, keyNameOf, type Result, success } from "@reroot/pki";
import { canonicalJson, digestOf } from "../canonical.js";
import { checkApproval } from "../plan/approve.js";
import { planDigestOf } from "../plan/make-plan.js";
import type { Action, PlannedStep } from "../plan/step.js";
import type { JournalEntry } from "../rollout/rollout.js";
import { PROOF_FORMAT, type Proof } from "./proof.js";
import { misshapenPart } from "./proof-shape.js";
import { deviceProofs, proofDigestOf, proofStatement, transcriptsCited } from "./prove.js";
import { rehearsalIn } from "./rehearsed.js";

export type ProofFailure =
  | { readonly code: "proof/unknown-format"; readonly found: unknown }
  /** A part of it is not there, or not of its kind; `part` is its path. */
  | { readonly code: "proof/malformed"; readonly part: string }
  | { readonly code: "proof/altered"; readonly stated: string; readonly computed: string }
  /** The file does not hold the text that is written for this proof: something was changed, if only a space. */
  | { readonly code: "proof/text-changed" }
  | { readonly code: "proof/not-signed" }
  | { readonly code: "proof/signature-wrong" }
  /** Signed, and by nobody whom the reader trusts. */
  | { readonly code: "proof/key-not-trusted"; readonly key: string }
  | { readonly code: "proof/other-assessment"; readonly planned: string; readonly enclosed: string }
  /** Its parts speak of different notices, or of different texts of one. */
  | { readonly code: "proof/other-notice" }
  | { readonly code: "proof/transcripts-do-not-follow" }
  | { readonly code: "proof/not-approved"; readonly detail: string }
  /** Entries are missing behind this one: in between, or at either end. */
  | { readonly code: "proof/journal-gap"; readonly after: number }
  | { readonly code: "proof/journal-of-other-plan"; readonly sequence: number }
  | { readonly code: "proof/unapproved-command"; readonly sequence: number; readonly command: string }
  | { readonly code: "proof/grade-does-not-follow"; readonly device: string }
  | { readonly code: "proof/kind-does-not-follow" }
  /** It names another rehearsal than its journal went by. */
  | { readonly code: "proof/rehearsal-does-not-follow" };

/** @param trustedKeys names of keys (`keyNameOf`), one of which must have signed; any may have where there is none. */
export function checkProof(proof: Proof, trustedKeys: readonly string[] = []): Result<Proof, ProofFailure> {
  const failure = firstFailure(proof) ?? wrongSignature(proof, trustedKeys);
  return failure ? failed(failure) : success(proof);
}

function firstFailure(proof: Proof): ProofFailure | undefined {
  if (proof.formatVersion !== PROOF_FORMAT) {
    return { code: "proof/unknown-format", found: proof.formatVersion };
  }
  const part = misshapenPart(proof);
  if (part !== undefined) return { code: "proof/malformed", part };
  const computed = proofDigestOf(proof);
  if (computed !== proof.digest) return { code: "proof/altered", stated: proof.digest, computed };
  return brokenLink(proof) ?? journalFault(proof) ?? wrongGrade(proof);
}

function wrongSignature(proof: Proof, trustedKeys: readonly string[]): ProofFailure | undefined {
  const { signature } = proof;
  if (typeof signature !== "object" || signature === null) return { code: "proof/not-signed" };
  const members = Object.keys(signature).sort().join();
  const isWhole = members === "algorithm,publicKey,value" && isSignedBy(signature, proofStatement(proof));
  if (!isWhole) return { code: "proof/signature-wrong" };
  const key = keyNameOf(signature.publicKey);
  if (trustedKeys.length === 0 || trustedKeys.includes(key)) return undefined;
  return { code: "proof/key-not-trusted", key };
}

function brokenLink(proof: Proof): ProofFailure | undefined {
  const { before, approved, after, kind, notice, transcripts } = proof;
  const approval = checkApproval(approved);
  if (!approval.ok) return { code: "proof/not-approved", detail: approval.failure.code };
  const enclosed = digestOf(before);
  const planned = approved.plan.assessmentDigest;
  if (planned !== enclosed) return { code: "proof/other-assessment", planned, enclosed };
  const notices = [notice, before.notice, approved.plan.notice, after.notice];
  if (!notices.every(({ lab }) => (lab === true) === (kind === "rehearsal"))) {
    return { code: "proof/kind-does-not-follow" };
  }
  if (new Set(notices.map(canonicalJson)).size !== 1) return { code: "proof/other-notice" };
  if (rehearsalIn(proof.journal) !== proof.rehearsal) return { code: "proof/rehearsal-does-not-follow" };
  return canonicalJson(transcriptsCited(before, after)) === canonicalJson(transcripts)
    ? undefined
    : { code: "proof/transcripts-do-not-follow" };
}

function journalFault({ approved, journal }: Proof): ProofFailure | undefined {
  const digest = planDigestOf(approved.plan);
  const planned = new Map(
    approved.plan.waves.flatMap(({ devices }) =>
      devices.map(({ device, steps }) => [device, steps] as const),
    ),
  );
  const [first] = journal;
  if (first?.event !== "started") return { code: "proof/journal-gap", after: 0 };
  if (first.approvedBy !== approved.approval.by) {
    return { code: "proof/not-approved", detail: `the journal names ${first.approvedBy}` };
  }
  if (journal.at(-1)?.event !== "ended") return { code: "proof/journal-gap", after: journal.length };
  for (const [index, entry] of journal.entries()) {
    if (entry.sequence !== index + 1) return { code: "proof/journal-gap", after: index };
    if (entry.planDigest !== digest) return { code: "proof/journal-of-other-plan", sequence: entry.sequence };
    const command = unapproved(entry, planned);
    if (command !== undefined) {
      return { code: "proof/unapproved-command", sequence: entry.sequence, command };
    }
  }
  return undefined;
}

function unapproved(
  entry: JournalEntry,
  planned: ReadonlyMap<string, readonly PlannedStep[]>,
): string | undefined {
  if (entry.event !== "intent") return undefined;
  const { device, step, action } = entry.intent;
  const approved = planned.get(device)?.[step]?.action;
  const isSame = approved !== undefined && canonicalJson(approved) === canonicalJson(action ?? null);
  return isSame ? undefined : commandOf(action);
}

/** What stands in a journal that anybody may have written: not every action is one. */
function commandOf(action: Action): string {
  return action?.kind === "exec" ? action.command : canonicalJson(action ?? null);
}

function wrongGrade({ devices, before, approved, journal, after }: Proof): ProofFailure | undefined {
  for (const [index, derived] of deviceProofs(before, approved, journal, after).entries()) {
    if (canonicalJson(derived) !== canonicalJson(devices[index] ?? null)) {
      return { code: "proof/grade-does-not-follow", device: derived.device };
    }
  }
  if (devices.length > after.findings.length) {
    return { code: "proof/grade-does-not-follow", device: devices[after.findings.length]?.device ?? "" };
  }
  return undefined;
}

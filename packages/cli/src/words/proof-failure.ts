/** Why a file is not a proof, or not a true one. */
import type { ProofFailure } from "@reroot/core";
import { unknownCode, type Words } from "./words.js";

export function proofFailureInWords(failure: ProofFailure): Words {
  switch (failure.code) {
    case "proof/unknown-format":
      return {
        sentence: `it has format ${JSON.stringify(failure.found) ?? "none"}, which this version does not know`,
        advice: "Check that it is a proof.json, or use a newer Reroot.",
      };
    case "proof/altered":
      return {
        sentence: `it was changed after it was written: it states ${failure.stated} and amounts to ${failure.computed}`,
        advice: "Ask whoever made it for the original.",
      };
    case "proof/text-changed":
      return {
        sentence:
          "its text is not the one that is written for this proof: something was changed, if only a space",
        advice: "Ask whoever made it for the original file.",
      };
    case "proof/not-signed":
      return {
        sentence: "nobody signed it",
        advice: "Ask whoever made it for the signed original.",
      };
    case "proof/signature-wrong":
      return {
        sentence: "its signature is not one of this proof",
        advice: "It was changed, or signed by somebody who did not hold the key. Ask for the original.",
      };
    case "proof/key-not-trusted":
      return {
        sentence: `it is signed with the key ${failure.key}, which is none of those that you trust`,
        advice: "Ask whoever made it, by another way, for the name of the key.",
      };
    case "proof/malformed":
      return {
        sentence: `its part "${failure.part}" is missing or not what it must be`,
        advice: "Ask whoever made it for the original.",
      };
    case "proof/other-notice":
      return { sentence: "its parts speak of different notices" };
    case "proof/transcripts-do-not-follow":
      return { sentence: "the transcripts that it lists are not those that its findings cite" };
    case "proof/other-assessment":
      return { sentence: "the plan rests on another assessment than the enclosed one" };
    case "proof/not-approved":
      return { sentence: `the plan was not approved (${failure.detail})` };
    case "proof/journal-gap":
      return { sentence: `the journal has a gap after entry ${failure.after}` };
    case "proof/journal-of-other-plan":
      return { sentence: `journal entry ${failure.sequence} belongs to another plan` };
    case "proof/unapproved-command":
      return {
        sentence: `journal entry ${failure.sequence} sends a command that was not approved: \`${failure.command}\``,
      };
    case "proof/grade-does-not-follow":
      return { sentence: `the grade of ${failure.device} does not follow from what was found` };
    case "proof/kind-does-not-follow":
      return { sentence: "it mixes a rehearsal with production" };
    case "proof/rehearsal-does-not-follow":
      return { sentence: "it names another rehearsal than its journal went by" };
    default:
      return unknownCode(failure);
  }
}

/** What is wrong with a policy file, and in which line. */
import type { PolicyFailure } from "@reroot/core";
import { problemsInWords } from "./field-problems.js";
import { unknownCode, type Words } from "./words.js";

export function policyFailureInWords(failure: PolicyFailure): Words {
  switch (failure.code) {
    case "policy/too-large":
      return { sentence: `it has ${failure.characters} characters; at most ${failure.limit} are read` };
    case "policy/not-yaml":
      return { sentence: `it is not YAML: ${problemsInWords(failure.problems)}` };
    case "policy/fields-wrong":
      return {
        sentence: problemsInWords(failure.problems),
        advice: "docs/policy.md says what each setting means, with an example for each need.",
      };
    default:
      return unknownCode(failure);
  }
}

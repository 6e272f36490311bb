/** Grades of proof, and what is lacking for the next better one. */
import type { Grade, Lacking } from "@reroot/core";
import type { Tone } from "../terminal/tone.js";

/** `migrated`: the plan was carried out; `held`: nothing was sent; `failed`: it stopped; `untouched`: the plan sends nothing. */
export type Fate = "migrated" | "held" | "failed" | "untouched";

export function gradeMeaning(grade: Grade): string {
  switch (grade) {
    case "proven":
      return "a contact succeeded after the action, with verification on, on a chain under the required root";
    case "prepared":
      return "the required root is in the trust pool and the forecast passes";
    case "not-prepared":
      return "the required root is not in place, or could not be seen";
    case "not-needed":
      return "nothing to prove: it needed nothing";
  }
}

function gradeTone(grade: Grade): Tone {
  switch (grade) {
    case "proven":
    case "prepared":
      return "good";
    case "not-prepared":
      return "bad";
    case "not-needed":
      return "faint";
  }
}

export function lackingInWords(lacking: Lacking): string {
  switch (lacking) {
    case "required-root":
      return "the required root is not in the trust pool";
    case "evidence":
      return "what the device holds or uses could not be determined";
    case "forecast":
      return "the forecast does not pass";
    case "contact-after-action":
      return "no contact has succeeded since the action";
    case "verification-on":
      return "certificate verification is not known to be on";
    case "endpoint-seen-on-required-root":
      return "the endpoint was not seen to serve a chain under the required root";
    case "own-contact":
      return "this service has not made a contact of its own";
  }
}

/** What a table says about the outcome for one device: the grade, or that nothing was or could be done. */
export function outcomeInWord(fate: Fate, grade: Grade): string {
  switch (fate) {
    case "held":
      return "held back";
    case "failed":
      return "failed";
    case "untouched":
      return "-";
    case "migrated":
      return grade;
  }
}

export function outcomeTone(fate: Fate, grade: Grade): Tone {
  switch (fate) {
    case "held":
      return "warning";
    case "failed":
      return "bad";
    case "untouched":
      return "faint";
    case "migrated":
      return gradeTone(grade);
  }
}

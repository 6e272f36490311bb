/** The seven verdicts, and the tone in which each is shown. */
import type { Verdict } from "@reroot/core";
import type { Tone } from "../terminal/tone.js";

/** One line that says what the verdict means for the device. */
export function verdictMeaning(verdict: Verdict): string {
  switch (verdict) {
    case "failing":
      return "broken now, because the required root is missing";
    case "failing-otherwise":
      return "broken now, and the missing root does not explain it";
    case "masked":
      return "works only because certificate verification is switched off";
    case "exposed":
      return "works now, will break because the required root is missing";
    case "undetermined":
      return "could not be determined";
    case "protected":
      return "holds the required root";
    case "not-applicable":
      return "does not use the services that the notice is about";
  }
}

export function verdictTone(verdict: Verdict): Tone {
  switch (verdict) {
    case "failing":
    case "failing-otherwise":
      return "bad";
    case "masked":
    case "exposed":
      return "warning";
    case "undetermined":
      return "notable";
    case "protected":
      return "good";
    case "not-applicable":
      return "faint";
  }
}

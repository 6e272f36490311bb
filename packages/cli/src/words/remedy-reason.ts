/** Which remedy a device gets, and why not one before it. */
import type { RemedyChosen, RemedyReason } from "@reroot/core";

export function remedyName(remedy: RemedyChosen): string {
  switch (remedy) {
    case "import-from-default-url":
      return "import from the vendor's URL";
    case "import-from-mirror":
      return "import from the mirror";
    case "import-from-file":
      return "import from a file copied to the device";
  }
}

export function remedyReasonInWords(reason: RemedyReason): string {
  switch (reason.code) {
    case "remedy/first-choice":
      return "the first that the policy names";
    case "remedy/name-not-resolved":
      return `no ${remedyName(reason.instead)}: the device does not resolve ${reason.host}`;
    case "remedy/not-available":
      return `no ${remedyName(reason.instead)}: ${reason.instead === "import-from-mirror" ? "the policy names no mirror" : "the notice does not offer it"}`;
    case "remedy/other-bundle-there":
      return `no ${remedyName(reason.instead)}: the bundle that is used is not served there over plain HTTP`;
  }
}

/** The one sentence that decides a verdict, short enough for a column; the others stand in `reroot explain`. */
import type { Finding, ReasonDetail, Verdict } from "@reroot/core";
import { leadingService } from "../report/leading-service.js";
import { count } from "./count.js";
import { day } from "./dates.js";
import { causeName, reasonsInWords } from "./finding-reason.js";
import { unknownReasonInWords } from "./unknown-reason.js";

export function decidingInWords(finding: Finding): string {
  const service = leadingService(finding);
  if (!service) return "";
  const { verdict, reasons, basis, alsoNeedsRoot, warnings } = service;
  const [deciding = reasons[0]] = DECIDES[verdict].flatMap((code) =>
    reasons.filter((reason) => reason.code === code),
  );
  const also = [
    ...(basis === "inferred" ? ["inferred"] : []),
    ...(alsoNeedsRoot ? ["lacks the required root too"] : []),
    ...(warnings.length > 0 ? [count(warnings.length, "warning")] : []),
  ];
  return [deciding ? short(deciding, reasons) : "", ...also].join("; ");
}

/** For each verdict, the reasons that decide it, the most telling first; where none is named, its first. */
const DECIDES: Readonly<Record<Verdict, readonly ReasonDetail["code"][]>> = {
  failing: ["finding/root-absent"],
  "failing-otherwise": ["finding/cause"],
  masked: ["finding/verification-off", "finding/plain-http"],
  exposed: ["finding/root-absent", "finding/root-out-of-date"],
  undetermined: [],
  protected: ["finding/root-held"],
  "not-applicable": [],
};

function short(reason: ReasonDetail, reasons: readonly ReasonDetail[]): string {
  if ("because" in reason) return unknownReasonInWords(reason.because).sentence;
  switch (reason.code) {
    case "finding/root-absent":
      return `lacks ${reason.commonName}`;
    case "finding/root-held":
      return `holds ${reason.commonName}`;
    case "finding/root-out-of-date":
      return `${reason.commonName} ends on ${day(reason.notAfter)}`;
    case "finding/verification-off":
      return "certificate verification is switched off";
    case "finding/plain-http":
      return "sent over plain HTTP";
    case "finding/cause":
      return causeName(reason.cause);
    default:
      return reasonsInWords(reasons)[0]?.sentence ?? "";
  }
}

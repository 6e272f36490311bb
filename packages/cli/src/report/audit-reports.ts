/** The reports of an audit, each from the same rows: one text for each form that was asked for. */
import type { Assessment, Evidence, FieldNotice } from "@reroot/core";
import { auditPage } from "./audit-page.js";
import { csvReport } from "./csv-report.js";
import type { TranscriptIndex } from "./device-evidence.js";
import { legacyAlgorithmsOf } from "./legacy-algorithms.js";
import { markdownReport } from "./markdown-report.js";
import { rowsOf } from "./rows.js";

export const REPORT_FORMS = ["csv", "html", "markdown"] as const;
export type ReportForm = (typeof REPORT_FORMS)[number];

export interface ReportInputs {
  readonly notices: readonly FieldNotice[];
  /** One a notice, of the same evidence. */
  readonly assessments: readonly Assessment[];
  readonly evidence: Evidence;
  /** Asked for only by the form that shows transcripts. */
  transcripts(): Promise<TranscriptIndex>;
}

export async function auditReport(form: ReportForm, inputs: ReportInputs): Promise<string> {
  const { assessments, notices, evidence } = inputs;
  switch (form) {
    case "csv":
      return csvReport(rowsOf(assessments), legacyAlgorithmsOf(evidence));
    case "markdown":
      return markdownReport(
        rowsOf(assessments),
        assessments.map(({ notice }) => notice.id),
      );
    case "html":
      return auditPage({ assessments, notices, evidence, transcripts: await inputs.transcripts() });
  }
}

/** What is wrong with a notice's data or with a notice's published page, and where. */
import type { AttachFailure, ImportFailure, NoticeFailure } from "@reroot/core";
import { problemsInWords } from "./field-problems.js";
import { unknownCode, type Words } from "./words.js";

export function noticeFailureInWords(failure: NoticeFailure): Words {
  switch (failure.code) {
    case "notice/too-large":
      return { sentence: `it has ${failure.characters} characters; at most ${failure.limit} are read` };
    case "notice/not-yaml":
      return { sentence: `it is not YAML: ${problemsInWords(failure.problems)}` };
    case "notice/fields-wrong":
      return {
        sentence: problemsInWords(failure.problems),
        advice: "docs/notice-format.md says what each field holds.",
      };
    default:
      return unknownCode(failure);
  }
}

export function attachFailureInWords(failure: AttachFailure): Words {
  switch (failure.code) {
    case "notice/certificate-missing":
      return { sentence: `the file ${failure.file}, which it names, is not there` };
    case "notice/certificate-unreadable":
      return { sentence: `${failure.file} is not one PEM certificate` };
    case "notice/certificate-differs":
      return {
        sentence: `${failure.file} is another certificate than it says: ${failure.field} is ${failure.inCertificate}, and the notice has ${failure.inNotice}`,
      };
    default:
      return unknownCode(failure);
  }
}

export function importFailureInWords(failure: ImportFailure): Words {
  switch (failure.code) {
    case "notice/page-too-large":
      return { sentence: `the page has ${failure.characters} characters; at most ${failure.limit} are read` };
    case "notice/table-without-heading":
      return { sentence: `a table has no heading that is known: "${failure.text}"`, advice: WHOLE_PAGE };
    case "notice/table-cut-short":
      return {
        sentence: `the table of ${failure.table} is cut short: ${failure.cellsFound} of ${failure.columnsExpected} cells`,
        advice: WHOLE_PAGE,
      };
    case "notice/row-too-long":
      return {
        sentence: `a row of the table of ${failure.table} has ${failure.cellsFound} cells, and its heading ${failure.columnsExpected}`,
        advice: WHOLE_PAGE,
      };
    case "notice/release-unreadable":
      return { sentence: `"${failure.text}" is not a release`, advice: WHOLE_PAGE };
    case "notice/release-of-another-train":
      return {
        sentence: `release ${failure.text} stands in the row of train ${failure.train}`,
        advice: WHOLE_PAGE,
      };
    case "notice/date-unreadable":
      return { sentence: `"${failure.text}" is not a date`, advice: WHOLE_PAGE };
    case "notice/cell-unreadable":
      return {
        sentence: `in the table of ${failure.table}, column ${failure.column}, "${failure.text}" cannot be read`,
        advice: WHOLE_PAGE,
      };
    case "notice/announced-part-missing":
      return {
        sentence: `"${failure.announcement}" announces something that does not come`,
        advice: WHOLE_PAGE,
      };
    case "notice/sample-cut-short":
      return { sentence: `the sample output of \`${failure.sample}\` is cut short`, advice: WHOLE_PAGE };
    case "notice/options-missing":
      return {
        sentence: `the page promises ${failure.promised} options and brings ${failure.found}`,
        advice: WHOLE_PAGE,
      };
    case "notice/option-without-command":
      return { sentence: `the option "${failure.option}" brings no command`, advice: WHOLE_PAGE };
    case "notice/section-missing":
      return { sentence: `the page has no ${failure.section}`, advice: WHOLE_PAGE };
    case "notice/page-cut-short":
      return { sentence: "the page ends too early", advice: WHOLE_PAGE };
    default:
      return unknownCode(failure);
  }
}

const WHOLE_PAGE =
  "Save the whole page again, as text or as HTML. If it stays so, the page has a shape that is new.";

/** One fact as somebody reads it: its name, what the device said, or why that is not known. */
import type { Known, TranscriptId } from "@reroot/core";
import { unknownReasonInWords } from "./unknown-reason.js";

export interface FactInWords {
  readonly name: string;
  /** Phrases; where nothing is known, why. */
  readonly lines: readonly string[];
  readonly isKnown: boolean;
  readonly shownBy: readonly TranscriptId[];
}

export function factInWords<T>(
  name: string,
  known: Known<T>,
  lines: (value: T) => readonly string[],
): FactInWords {
  if (known.known) return { name, lines: lines(known.value), isKnown: true, shownBy: known.shownBy };
  const { sentence } = unknownReasonInWords(known.reason);
  return { name, lines: [`not known: ${sentence}`], isKnown: false, shownBy: [] };
}

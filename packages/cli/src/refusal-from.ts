/** A refusal out of a failure's words. */
import { Refusal, type RefusalDetails } from "./refusal.js";
import { asSentence, type Words } from "./words/words.js";

export function refusalFrom({ sentence, advice }: Words, more: Partial<RefusalDetails> = {}): Refusal {
  return new Refusal({ sentence: asSentence(sentence), ...(advice && { advice }), ...more });
}

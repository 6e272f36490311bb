/** A bundle as somebody names it: a file here, or an address that is fetched from by the strict rules of `bundle fetch`. */
import { readBytes } from "../files/read-file.js";
import { Refusal } from "../refusal.js";
import { fetchFailureInWords } from "../words/fetch-failure.js";
import { asSentence } from "../words/words.js";
import type { World } from "../world.js";
import { BUNDLE_LIMITS } from "./fetch-file.js";
import { getBytes } from "./http-get.js";

/** @throws {Refusal} where it cannot be had. What it is worth is for the caller to judge. */
export async function givenBundle(given: string, { directory }: World): Promise<Uint8Array> {
  if (!isAddress(given)) return readBytes(directory, given, BUNDLE_LIMITS.bytes);
  const fetched = await getBytes(given, BUNDLE_LIMITS);
  if (fetched.ok) return fetched.value;
  const { sentence, advice } = fetchFailureInWords(fetched.failure);
  throw new Refusal({ sentence: asSentence(sentence), place: given, ...(advice && { advice }) });
}

function isAddress(given: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(given);
}

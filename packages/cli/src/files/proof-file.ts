/** A proof as it lies in a file, byte for byte: Reroot writes one text for one proof, and any other was changed. */
import type { Proof } from "@reroot/core";
import { Refusal } from "../refusal.js";
import { MOST_OF_A_RUN, readBytes } from "./read-file.js";

export interface ProofFile {
  readonly proof: Proof;
  readonly isAsWritten: boolean;
}

/** As it is: not even the mark that some editors put in front of a text is passed over. */
export async function readWritten(directory: string, file: string): Promise<string> {
  const bytes = await readBytes(directory, file, MOST_OF_A_RUN);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Says nothing of whether the proof holds. @throws {Refusal} for a text that is none. */
export function proofIn(text: string, file: string): ProofFile {
  const value = objectIn(text);
  if (value) return { proof: value as Proof, isAsWritten: text === `${JSON.stringify(value, null, 2)}\n` };
  throw new Refusal({
    sentence: "This file is not a proof.",
    place: file,
    advice: "Give the proof.json of a run, or its report.html.",
  });
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ""));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

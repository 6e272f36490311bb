/**
 * Makes the record of one command and its output. The only place where transcripts come into being,
 * so that none exists whose secrets were not taken out first.
 */
import { digestOf, type Transcript } from "@reroot/core";
import { redact } from "./redact.js";

export interface ReadOutput {
  readonly device: string;
  readonly command: string;
  readonly output: string;
  /** When it was read, on the controller's clock; ISO 8601 in UTC. */
  readonly at: string;
  readonly source?: { readonly file: string; readonly line: number };
}

export function makeTranscript({ device, command, output, at, source }: ReadOutput): Transcript {
  // A log holds what somebody typed: `license smart register idtoken ...` is a command with a secret in it.
  const body = { device, command: redact(command), output: redact(output), at };
  return { id: digestOf(body), ...body, ...(source && { source }) };
}

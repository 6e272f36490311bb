/**
 * Captured outputs: what devices printed, read from files instead of from a session. A capture is split
 * into transcripts here; what a transcript says is the parsers' business.
 */

export interface CapturedDevice {
  /** The folder's or the file's name; the host in the prompt where one log holds several devices. */
  readonly name: string;
  readonly transcripts: readonly CapturedTranscript[];
}

export interface CapturedTranscript {
  /** As typed, arguments and pipes included. */
  readonly command: string;
  /** As captured, control characters included; without the prompt that follows it. */
  readonly output: string;
  readonly prompt?: string;
  /** `admin`, `config`: what the prompt's brackets say. Absent in EXEC mode. */
  readonly mode?: string;
  /** The device's time above the output, as printed. */
  readonly at?: string;
  /** Whether a prompt follows the output; false may mean that it was cut. Absent where a file holds one output. */
  readonly endsAtPrompt?: boolean;
  readonly source: { readonly file: string; readonly line: number };
}

/** A file that was read already; `path` is relative to the folder of captures, with `/`. */
export interface CaptureFile {
  readonly path: string;
  readonly text: string;
}

/** A file that holds no capture; the rest is read all the same. */
export interface SetAside {
  readonly file: string;
  readonly reason: SetAsideReason;
}

export type SetAsideReason =
  | { readonly code: "capture/empty" }
  | { readonly code: "capture/not-text" }
  /** Neither named after a command nor holding one prompt. */
  | { readonly code: "capture/unknown-form" }
  /** Named after a command, in no device's folder, and without a prompt that says whose it is. */
  | { readonly code: "capture/no-device" }
  | { readonly code: "capture/hidden" }
  /** In bytes. */
  | { readonly code: "capture/too-large"; readonly size: number; readonly limit: number }
  | { readonly code: "capture/unreadable"; readonly detail: string };

export interface CaptureReading {
  readonly devices: readonly CapturedDevice[];
  readonly setAside: readonly SetAside[];
}

/** A session as it was recorded, character by character. */

export interface RecordedExchange {
  readonly command: string;
  /** Everything that was seen from typing the command on: echo, output, prompts. */
  readonly raw: string;
}

export interface Recording {
  readonly exchanges: readonly RecordedExchange[];
}

/**
 * The two ends that a session needs of a connection: what it types and what it sees. SSH provides
 * one; tests may provide another. A terminal knows no prompts and no commands.
 */

export interface Terminal {
  /** Types text. After the connection is gone this does nothing: `closed` has said so. */
  write(text: string): void;
  /** Hands everything that was and will be seen to one listener. To be called once. */
  listen(listener: TerminalListener): void;
  /** Ends the connection at once; `closed` is not called for it. */
  close(): void;
}

export interface TerminalListener {
  /** Decoded text as it came, control characters included. */
  seen(text: string): void;
  /** The other side ended the connection, or it broke. */
  closed(detail: string): void;
}

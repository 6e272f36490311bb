/** What a command's end says to the script that called it. Stable: scripts rely on them. */
export const EXIT = {
  fine: 0,
  /** Findings or failures to act on. */
  toActOn: 1,
  /** A usage or input error: nothing was done. */
  usage: 2,
  /** The question could not be answered. */
  undetermined: 3,
  /** Somebody stopped it (128 and SIGINT's number, as shells have it); what was done so far is kept. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

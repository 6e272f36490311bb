/**
 * What a router was told that changes it, as the router itself knows it: when each command came and when it had
 * done its work. A client that was cut off in between cannot know; whoever checks one can. Real time stands beside
 * the lab's, because a client's death is an event of real time.
 */
export interface Deed {
  readonly sequence: number;
  /** The line as it was typed, `commit` with the comment, or `copy to PATH` for a file that came. */
  readonly command: string;
  /** Lab time. */
  readonly at: Date;
  /** Real time. */
  readonly cameAt: Date;
  /** Certificates in the trust pool before. */
  readonly poolBefore: number;
  /** Real time at which it had done its work; absent while it is at it. */
  endedAt?: Date;
  poolAfter?: number;
}

/** Bounded, so that a lab may run for weeks; the oldest go first. */
const MOST_KEPT = 2_000;

export class Deeds {
  readonly #kept: Deed[] = [];
  #next = 1;

  get all(): readonly Deed[] {
    return this.#kept;
  }

  /** @returns what to call once it has done its work. */
  begin(command: string, at: Date, poolSize: () => number): () => void {
    const deed: Deed = {
      sequence: this.#next++,
      command,
      at,
      cameAt: new Date(),
      poolBefore: poolSize(),
    };
    this.#kept.push(deed);
    if (this.#kept.length > MOST_KEPT) this.#kept.shift();
    return () => {
      deed.endedAt = new Date();
      deed.poolAfter = poolSize();
    };
  }
}

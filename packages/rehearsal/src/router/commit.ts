/** A change of the running configuration, and one on trial: it is undone unless another commit confirms it in time. */
import type { Configuration } from "./configuration.js";

/** A commit, as `show configuration commit list` tells it. */
export interface Commit {
  readonly id: string;
  readonly user: string;
  readonly line: string;
  /** What made it: a session, or `rollback configuration`. */
  readonly client: "CLI" | "Rollback";
  readonly at: Date;
  readonly comment?: string | undefined;
  readonly label?: string | undefined;
  readonly before: Configuration;
  readonly after: Configuration;
}

/** What a trial needs of its router. */
interface TrialRouter {
  scheduleAt(owner: object, at: Date | undefined, due: () => Promise<void>): void;
  commit(after: Configuration, by: Pick<Commit, "user" | "line" | "client" | "comment">): unknown;
}

export interface Trial {
  readonly commit: Commit;
  /** At the router's clock. */
  readonly until: Date;
}

/** `commit confirmed`: at most one trial at a time. */
export class TrialCommit {
  readonly #router: TrialRouter;
  #trial: Trial | undefined;

  constructor(router: TrialRouter) {
    this.#router = router;
  }

  get current(): Trial | undefined {
    return this.#trial;
  }

  begin(commit: Commit, until: Date): void {
    this.#trial = { commit, until };
    this.#router.scheduleAt(this, until, async () => {
      this.#trial = undefined;
      const { user, line, before } = commit;
      const comment = "rollback of an unconfirmed commit";
      this.#router.commit(before, { user, line, client: "Rollback", comment });
    });
  }

  /** The trial is over: what was committed stays. */
  confirm(): void {
    this.#trial = undefined;
    this.#router.scheduleAt(this, undefined, async () => {});
  }
}

/** The durable life of a rollout: it moves on, then listens until a device ends, somebody speaks, or time comes. */
import { DBOS } from "@dbos-inc/dbos-sdk";
import { isDiskFull, Refused } from "../failure.js";
import { advanceRollout, type RolloutAdvance } from "./advance-rollout.js";
import { ROLLOUT_WORKFLOW, WAKE } from "./names.js";
import { room } from "./room.js";

/** Whatever happens wakes it; this is how long a lost message could go unnoticed. */
const LISTEN_SECONDS = 10;
const TROUBLE_SECONDS = 10;

DBOS.registerWorkflow(
  async (rollout: string): Promise<void> => {
    const { drain, leaps } = room();
    for (;;) {
      const turn = await drain.step(() => DBOS.runStep(() => step(rollout), { name: "advance" }));
      if (turn.next === "end") return;
      if (turn.next === "wait" && leaps)
        await drain.step(() => DBOS.runStep(() => leap(turn.until), { name: "leap" }));
      else if (turn.next === "again") await drain.wait(() => DBOS.sleep(200));
      else await drain.wait(() => DBOS.recv(WAKE, turn.next === "wait" ? turn.seconds : secondsOf(turn)));
    }
  },
  { name: ROLLOUT_WORKFLOW, maxRecoveryAttempts: 1_000_000 },
);

type Next =
  | Exclude<RolloutAdvance, { next: "wait" }>
  | { readonly next: "wait"; readonly until: string; readonly seconds: number }
  | { readonly next: "again" }
  | { readonly next: "trouble" };

/** Never rejects: a rollout whose workflow ended with an error would never go on. */
async function step(rollout: string): Promise<Next> {
  const { drain, leaps, time } = room();
  const work = () => drain.while(() => advanceRollout(room(), rollout));
  try {
    // Recorded, and done by nobody: whoever goes on looks again.
    if (drain.isClosing) return { next: "again" };
    const turn = await (leaps ? leaps.while(work) : work());
    if (turn.next !== "wait") return turn;
    const ms = time.kind === "real" ? time.msUntil(new Date(turn.until)) : 0;
    return { ...turn, seconds: Math.min(Math.max(ms / 1000, 0.01), LISTEN_SECONDS) };
  } catch (error) {
    if (isDiskFull(error)) room().fatal(error.failure);
    if (error instanceof Refused) return { next: "again" };
    room().trouble({ rollout }, error);
    return { next: "trouble" };
  }
}

async function leap(until: string): Promise<void> {
  await room().leaps?.until(new Date(until));
}

function secondsOf({ next }: Next): number {
  return next === "trouble" ? TROUBLE_SECONDS : LISTEN_SECONDS;
}

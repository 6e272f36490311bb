/**
 * The durable life of one device in one rollout. DBOS keeps which step it has come to and how long it has to
 * wait; everything else is in the journal. A wait ends early when somebody pauses, resumes, skips or retries.
 */
import { DBOS } from "@dbos-inc/dbos-sdk";
import { isDiskFull, Refused } from "../failure.js";
import { type Advance, advanceDevice, type DeviceOfRollout } from "./advance-device.js";
import { DEVICE_WORKFLOW, WAKE } from "./names.js";
import { room } from "./room.js";

/** A halted rollout is woken; this is only how long a lost wake-up could go unnoticed. */
const HALTED_SECONDS = 600;
const TROUBLE_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 24 * 3600;

DBOS.registerWorkflow(
  async (rollout: string, device: string): Promise<void> => {
    const { drain, leaps } = room();
    for (;;) {
      const turn = await drain.step(() => DBOS.runStep(() => step({ rollout, device }), { name: "advance" }));
      if (turn.next === "end") return;
      if (turn.next === "wait" && leaps)
        await drain.step(() => DBOS.runStep(() => leap(turn.until), { name: "leap" }));
      else if (turn.next !== "again") await drain.wait(() => DBOS.recv(WAKE, secondsOf(turn)));
      else await drain.wait(() => DBOS.sleep(200));
    }
  },
  { name: DEVICE_WORKFLOW, maxRecoveryAttempts: 1_000_000 },
);

type Next = Advance | { readonly next: "trouble" };

/** Never rejects: a workflow that ends with an error would be a device that is forgotten. */
async function step(about: DeviceOfRollout): Promise<Next & { readonly seconds?: number }> {
  const { drain, leaps, time } = room();
  const work = () => drain.while(() => advanceDevice(room(), about));
  try {
    // Recorded, and done by nobody: whoever goes on looks again.
    if (drain.isClosing) return { next: "again" };
    leaps?.arrived(about.device);
    const turn = await (leaps ? leaps.while(work) : work());
    if (turn.next !== "wait" || time.kind !== "real") return turn;
    const seconds = time.msUntil(new Date(turn.until)) / 1000;
    return { ...turn, seconds: Math.min(Math.max(seconds, 0.01), LONGEST_WAIT_SECONDS) };
  } catch (error) {
    if (isDiskFull(error)) room().fatal(error.failure);
    if (error instanceof Refused) return { next: "again" };
    room().trouble(about, error);
    return { next: "trouble" };
  }
}

async function leap(until: string): Promise<void> {
  await room().leaps?.until(new Date(until));
}

function secondsOf(turn: Next & { readonly seconds?: number }): number {
  if (turn.next === "wait") return turn.seconds ?? 1;
  return turn.next === "trouble" ? TROUBLE_SECONDS : HALTED_SECONDS;
}

/**
 * Keeps sessions to one device apart: routers rate-limit SSH (`ssh server rate-limit`), and a device in
 * trouble is not helped by a second caller. Different devices do not wait for each other.
 */
import { setTimeout as sleep } from "node:timers/promises";

export interface Pace {
  /** Resolves when the next session to this device may be opened, or at once when nobody waits for it any more. */
  turnFor(host: string, port: number, signal?: AbortSignal): Promise<void>;
}

export function paceOf(msBetweenSessions: number): Pace {
  const nextTurn = new Map<string, number>();
  return {
    turnFor: async (host, port, signal) => {
      const key = `${host} ${port}`;
      const now = performance.now();
      const turn = Math.max(now, nextTurn.get(key) ?? 0);
      nextTurn.set(key, turn + msBetweenSessions);
      if (turn > now) await sleep(turn - now, undefined, { ...(signal && { signal }) }).catch(() => {});
    },
  };
}

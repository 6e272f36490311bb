/**
 * Keeps sessions to one device apart: routers rate-limit SSH (`ssh server rate-limit`), and a device in
 * trouble is not helped by a second caller. Different devices do not wait for each other.
 */

export interface Pace {
  /** Resolves when the next session to this device may be opened. */
  turnFor(host: string, port: number): Promise<void>;
}

export function paceOf(msBetweenSessions: number): Pace {
  const nextTurn = new Map<string, number>();
  return {
    turnFor: async (host, port) => {
      const key = `${host} ${port}`;
      const now = performance.now();
      const turn = Math.max(now, nextTurn.get(key) ?? 0);
      nextTurn.set(key, turn + msBetweenSessions);
      if (turn > now) await new Promise((resolve) => setTimeout(resolve, turn - now));
    },
  };
}

/**
 * The journal of rollouts in PostgreSQL. An append is one transaction: it takes the rollout's row, so that
 * sequence numbers have no gap; it checks that whoever writes still holds the device, that nobody wrote about
 * the device meanwhile, and that the rollout may go on. Appends that wait for the same rollout go together.
 */
import type { JournalEntry } from "@reroot/core";
import type { Connections } from "../connections.js";
import { lostOr } from "../failure.js";
import type { Appended, Appending, Written } from "./append.js";
import { type Waiting, writeTogether } from "./write-together.js";

export interface Journal {
  append(appending: Appending): Promise<Appended>;
  ofDevice(rollout: string, device: string): Promise<readonly JournalEntry[]>;
  /** In order, a page at a time; `after` the last one seen. */
  page(rollout: string, after: number, most?: number): Promise<readonly JournalEntry[]>;
}

/** More at once would make one transaction hold the rollout for long. */
const MOST_AT_ONCE = 200;

export function journalIn({ pool }: Connections, written: Written): Journal {
  const queues = new Map<string, Waiting[]>();
  const busy = new Set<string>();
  const drain = async (rollout: string) => {
    busy.add(rollout);
    for (let queue = queues.get(rollout); queue && queue.length > 0; queue = queues.get(rollout)) {
      await writeTogether({ pool, rollout, written }, queue.splice(0, MOST_AT_ONCE));
    }
    queues.delete(rollout);
    busy.delete(rollout);
  };
  return {
    append: (appending) =>
      new Promise((resolve, reject) => {
        const { rollout } = appending;
        const queue = queues.get(rollout) ?? [];
        queues.set(rollout, queue);
        queue.push({ appending, resolve, reject });
        if (!busy.has(rollout)) void drain(rollout);
      }),
    ofDevice: async (rollout, device) => {
      const { rows } = await pool
        .query("select entry from reroot.journal where rollout = $1 and device = $2 order by sequence", [
          rollout,
          device,
        ])
        .catch(lostOr);
      return rows.map(({ entry }) => JSON.parse(entry));
    },
    page: async (rollout, after, most = 1000) => {
      const { rows } = await pool
        .query(
          "select entry from reroot.journal where rollout = $1 and sequence > $2 order by sequence limit $3",
          [rollout, after, most],
        )
        .catch(lostOr);
      return rows.map(({ entry }) => JSON.parse(entry));
    },
  };
}

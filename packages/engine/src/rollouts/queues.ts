/** The queues of DBOS. Caps belong to a plan, and are kept when its devices are begun (schedule.ts); a queue says where. */
import type { DBOSClient } from "@dbos-inc/dbos-sdk";

const POLL_MS = 200;

export async function openQueue(client: DBOSClient, name: string): Promise<void> {
  await client.registerQueue(name, { minPollingIntervalMs: POLL_MS, onConflict: "never_update" });
}

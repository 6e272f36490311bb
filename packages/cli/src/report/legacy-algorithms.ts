/** Devices whose session used old SSH algorithms: somebody allowed it, and every report says so. */
import type { Evidence } from "@reroot/core";

/** By device; only those that used any. */
export type LegacyAlgorithms = ReadonlyMap<string, readonly string[]>;

export function legacyAlgorithmsOf({ devices }: Pick<Evidence, "devices">): LegacyAlgorithms {
  return new Map(
    devices.flatMap(({ device, session }) =>
      session && session.legacyAlgorithms.length > 0 ? [[device, session.legacyAlgorithms] as const] : [],
    ),
  );
}

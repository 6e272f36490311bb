/**
 * What one reading comes upon besides devices. A reader goes on after a failure, so that it needs no way
 * out of its depths; the first failure is the one that is reported.
 */
import type { InventoryFailure } from "./inventory-failure.js";
import type { Ignored, IgnoredReason, LeftOutDevice, LeftOutReason, Place } from "./understood-inventory.js";

export interface ReadingNotes {
  readonly firstFailure: InventoryFailure | undefined;
  readonly ignored: readonly Ignored[];
  readonly leftOut: readonly LeftOutDevice[];
  fail(failure: InventoryFailure): void;
  ignore(reason: IgnoredReason, what: string, place: Place): void;
  leaveOut(name: string, reason: LeftOutReason, place: Place): void;
}

export function readingNotes(): ReadingNotes {
  const ignored = new Map<string, { -readonly [Key in keyof Ignored]: Ignored[Key] }>();
  const leftOut: LeftOutDevice[] = [];
  let firstFailure: InventoryFailure | undefined;
  return {
    get firstFailure() {
      return firstFailure;
    },
    get ignored() {
      return [...ignored.values()];
    },
    leftOut,
    fail: (failure) => {
      firstFailure ??= failure;
    },
    ignore: (reason, what, place) => {
      const known = ignored.get(`${reason} ${what}`);
      if (known) known.count += 1;
      else ignored.set(`${reason} ${what}`, { reason, what, place, count: 1 });
    },
    leaveOut: (name, reason, place) => {
      leftOut.push({ name, reason, place });
    },
  };
}

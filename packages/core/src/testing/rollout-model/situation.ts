/** Everything that is different from one rollout of the model to the next. */
import fc from "fast-check";
import type { Gate, Pace } from "../../plan/plan.js";
import type { SeparateApproval } from "../../plan/step.js";
import type { MaintenanceWindow } from "../../plan/window.js";
import { type Nature, nature } from "./nature.js";

export type Order =
  | { readonly order: "pause" | "resume" | "cancel" }
  | { readonly order: "skip" | "retry"; readonly device: number };

export interface Situation {
  readonly natures: readonly Nature[];
  /** Devices in each wave; whoever is left is in one more. */
  readonly waveSizes: readonly number[];
  readonly gate: Gate;
  readonly windows: readonly MaintenanceWindow[];
  readonly pace: Pace;
  readonly also: readonly SeparateApproval[];
  /** What is served at the default URL and by the mirror when it is fetched again: the nth time. */
  readonly served: readonly ("approved" | "replaced" | "unavailable")[];
  /** The controller dies at that call, counted anew by each that goes on in its place. */
  readonly crashes: readonly number[];
  /** Given once the journal has that many entries. */
  readonly orders: readonly (Order & { readonly after: number })[];
  /** What somebody does in the end about a rollout that stands by. */
  readonly atStandBy: "resume" | "cancel";
  readonly undoCrashes: readonly number[];
}

const clockTime = fc.constantFrom("05:30", "06:00", "06:01", "06:03", "06:10");
const window: fc.Arbitrary<MaintenanceWindow> = fc
  .record({
    from: clockTime,
    minutes: fc.constantFrom(1, 2, 5, 60),
    days: fc.constantFrom<Partial<MaintenanceWindow>>(
      {},
      { dates: ["2022-02-23"] },
      { dates: ["2022-02-23", "2022-02-25"] },
    ),
  })
  .map(({ from, minutes, days }) => ({ ...days, from, to: plus(from, minutes), timeZone: "UTC" }));

function plus(time: string, minutes: number): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const sum = hour * 60 + minute + minutes;
  return [Math.floor(sum / 60), sum % 60].map((one) => `${one}`.padStart(2, "0")).join(":");
}

const order: fc.Arbitrary<Order & { readonly after: number }> = fc.oneof(
  fc.record({
    order: fc.constantFrom("pause" as const, "resume" as const, "pause" as const, "cancel" as const),
    after: fc.nat(60),
  }),
  fc.record({
    order: fc.constantFrom("skip" as const, "retry" as const),
    device: fc.nat(5),
    after: fc.nat(120),
  }),
);

const SERVED = fc.oneof(
  { weight: 6, arbitrary: fc.constant([] as const) },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom("approved", "replaced", "unavailable"), { maxLength: 6 }),
  },
);

export const situation: fc.Arbitrary<Situation> = fc.record({
  natures: fc.array(nature, { minLength: 1, maxLength: 6 }),
  waveSizes: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }),
  gate: fc.record(
    {
      failuresAllowed: fc.nat(2),
      soakSeconds: fc.constantFrom(0, 30, 300),
      requiredVerdicts: fc.constant(["protected" as const]),
    },
    { requiredKeys: ["failuresAllowed", "soakSeconds"] },
  ),
  windows: fc.array(window, { maxLength: 2 }),
  pace: fc.record(
    {
      concurrency: fc.integer({ min: 1, max: 4 }),
      perSite: fc.integer({ min: 1, max: 2 }),
      startsPerMinute: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ["concurrency"] },
  ),
  also: fc.subarray<SeparateApproval>(["registration", "crl-optional"]),
  served: SERVED,
  crashes: fc.array(fc.nat(60), { maxLength: 5 }),
  orders: fc.array(order, { maxLength: 4 }),
  atStandBy: fc.constantFrom("resume", "cancel"),
  undoCrashes: fc.array(fc.nat(40), { maxLength: 2 }),
});

/** How one router of the model is and behaves, and everything that can go wrong with it. */
import fc from "fast-check";
import type { RemedyChosen } from "../../plan/plan.js";
import { MIRROR_URL } from "./bundles.js";

/** What an action is to a router. */
export type Deed = "import" | "clean" | "configure" | "copy" | "delete" | "renew" | "register" | "test";

/** Why a router cannot or must not be changed at a moment. */
export type Trouble =
  | "unreachable"
  | "foreign-commit"
  | "locked"
  | "installing"
  | "standby-not-ready"
  | "read-only"
  | "full";

/** What becomes of a deed: whether it has its effect, and what the controller is told. */
export type Fault =
  | "refused"
  | "no-effect"
  | "lost-with-effect"
  | "lost-without-effect"
  | "not-sent"
  | "change-held";

export interface Nature {
  readonly site: "paris" | "oslo";
  readonly remedy: RemedyChosen;
  readonly mirror: "used-directly" | "configured";
  readonly crlOptional: boolean;
  readonly isRegistered: boolean;
  readonly callHomeTest: boolean;
  readonly downloadedBefore: boolean;
  /** The bundle that was downloaded before is at hand, so that it can be imported again. */
  readonly earlierIsHeld: boolean;
  readonly bundleUrlBefore: string | undefined;
  readonly contactBefore: boolean;
  /** Somebody else imported something after the plan was made. */
  readonly poolChangedSince: boolean;
  /** Seconds by which its clock is ahead of the controller's. */
  readonly clockAhead: number;
  readonly effectTakes: number;
  readonly contactTakes: number | "for-ever";
  /** Before the renewal. */
  readonly renewalDelay: number;
  readonly bringsForeign: boolean;
  readonly trouble: { readonly kind: Trouble; readonly from: number; readonly to: number } | undefined;
  /** The first `times` deeds of this kind go wrong. */
  readonly fault: { readonly deed: Deed; readonly fault: Fault; readonly times: number } | undefined;
  /** Judged afterwards: a cause besides the root. */
  readonly failsOtherwise: boolean;
}

const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const seldom = fc.integer({ min: 0, max: 9 }).map((one) => one === 9);

const trouble = fc.record({
  kind: fc.constantFrom<Trouble>(
    "unreachable",
    "foreign-commit",
    "locked",
    "installing",
    "standby-not-ready",
    "read-only",
    "full",
  ),
  from: fc.constantFrom(0, 0, 5, 20),
  to: fc.constantFrom(30, 200, 1_000_000),
});

const fault = fc.record({
  deed: fc.constantFrom<Deed>(
    "import",
    "import",
    "renew",
    "configure",
    "copy",
    "delete",
    "register",
    "test",
    "clean",
  ),
  fault: fc.constantFrom<Fault>(
    "refused",
    "no-effect",
    "lost-with-effect",
    "lost-without-effect",
    "not-sent",
    "change-held",
  ),
  times: fc.constantFrom(1, 1, 2, 99),
});

export const nature: fc.Arbitrary<Nature> = fc.record({
  site: fc.constantFrom("paris", "oslo"),
  remedy: fc.constantFrom<RemedyChosen>("import-from-default-url", "import-from-mirror", "import-from-file"),
  mirror: fc.constantFrom("used-directly", "configured"),
  crlOptional: seldom,
  isRegistered: seldom.map((one) => !one),
  callHomeTest: seldom,
  downloadedBefore: fc.boolean(),
  earlierIsHeld: fc.boolean(),
  bundleUrlBefore: fc.constantFrom(undefined, undefined, "http://old.example/ios.p7b", MIRROR_URL),
  contactBefore: fc.boolean(),
  poolChangedSince: seldom,
  clockAhead: fc.constantFrom(0, 0, 3, -5000, 86_400),
  effectTakes: fc.integer({ min: 0, max: 5 }),
  contactTakes: fc.constantFrom<number | "for-ever">(0, 1, 10, 100, 400, "for-ever"),
  renewalDelay: fc.constantFrom(0, 0, 30, 120),
  bringsForeign: seldom,
  trouble: rarely(trouble),
  fault: rarely(fault),
  failsOtherwise: seldom,
});

/** What can be chosen about the bundles that the lab publishes: their condition, kind, place and signer. */

/** How the bundle that the lab publishes differs from a good one. */
export type BundleScenario = (typeof BUNDLE_SCENARIOS)[number];

export const BUNDLE_SCENARIOS = [
  "good",
  "tampered",
  "without-required-root",
  "customer-signed",
  "truncated",
  "wrong-content",
  "web-page",
  "empty",
  "not-found",
] as const;

/** The vendor's three bundles: for its own services, what every root programme has, what any of them has. */
export type BundleKind = "core" | "intersect" | "union";

/** The path that routers have known for long, or the one in use since: `.../current/NAME/NAME.p7b`. */
export type BundleLocation = "old" | "current";

/** The signer root that all routers hold (the stand-in `signer`), or the one that came after it. */
export type BundleSignerChoice = "old" | "new";

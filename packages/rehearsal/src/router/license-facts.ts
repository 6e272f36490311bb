/** What the `show license` commands tell: which way of licensing a router goes by, how it stands, and where it reports. */
import type { AgentTransport, LicensingState } from "./licensing-state.js";
import type { HttpProxy } from "./routing.js";
import type { PolicyState } from "./usage-policy.js";

export interface LicenseFacts {
  readonly agent: LicensingFacts;
  readonly transport: AgentTransport;
  /** The configured address of Smart Transport or of a license utility, whichever is in use. */
  readonly destination?: string | undefined;
  readonly proxy?: HttpProxy | undefined;
  readonly now: Date;
  readonly udi: string;
  readonly smartAccount: string;
  readonly virtualAccount: string;
}

/** Which of the two ways of licensing a router goes by, and how it stands. */
export type LicensingFacts =
  | { readonly kind: "registration"; readonly state: LicensingState }
  | { readonly kind: "policy"; readonly state: PolicyState };

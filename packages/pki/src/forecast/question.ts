/** What is asked of a forecast: a pool, what an endpoint serves and from when on, a period, a platform. */
import type { PlatformPolicy } from "../path/platform.js";
import type { SoughtRoot, TrustPool } from "../pool/trust-pool.js";
import type { Certificate } from "../x509/certificate.js";

export interface ForecastQuestion {
  readonly pool: TrustPool;
  readonly timeline: EndpointTimeline;
  /** First moment of interest. */
  readonly from: Date;
  /** First moment no longer of interest. */
  readonly until: Date;
  readonly platform: PlatformPolicy;
}

/** What an endpoint serves, and from when on. */
export interface EndpointTimeline {
  /** Host name or address for which the server's certificate must be issued; unchecked for a root alone. */
  readonly host: string;
  /** In any order; each holds until the next one begins. */
  readonly stages: readonly TimelineStage[];
}

export interface TimelineStage {
  readonly from: Date;
  readonly serves: ServedChain;
}

/** A chain as seen, or announced by the name of its root alone. */
export type ServedChain =
  | {
      readonly kind: "chain";
      /** The server's certificate first, then whatever it sends besides. */
      readonly certificates: readonly [Certificate, ...Certificate[]];
    }
  | { readonly kind: "root"; readonly root: SoughtRoot };

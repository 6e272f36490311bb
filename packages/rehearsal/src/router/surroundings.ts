/** What a router finds around it in the lab: time, the network, and the forms of the lab's own certificates. */

import type { TwinCertificate } from "../certificates/throw-away-ca.js";
import type { LabClock } from "../clock.js";
import type { LabNetwork } from "../network.js";
import type { CloudService } from "../options.js";
import type { JudgedBundles } from "./judged-bundles.js";
import type { TrustContexts } from "./trust-contexts.js";

export interface Surroundings {
  readonly clock: LabClock;
  readonly network: LabNetwork;
  readonly contexts: TrustContexts;
  readonly bundles: JudgedBundles;
  /** Both forms of one of the lab's certificates, by the SHA-256 of either. */
  twinOf(sha256: string): TwinCertificate | undefined;
  /** The URL at which a cloud service is reached unless configuration says otherwise. */
  serviceUrl(service: CloudService): string | undefined;
  /** The customer's account at the cloud, which all routers are in. */
  readonly smartAccount: string;
  /** The virtual account that the cloud has a device in. */
  virtualAccountOf(device: string): string;
  /** Where bundles come from unless the policy says otherwise. */
  readonly defaultBundleUrl: string;
  /** How far the cloud's clock is behind the routers', in milliseconds: deadlines come from the cloud. */
  readonly cloudClockLagMs: number;
  /** To be told when a router goes away or comes back; resolves when its listener has followed. */
  reachabilityChanged(router: object): Promise<void>;
  /** Asks to be called at a moment of lab time; the latest request of an owner replaces its earlier ones. */
  schedule(owner: object, at: Date | undefined, due: () => Promise<void>): void;
}

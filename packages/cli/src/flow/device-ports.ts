/**
 * The ports of the flow that touch devices, over SSH: reading a fleet, and carrying out an approved
 * plan. Audits, rollouts and rehearsals all come through here; what differs is who they talk to.
 */
import type { ApprovedPlan, FleetReader, Hands, Inventory, Transcript } from "@reroot/core";
import {
  deviceAccess,
  deviceHands,
  fleetReader,
  type PingLine,
  parseKnownHosts,
  type RouteTo,
  straightRoutes,
  strictHostKeys,
} from "@reroot/devices";

export interface DevicePortOptions {
  readonly inventory: Inventory;
  readonly routeTo: RouteTo;
  readonly now: () => Date;
  readonly deliver: (transcript: Transcript) => void;
  /** Hosts of the vendor's cloud, to tell an on-premises server from it. */
  readonly cloudHosts: readonly string[];
  readonly observeEndpoints: FleetReader["observeEndpoints"];
  /** How many devices are read at the same time. */
  readonly sessions?: number;
  /** Typed last on every device that is read. */
  readonly ping?: PingLine;
  /** Ends what is being read; see `fleetReader`. */
  readonly signal?: AbortSignal;
}

export interface DevicePorts {
  readonly reader: FleetReader;
  hands(approved: ApprovedPlan, means?: Means): Hands;
}

/** What carrying out a plan may need, and what no plan holds. */
export interface Means {
  /** The bytes of the plan's bundle; where none are given, nothing can be copied to a device. */
  readonly bundle?: Uint8Array;
  /** Where the approval includes registrations. */
  readonly registrationToken?: string;
}

export function devicePorts(options: DevicePortOptions): DevicePorts {
  const { routeTo, inventory, now, deliver, cloudHosts, ping, signal, sessions } = options;
  const access = deviceAccess({ routeTo });
  const room = { access, deliver, now, cloudHosts };
  const atOnce = sessions === undefined ? {} : { concurrency: sessions };
  const reading = { ...room, ...atOnce, ...(ping && { ping }), ...(signal && { signal }) };
  return {
    reader: fleetReader({ ...reading, observeEndpoints: options.observeEndpoints }),
    hands: (approved, means = {}) => deviceHands({ ...room, ...means, approved, inventory }),
  };
}

export interface PasswordLogin {
  /** For devices whose inventory entry names nobody. */
  readonly username: string;
  readonly password: string;
  /** Text of a known_hosts file. */
  readonly knownHosts: string;
}

/** Each device at its own address, with one password for all. */
export function routesByPassword({ username, password, knownHosts }: PasswordLogin): RouteTo {
  return straightRoutes({
    loginFor: (device) => ({ username: device.username ?? username, password }),
    hostKeys: strictHostKeys(parseKnownHosts(knownHosts)),
  });
}

/**
 * The ports of the flow that touch devices, over SSH: reading a fleet, and carrying out an approved
 * plan. Audits, rollouts and rehearsals all come through here; what differs is who they talk to.
 */
import type { ApprovedPlan, FleetReader, Hands, Inventory, Transcript } from "@reroot/core";
import { deviceAccess, deviceHands, fleetReader, parseKnownHosts, strictHostKeys } from "@reroot/devices";

export interface DevicePortOptions {
  readonly inventory: Inventory;
  /** For devices whose inventory entry names nobody. */
  readonly username: string;
  readonly password: string;
  /** Text of a known_hosts file. */
  readonly knownHosts: string;
  readonly now: () => Date;
  readonly deliver: (transcript: Transcript) => void;
  /** Hosts of the vendor's cloud, to tell an on-premises server from it. */
  readonly cloudHosts: readonly string[];
  readonly observeEndpoints: FleetReader["observeEndpoints"];
}

export interface DevicePorts {
  readonly reader: FleetReader;
  hands(approved: ApprovedPlan): Hands;
}

export function devicePorts(options: DevicePortOptions): DevicePorts {
  const { username, password, knownHosts, inventory, now, deliver, cloudHosts } = options;
  const access = deviceAccess({
    loginFor: (device) => ({ username: device.username ?? username, password }),
    hostKeys: strictHostKeys(parseKnownHosts(knownHosts)),
  });
  const room = { access, deliver, now, cloudHosts };
  return {
    reader: fleetReader({ ...room, observeEndpoints: options.observeEndpoints }),
    hands: (approved) => deviceHands({ ...room, approved, inventory }),
  };
}

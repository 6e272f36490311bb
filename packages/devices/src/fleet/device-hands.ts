/**
 * Core's port for touching one device at a time: looks with the same code as an audit, and sends only
 * what the approved plan says for that device.
 */
import {
  type ApprovedPlan,
  type Hands,
  type Inventory,
  type InventoryDevice,
  type Known,
  type Observation,
  type SendOutcome,
  unknown,
} from "@reroot/core";
import { carryOutAction } from "../change/carry-out.js";
import { ApprovedCommands } from "../session/approved-commands.js";
import type { DeviceAccess } from "./access.js";
import { type DeviceRead, observeDevice, type ReadingRoom } from "./read-device.js";

export interface DeviceHandsOptions extends ReadingRoom {
  readonly approved: ApprovedPlan;
  readonly inventory: Inventory;
  /**
   * For sending: imports and renewals take longer than reading. The limits of `access` if not said.
   */
  readonly changeAccess?: DeviceAccess;
}

export function deviceHands(options: DeviceHandsOptions): Hands {
  const devices = new Map(options.inventory.devices.map((device) => [device.name, device]));
  return {
    observe: async (name) => {
      const device = devices.get(name);
      if (!device) return notInInventory(name, options.now());
      return observationOf(name, await observeDevice(device, options));
    },
    send: async (name, command) => {
      const device = devices.get(name);
      if (!device) return { result: "unknown", detail: `nothing was sent: ${name} is not in the inventory` };
      return sendTo(device, command, options);
    },
  };
}

/** Rejects only for our own mistake: a command that is not in the approved plan. */
async function sendTo(
  device: InventoryDevice,
  command: string,
  options: DeviceHandsOptions,
): Promise<SendOutcome> {
  const commands = ApprovedCommands.of(options.approved, device.name);
  if (!commands.ok) throw new TypeError(`not to be sent to ${device.name}: ${commands.failure.code}`);
  if (!commands.value.allow(command))
    throw new TypeError(`not in the approved plan for ${device.name}: ${command}`);
  const access = options.changeAccess ?? options.access;
  const outcome = await carryOutAction(device, { kind: "exec", command }, { ...options, access });
  if (outcome.result === "held") return { result: "unknown", detail: outcome.text };
  return outcome;
}

function observationOf(device: string, { facts, pool, readAt }: DeviceRead): Observation {
  return {
    device,
    at: readAt,
    clock: facts.clock,
    pool: poolSeen(facts.trustPool, pool),
    licence: facts.licence,
  };
}

function poolSeen(fact: DeviceRead["facts"]["trustPool"], pool: DeviceRead["pool"]): Observation["pool"] {
  if (!fact.known || !pool) return fact as Known<never>;
  return { ...fact, value: { digest: pool.digest, sha1: pool.labels.map(({ sha1 }) => sha1) } };
}

function notInInventory(device: string, at: Date): Observation {
  const nothing = unknown({ code: "evidence/unreachable", detail: `${device} is not in the inventory` });
  return { device, at: at.toISOString(), clock: nothing, pool: nothing, licence: nothing };
}

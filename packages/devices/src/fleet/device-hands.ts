/**
 * Core's port for touching one device at a time: looks with the same code as an audit, and carries out only
 * what the approved plan says for that device and step.
 */
import {
  type ApprovedPlan,
  type Hands,
  type Inventory,
  type Observation,
  type ObservedFact,
  observation,
  unknown,
} from "@reroot/core";
import { ApprovedActions } from "../change/approved-actions.js";
import { carryOutAction } from "../change/carry-out.js";
import type { ChangeRoom } from "../change/change-room.js";
import type { DeviceAccess } from "./access.js";
import { observedFacts, READ_FOR } from "./observed-facts.js";
import { type ReadingRoom, readWanted } from "./read-device.js";

export interface DeviceHandsOptions extends ReadingRoom, Pick<ChangeRoom, "bundle" | "registrationToken"> {
  readonly approved: ApprovedPlan;
  readonly inventory: Inventory;
  /**
   * For sending: imports and renewals take longer than reading. The limits of `access` if not said.
   */
  readonly changeAccess?: DeviceAccess;
}

export function deviceHands(options: DeviceHandsOptions): Hands {
  const { approved, inventory, now } = options;
  const devices = new Map(inventory.devices.map((device) => [device.name, device]));
  const files = filesByDevice(approved);
  const actionsOf = ApprovedActions.of(approved);
  const room = { ...options, access: options.changeAccess ?? options.access };
  return {
    observe: async (name, wanted) => {
      const device = devices.get(name);
      if (!device) return notInInventory(name, wanted, now());
      const facts = [...new Set(wanted.flatMap((fact) => READ_FOR[fact]))];
      const asWell = (wanted.includes("files") && files.get(name)) || [];
      const read = await readWanted(device, { facts, files: asWell }, options);
      const seen = observedFacts(read);
      const asked = Object.fromEntries(wanted.map((fact) => [fact, seen[fact]]));
      return observation(name, read.readAt, wanted, asked);
    },
    carryOut: async (name, step, action) => {
      const actions = actionsOf(name);
      if (!actions.ok) throw new TypeError(`not to be sent to ${name}: ${actions.failure.code}`);
      if (!actions.value.allow(step, action)) {
        throw new TypeError(
          `not step ${step + 1} of the approved plan for ${name}: ${JSON.stringify(action)}`,
        );
      }
      const device = devices.get(name);
      if (!device) return { result: "not-sent", detail: `${name} is not in the inventory` };
      return carryOutAction(device, action, room);
    },
  };
}

/** The files that the plan puts on each device or takes away from it. */
function filesByDevice({ plan }: ApprovedPlan): ReadonlyMap<string, readonly string[]> {
  const planned = plan.waves.flatMap((wave) => wave.devices);
  return new Map(
    planned.map(({ device, steps }) => [
      device,
      [...new Set(steps.flatMap((step) => ("path" in step ? [step.path] : [])))],
    ]),
  );
}

function notInInventory(device: string, wanted: readonly ObservedFact[], at: Date): Observation {
  const nothing = unknown({ code: "evidence/unreachable", detail: `${device} is not in the inventory` });
  const seen = Object.fromEntries(wanted.map((fact) => [fact, nothing]));
  return observation(device, at.toISOString(), wanted, seen);
}

/** The trust pool of one device: from the evidence of an earlier audit, or asked of the device now. */

import path from "node:path";
import {
  EVIDENCE_FORMAT,
  type Evidence,
  type FieldNotice,
  gather,
  type InventoryDevice,
  type PoolLabel,
} from "@reroot/core";
import { EXIT } from "../exit-code.js";
import { readJson } from "../files/plan-file.js";
import type { PoolSource } from "../files/pool-file.js";
import { isFolder } from "../files/read-file.js";
import { RUN_FILES } from "../files/run-folder.js";
import { Refusal } from "../refusal.js";
import { day } from "../words/dates.js";
import { unknownReasonInWords } from "../words/unknown-reason.js";
import { asSentence } from "../words/words.js";
import type { World } from "../world.js";
import { type DevicePortOptions, devicePorts } from "./device-ports.js";

/** `given` is the folder of a run, or its evidence.json. @throws {Refusal} where it tells of no such pool. */
export async function poolInEvidence(directory: string, given: string, device: string): Promise<PoolSource> {
  const full = path.resolve(directory, given);
  const file = (await isFolder(full)) ? path.join(full, RUN_FILES.evidence) : full;
  const evidence = await readJson<Evidence>(file, NO_EVIDENCE, AUDIT_FIRST);
  if (evidence.formatVersion !== EVIDENCE_FORMAT || !Array.isArray(evidence.devices)) {
    throw new Refusal({ sentence: NO_EVIDENCE, place: file, advice: AUDIT_FIRST });
  }
  return poolFrom(evidence, device, file);
}

export interface DeviceQuestion {
  readonly device: InventoryDevice;
  readonly notice: FieldNotice;
  readonly login: Pick<DevicePortOptions, "routeTo">;
}

/** Reads the device as an audit does, read-only, and keeps nothing. @throws {Refusal} where it does not tell. */
export async function poolAskedOf(
  { device, notice, login }: DeviceQuestion,
  world: World,
): Promise<PoolSource> {
  const inventory = { devices: [device] };
  const { reader } = devicePorts({
    ...login,
    inventory,
    now: () => world.now(),
    deliver: () => {},
    cloudHosts: notice.endpoints.map(({ host }) => host),
    observeEndpoints: async () => [],
  });
  return poolFrom(await gather(notice, inventory, reader), device.name, device.name);
}

const NO_EVIDENCE = "This file is not the evidence of an audit that this Reroot reads.";
const AUDIT_FIRST = "Name the folder that `reroot audit` wrote, or its evidence.json.";

function poolFrom(evidence: Evidence, device: string, place: string): PoolSource {
  const found = evidence.devices.find((one) => one.device === device);
  if (!found) {
    throw new Refusal({
      sentence: `The evidence says nothing of a device "${device}".`,
      place,
      advice: `It knows ${evidence.devices
        .slice(0, 5)
        .map((one) => one.device)
        .join(", ")}${evidence.devices.length > 5 ? ", and others" : ""}.`,
    });
  }
  const { trustPool } = found.facts;
  if (!trustPool.known) {
    const { sentence, advice } = unknownReasonInWords(trustPool.reason);
    throw new Refusal({
      sentence: asSentence(`the trust pool of ${device} is not known: ${sentence}`),
      place,
      ...(advice && { advice }),
      exitCode: EXIT.undetermined,
    });
  }
  const labels = evidence.pools?.[trustPool.value];
  if (!Array.isArray(labels) || !labels.every(isLabel)) {
    throw new Refusal({
      sentence: `The evidence does not hold the pool of ${device}.`,
      place,
      advice: AUDIT_FIRST,
    });
  }
  return {
    name: device,
    kind: `trust pool as read on ${day(found.readAt)}`,
    entries: labels.map((label) => ({ kind: "label", label })),
  };
}

/** Evidence may come from anywhere; what is asked of a label must be there. */
function isLabel(value: unknown): value is PoolLabel {
  if (typeof value !== "object" || value === null) return false;
  const { subject, ...rest } = value as Record<string, unknown>;
  return typeof subject === "string" && Object.values(rest).every((one) => typeof one === "string");
}

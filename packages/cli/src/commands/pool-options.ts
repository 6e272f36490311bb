/** Which trust pool is meant: the options that commands share which ask a pool a question. */
import type { FieldNotice } from "@reroot/core";
import { resolvePool, type TrustPool } from "@reroot/pki";
import type { Command } from "commander";
import { givenInventory, type InventoryOptions } from "../files/inventory-file.js";
import { type PoolSource, readPoolFile } from "../files/pool-file.js";
import { poolCatalogue } from "../flow/pool-catalogue.js";
import { poolAskedOf, poolInEvidence } from "../flow/pool-of-device.js";
import { Refusal } from "../refusal.js";
import type { World } from "../world.js";
import { withInventorySource } from "./inventory-options.js";
import { type LoginOptions, loginFrom, withLoginOptions } from "./login-options.js";

export interface PoolOptions extends LoginOptions, Omit<InventoryOptions, "limit"> {
  readonly pool?: string;
  readonly evidence?: string;
  readonly catalogue: readonly string[];
}

export interface GivenPool extends PoolSource {
  /** Entries resolved as far as the catalogue goes. */
  readonly pool: TrustPool;
}

export function withPoolOptions(command: Command): Command {
  command
    .option(
      "--pool <file|device>",
      "a bundle, certificates, a captured `show crypto ca trustpool`, or a device",
    )
    .option("--evidence <dir>", "the run of an audit in which --pool is a device");
  withInventorySource(command, "the inventory in which --pool is a device, to be asked now").option(
    "--catalogue <file>",
    "certificates by which to recognise printed entries; may be repeated",
    repeated,
    [],
  );
  return withLoginOptions(command);
}

/** @throws {Refusal} when there is no such pool, or it cannot be read. */
export async function poolGiven(
  options: PoolOptions & { readonly pool: string },
  notice: FieldNotice,
  world: World,
): Promise<GivenPool> {
  const source = await sourceOf(options, notice, world);
  return { ...source, pool: resolvePool(source.entries, await poolCatalogue(world, options.catalogue)) };
}

async function sourceOf(
  options: PoolOptions & { readonly pool: string },
  notice: FieldNotice,
  world: World,
): Promise<PoolSource> {
  const { pool, evidence, inventory } = options;
  if (evidence !== undefined && inventory !== undefined) {
    throw new Refusal({
      sentence: "--evidence and --inventory exclude each other.",
      advice: "Give --evidence for the pool as it was audited, --inventory to ask the device now.",
    });
  }
  if (evidence !== undefined) return poolInEvidence(world.directory, evidence, pool);
  if (inventory === undefined) return readPoolFile(world.directory, pool);
  const { devices } = (await givenInventory([], options, world)).inventory;
  const device = devices.find(({ name }) => name === pool);
  if (!device) {
    throw new Refusal({
      sentence: `The inventory has no device "${pool}".`,
      place: inventory,
      advice: "Give --pool the name of a device as the inventory spells it.",
    });
  }
  return poolAskedOf({ device, notice, login: await loginFrom(options, [device], world) }, world);
}

/** For options that may be given more than once. */
export function repeated(file: string, before: readonly string[]): readonly string[] {
  return [...before, file];
}

/**
 * Where an audit gets its evidence: devices over SSH, captured outputs, or an earlier run of which a part is
 * read again. `audit` and `explain` share it; what is shown is theirs.
 */
import type { Inventory } from "@reroot/core";
import type { Desk } from "../desk.js";
import { type EarlierRun, earlierRun } from "../files/earlier-run.js";
import { givenInventory, inventoryOfRun } from "../files/inventory-file.js";
import { labNoticeFrom, noticeById, noticeIds } from "../files/notices.js";
import { noticeOfRun } from "../flow/run-notice.js";
import { Refusal } from "../refusal.js";
import { showInventoryWarnings } from "../views/inventory-view.js";
import type { SourceOptions } from "./audit-options.js";
import { type Audited, auditCaptures, auditDevices, type Notices } from "./audit-reading.js";
import { DEFAULT_NOTICE } from "./command.js";

/** @throws {Refusal} for what is missing, ambiguous or not there. */
export async function auditFrom(
  hosts: readonly string[],
  options: SourceOptions,
  desk: Desk,
): Promise<Audited> {
  checkSources(hosts, options);
  const earlier =
    options.again === undefined ? undefined : await earlierRun(desk.world.directory, options.again);
  const notices = await noticesFor(options, desk, earlier);
  const room = { notices, options, desk, ...(earlier && { earlier }) };
  return options.captures === undefined
    ? auditDevices(await inventoryFor(hosts, options, desk, earlier), room)
    : auditCaptures(options.captures, room);
}

function checkSources(hosts: readonly string[], options: SourceOptions): void {
  const { inventory, captures, again, only, notice, labNotice, ping } = options;
  const named = [hosts.length > 0, inventory !== undefined, captures !== undefined].filter(Boolean).length;
  if (named === 0 && again === undefined) {
    throw new Refusal({
      sentence: "Nothing to audit was named.",
      advice: "Give hosts, or --inventory FILE, or --captures DIR.",
    });
  }
  if (named > 1) {
    throw new Refusal({
      sentence: "Hosts, --inventory and --captures exclude each other.",
      advice: "Give one of them.",
    });
  }
  if (again !== undefined && (hosts.length > 0 || inventory !== undefined)) {
    throw new Refusal({
      sentence: "--again takes the devices of the earlier run; hosts and --inventory name others.",
      advice: "Leave them out; --only and --limit choose among the earlier run's devices.",
    });
  }
  if (only !== undefined && again === undefined) {
    throw new Refusal({
      sentence: "--only chooses among the devices of an earlier run, and none was given.",
      advice: "Give its folder: --again DIR",
    });
  }
  if (ping !== undefined && captures !== undefined) {
    throw new Refusal({
      sentence: "--ping asks devices, and captures are none.",
      advice: "Leave one of them out.",
    });
  }
  if (notice !== undefined && labNotice !== undefined) {
    throw new Refusal({
      sentence: "--notice and --lab-notice exclude each other.",
      advice: "Give one of them.",
    });
  }
}

async function noticesFor(
  { notice, labNotice }: SourceOptions,
  { world }: Desk,
  earlier: EarlierRun | undefined,
): Promise<Notices> {
  const before = earlier?.assessment.notice;
  if (before?.lab) return [await noticeOfRun(world, before, labNotice)];
  if (labNotice !== undefined) return [await labNoticeFrom(world, labNotice)];
  const given = notice ?? before?.id ?? DEFAULT_NOTICE;
  const ids = given === "all" ? await noticeIds(world) : given.split(",").map((id) => id.trim());
  const [first, ...others] = [...new Set(ids)];
  if (first === undefined) {
    throw new Refusal({ sentence: "There is no notice.", advice: "reroot notice import FILE" });
  }
  const rest = await Promise.all(others.map((id) => noticeById(world, id)));
  return [await noticeById(world, first), ...rest];
}

async function inventoryFor(
  hosts: readonly string[],
  options: SourceOptions,
  { world, progress, err, json }: Desk,
  earlier: EarlierRun | undefined,
): Promise<Inventory> {
  if (earlier) {
    if (await earlier.folder.has("inventory")) return inventoryOfRun(earlier.folder);
    throw new Refusal({
      sentence: "The earlier run was made from captures: it has no addresses to connect to.",
      place: earlier.folder.path,
      advice: "Give the captures as they are now: --captures DIR",
    });
  }
  const given = await givenInventory(hosts, options, world, progress.show);
  progress.clear();
  if (!json) showInventoryWarnings(given, err);
  return given.inventory;
}

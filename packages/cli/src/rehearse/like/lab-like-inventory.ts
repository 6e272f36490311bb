/**
 * A lab with the names of an inventory. What the routers are, an inventory does not tell: it is drawn from the seed, as for
 * any mixed fleet.
 */
import type { FieldNotice, Inventory } from "@reroot/core";
import { firstCutOver, labRecipe } from "../lab-recipe.js";
import type { LikeLab } from "./lab-like-evidence.js";
import type { Unlike } from "./unlike.js";

/** As in a rehearsal: the hour at which the samples of FN72290 were taken. */
const AFTER_CUT_OVER_MS = (18 * 24 + 6) * 3_600_000;

/** @throws {RangeError} for an inventory without a single IOS XR router, or with more than a lab can have. */
export function labLikeInventory({ devices }: Inventory, notice: FieldNotice, seed: number): LikeLab {
  const unlike: Unlike[] = [];
  const names = devices.flatMap(({ name, os }) => {
    if (os !== undefined && os !== "iosxr") {
      unlike.push({ device: name, kind: "other-system", os });
      return [];
    }
    const inLab = name.replace(/[^\w.-]/g, "-");
    if (inLab !== name) unlike.push({ device: name, kind: "other-name", name: inLab });
    unlike.push({ device: name, kind: "nothing-known" });
    return [inLab];
  });
  if (names.length === 0) throw new RangeError("it names no IOS XR router");
  const options = labRecipe(notice, { devices: names.length, seed, bundle: "good" });
  const routers = options.routers.map((router, index) => ({ ...router, name: names[index] ?? router.name }));
  return {
    notice,
    options: { ...options, routers },
    at: new Date(firstCutOver(notice).getTime() + AFTER_CUT_OVER_MS),
    unlike,
  };
}

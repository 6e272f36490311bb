/** What a lab like a fleet could not imitate, device by device. */
import type { Unlike } from "../rehearse/like/unlike.js";
import type { Page } from "../terminal/page.js";
import { toned } from "../terminal/tone.js";
import { unlikeInWords } from "../words/unlike.js";

const MOST_DEVICES_SHOWN = 40;

export function showUnlike(unlike: readonly Unlike[], page: Page): void {
  if (unlike.length === 0) return;
  const byDevice = new Map<string, Unlike[]>();
  for (const one of unlike) byDevice.set(one.device, [...(byDevice.get(one.device) ?? []), one]);
  const [differ, it] =
    byDevice.size === 1
      ? ["1 router differs", "the device that it stands"]
      : [`${byDevice.size} routers differ`, "the devices that they stand"];
  page.line(toned("warning", "unlike"), `  ${differ} from ${it} for`);
  for (const [device, details] of [...byDevice].slice(0, MOST_DEVICES_SHOWN)) {
    page.entry([`  ${device}  `], details.map(unlikeInWords).join("; "));
  }
  if (byDevice.size > MOST_DEVICES_SHOWN)
    page.line(`  and ${byDevice.size - MOST_DEVICES_SHOWN} more; --json tells all`);
  page.line("");
}

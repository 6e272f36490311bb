/** An inventory as it was understood: for `inventory show` in full, before an audit in a few lines. */
import { addressOf, type Ignored, type LeftOutDevice, type Place } from "@reroot/core";
import type { GivenInventory } from "../files/inventory-file.js";
import type { Page } from "../terminal/page.js";
import { toned } from "../terminal/tone.js";
import { count, joined } from "../words/count.js";
import { FORMAT_NAMES } from "../words/inventory-failure.js";
import { HOW_TO_GIVE_SECRETS, ignoredInWords, leftOutInWords } from "../words/inventory-notes.js";

export function showInventory(given: GivenInventory, page: Page): void {
  const { devices } = given.inventory;
  page.table({
    columns: [
      { title: "Device" },
      { title: "Address" },
      { title: "User" },
      { title: "OS" },
      { title: "Site" },
      { title: "Groups", wraps: true },
      { title: "From" },
    ],
    rows: devices.map((device) => [
      toned("strong", device.name),
      addressOf(device),
      device.username ?? NOT_SAID,
      device.os ?? NOT_SAID,
      device.site ?? NOT_SAID,
      device.groups.join(", "),
      toned("faint", placeInWords(given.places.get(device.name))),
    ]),
  });
  page.line("");
  const from = joined(given.formats.map((format) => FORMAT_NAMES[format]));
  page.line(`${count(devices.length, "device")}${from === "" ? "" : ` from ${from}`}.`);
  showLeftOut(given.leftOut, page);
  showIgnored(given.ignored, page);
}

/** What somebody must know before the devices are used: secrets passed over, devices left out, misspelt limits. */
export function showInventoryWarnings(
  { ignored, leftOut, unmatched }: Pick<GivenInventory, "ignored" | "leftOut" | "unmatched">,
  page: Page,
): void {
  const secrets = ignored.filter(({ reason }) => reason === "secret");
  if (secrets.length > 0) {
    const names = joined(secrets.map(({ what, place }) => `${what} (${placeInWords(place)})`));
    page.line(toned("warning", "not read"), `  ${names}. ${HOW_TO_GIVE_SECRETS}`);
  }
  if (leftOut.length > 0) {
    page.line(
      toned("warning", "left out"),
      `  ${count(leftOut.length, "device")} of the inventory; \`reroot inventory show\` says which and why.`,
    );
  }
  for (const part of unmatched) {
    page.line(toned("warning", "no match"), `  "${part}" in --limit matches no device and no group.`);
  }
}

export function inventoryAsJson({ inventory, formats, places, leftOut, ignored, unmatched }: GivenInventory) {
  return {
    formats,
    devices: inventory.devices.map((device) => ({ ...device, place: places.get(device.name) ?? null })),
    leftOut: leftOut.map((one) => ({ ...one, why: leftOutInWords(one) })),
    ignored: ignored.map((one) => ({ ...one, why: ignoredInWords(one) })),
    limitUnmatched: unmatched,
  };
}

const NOT_SAID = "-";
const MOST_LEFT_OUT_SHOWN = 20;

function placeInWords(place: Place | undefined): string {
  return place === undefined ? "command line" : `${place.file}:${place.line}`;
}

/** Nothing wraps here: rows that run over the edge stay whole, and paths can be copied. */
function showLeftOut(leftOut: readonly LeftOutDevice[], page: Page): void {
  if (leftOut.length === 0) return;
  page.heading(`Left out: ${count(leftOut.length, "device")}`);
  page.table({
    columns: [{ title: "Device" }, { title: "Why" }, { title: "From" }],
    rows: leftOut
      .slice(0, MOST_LEFT_OUT_SHOWN)
      .map((one) => [one.name || "(no name)", leftOutInWords(one), toned("faint", placeInWords(one.place))]),
  });
  if (leftOut.length > MOST_LEFT_OUT_SHOWN) {
    page.line(toned("faint", `and ${leftOut.length - MOST_LEFT_OUT_SHOWN} more; every one: --json`));
  }
}

function showIgnored(ignored: readonly Ignored[], page: Page): void {
  if (ignored.length === 0) return;
  page.heading("Not used");
  page.table({
    columns: [{ title: "What" }, { title: "Why" }, { title: "From" }],
    rows: ignored.map((one) => {
      const isFile = one.what === one.place.file;
      const more = one.count > 1 ? `, and ${one.count - 1} more` : "";
      const from = isFile ? one.place.file : `${placeInWords(one.place)}${more}`;
      return [isFile ? "(the file)" : one.what, ignoredInWords(one), toned("faint", from)];
    }),
  });
  if (ignored.some(({ reason }) => reason === "secret")) {
    page.line("");
    page.paragraph(HOW_TO_GIVE_SECRETS);
  }
}

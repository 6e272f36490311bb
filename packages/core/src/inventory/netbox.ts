/**
 * Devices as NetBox's REST API lists them (`/api/dcim/devices/`): a page `{count, next, previous, results}`, a
 * list of pages, or a list of devices, as exported. Only active devices with a primary address are taken.
 * It does not know how the pages came here.
 */
import { z } from "zod";
import { deviceFrom, type FoundDevice, type Said } from "./device-fields.js";
import { jsonObjectLines } from "./json-object-lines.js";
import type { ReadingNotes } from "./reading-notes.js";
import type { InventoryFile, Place } from "./understood-inventory.js";

/** Whether a JSON text may be such a page, by the names that every one of them has. */
export function isNetboxJson(text: string): boolean {
  return /"(results|device_type|primary_ip[46]?)"\s*:/.test(text);
}

export function readNetbox(files: readonly InventoryFile[], notes: ReadingNotes): FoundDevice[] {
  const found: FoundDevice[] = [];
  const counts: { readonly place: Place; readonly announced: number; devices: number }[] = [];
  for (const { path, text } of files) {
    const lines = jsonObjectLines(text);
    let next = 0;
    for (const page of pagesIn(path, text, notes)) {
      if (page.count !== undefined) {
        const place = { file: path, line: lines[next] ?? 1 };
        counts.push({ place, announced: page.count, devices: page.devices.length });
      }
      for (const device of page.devices) {
        const place = { file: path, line: lines[next++] ?? 1 };
        const one = deviceIn(device, place, notes);
        if (one) found.push(one);
      }
    }
  }
  refuseIncomplete(counts, notes);
  return found;
}

const named = z.object({ name: z.string().optional(), slug: z.string().optional() });
const address = z.object({ address: z.string() });

/** What is read of a device; everything else that NetBox tells is passed over, unread. */
const netboxDevice = z.object({
  name: z.string().nullish(),
  status: z.union([z.object({ value: z.string() }), z.string()]).nullish(),
  /** NetBox's choice of the two below; some exports have it alone. */
  primary_ip: address.nullish(),
  primary_ip4: address.nullish(),
  primary_ip6: address.nullish(),
  site: named.nullish(),
  platform: named.nullish(),
  role: named.nullish(),
  /** The role's name before NetBox 4.0. */
  device_role: named.nullish(),
  tags: z.array(named).nullish(),
});
type NetboxDevice = z.output<typeof netboxDevice>;

interface Page {
  readonly devices: readonly unknown[];
  /** How many devices the whole list holds, all pages together. */
  readonly count?: number;
}

const page = z.object({ count: z.number().int().nonnegative().optional(), results: z.array(z.unknown()) });

function pagesIn(path: string, text: string, notes: ReadingNotes): Page[] {
  const parsed = parsedJson(text);
  if (parsed === undefined) {
    notes.fail({ code: "inventory/not-json", place: { file: path, line: 1 } });
    return [];
  }
  const asPage = (value: unknown): Page | undefined => {
    const { data } = page.safeParse(value);
    return data && { devices: data.results, ...(data.count !== undefined && { count: data.count }) };
  };
  if (!Array.isArray(parsed.value)) {
    const single = asPage(parsed.value);
    if (single) return [single];
    notes.fail({ code: "inventory/missing-key", place: { file: path, line: 1 }, key: "results" });
    return [];
  }
  const pages = parsed.value.map(asPage);
  return pages.length > 0 && pages.every((one) => one !== undefined) ? pages : [{ devices: parsed.value }];
}

function parsedJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch {
    return undefined;
  }
}

function deviceIn(value: unknown, place: Place, notes: ReadingNotes): FoundDevice | undefined {
  const read = netboxDevice.safeParse(value);
  if (!read.success) {
    const key = read.error.issues[0]?.path.join(".") || "a device";
    notes.fail({ code: "inventory/bad-value", place, key, expected: "what NetBox lists for a device" });
    return undefined;
  }
  const { name, status, primary_ip, primary_ip4, primary_ip6, site, platform } = read.data;
  const state = typeof status === "string" ? status : status?.value;
  const primary = primary_ip4 ?? primary_ip6 ?? primary_ip;
  if (state !== undefined && state !== "active") {
    notes.leaveOut(name ?? "", { kind: "status", status: state }, place);
    return undefined;
  }
  if (!name) {
    notes.leaveOut("", { kind: "no-name" }, place);
    return undefined;
  }
  if (!primary) {
    notes.leaveOut(name, { kind: "no-address" }, place);
    return undefined;
  }
  const said = (key: string, text: string | undefined): Said | undefined =>
    text ? { key, place, kind: "text", text } : undefined;
  return deviceFrom(
    {
      name,
      place,
      host: said("primary_ip", primary.address.replace(/\/\d{1,3}$/, "")),
      site: said("site", site?.slug ?? site?.name),
      os: said("platform", platform?.slug ?? platform?.name),
      groups: groupsOf(read.data),
    },
    notes,
  );
}

/** Tags as they are; role and site under names that cannot be mistaken for a tag. */
function groupsOf({ tags, role, device_role, site }: NetboxDevice): readonly string[] {
  const slug = (one: z.output<typeof named> | null | undefined) => one?.slug ?? one?.name;
  const roleSlug = slug(role ?? device_role);
  const siteSlug = slug(site);
  return [
    ...(tags ?? []).flatMap((tag) => slug(tag) ?? []),
    ...(roleSlug ? [`role_${roleSlug}`] : []),
    ...(siteSlug ? [`site_${siteSlug}`] : []),
  ];
}

/** "count: the total number of all objects matching the query" (NetBox, REST API, pagination). */
function refuseIncomplete(
  counts: readonly { readonly place: Place; readonly announced: number; readonly devices: number }[],
  notes: ReadingNotes,
): void {
  const [first] = counts;
  if (first === undefined) return;
  const devices = counts.reduce((sum, one) => sum + one.devices, 0);
  const announced = counts.reduce((most, one) => Math.max(most, one.announced), 0);
  if (devices < announced)
    notes.fail({ code: "inventory/incomplete", place: first.place, devices, announced });
}

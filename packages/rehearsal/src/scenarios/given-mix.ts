/**
 * A fleet as a file describes it: groups of routers, each with a number and what its routers have in common. What a group
 * leaves open is drawn from the seed.
 */

import type { CertificateRef } from "../certificates/roles.js";
import { type Given, numberOf, objectOf, oneOf, onlyFields, textOf } from "../given.js";
import type { LicenseSpec, RouterSpec } from "../options.js";
import { type Random, seededRandom } from "../random.js";
import { readFault } from "../read-fault.js";
import {
  DAY_MS,
  exposedRouter,
  type FleetStory,
  isAfter,
  newBuiltIn,
  oldBuiltIn,
  registered,
} from "./story.js";

const FORMAT = "lab-mix/1";
const PLATFORMS = ["asr9000", "ncs5500", "cisco8000"] as const;
const LICENSES = [
  "in-compliance",
  "out-of-compliance",
  "unregistered",
  "evaluation",
  "permanent-reservation",
  "specific-reservation",
] as const;
const FIELDS = [
  "count",
  "platform",
  "release",
  "builtIn",
  "downloaded",
  "license",
  "transport",
  "smartCallHome",
  "configuration",
  "importMode",
  "standby",
  "faults",
];
const MAXIMUM_ROUTERS = 10_000;

/**
 * The routers of a mix, `lab-001` and so on, in the file's order.
 *
 * @throws {RangeError} naming the group and the field that cannot be read; SyntaxError where the text is no JSON.
 */
export function givenMix(text: string, seed: number, story: FleetStory): RouterSpec[] {
  const mix = objectOf(JSON.parse(text), "the mix");
  onlyFields(mix, ["format", "routers"]);
  oneOf(mix.format, [FORMAT], "format");
  const groups = listOf(mix.routers, "routers").map((group, index) => {
    const given = objectOf(group, `routers[${index}]`);
    return { given, count: inGroup(index, () => readCount(given)), index };
  });
  const total = groups.reduce((sum, { count }) => sum + count, 0);
  if (total < 1 || total > MAXIMUM_ROUTERS)
    throw new RangeError(`a mix has 1 to ${MAXIMUM_ROUTERS} routers, not ${total}`);
  const random = seededRandom(seed);
  const routers: RouterSpec[] = [];
  for (const { given, count, index } of groups) {
    inGroup(index, () => onlyFields(given, FIELDS));
    for (let nth = 0; nth < count; nth += 1) {
      const name = `lab-${String(routers.length + 1).padStart(3, "0")}`;
      routers.push(inGroup(index, () => routerOf(given, name, random, story)));
    }
  }
  return routers;
}

function routerOf(given: Given, name: string, random: Random, story: FleetStory): RouterSpec {
  const platform =
    given.platform === undefined ? random.pick(PLATFORMS) : oneOf(given.platform, PLATFORMS, "platform");
  const base = exposedRouter(story, name, platform, random.below(1_000));
  const license = licenseOf(given.license ?? "in-compliance", random, story);
  const isReserved = license.state.endsWith("reservation");
  return {
    ...base,
    license,
    transport:
      given.transport === undefined
        ? isReserved
          ? "off"
          : "callhome"
        : oneOf(given.transport, ["callhome", "smart", "on-prem", "off"], "transport"),
    ...(given.release === undefined ? {} : releaseWith(releaseOf(given.release), story)),
    ...(given.builtIn === undefined ? {} : { builtIn: builtInOf(given.builtIn, story) }),
    ...downloadedOf(given),
    ...(given.smartCallHome === undefined
      ? {}
      : { smartCallHome: oneOf(given.smartCallHome, [true, false], "smartCallHome") }),
    ...(given.configuration === undefined
      ? {}
      : { configuration: textOf(given.configuration, "configuration") }),
    ...(given.importMode === undefined
      ? {}
      : { importMode: oneOf(given.importMode, ["merge", "replace"], "importMode") }),
    ...(given.standby === undefined ? {} : { standby: oneOf(given.standby, [true, false], "standby") }),
    ...(given.faults === undefined ? {} : { faults: listOf(given.faults, "faults").map(readFault) }),
  };
}

function licenseOf(value: unknown, random: Random, story: FleetStory): LicenseSpec {
  const kind = oneOf(value, LICENSES, "license");
  const earlier = new Date(story.startAt.getTime() - 45 * DAY_MS);
  switch (kind) {
    case "unregistered":
      return { state: "unregistered" };
    case "evaluation":
      return { state: "evaluation", startedAt: earlier };
    case "permanent-reservation":
    case "specific-reservation":
      return { state: kind, reservedAt: earlier };
    default:
      return registered(story, 60 + random.below(300), random.below(28) + random.next(), kind);
  }
}

function releaseOf(value: unknown): string {
  const release = textOf(value, "release");
  if (!/^\d{1,2}\.\d{1,2}\.\d{1,2}[A-Z]?$/.test(release))
    throw new RangeError(`"release" must be one such as 7.3.2, not ${release}`);
  return release;
}

/** What the release ships: the set without the required root, or the later one that has it. */
function builtInOf(value: unknown, story: FleetStory): readonly CertificateRef[] {
  return oneOf(value, ["old", "new"], "builtIn") === "old" ? oldBuiltIn(story) : newBuiltIn(story);
}

/** A release and what it ships, unless the group says otherwise: those after the last one listed have both roots. */
function releaseWith(release: string, story: FleetStory): Pick<RouterSpec, "release" | "builtIn"> {
  const isLater = story.listedReleases.every((listed) => isAfter(release, listed));
  return { release, builtIn: isLater ? newBuiltIn(story) : oldBuiltIn(story) };
}

/** A router that reports to the on-prem server holds its root. */
function downloadedOf({ downloaded, transport }: Given): Pick<RouterSpec, "downloaded"> {
  const own: CertificateRef[] = transport === "on-prem" ? [{ authority: "on-prem" }] : [];
  if (downloaded === undefined && own.length === 0) return {};
  return { downloaded: [...own, ...(downloaded === undefined ? [] : standInsOf(downloaded))] };
}

function standInsOf(value: unknown): CertificateRef[] {
  return listOf(value, "downloaded").map((role) => ({
    standIn: oneOf(role, ["retired", "required", "signer"], "downloaded"),
  }));
}

function readCount(given: Given): number {
  const count = numberOf(given.count ?? 1, "count");
  if (!Number.isInteger(count)) throw new RangeError(`"count" must be a whole number`);
  return count;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new RangeError(`"${name}" must be a list`);
  return value;
}

function inGroup<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof RangeError) throw new RangeError(`routers[${index}]: ${error.message}`);
    throw error;
  }
}

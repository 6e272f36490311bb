/** A fleet of any size, drawn from a seed: the same size and seed give the same routers. */
import type { Platform, RouterSpec } from "../options.js";
import { type Random, seededRandom } from "../random.js";
import { DAY_MS, exposedRouter, type FleetStory, newBuiltIn, registered } from "./story.js";

/** The shares of a mixed fleet, in percent; what remains is exposed and otherwise healthy. */
const SHARES: readonly (readonly [
  percent: number,
  vary: (router: RouterSpec, story: FleetStory) => RouterSpec,
])[] = [
  [8, (router, story) => ({ ...router, builtIn: newBuiltIn(story) })],
  [8, (router) => ({ ...router, downloaded: [{ standIn: "required" }] })],
  [10, (router) => (router.platform === "asr9000" ? router : { ...router, transport: "smart" })],
  [
    5,
    (router, story) => ({
      ...reserved(router),
      license: { state: "permanent-reservation", reservedAt: before(story) },
    }),
  ],
  [
    2,
    (router, story) => ({
      ...reserved(router),
      license: { state: "specific-reservation", reservedAt: before(story) },
    }),
  ],
  [2, (router) => ({ ...router, license: { state: "unregistered" } })],
  [2, (router, story) => ({ ...router, license: { state: "evaluation", startedAt: before(story) } })],
  [3, (router, story) => ({ ...router, release: story.unlistedRelease })],
  [2, (router) => ({ ...router, faults: [{ kind: "dns-down" }] })],
  [1, (router) => ({ ...router, configuration: "http client secure-verify-peer disable" })],
  [1, (router) => ({ ...router, faults: [{ kind: "unreachable" }] })],
  [10, (router) => ({ ...router, smartCallHome: true })],
];

const PLATFORMS: readonly Platform[] = ["asr9000", "ncs5500", "ncs5500", "cisco8000"];

/** `lab-001` is always an exposed NCS 5500 of a listed release with nothing else in its way. */
export function mixedFleet(size: number, seed: number, story: FleetStory): RouterSpec[] {
  const random = seededRandom(seed);
  return Array.from({ length: size }, (_, index) => {
    const name = `lab-${String(index + 1).padStart(3, "0")}`;
    return index === 0 ? exposedRouter(story, name, "ncs5500", 0) : drawn(name, random, story);
  });
}

function drawn(name: string, random: Random, story: FleetStory): RouterSpec {
  const router: RouterSpec = {
    ...exposedRouter(story, name, random.pick(PLATFORMS), random.below(1000)),
    license: registered(
      story,
      60 + random.below(300),
      random.below(30),
      random.below(20) === 0 ? "out-of-compliance" : "in-compliance",
    ),
  };
  let roll = random.next() * 100;
  for (const [percent, vary] of SHARES) {
    if (roll < percent) return vary(router, story);
    roll -= percent;
  }
  return router;
}

function reserved(router: RouterSpec): RouterSpec {
  return { ...router, transport: "off" };
}

function before(story: FleetStory): Date {
  return new Date(story.startAt.getTime() - 45 * DAY_MS);
}

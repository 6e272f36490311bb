/**
 * The twelve routers of a first rehearsal, each with a fate of its own making: what it holds, how it is configured and
 * what stands in its way. What becomes of them is not written here or anywhere else.
 */
import type { RouterSpec } from "../options.js";
import { exposedRouter, type FleetStory, newBuiltIn, oldBuiltIn, registered } from "./story.js";

export function rehearsalFleet(story: FleetStory): RouterSpec[] {
  return [
    exposedRouter(story, "lab-001", "ncs5500", 0),
    { ...exposedRouter(story, "lab-002", "asr9000", 1), smartCallHome: true },
    {
      ...exposedRouter(story, "lab-003", "cisco8000", 2),
      license: registered(story, 90, 20, "out-of-compliance"),
    },
    exposedRouter(story, "lab-004", "ncs5500", 3),
    exposedRouter(story, "lab-005", "asr9000", 4),
    // Licensing goes to the other endpoint, whose own cut-over comes later.
    { ...exposedRouter(story, "lab-006", "cisco8000", 40), transport: "smart" },
    // Someone has imported the bundle already.
    { ...exposedRouter(story, "lab-007", "ncs5500", 6), downloaded: [{ standIn: "required" }] },
    // A permanent licence reservation: it never contacts the cloud.
    {
      ...exposedRouter(story, "lab-008", "ncs5500", 7),
      license: { state: "permanent-reservation", reservedAt: registeredAt(story) },
      transport: "off",
    },
    // The notice does not list this release, yet it ships without the required root.
    {
      ...exposedRouter(story, "lab-009", "ncs5500", 8),
      release: story.unlistedRelease,
      builtIn: oldBuiltIn(story),
    },
    // The name server went away; the pool is in order.
    {
      ...exposedRouter(story, "lab-010", "asr9000", 9),
      builtIn: newBuiltIn(story),
      faults: [{ kind: "dns-down" }],
    },
    // Somebody's idea of a fix.
    {
      ...exposedRouter(story, "lab-011", "ncs5500", 10),
      configuration: "http client secure-verify-peer disable",
    },
    { ...exposedRouter(story, "lab-012", "cisco8000", 11), faults: [{ kind: "unreachable" }] },
  ];
}

function registeredAt(story: FleetStory): Date {
  return new Date(story.startAt.getTime() - 200 * 86_400_000);
}

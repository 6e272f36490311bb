/** What one router really is at this moment, as the lab knows it and no client can: format `lab-truth/1`. */
import { configurationText } from "../router/configuration.js";
import { routerNamed, type World } from "../world.js";

export function truthOf(world: World, name: string) {
  const router = routerNamed(world, name);
  const { standIns } = world.ca;
  const held = new Set(router.pool.all().map(({ sha256 }) => sha256));
  const now = world.clock.now();
  return {
    name,
    platform: router.profile.platform,
    release: router.release,
    serialNumber: router.serialNumber,
    productId: router.profile.productId,
    hostname: router.hostname,
    /** The router's own clock, which need not be right. */
    clock: router.now(),
    reloadingUntil: router.reloadingUntil ?? null,
    pool: {
      builtIn: router.pool.builtIn.map(({ sha256 }) => sha256),
      downloaded: router.pool.downloaded.map(({ sha256 }) => sha256),
      holdsRetiredRoot: held.has(standIns.retired.calendar.sha256),
      holdsRequiredRoot: held.has(standIns.required.calendar.sha256),
      holdsSignerRoot: held.has(standIns.signer.calendar.sha256),
    },
    licensing: { transport: router.agent.transport(), ...router.agent.state },
    /** When a message of its own last arrived, and when one last failed, on the router's clock. */
    smartCallHome: {
      lastSentAt: router.callHome.lastSentAt ?? null,
      lastFailedAt: router.callHome.lastFailedAt ?? null,
    },
    configuration: configurationText(router.running()),
    commits: router.commits.length,
    /** Kinds that act now. */
    activeFaults: router.faults
      .list()
      .filter(({ kind }) => router.faults.active(kind, now) !== undefined)
      .map(({ kind }) => kind),
  };
}

/** Puts a lab together and takes it down again: authorities, cloud, bundle server, routers, their SSH servers, time. */
import { BundleServer } from "./cloud/bundle-server.js";
import { EmulatedCloud } from "./cloud/cloud.js";
import { cloudSites } from "./cloud/sites.js";
import { NameServer } from "./dns/name-server.js";
import { ForwardProxy } from "./forward-proxy.js";
import { labOffer } from "./lab-offer.js";
import type { LabState } from "./lab-state.js";
import type { Lab } from "./lab-types.js";
import { ManagementPort } from "./management/port.js";
import { managementResources } from "./management/resources.js";
import type { LabOptions } from "./options.js";
import { buildWorld, settled } from "./world.js";

/**
 * Starts a lab. Everything listens on loopback only, with fresh keys, and nothing outlives `stop()`. Rejects with a
 * RangeError where the options make no sense: a certificate that was not handed in, configuration that cannot be read.
 * With a kept state it goes on where the lab of that state stopped, in its lab time, instead of at `startAt`.
 */
export async function startLab(options: LabOptions, kept?: LabState): Promise<Lab> {
  const world = await buildWorld(options, kept);
  const running: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await world.schedule.stop();
    await settled(world);
    for (const { router } of world.devices) router.close();
    await Promise.all(running.map((part) => part.stop()));
  };
  try {
    const nameServer = await NameServer.start(world);
    running.push(nameServer);
    const bundleServer = await BundleServer.start(world);
    running.push(bundleServer);
    const sites = cloudSites(options, world.licensing, bundleServer);
    const cloud = await EmulatedCloud.start({ ...world, sites });
    running.push(cloud);
    running.push(await ForwardProxy.start(world.network));
    running.push(...world.devices.map(({ server }) => server));
    await Promise.all(world.devices.map(({ server, address }) => server.listen(address)));
    await world.reachability.update();
    world.faults.watchAll();
    const lab = labOffer(world, { cloud, bundleServer, nameServer });
    const management = await ManagementPort.start(managementResources(lab, world));
    running.push(management);
    return { ...lab, management: { url: management.url }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

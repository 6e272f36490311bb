/** The ports of the flow, led into a lab: its routers by its own password, its cloud in the place of the vendor's. */
import type { FieldNotice, Inventory } from "@reroot/core";
import type { Lab } from "@reroot/rehearsal";
import type { TranscriptFile } from "../files/transcript-file.js";
import { type DevicePorts, devicePorts, routesByPassword } from "../flow/device-ports.js";
import { endpointObserver } from "../flow/observe-endpoints.js";

export interface LabParts {
  readonly lab: Lab;
  /** The lab's own notice. */
  readonly notice: FieldNotice;
  readonly inventory: Inventory;
}

export function portsInLab({ lab, notice, inventory }: LabParts, { deliver }: TranscriptFile): DevicePorts {
  const now = () => lab.clock.now();
  const cloudHosts = notice.endpoints.map(({ host }) => host);
  const observeEndpoints = endpointObserver(now, (host) => cloudAddress(lab, host));
  return devicePorts({
    inventory,
    routeTo: routesByPassword(lab),
    now,
    deliver,
    cloudHosts,
    observeEndpoints,
  });
}

function cloudAddress({ cloud }: Lab, host: string) {
  const endpoint = cloud.endpoints.find((one) => one.host === host);
  if (!endpoint) throw new Error(`the lab has no ${host}`);
  return { host: endpoint.address, port: endpoint.port };
}

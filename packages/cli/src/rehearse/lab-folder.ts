/**
 * What a lab leaves on disk for whoever wants to talk to it: its notice, its host keys, an inventory,
 * and where its cloud, bundle and clock are. The password is not among it.
 */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { FieldNotice, Inventory } from "@reroot/core";
import type { Lab } from "@reroot/rehearsal";
import { labNoticeText } from "./lab-notice.js";

export interface LabFolder {
  readonly noticeFile: string;
  readonly knownHostsFile: string;
  readonly inventoryFile: string;
}

/** Lies beside the lab's notice, so that whoever is given the notice finds the lab. */
export const LAB_ADDRESSES_FILE = "lab.json";

export interface LabAddresses {
  readonly management: string;
  readonly cloud: readonly {
    readonly host: string;
    readonly connectTo: { readonly host: string; readonly port: number };
  }[];
  readonly bundle: FileAddress;
  /** Every file of the bundle server: all bundles at their old and current locations, and their feeds. */
  readonly published: readonly FileAddress[];
}

export interface FileAddress {
  /** As routers know it. */
  readonly url: string;
  readonly urlFromHere: string;
}

export async function writeLabFolder(folder: string, lab: Lab, base: FieldNotice): Promise<LabFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = {
    noticeFile: path.join(folder, "lab-notice.yaml"),
    knownHostsFile: path.join(folder, "known_hosts"),
    inventoryFile: path.join(folder, "inventory.yaml"),
  };
  await writeFile(files.noticeFile, labNoticeText(lab, base), { mode: 0o600 });
  await writeFile(files.knownHostsFile, lab.knownHosts, { mode: 0o600 });
  await writeFile(path.join(folder, LAB_ADDRESSES_FILE), `${JSON.stringify(addressesOf(lab), null, 2)}\n`, {
    mode: 0o600,
  });
  await writeFile(files.inventoryFile, inventoryText(lab), { mode: 0o600 });
  return files;
}

export function inventoryOfLab(lab: Lab): Inventory {
  const devices = lab.devices.map(({ name, host, port }) => ({
    name,
    host,
    port,
    username: lab.username,
    site: "lab",
    groups: [],
  }));
  return { devices };
}

function addressesOf({ management, cloud, bundle }: Lab): LabAddresses {
  return {
    management: management.url,
    cloud: cloud.endpoints.map(({ host, address, port }) => ({ host, connectTo: { host: address, port } })),
    bundle: { url: bundle.url, urlFromHere: bundle.loopbackUrl },
    published: bundle.published.map(({ url, loopbackUrl }) => ({ url, urlFromHere: loopbackUrl })),
  };
}

function inventoryText(lab: Lab): string {
  const lines = inventoryOfLab(lab).devices.map(
    ({ name, host, port, username }) =>
      `  - { name: ${JSON.stringify(name)}, host: ${JSON.stringify(host)}, port: ${port}, username: ${JSON.stringify(username)}, site: lab }`,
  );
  return `# Emulated routers of one lab; they are gone when it stops.\ndevices:\n${lines.join("\n")}\n`;
}

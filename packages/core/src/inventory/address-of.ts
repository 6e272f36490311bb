import { DEFAULT_SSH_PORT, type InventoryDevice } from "./inventory.js";

/** As a person writes it: the host, and the port where it is not SSH's own, with the brackets that IPv6 needs then. */
export function addressOf({ host, port }: Pick<InventoryDevice, "host" | "port">): string {
  if (port === DEFAULT_SSH_PORT) return host;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What is true of the lab, from its ready line and its management port: never from what a router prints. */
import { inject } from "vitest";
import type { ReadyDevice } from "./lab-process.js";

/** The fields of `lab-truth/1` that these tests use (docs/lab-management.md). */
export interface Truth {
  readonly hostname: string;
  readonly serialNumber: string;
  readonly productId: string;
  readonly release: string;
  readonly clock: string;
  readonly configuration: readonly string[];
  readonly commits: number;
}

export function device(name: string): ReadyDevice {
  const found = inject("lab").devices.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`the lab has no ${name}`);
  return found;
}

export async function truthOf({ name }: ReadyDevice): Promise<Truth> {
  const answer = await management(`/truth/${name}`);
  return (answer as { devices: Truth[] }).devices[0]!;
}

async function management(path: string): Promise<unknown> {
  const response = await fetch(`${inject("lab").management}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** What any client needs to log in to a device. */
export function loginTo(at: ReadyDevice): { host: string; port: number; username: string; password: string } {
  const { username, password } = inject("lab");
  return { host: at.host, port: at.port, username, password };
}

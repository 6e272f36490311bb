/** What the management port offers, in terms of the lab. */
import type { ManagementHandlers } from "./cloud/management.js";
import type { FaultKind, FaultSpec } from "./faults.js";
import type { Lab } from "./lab-types.js";
import type { BundleScenario } from "./options.js";

/** What the port needs beside the lab itself. */
export interface ManagementHooks {
  faultsOf(device: string): readonly FaultSpec[];
  cutOverOf(host: string): Date | undefined;
}

const SCENARIOS: readonly BundleScenario[] = [
  "good",
  "tampered",
  "without-required-root",
  "customer-signed",
  "truncated",
  "empty",
  "not-found",
];

export function managementHandlers(
  lab: Omit<Lab, "management" | "stop">,
  hooks: ManagementHooks,
): ManagementHandlers {
  const clock = () => ({ now: lab.clock.now().toISOString(), rate: lab.clock.rate() });
  const schedule = () =>
    lab.cloud.endpoints.map(({ host }) => ({ host, cutOverAt: hooks.cutOverOf(host)?.toISOString() }));
  return {
    get: {
      "/clock": clock,
      "/schedule": schedule,
      "/history": () => lab.cloud.history,
      "/devices": () => lab.devices,
      "/bundle": () => ({ url: lab.bundle.url, scenario: lab.bundle.scenario }),
      "/faults": () => Object.fromEntries(lab.devices.map(({ name }) => [name, hooks.faultsOf(name)])),
    },
    put: {
      "/clock": async (body) => {
        if (typeof body.rate === "number") lab.clock.setRate(body.rate);
        if (body.now !== undefined) await lab.advanceTo(dateOf(body.now));
        return clock();
      },
      "/schedule": (body) => {
        lab.cloud.setCutOver(textOf(body.host, "host"), dateOf(body.cutOverAt));
        return schedule();
      },
      "/bundle": (body) => {
        const scenario = SCENARIOS.find((candidate) => candidate === body.scenario);
        if (scenario === undefined) throw new RangeError(`scenario must be one of ${SCENARIOS.join(", ")}`);
        lab.bundle.setScenario(scenario);
      },
      "/faults": async (body) => {
        const device = textOf(body.device, "device");
        if (typeof body.clear === "string") return lab.clearFault(device, body.clear as FaultKind);
        await lab.setFault(device, faultOf(body.fault));
      },
    },
  };
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw new RangeError(`"${name}" must be a text`);
  return value;
}

function dateOf(value: unknown): Date {
  const date = new Date(typeof value === "string" ? value : Number.NaN);
  if (Number.isNaN(date.getTime())) throw new RangeError(`not a date: ${String(value)}`);
  return date;
}

function faultOf(value: unknown): FaultSpec {
  if (typeof value !== "object" || value === null || !("kind" in value))
    throw new RangeError(`"fault" must be an object with a "kind"`);
  const { from, until, ...fault } = value as Record<string, unknown>;
  return {
    ...(fault as unknown as FaultSpec),
    ...(from === undefined ? {} : { from: dateOf(from) }),
    ...(until === undefined ? {} : { until: dateOf(until) }),
  };
}

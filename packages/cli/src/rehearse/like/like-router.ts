/** One lab router like one device. */
import type {
  DeviceEvidence,
  DeviceFacts,
  Finding,
  LicenceFacts,
  PoolLabel,
  ReasonDetail,
} from "@reroot/core";
import { ifKnown, type Known, type SystemFacts } from "@reroot/core";
import type { LicenseTransport, Platform, RouterSpec } from "@reroot/rehearsal";
import type { LabWorld } from "./lab-world.js";
import { likeConfiguration } from "./like-configuration.js";
import { causeFaults, readingFaults } from "./like-faults.js";
import { type LabSpan, likeLicence } from "./like-licence.js";
import type { LikePool } from "./like-pool.js";
import type { Tell } from "./unlike.js";

export interface LikeInputs {
  readonly evidence: DeviceEvidence;
  /** What was concluded from it: why its contacts fail, as far as that was seen. */
  readonly finding: Finding | undefined;
  readonly world: LabWorld;
  readonly span: LabSpan;
  /** What routers hold of which nobody knows the pool, by set. */
  readonly usual: LikePool;
  likePool(labels: readonly PoolLabel[], tell: Tell): LikePool;
  labelsOf(facts: DeviceFacts): readonly PoolLabel[] | undefined;
}

export interface LikeRouter {
  readonly spec: RouterSpec;
  readonly real: LikePool["real"];
}

/** Undefined for a device that the lab has nothing like. */
export function likeRouter(inputs: LikeInputs, tell: Tell): LikeRouter | undefined {
  const { evidence, finding, world, span } = inputs;
  const { facts } = evidence;
  const system = ifKnown(facts.system);
  if (system && system.os !== "iosxr") {
    tell({ kind: "other-system", os: system.os });
    return undefined;
  }
  const unreadable = readingFaults(facts);
  if (unreadable.length === 0) tellUnknown(facts, tell);
  const labels = inputs.labelsOf(facts);
  const pool = labels ? inputs.likePool(labels, tell) : inputs.usual;
  const reasons = (finding?.services ?? []).flatMap((service) => service.reasons as readonly ReasonDetail[]);
  if (reasons.some(({ code }) => code === "finding/success-without-root")) tell({ kind: "contradiction" });
  if (hasFailedCallHome(finding)) tell({ kind: "call-home-trace" });
  if (hasTriedToRegister(facts)) tell({ kind: "registration", status: "not-registered" });
  const causes = new Set(reasons.flatMap((one) => (one.code === "finding/cause" ? [one.cause] : [])));
  const licence = ifKnown(facts.licence);
  if (hasFailedReport(licence, finding)) tell({ kind: "report-trace" });
  const transport = transportOf(licence?.transport, licence?.transportUrl);
  const spec: RouterSpec = {
    name: nameOf(evidence.device, tell),
    platform: platformOf(system, tell),
    release: system?.release ?? "7.3.2",
    builtIn: pool.builtIn,
    downloaded: pool.downloaded,
    license: likeLicence(licence, byDeviceClock(span, facts), tell),
    ...(transport && { transport }),
    configuration: likeConfiguration(facts, causes, world, tell),
    ...offsetOf(facts),
    ...standbyOf(facts),
    faults: [...unreadable, ...causeFaults(causes, facts, tell)],
  };
  return { spec, real: pool.real };
}

function tellUnknown(facts: DeviceFacts, tell: Tell): void {
  const needed = ["system", "trustPool", "licence", "callHome"] as const;
  for (const fact of needed) {
    const known: Known<unknown> = facts[fact];
    if (!known.known) tell({ kind: "not-known", fact });
  }
  const licence = ifKnown(facts.licence);
  if (licence?.mode === "smart" && licence.transport === undefined)
    tell({ kind: "not-known", fact: "transport" });
}

/** An agent by policy goes on printing its last success; that reports fail since, its log tells. */
function hasFailedReport(licence: LicenceFacts | undefined, finding: Finding | undefined): boolean {
  return licence?.mode === "smart-using-policy" && finding?.verdict.startsWith("failing") === true;
}

function hasFailedCallHome(finding: Finding | undefined): boolean {
  return (finding?.services ?? []).some(
    ({ service, verdict }) => service === "smart-call-home" && verdict.startsWith("failing"),
  );
}

/** A device that was never registered, and whose log tells of an attempt: in the lab nobody has typed it. */
function hasTriedToRegister({ licence, log }: DeviceFacts): boolean {
  const isUnregistered = ifKnown(licence)?.registration.status === "not-registered";
  return (
    isUnregistered && (ifKnown(log)?.messages ?? []).some(({ mnemonic }) => mnemonic.includes("REG_FAILED"))
  );
}

function nameOf(device: string, tell: Tell): string {
  const name = device.replace(/[^\w.-]/g, "-");
  if (name !== device) tell({ kind: "other-name", name });
  return name;
}

/** How the three platforms call themselves in `show version`; releases of IOS XR 6 run on all but the Cisco 8000. */
function platformOf(system: SystemFacts | undefined, tell: Tell): Platform {
  const platform = system?.platform;
  if (platform === undefined) return "ncs5500";
  if (/asr.?9/i.test(platform)) return "asr9000";
  if (/ncs.?55|ncs.?5[0-9]{3}|n55/i.test(platform)) return "ncs5500";
  if (/\b8[0-9]{3}|\b8000/.test(platform)) return "cisco8000";
  tell({ kind: "other-platform", platform, standsIn: "NCS 5500" });
  return "ncs5500";
}

function transportOf(transport: string | undefined, url: string | undefined): LicenseTransport | undefined {
  switch (transport) {
    case "callhome":
    case "smart":
    case "off":
      return transport;
    case "on-prem":
      return url === undefined || url.includes("SmartTransport") ? "smart" : "callhome";
    default:
      return undefined;
  }
}

/** A device's dates are those of its own clock. */
function byDeviceClock({ from, to }: LabSpan, facts: DeviceFacts): LabSpan {
  const offset = offsetOf(facts).clockOffsetMs ?? 0;
  return { from: new Date(from.getTime() + offset), to: new Date(to.getTime() + offset) };
}

/** A few seconds are the network's. */
const CLOCK_TOLERANCE_SECONDS = 5;

function offsetOf({ clock }: DeviceFacts): Pick<RouterSpec, "clockOffsetMs"> {
  const ahead = ifKnown(clock)?.aheadSeconds ?? 0;
  return Math.abs(ahead) > CLOCK_TOLERANCE_SECONDS ? { clockOffsetMs: ahead * 1000 } : {};
}

function standbyOf({ redundancy }: DeviceFacts): Pick<RouterSpec, "standby"> {
  const pairs = redundancy && ifKnown(redundancy)?.pairs;
  return pairs ? { standby: pairs.some(({ standby }) => standby !== undefined) } : {};
}

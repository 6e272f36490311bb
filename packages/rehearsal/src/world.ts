/** Everything of a lab that exists before anything listens: authorities, time, network, accounts, routers. */
import { randomBytes } from "node:crypto";
import type { CertificateRef } from "./certificates/roles.js";
import { CertificateShelf } from "./certificates/shelf.js";
import { ThrowAwayCa } from "./certificates/throw-away-ca.js";
import { RunningClock } from "./clock.js";
import { SMART_ACCOUNT, SmartAccounts } from "./cloud/accounts.js";
import { History } from "./cloud/history.js";
import { LicensingService, type Misbehaviour } from "./cloud/licensing-service.js";
import { openingBooks } from "./cloud/opening-books.js";
import { onPremUrls } from "./cloud/sites.js";
import { FaultEffects } from "./fault-effects.js";
import { keptCertificates, type LabState, resumedOptions } from "./lab-state.js";
import { routerAddresses } from "./loopback.js";
import { LabNetwork } from "./network.js";
import type { LabOptions, RouterSpec } from "./options.js";
import { serviceUrl } from "./router/base-configuration.js";
import { JudgedBundles } from "./router/judged-bundles.js";
import { EmulatedRouter } from "./router/router.js";
import { restore } from "./router/router-state.js";
import type { Surroundings } from "./router/surroundings.js";
import { TrustContexts } from "./router/trust-contexts.js";
import { RouterTime } from "./router-time.js";
import { drawnFaults } from "./scenarios/drawn-faults.js";
import { Schedule } from "./schedule.js";
import { DeviceServer } from "./ssh/device-server.js";
import { Reachability } from "./ssh/reachability.js";

/** How far deadlines fall short of their nominal time, measured in the notice's samples: 5 minutes and 2 seconds. */
const CLOUD_CLOCK_LAG_MS = 302_000;

export type World = Awaited<ReturnType<typeof buildWorld>>;

/** A kept state takes the place of what the options say about time and licensing, and of what routers held. */
export async function buildWorld(given: LabOptions, keptState?: LabState) {
  const options = keptState === undefined ? given : resumedOptions(given, keptState);
  const ca = await ThrowAwayCa.create(options.standIns);
  const shelf = new CertificateShelf(options.realCertificates ?? {}, ca);
  const clock = new RunningClock(options.startAt, options.clockRate ?? 1);
  const schedule = new Schedule(clock);
  const network = new LabNetwork();
  const accounts = new SmartAccounts(clock);
  const surroundings: Omit<Surroundings, "clock" | "schedule"> = {
    network,
    contexts: new TrustContexts((sha256) => ca.twinOf(sha256)),
    bundles: new JudgedBundles(),
    twinOf: (sha256) => ca.twinOf(sha256),
    serviceUrl: (service) => serviceUrl(options.endpoints, service),
    smartAccount: SMART_ACCOUNT,
    virtualAccountOf: (device) => accounts.virtualAccountOf(device),
    defaultBundleUrl: options.bundle.url,
    cloudClockLagMs: CLOUD_CLOCK_LAG_MS,
    reachabilityChanged: (router) => reachability.updateRouter(router),
  };
  const login = {
    username: options.username ?? "lab",
    password: options.password ?? randomBytes(9).toString("base64url"),
  };
  const addresses = await routerAddresses(options.routers.length, options.addressing ?? "address-each");
  const times = new Map<string, RouterTime>();
  const devices = options.routers.map((described, index) => {
    const time = new RouterTime(clock);
    times.set(described.name, time);
    const spec = withDrawnFaults(described, options);
    const address = addresses[index]!;
    const router = new EmulatedRouter({
      spec,
      builtIn: shelf.all(spec.builtIn),
      downloaded: shelf.all(spec.downloaded ?? []),
      services: { endpoints: options.endpoints, onPremUrl: onPremUrls(options).callHome },
      sourceAddress: address.address,
      seed: options.seed ?? 1,
      surroundings: { ...surroundings, clock: time, schedule: laneOf(schedule, time) },
    });
    router.authorizedKeys.push(...(options.authorizedKeys ?? []));
    const kept = keptState?.routers[spec.name];
    if (kept !== undefined) restore(router, kept, keptCertificates(ca));
    return { spec, address, router, server: new DeviceServer({ router, ...login }) };
  });
  const reachability = new Reachability(devices);
  const routers = new Map(devices.map(({ router }) => [router.name, router]));
  const faults = new FaultEffects({ routers, schedule, reachability });
  openingBooks(
    accounts,
    devices.map(({ spec, router }) => ({
      name: router.name,
      productId: router.profile.productId,
      serialNumber: router.serialNumber,
      license: spec.license,
    })),
  );
  const misbehaving = new Map<string, Misbehaviour>();
  const licensing = new LicensingService({
    accounts,
    misbehaviourTowards: (device, host) => faults.misbehaviourTowards(device) ?? misbehaving.get(host),
  });
  return {
    ca,
    clock,
    /** Lab time as a router lives it; lab time for everybody else. */
    nowFor: (device: string | undefined) => (times.get(device ?? "") ?? clock).now(),
    schedule,
    network,
    history: new History(),
    endpoints: options.endpoints,
    bundle: options.bundle,
    onPrem: onPremUrls(options),
    contents: {
      core: shelf.all(options.bundle.core ?? [{ standIn: "required" }, { standIn: "signer" }]),
      intersect: shelf.all(options.bundle.certificates),
      union: shelf.all(options.bundle.union ?? unionOf(options)),
    },
    accounts,
    licensing,
    /** By host: how the cloud answers everybody's messages, where not as it should. */
    misbehaving,
    faults,
    conditionFor: (device: string) => faults.conditionFor(device),
    bundleScenarioFor: (device: string) => faults.bundleScenarioFor(device),
    routers,
    login,
    devices,
    reachability,
  };
}

/** A router's events run one after the other, at their own moments; what is asked for too late is due at once. */
function laneOf(schedule: Schedule, time: RouterTime): Surroundings["schedule"] {
  return (owner, at, due) => {
    const now = time.now();
    const moment = at !== undefined && at < now ? now : at;
    schedule.set(owner, moment, (dueAt) => time.during(dueAt, due), time);
  };
}

/** Throws RangeError for a device that the lab does not have. */
export function routerNamed({ routers }: Pick<World, "routers">, name: string): EmulatedRouter {
  const found = routers.get(name);
  if (found === undefined) throw new RangeError(`the lab has no device ${name}`);
  return found;
}

/** Resolves when no router works on in the background. */
export async function settled({ devices }: Pick<World, "devices">): Promise<void> {
  await Promise.all(devices.map(({ router }) => router.settled()));
}

/** Everything that the lab was handed, and what the intersect bundle has besides. */
function unionOf({ bundle, realCertificates = {} }: LabOptions): CertificateRef[] {
  const held = new Set(bundle.certificates.flatMap((ref) => ("real" in ref ? [ref.real] : [])));
  const further = Object.keys(realCertificates).filter((key) => !held.has(key));
  return [...bundle.certificates, ...further.map((real) => ({ real }))];
}

/** A router's own faults, and those that the plan draws for it. */
function withDrawnFaults(spec: RouterSpec, { faultPlan, seed = 1 }: LabOptions): RouterSpec {
  if (faultPlan === undefined) return spec;
  return { ...spec, faults: [...(spec.faults ?? []), ...drawnFaults(spec, faultPlan, seed)] };
}

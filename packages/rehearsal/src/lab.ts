/** Puts a lab together and takes it down again: authorities, cloud, bundle server, routers, their SSH servers, time. */
import { randomBytes } from "node:crypto";
import { commonName, pemOf } from "./certificates/certificate.js";
import { CertificateShelf } from "./certificates/shelf.js";
import { ThrowAwayCa } from "./certificates/throw-away-ca.js";
import { RunningClock } from "./clock.js";
import { BundleServer } from "./cloud/bundle-server.js";
import { EmulatedCloud, type Misbehaviour } from "./cloud/cloud.js";
import { History } from "./cloud/history.js";
import { ManagementPort } from "./cloud/management.js";
import type { FaultSpec } from "./faults.js";
import type { Lab, LabBundle, LabDevice, StandInCertificate } from "./lab-types.js";
import { routerAddresses } from "./loopback.js";
import { managementHandlers } from "./management-handlers.js";
import { LabNetwork } from "./network.js";
import type { LabOptions, RouterSpec, StandInRole } from "./options.js";
import { serviceUrl } from "./router/base-configuration.js";
import { EmulatedRouter } from "./router/router.js";
import type { Surroundings } from "./router/surroundings.js";
import { TrustContexts } from "./router/trust-contexts.js";
import { Schedule } from "./schedule.js";
import { DeviceServer } from "./ssh/device-server.js";
import { Reachability } from "./ssh/reachability.js";

/** How far deadlines fall short of their nominal time, measured in the notice's samples: 5 minutes and 2 seconds. */
const CLOUD_CLOCK_LAG_MS = 302_000;

/**
 * Starts a lab. Everything listens on loopback only, with fresh keys, and nothing outlives `stop()`. Rejects with a
 * RangeError where the options make no sense: a certificate that was not handed in, configuration that cannot be read.
 */
export async function startLab(options: LabOptions): Promise<Lab> {
  const world = await buildWorld(options);
  const running: { stop(): Promise<void> }[] = [];
  const stop = async () => {
    await world.schedule.stop();
    await settled(world);
    await Promise.all(running.map((part) => part.stop()));
  };
  try {
    const cloud = await EmulatedCloud.start(world);
    running.push(cloud);
    const bundleServer = await BundleServer.start(world);
    running.push(bundleServer);
    running.push(...world.devices.map(({ server }) => server));
    await Promise.all(world.devices.map(({ server, address }) => server.listen(address)));
    await world.reachability.update();
    world.watchFaultWindows();
    const lab = labOf(world, cloud, bundleServer);
    const management = await ManagementPort.start(managementHandlers(lab, hooksOf(world, cloud)));
    running.push(management);
    return { ...lab, management: { url: management.url }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Everything of a lab that exists before anything listens. */
type World = Awaited<ReturnType<typeof buildWorld>>;

async function buildWorld(options: LabOptions) {
  const ca = await ThrowAwayCa.create(options.standIns);
  const shelf = new CertificateShelf(options.realCertificates ?? {}, ca);
  const clock = new RunningClock(options.startAt, options.clockRate ?? 1);
  const schedule = new Schedule(clock);
  const network = new LabNetwork();
  const surroundings: Surroundings = {
    clock,
    network,
    contexts: new TrustContexts((sha256) => ca.twinOf(sha256)),
    twinOf: (sha256) => ca.twinOf(sha256),
    serviceUrl: (service) => serviceUrl(options.endpoints, service),
    defaultBundleUrl: options.bundle.url,
    cloudClockLagMs: CLOUD_CLOCK_LAG_MS,
    schedule: (owner, at, due) => schedule.set(owner, at, due),
    reachabilityChanged: (router) => reachability.updateRouter(router),
  };
  const login = {
    username: options.username ?? "lab",
    password: options.password ?? randomBytes(9).toString("base64url"),
  };
  const addresses = await routerAddresses(options.routers.length, options.addressing ?? "address-each");
  const devices = options.routers.map((spec, index) => {
    const address = addresses[index]!;
    const router = new EmulatedRouter({
      spec,
      builtIn: shelf.all(spec.builtIn),
      downloaded: shelf.all(spec.downloaded ?? []),
      endpoints: options.endpoints,
      sourceAddress: address.address,
      seed: options.seed ?? 1,
      surroundings,
    });
    return { spec, address, router, server: new DeviceServer({ router, ...login }) };
  });
  const reachability = new Reachability(devices);
  const accounts = new Map(options.routers.map((spec) => [spec.name, complianceOf(spec)]));
  return {
    ca,
    clock,
    schedule,
    network,
    history: new History(),
    endpoints: options.endpoints,
    bundle: options.bundle,
    bundleCertificates: shelf.all(options.bundle.certificates),
    idToken: `LAB-${randomBytes(12).toString("hex")}`,
    complianceOf: (device: string) => accounts.get(device),
    misbehaviourTowards: (device: string) =>
      misbehaviourOf(devices.find(({ spec }) => spec.name === device)?.router),
    login,
    devices,
    reachability,
    /** Faults that begin or end by themselves open and close listeners at their time. */
    watchFaultWindows: () => {
      for (const fault of devices.flatMap(({ router }) => router.faults.list()))
        watchWindow(schedule, reachability, fault);
    },
  };
}

function watchWindow(schedule: Schedule, reachability: Reachability, fault: FaultSpec): void {
  if (fault.kind !== "unreachable" && fault.kind !== "host-key-changed") return;
  for (const moment of [fault.from, fault.until]) schedule.set({}, moment, () => reachability.update());
}

function misbehaviourOf(router: EmulatedRouter | undefined): Misbehaviour | undefined {
  if (router?.fault("cloud-empty") !== undefined) return "empty";
  return router?.fault("cloud-status");
}

function labOf(
  world: World,
  cloud: EmulatedCloud,
  bundleServer: BundleServer,
): Omit<Lab, "management" | "stop"> {
  const { ca, clock, schedule, devices } = world;
  return {
    id: ca.labId,
    devices: devices.map(({ spec, server }): LabDevice => {
      const { address: host, port } = server.address;
      return { name: spec.name, host, port, platform: spec.platform, release: spec.release };
    }),
    ...world.login,
    idToken: world.idToken,
    knownHosts: devices.map(({ server }) => knownHost(server)).join(""),
    cloud: {
      endpoints: cloud.hosts.map((host) => ({ host, ...cloud.address })),
      history: world.history.entries,
      setCutOver: (host, at) => cloud.setCutOver(host, at),
      setChainFault: (host, fault) => cloud.setChainFault(host, fault),
    },
    bundle: bundleOf(world, bundleServer),
    standIns: {
      retired: standInOf(ca, "retired"),
      required: standInOf(ca, "required"),
      signer: standInOf(ca, "signer"),
    },
    clock: {
      now: () => clock.now(),
      rate: () => clock.rate(),
      setRate: (rate) => {
        clock.setRate(rate);
        schedule.wind();
      },
    },
    advanceTo: async (to) => {
      await settled(world);
      await schedule.advanceTo(to);
      await settled(world);
      await world.reachability.update();
    },
    setFault: async (device, fault) => {
      routerNamed(world, device).faults.add(fault);
      watchWindow(schedule, world.reachability, fault);
      await world.reachability.update();
    },
    clearFault: async (device, kind) => {
      routerNamed(world, device).faults.clear(kind);
      await world.reachability.update();
    },
  };
}

function bundleOf(world: World, server: BundleServer): LabBundle {
  return {
    url: world.bundle.url,
    loopbackUrl: server.loopbackUrl,
    get scenario() {
      return server.scenario;
    },
    setScenario: (scenario) => {
      server.scenario = scenario;
    },
    bytes: () => server.bytes(),
  };
}

function hooksOf(world: World, cloud: EmulatedCloud) {
  return {
    faultsOf: (device: string) => routerNamed(world, device).faults.list(),
    cutOverOf: (host: string) => cloud.cutOverOf(host),
  };
}

function standInOf(ca: ThrowAwayCa, role: StandInRole): StandInCertificate {
  const { calendar } = ca.standIns[role];
  const { der, sha1, sha256, serialNumber } = calendar;
  return {
    pem: pemOf(calendar),
    der,
    sha1,
    sha256,
    serialNumber,
    commonName: commonName(calendar.subject) ?? "",
  };
}

function complianceOf({ license }: RouterSpec): "in-compliance" | "out-of-compliance" {
  return license.state === "registered" ? license.compliance : "in-compliance";
}

function routerNamed(world: World, name: string): EmulatedRouter {
  const found = world.devices.find(({ spec }) => spec.name === name);
  if (found === undefined) throw new RangeError(`the lab has no device ${name}`);
  return found.router;
}

function knownHost({ hostKey, address }: DeviceServer): string {
  return `[${address.address}]:${address.port} ${hostKey.public}\n`;
}

async function settled(world: World): Promise<void> {
  await Promise.all(world.devices.map(({ router }) => router.settled()));
}

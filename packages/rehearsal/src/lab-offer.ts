/** What a running lab offers to whoever started it, in terms of its parts. */

import { commonName, pemOf } from "./certificates/certificate.js";
import type { Authority } from "./certificates/throw-away-ca.js";
import type { BundleServer } from "./cloud/bundle-server.js";
import type { EmulatedCloud } from "./cloud/cloud.js";
import type { NameServer } from "./dns/name-server.js";
import { labStateOf } from "./lab-state.js";
import type { LabBundle, LabCloud, LabDevice, ManagedLab, StandInCertificate } from "./lab-types.js";
import type { DeviceServer } from "./ssh/device-server.js";
import { routerNamed, settled, type World } from "./world.js";

export interface LabServers {
  readonly cloud: EmulatedCloud;
  readonly bundleServer: BundleServer;
  readonly nameServer: NameServer;
}

export function labOffer(world: World, servers: LabServers): ManagedLab {
  const { ca, clock, schedule, devices } = world;
  return {
    id: ca.labId,
    devices: devices.map(({ spec, server }): LabDevice => {
      const { address: host, port } = server.address;
      return { name: spec.name, host, port, platform: spec.platform, release: spec.release };
    }),
    ...world.login,
    idToken: world.accounts.labToken,
    knownHosts: devices.map(({ server }) => knownHost(server)).join(""),
    cloud: cloudOf(world, servers.cloud),
    bundle: bundleOf(world, servers.bundleServer),
    nameServer: servers.nameServer,
    standIns: {
      retired: described(ca.standIns.retired),
      required: described(ca.standIns.required),
      signer: described(ca.standIns.signer),
    },
    authority: (which) => described(ca.own(which)),
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
      await servers.cloud.settled();
    },
    state: async () => {
      await settled(world);
      return labStateOf(world);
    },
    setFault: async (device, fault) => world.faults.set(routerNamed(world, device), fault),
    clearFault: async (device, kind) => world.faults.clear(routerNamed(world, device), kind),
  };
}

function cloudOf(world: World, cloud: EmulatedCloud): LabCloud {
  return {
    endpoints: world.endpoints.map(({ host }) => ({ host, ...cloud.address })),
    hosts: cloud.hosts.map((host) => ({ host, ...cloud.address })),
    onPrem: world.onPrem,
    history: world.history.entries,
    accounts: world.accounts,
    callHome: world.licensing.callHome,
    chainsOf: (host) => cloud.stepsOf(host),
    setChains: (host, steps) => cloud.setSteps(host, steps),
    setCutOver: (host, at) => cloud.setCutOver(host, at),
    chainFaultOf: (host) => cloud.chainFaultOf(host),
    setChainFault: (host, fault) => cloud.setChainFault(host, fault),
    misbehaviourOf: (host) => world.misbehaving.get(host),
    setMisbehaviour: (host, misbehaviour) => {
      cloud.stepsOf(host);
      if (misbehaviour === undefined) world.misbehaving.delete(host);
      else world.misbehaving.set(host, misbehaviour);
    },
  };
}

function bundleOf(world: World, server: BundleServer): LabBundle {
  const { publications } = server;
  return {
    url: world.bundle.url,
    loopbackUrl: server.loopbackUrl,
    published: [...publications.paths].map(([path, published]) => ({
      ...published,
      url: `${isCurrent(path) ? "https" : "http"}://${server.url.host}${path}`,
      loopbackUrl: `${server.loopbackOrigin}${path}`,
    })),
    get scenario() {
      return server.scenario;
    },
    setScenario: (scenario) => {
      server.scenario = scenario;
    },
    get signers() {
      return publications.signers;
    },
    setSigner: (location, choice) => {
      publications.signers[location] = choice;
    },
    get fault() {
      return server.fault;
    },
    setFault: (fault) => {
      server.fault = fault;
    },
    bytes: () => server.bytes(),
  };
}

/** The vendor gives the current paths as https, the old ones as http; both answer both. */
function isCurrent(path: string): boolean {
  return path.includes("/current/");
}

function described({ calendar }: Authority): StandInCertificate {
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

function knownHost({ hostKey, address }: DeviceServer): string {
  return `[${address.address}]:${address.port} ${hostKey.public}\n`;
}

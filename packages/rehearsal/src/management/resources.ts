/** What the management port offers, in terms of the lab: one resource for each thing that a test reads or turns. */

import { BUNDLE_SCENARIOS } from "../cloud/bundle-choices.js";
import type { NameServerCondition } from "../dns/name-server.js";
import { dateOf, type Given, numberOf, objectOf, oneOf, onlyFields, textOf } from "../given.js";
import type { ManagedLab } from "../lab-types.js";
import { CHAIN_FAULTS, type ChainStep } from "../options.js";
import { faultKindOf, readFault } from "../read-fault.js";
import type { World } from "../world.js";
import { accountsResource } from "./accounts.js";
import { historyAnswer, pageOf } from "./history.js";
import { NotThere, type Resource, type Resources } from "./port.js";
import { truthOf } from "./truth.js";

export function managementResources(lab: ManagedLab, world: World): Resources {
  return {
    "/clock": clockResource(lab),
    "/history": { get: (query) => historyAnswer(lab, query) },
    "/schedule": scheduleResource(lab),
    "/faults": faultsResource(lab, world),
    "/accounts": accountsResource(lab.cloud.accounts),
    "/call-home": {
      get: (query) => ({
        format: "lab-call-home/1",
        ...pageOf(lab.cloud.callHome, query, ["device", "host"]),
      }),
    },
    "/answers": answersResource(lab),
    "/bundle": bundleResource(lab),
    "/name-server": nameServerResource(lab, world),
    "/devices": { get: () => lab.devices },
    "/deeds": deedsResource(lab, world),
    "/truth": truthResource(lab, world),
  };
}

const DAY_MS = 86_400_000;

function clockResource(lab: ManagedLab): Resource {
  const get = () => ({ now: lab.clock.now(), rate: lab.clock.rate() });
  const put = async (body: Given) => {
    onlyFields(body, ["now", "advanceMs", "advanceDays", "rate"]);
    if (body.rate !== undefined) lab.clock.setRate(numberOf(body.rate, "rate"));
    if (body.now !== undefined) await lab.advanceTo(dateOf(body.now, "now"));
    const days = body.advanceDays === undefined ? 0 : numberOf(body.advanceDays, "advanceDays");
    const milliseconds = body.advanceMs === undefined ? 0 : numberOf(body.advanceMs, "advanceMs");
    const step = days * DAY_MS + milliseconds;
    if (step > 0) await lab.advanceTo(new Date(lab.clock.now().getTime() + step));
    return get();
  };
  return { get, put };
}

function scheduleResource({ cloud }: ManagedLab): Resource {
  const get = () =>
    cloud.hosts.map(({ host }) => {
      const steps = cloud.chainsOf(host);
      const cutOverAt = steps.find(({ under }) => under === "required")?.from ?? null;
      return { host, cutOverAt, steps, fault: cloud.chainFaultOf(host) ?? null };
    });
  const put = (body: Given) => {
    onlyFields(body, ["host", "cutOverAt", "steps", "fault"]);
    const host = textOf(body.host, "host");
    if (body.cutOverAt !== undefined) cloud.setCutOver(host, dateOf(body.cutOverAt, "cutOverAt"));
    if (body.steps !== undefined) cloud.setChains(host, stepsOf(body.steps));
    if (body.fault === null) cloud.setChainFault(host, undefined);
    else if (body.fault !== undefined) cloud.setChainFault(host, oneOf(body.fault, CHAIN_FAULTS, "fault"));
    return get();
  };
  return { get, put };
}

function stepsOf(value: unknown): ChainStep[] {
  if (!Array.isArray(value)) throw new RangeError(`"steps" must be a list`);
  return value.map((entry, index) => {
    const given = objectOf(entry, `steps[${index}]`);
    onlyFields(given, ["from", "under", "intermediate", "defect"]);
    return {
      under: oneOf(given.under, ["retired", "required"], "under"),
      ...(given.from === undefined ? {} : { from: dateOf(given.from, "from") }),
      ...(given.intermediate === undefined
        ? {}
        : { intermediate: numberOf(given.intermediate, "intermediate") }),
      ...(given.defect === undefined ? {} : { defect: oneOf(given.defect, CHAIN_FAULTS, "defect") }),
    };
  });
}

function faultsResource(lab: ManagedLab, world: World): Resource {
  const list = (name: string) => {
    const router = world.routers.get(name);
    if (router === undefined) throw new NotThere(`the lab has no device ${name}`);
    return router.faults.list();
  };
  return {
    get: (_query, name) =>
      name === ""
        ? Object.fromEntries(lab.devices.map((device) => [device.name, list(device.name)]))
        : list(name),
    put: async (body) => {
      onlyFields(body, ["device", "fault", "clear"]);
      const device = textOf(body.device, "device");
      if (body.clear !== undefined) await lab.clearFault(device, faultKindOf(body.clear));
      else await lab.setFault(device, readFault(body.fault));
      return list(device);
    },
  };
}

function answersResource({ cloud }: ManagedLab): Resource {
  const get = () =>
    cloud.hosts.map(({ host }) => ({ host, misbehaviour: cloud.misbehaviourOf(host) ?? null }));
  const put = (body: Given) => {
    onlyFields(body, ["host", "misbehaviour"]);
    const host = textOf(body.host, "host");
    const { misbehaviour } = body;
    if (misbehaviour === null) cloud.setMisbehaviour(host, undefined);
    else if (misbehaviour === "empty") cloud.setMisbehaviour(host, "empty");
    else {
      const { status } = objectOf(misbehaviour, "misbehaviour");
      cloud.setMisbehaviour(host, { status: oneOf(status, [500, 503], "status") });
    }
    return get();
  };
  return { get, put };
}

function bundleResource({ bundle }: ManagedLab): Resource {
  const get = () => {
    const { url, loopbackUrl, scenario, signers, fault, published } = bundle;
    return { url, loopbackUrl, scenario, signers, fault: fault ?? null, published };
  };
  const put = (body: Given) => {
    onlyFields(body, ["scenario", "signers", "fault"]);
    if (body.scenario !== undefined) bundle.setScenario(oneOf(body.scenario, BUNDLE_SCENARIOS, "scenario"));
    if (body.signers !== undefined) {
      const signers = objectOf(body.signers, "signers");
      onlyFields(signers, ["old", "current"]);
      for (const location of ["old", "current"] as const)
        if (signers[location] !== undefined)
          bundle.setSigner(location, oneOf(signers[location], ["old", "new"], `signers.${location}`));
    }
    if (body.fault !== undefined)
      bundle.setFault(body.fault === null ? undefined : bundleFaultOf(body.fault));
    return get();
  };
  return { get, put };
}

function bundleFaultOf(value: unknown) {
  const given = objectOf(value, "fault");
  onlyFields(given, ["status", "delayMs", "cutAfterBytes"]);
  if (given.status !== undefined) return { status: oneOf(given.status, [500, 503], "status") };
  return {
    ...(given.delayMs === undefined ? {} : { delayMs: numberOf(given.delayMs, "delayMs") }),
    ...(given.cutAfterBytes === undefined
      ? {}
      : { cutAfterBytes: numberOf(given.cutAfterBytes, "cutAfterBytes") }),
  };
}

const CONDITIONS = ["answers", "silent", "unknown-name", "server-failure", "truncates", "slow"] as const;

function nameServerResource({ nameServer, devices }: ManagedLab, world: World): Resource {
  const get = () => ({
    ...nameServer.address,
    condition: nameServer.condition,
    names: world.network.names(),
    answersFor: Object.fromEntries(
      devices
        .map(({ name }) => [name, nameServer.answersFor(name)] as const)
        .filter(([, answers]) => Object.keys(answers).length > 0),
    ),
  });
  const put = (body: Given) => {
    onlyFields(body, ["condition", "device", "name", "address"]);
    if (body.condition !== undefined) nameServer.condition = conditionOf(body.condition);
    if (body.device !== undefined) {
      const device = textOf(body.device, "device");
      if (!world.routers.has(device)) throw new RangeError(`the lab has no device ${device}`);
      const address = body.address === null ? undefined : addressOf(body.address);
      nameServer.setAnswerFor(device, textOf(body.name, "name"), address);
    }
    return get();
  };
  return { get, put };
}

function conditionOf(value: unknown): NameServerCondition {
  const given = objectOf(value, "condition");
  const kind = oneOf(given.kind, CONDITIONS, "kind");
  return kind === "slow" ? { kind, delayMs: numberOf(given.delayMs, "delayMs") } : { kind };
}

function addressOf(value: unknown): string {
  const text = textOf(value, "address");
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256))
    throw new RangeError(`"address" must be an IPv4 address, or null`);
  return text;
}

function deedsResource(lab: ManagedLab, world: World): Resource {
  return {
    get: (_query, name) => {
      if (name !== "" && !world.routers.has(name)) throw new NotThere(`the lab has no device ${name}`);
      const names = name === "" ? lab.devices.map((device) => device.name) : [name];
      const devices = names.map((one) => ({ name: one, deeds: world.routers.get(one)?.deeds ?? [] }));
      return { format: "lab-deeds/1", now: lab.clock.now(), devices };
    },
  };
}

function truthResource(lab: ManagedLab, world: World): Resource {
  return {
    get: (_query, name) => {
      if (name !== "" && !world.routers.has(name)) throw new NotThere(`the lab has no device ${name}`);
      const names = name === "" ? lab.devices.map((device) => device.name) : [name];
      const devices = names.map((one) => truthOf(world, one));
      return { format: "lab-truth/1", now: lab.clock.now(), devices };
    },
  };
}

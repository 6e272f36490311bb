/**
 * What of a lab outlives its process: lab time and every router. Keys and throw-away roots are made anew in each run;
 * a root of the lab's own in a kept pool becomes the one that plays the same role in the new run.
 */
import { readCertificate } from "./certificates/certificate.js";
import type { LabAuthority, StandInRole } from "./certificates/roles.js";
import type { ThrowAwayCa } from "./certificates/throw-away-ca.js";
import type { LabClock } from "./clock.js";
import type { LabOptions, RouterSpec } from "./options.js";
import type { EmulatedRouter } from "./router/router.js";
import { type KeptCertificates, licenseSpecOf, type RouterState, stateOf } from "./router/router-state.js";

/** As JSON carries it; `format` names its version. */
export interface LabState {
  readonly format: typeof FORMAT;
  /** Lab time, ISO 8601. */
  readonly now: string;
  readonly routers: Readonly<Record<string, RouterState>>;
}

const FORMAT = "lab-state/1";
const ROLES: readonly StandInRole[] = ["retired", "required", "signer"];
const AUTHORITIES: readonly LabAuthority[] = ["on-prem", "new-signer"];

/** Throws RangeError for what is no kept state. */
export function readLabState(value: unknown): LabState {
  const state = value as Partial<LabState> | null | undefined;
  const isOurs = state?.format === FORMAT && typeof state.routers === "object" && state.routers !== null;
  if (!isOurs || Number.isNaN(Date.parse(state.now ?? "")))
    throw new RangeError(`this is no kept lab of the format ${FORMAT}`);
  return state as LabState;
}

/** Of a lab, what its state is taken from. */
interface Kept {
  readonly ca: ThrowAwayCa;
  readonly clock: Pick<LabClock, "now">;
  readonly routers: ReadonlyMap<string, EmulatedRouter>;
}

export function labStateOf({ ca, clock, routers }: Kept): LabState {
  const certificates = keptCertificates(ca);
  const kept = [...routers].map(([name, router]) => [name, stateOf(router, certificates)] as const);
  return { format: FORMAT, now: clock.now().toISOString(), routers: Object.fromEntries(kept) };
}

/** The options of a lab that goes on where a kept one stopped: its time, and routers that the cloud knows as they became. */
export function resumedOptions(options: LabOptions, resume: LabState): LabOptions {
  const resumed = (spec: RouterSpec): RouterSpec => {
    const kept = resume.routers[spec.name];
    const license = kept === undefined ? undefined : licenseSpecOf(kept);
    return license === undefined ? spec : { ...spec, license };
  };
  return { ...options, startAt: new Date(resume.now), routers: options.routers.map(resumed) };
}

export function keptCertificates(ca: ThrowAwayCa): KeptCertificates {
  return {
    keep: (certificate) => {
      const role = ROLES.find((one) => ca.standIns[one].calendar.sha256 === certificate.sha256);
      if (role !== undefined) return { standIn: role };
      const authority = AUTHORITIES.find((one) => ca.own(one).calendar.sha256 === certificate.sha256);
      if (authority !== undefined) return { authority };
      return { der: Buffer.from(certificate.der).toString("base64") };
    },
    find: (kept) => {
      if ("der" in kept) return readCertificate(Buffer.from(kept.der, "base64"));
      const role = "standIn" in kept ? ROLES.find((one) => one === kept.standIn) : undefined;
      if (role !== undefined) return ca.standIns[role].calendar;
      const authority = "authority" in kept ? AUTHORITIES.find((one) => one === kept.authority) : undefined;
      if (authority !== undefined) return ca.own(authority).calendar;
      throw new RangeError(
        `a kept trust pool names a root that this lab does not have: ${JSON.stringify(kept)}`,
      );
    },
  };
}

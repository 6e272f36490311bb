/**
 * What a lab for a field notice is made of: stand-ins for its roots, its endpoints with their dates, a
 * bundle that mends it, and routers. It says what the lab is, and nothing of what will come of it.
 */
import type { FieldNotice, NoticeEndpoint, NoticeRoot } from "@reroot/core";
import {
  type BundleScenario,
  type CertificateRef,
  type CloudService,
  type EndpointSpec,
  type FleetStory,
  givenMix,
  type Imitated,
  type LabOptions,
  mixedFleet,
  rehearsalFleet,
} from "@reroot/rehearsal";
import { Refusal } from "../refusal.js";

export interface LabRequest {
  /** How many routers; absent, the twelve of the rehearsal. */
  readonly devices?: number;
  /** The text of a mix (docs/rehearsal.md): who the routers are, in the place of `devices`. */
  readonly mix?: string;
  readonly seed: number;
  readonly bundle: BundleScenario;
}

/** Lab time starts some days before the first endpoint changes its root, so that the fleet lives through it. */
const DAYS_BEFORE_CUT_OVER = 20;
const DAY_MS = 86_400_000;

/** @throws {Refusal} when the notice does not hold what a lab needs. */
export function labRecipe(notice: FieldNotice, request: LabRequest): LabOptions {
  const real = realCertificates(notice);
  const startAt = new Date(firstCutOver(notice).getTime() - DAYS_BEFORE_CUT_OVER * DAY_MS);
  const story = fleetStory(notice, startAt, Object.keys(real));
  const { seed } = request;
  return {
    routers: routersOf(request, story),
    standIns: {
      retired: imitated(notice.retiredRoots[0], notice),
      required: imitated(notice.requiredRoots[0], notice),
      signer: imitated(
        notice.signerRoots.find(({ pem }) => pem !== null),
        notice,
      ),
    },
    realCertificates: real,
    endpoints: notice.endpoints.map((endpoint) => endpointSpec(endpoint, notice)),
    bundle: {
      url: bundleUrl(notice),
      name: "Lab CA Bundle",
      version: "1",
      signedAt: new Date(startAt.getTime() - 30 * DAY_MS),
      certificates: bundleContents(Object.keys(real)),
      scenario: request.bundle,
    },
    startAt,
    seed,
  };
}

/** @throws {RangeError | SyntaxError} for a mix that cannot be read. */
function routersOf({ devices, mix, seed }: LabRequest, story: FleetStory): LabOptions["routers"] {
  if (mix !== undefined) return givenMix(mix, seed, story);
  return devices === undefined ? rehearsalFleet(story) : mixedFleet(devices, seed, story);
}

/** The first date on which an endpoint of the notice serves a chain under the required root. */
export function firstCutOver(notice: FieldNotice): Date {
  const [first] = notice.endpoints.flatMap(({ cutoverNoLaterThan }) => cutoverNoLaterThan ?? []).sort();
  if (first === undefined) throw unfit(notice, "it names no date on which an endpoint changes its root");
  return new Date(`${first}T00:00:00Z`);
}

function fleetStory(notice: FieldNotice, startAt: Date, realBuiltIn: readonly string[]): FleetStory {
  const listedReleases = notice.products
    .filter(({ platform }) => platform === "iosxr")
    .flatMap(({ affected }) => affected.flatMap(({ releases }) => releases));
  if (listedReleases.length === 0)
    throw unfit(notice, "it lists no IOS XR releases, and the lab has IOS XR routers only");
  const unlistedRelease = UNLISTED_CANDIDATES.find((release) => !listedReleases.includes(release));
  if (!unlistedRelease)
    throw unfit(notice, "it lists every release that the lab could use as an unlisted one");
  return { startAt, listedReleases, unlistedRelease, realBuiltIn };
}

/** Real IOS XR releases; the first that the notice does not list plays the unlisted one. */
const UNLISTED_CANDIDATES = ["7.3.5", "7.4.2", "7.5.2", "6.9.2"];

/** Real roots that stand in the routers' pools beside the stand-ins, by their fingerprint. */
function realCertificates(notice: FieldNotice): Record<string, string> {
  const builtIn = [...notice.otherRoots, ...notice.retiredRoots].filter(
    ({ listedAs }) => listedAs === "Built-In",
  );
  return Object.fromEntries(builtIn.flatMap(({ sha256, pem }) => (pem === null ? [] : [[sha256, pem]])));
}

function imitated(root: Pick<NoticeRoot, "pem"> | undefined, notice: FieldNotice): Imitated {
  if (root?.pem) return { pem: root.pem };
  throw unfit(notice, "it does not hold the certificates of its retired, required and signer roots");
}

function endpointSpec(endpoint: NoticeEndpoint, notice: FieldNotice): EndpointSpec {
  const { host, cutoverNoLaterThan, services } = endpoint;
  if (cutoverNoLaterThan === null) throw unfit(notice, `it gives no date for ${host}`);
  const offered = (services ?? []).flatMap((service) => {
    const cloudService = CLOUD_SERVICES[service];
    return cloudService ? [{ service: cloudService, path: pathOf(endpoint, service) }] : [];
  });
  return { host, cutOverAt: new Date(`${cutoverNoLaterThan}T00:00:00Z`), services: offered };
}

const CLOUD_SERVICES: Readonly<Record<string, CloudService>> = {
  "smart-licensing-callhome": "licensing-callhome",
  "smart-licensing-smart-transport": "licensing-smart",
  "smart-call-home": "smart-call-home",
};

/** Where the notice gives no URL for a service, the host's first one serves it too. */
function pathOf({ urls }: NoticeEndpoint, service: string): string {
  const given = urls.find((one) => one.service === service) ?? urls[0];
  return given ? new URL(given.url).pathname : "/";
}

function bundleUrl(notice: FieldNotice): string {
  const url = notice.remedies.find(({ id }) => id === "import-from-default-url")?.bundleUrl;
  if (!url) throw unfit(notice, "it has no remedy that imports from a default URL");
  return url;
}

function bundleContents(real: readonly string[]): readonly CertificateRef[] {
  return [
    ...real.map((key) => ({ real: key })),
    { standIn: "retired" },
    { standIn: "required" },
    { standIn: "signer" },
  ];
}

function unfit(notice: FieldNotice, why: string): Refusal {
  return new Refusal({
    sentence: `No lab can be made for ${notice.id}: ${why}.`,
    advice: "Rehearse with fn72290.",
  });
}

/** Which hosts the cloud has: the endpoints, the on-prem server, and the bundle server's host over https. */
import type { EndpointSpec, LabOptions } from "../options.js";
import type { BundleServer } from "./bundle-server.js";
import { type ChainPlan, cutOverPlan } from "./chains.js";
import type { CloudSite } from "./cloud.js";
import type { LicensingService } from "./licensing-service.js";

const ON_PREM_HOST = "ssm-on-prem.lab.example";
/** The vendor's documented paths: over the Call Home transport and over Smart Transport. */
const ON_PREM_PATHS = ["/Transportgateway/services/DeviceRequestHandler", "/SmartTransport"];

/** Where routers reach the on-prem server. */
export function onPremUrls({ onPrem }: Pick<LabOptions, "onPrem">) {
  const [callHome, smart] = ON_PREM_PATHS.map((path) => `https://${onPrem?.host ?? ON_PREM_HOST}${path}`);
  return { callHome: callHome!, smart: smart! };
}

export function cloudSites(
  options: Pick<LabOptions, "endpoints" | "bundle" | "onPrem">,
  licensing: LicensingService,
  bundles: BundleServer,
): CloudSite[] {
  const endpoints = options.endpoints.map((endpoint) => {
    const paths = endpoint.services.map(({ path }) => path);
    return licensingSite(endpoint.host, planOf(endpoint), paths, licensing);
  });
  const onPrem = licensingSite(options.onPrem?.host ?? ON_PREM_HOST, "on-prem", ON_PREM_PATHS, licensing);
  const bundle: CloudSite = {
    host: bundles.url.hostname,
    plan: options.bundle.chains ?? (options.endpoints[0] ? planOf(options.endpoints[0]) : "on-prem"),
    answer: async (request, response, { device }) => ({
      status: await bundles.answer(request, response, device),
    }),
  };
  return [...endpoints, onPrem, bundle].filter(
    ({ host }, index, all) => all.findIndex((site) => site.host === host) === index,
  );
}

function planOf({ chains, cutOverAt }: EndpointSpec): ChainPlan {
  return chains ?? cutOverPlan(cutOverAt);
}

function licensingSite(
  host: string,
  plan: ChainPlan,
  paths: readonly string[],
  licensing: LicensingService,
): CloudSite {
  const answer: CloudSite["answer"] = async (request, response, { at }) => {
    const isService = paths.includes(request.url?.split("?")[0] ?? "");
    const { status, body, message } = isService
      ? await licensing.answer(host, request, at)
      : { status: 404, body: "" };
    response.writeHead(status, { "content-type": "application/json", connection: "close" });
    response.end(body);
    return message === undefined ? { status } : { status, message };
  };
  return { host, plan, answer };
}

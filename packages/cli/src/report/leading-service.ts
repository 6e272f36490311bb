/** The service whose finding gave the device its verdict: the one that a row is about. */
import type { Finding, ServiceFinding } from "@reroot/core";

export function leadingService({ services, service, verdict }: Finding): ServiceFinding | undefined {
  return services.find((one) => one.service === service && one.verdict === verdict) ?? services[0];
}

/** Services and roots by the names that operators use. */
import type { ServiceId } from "@reroot/core";

export function serviceName(service: ServiceId): string {
  switch (service) {
    case "smart-licensing-callhome":
      return "Smart Licensing (Call Home)";
    case "smart-licensing-smart-transport":
      return "Smart Licensing (Smart Transport)";
    case "smart-licensing-on-prem":
      return "Smart Licensing (on-prem)";
    case "smart-call-home":
      return "Smart Call Home";
    default:
      return service.replace(/^other:/, "");
  }
}

/** For a column. */
export function serviceShortName(service: ServiceId): string {
  switch (service) {
    case "smart-licensing-callhome":
      return "Licensing, Call Home";
    case "smart-licensing-smart-transport":
      return "Licensing, Smart";
    case "smart-licensing-on-prem":
      return "Licensing, on-prem";
    default:
      return serviceName(service);
  }
}

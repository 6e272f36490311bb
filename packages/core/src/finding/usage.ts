/**
 * Does this device use this service? Known to be used, known not to be, or not known: the three
 * are kept apart, because "not seen" is no reason to call a device safe.
 */

import type { CallHomeFacts, DeviceFacts, LicenceFacts } from "../evidence/evidence.js";
import { type Known, shownBy } from "../evidence/known.js";
import type { FieldNotice, NoticeEndpoint, ServiceFamily, ServiceId } from "../notice/notice.js";
import { hostOf } from "../url-host.js";
import type { Reason, ReasonDetail } from "./finding.js";

export type Usage =
  | { readonly use: "used" }
  | { readonly use: "unused"; readonly reason: Reason }
  | { readonly use: "unknown"; readonly reason: Reason };

export function familyOf(service: ServiceId): ServiceFamily {
  if (service.startsWith("smart-licensing-")) return "smart-licensing";
  return service === "smart-call-home" ? "smart-call-home" : (service as ServiceFamily);
}

export function usageOf(
  service: ServiceId,
  notice: FieldNotice,
  endpoint: NoticeEndpoint,
  facts: DeviceFacts,
): Usage {
  const family = familyOf(service);
  if (family === "smart-licensing") return licensingUsage(service, notice, facts.licence);
  if (family === "smart-call-home") return callHomeUsage(endpoint, facts.callHome);
  return { use: "used" };
}

const TRANSPORT_OF: Partial<Record<ServiceId, LicenceFacts["transport"]>> = {
  "smart-licensing-callhome": "callhome",
  "smart-licensing-smart-transport": "smart",
  "smart-licensing-on-prem": "on-prem",
};

function licensingUsage(service: ServiceId, notice: FieldNotice, fact: Known<LicenceFacts>): Usage {
  if (!fact.known) return unknownUse({ code: "finding/unknown-licence", because: fact.reason });
  const { mode, transport } = fact.value;
  if (isExempt(notice, mode)) return unused({ code: "finding/exempt-reservation", mode }, fact);
  if (mode === "disabled") return unused({ code: "finding/licensing-disabled" }, fact);
  if (transport === undefined) return unknownUse({ code: "finding/unknown-transport" }, fact);
  if (transport === TRANSPORT_OF[service]) return { use: "used" };
  return unused({ code: "finding/other-transport", transport }, fact);
}

const EXEMPTION_OF = {
  plr: "permanent-license-reservation",
  slr: "specific-license-reservation",
} as const;

function isExempt(notice: FieldNotice, mode: LicenceFacts["mode"]): mode is "plr" | "slr" {
  if (mode !== "plr" && mode !== "slr") return false;
  return notice.exemptions.some(
    (exemption) => exemption.id === EXEMPTION_OF[mode] && exemption.exemptsFrom.includes("smart-licensing"),
  );
}

/** Smart Call Home talks to the endpoint when an active profile sends its own messages there over HTTP. */
function callHomeUsage(endpoint: NoticeEndpoint, fact: Known<CallHomeFacts>): Usage {
  if (!fact.known) {
    return unknownUse({ code: "finding/unknown-call-home", because: fact.reason, ifUsed: "undetermined" });
  }
  const { serviceActive, profiles } = fact.value;
  const talks = profiles.some(
    (profile) =>
      profile.active &&
      profile.transport === "http" &&
      profile.reports.includes("smart-call-home-data") &&
      profile.destinations.some((url) => hostOf(url) === endpoint.host),
  );
  return serviceActive && talks ? { use: "used" } : unused({ code: "finding/call-home-unused" }, fact);
}

function unused(detail: ReasonDetail, fact: Known<unknown>): Usage {
  return { use: "unused", reason: { ...detail, shownBy: shownBy(fact) } };
}

function unknownUse(detail: ReasonDetail, ...facts: readonly Known<unknown>[]): Usage {
  return { use: "unknown", reason: { ...detail, shownBy: shownBy(...facts) } };
}

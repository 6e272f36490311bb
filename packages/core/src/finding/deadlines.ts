/**
 * The dates that matter for one device, each with where it comes from. Dates that the device prints
 * are on its server's clock: good for knowing when, never for proving "after".
 */
import type { DeviceFacts, LicenceFacts } from "../evidence/evidence.js";
import { ifKnown } from "../evidence/known.js";
import type { FieldNotice } from "../notice/notice.js";
import type { AgentState, Deadline } from "./finding.js";
import { authorizationEndsAt, lastSuccessOf } from "./last-success.js";
import type { Situation } from "./situation.js";

const DAY_MS = 86_400_000;

export function deadlinesOf(
  notice: FieldNotice,
  facts: DeviceFacts,
  used: readonly Situation[],
): readonly Deadline[] {
  const licence = ifKnown(facts.licence);
  const onLicence = used.some(({ service }) => service.startsWith("smart-licensing-"));
  const found = [...used.flatMap(cutOver), ...(licence && onLicence ? ofLicence(notice, licence) : [])];
  const distinct = new Map(found.map((one) => [`${one.kind} ${one.endpoint ?? ""}`, one]));
  return [...distinct.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function cutOver({ endpoint, served }: Situation): readonly Deadline[] {
  if (served.requiredFrom === undefined) return [];
  const source = served.requiredFrom.startsWith(endpoint.cutoverNoLaterThan ?? "-") ? "notice" : "observed";
  return [{ kind: "cut-over", at: served.requiredFrom, endpoint: endpoint.host, source }];
}

function ofLicence(notice: FieldNotice, licence: LicenceFacts): readonly Deadline[] {
  const found: Deadline[] = [];
  const say = (kind: Deadline["kind"], at: string | undefined, source: Deadline["source"] = "device") => {
    if (at !== undefined) found.push({ kind, at, source });
  };
  say("next-contact", licence.nextContactAt);
  say("communication-deadline", authorizationEndsAt(licence) ?? licence.communicationDeadline);
  say("registration-expiry", licence.registration.expiresAt);
  const succeededAt = lastSuccessOf(licence);
  if (succeededAt !== undefined && notice.continuation) {
    const stop = Date.parse(succeededAt) + notice.continuation.days * DAY_MS;
    say("features-stop", new Date(stop).toISOString(), "computed");
  }
  return found;
}

/** Never registered, evaluation and failed registration stand beside the verdict, not in its place. */
export function agentStateOf(licence: LicenceFacts | undefined): AgentState | undefined {
  if (licence?.mode !== "smart") return undefined;
  const { status } = licence.registration;
  if (status === "failed") return "registration-failed";
  if (status === "expired") return "registration-expired";
  const trial = licence.authorization?.status;
  if (trial === "evaluation" || trial === "evaluation-expired") return "evaluation";
  return status === "not-registered" ? "never-registered" : undefined;
}

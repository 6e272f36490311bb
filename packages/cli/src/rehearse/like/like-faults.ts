/** What keeps a device from being read, and its contacts from succeeding, as faults of the lab. */
import type { DeviceFacts, FailureCause, Known, UnknownReason } from "@reroot/core";
import { ifKnown } from "@reroot/core";
import type { FaultSpec } from "@reroot/rehearsal";
import type { Tell } from "./unlike.js";

/** Empty for a device that was read, wholly or in part. */
export function readingFaults(facts: DeviceFacts): readonly FaultSpec[] {
  const all: readonly Known<unknown>[] = Object.values(facts);
  const reasons = all.flatMap((fact) => (fact.known ? [] : [fact.reason]));
  const [first] = reasons;
  if (reasons.length < all.length || first === undefined) return [];
  return [faultOf(first)];
}

function faultOf(reason: UnknownReason): FaultSpec {
  switch (reason.code) {
    case "evidence/host-key-refused":
      return { kind: "host-key-changed" };
    case "evidence/login-refused":
      return { kind: "password-refused" };
    case "evidence/session-lost":
      return { kind: "link-lost", command: reason.command };
    case "evidence/on-standby":
      return { kind: "on-standby" };
    case "evidence/unreachable":
    case "evidence/not-read":
    case "evidence/command-refused":
    case "evidence/not-understood":
      return { kind: "unreachable" };
  }
}

/** Causes that the configuration or the clock bring about by themselves need no fault. */
export function causeFaults(
  causes: ReadonlySet<FailureCause>,
  facts: DeviceFacts,
  tell: Tell,
): readonly FaultSpec[] {
  return [...causes].flatMap((cause) => {
    const fault = faultFor(cause, facts);
    if (fault === "told") tell({ kind: "cause", cause });
    return typeof fault === "string" ? [] : [fault];
  });
}

function faultFor(cause: FailureCause, facts: DeviceFacts): FaultSpec | "configured" | "told" {
  switch (cause) {
    case "dns":
      return isConfiguredSo(facts) ? "configured" : { kind: "dns-down" };
    case "crl":
      return { kind: "crl-unreachable" };
    case "interception":
    case "refused-certificate":
      return { kind: "intercepted" };
    case "empty-response":
      return { kind: "cloud-empty" };
    case "unexplained":
    case "not-the-certificate":
    case "unreachable-endpoint":
      return { kind: "connect-refused" };
    case "clock":
      return ifKnown(facts.clock)?.aheadSeconds === undefined ? "told" : "configured";
    case "transport-disabled":
    case "vrf":
    case "source-interface":
      return "configured";
    case "incomplete-chain":
    case "expired-certificate":
    case "proxy":
    case "initialisation":
      return "told";
  }
}

function isConfiguredSo({ nameResolution }: DeviceFacts): boolean {
  const resolution = ifKnown(nameResolution);
  return (
    resolution !== undefined && (resolution.lookup === "disabled" || resolution.nameServers.length === 0)
  );
}

/** A rehearsal of a test plan in which every router answers as those of the test fleet do, or otherwise. */
import { type ApprovedPlan, type ComparableFacts, type Rehearsal, rehearsalDigestOf } from "@reroot/core";

const BEFORE: ComparableFacts = {
  "required-roots": "lacking",
  "bundle-in-pool": "not whole",
  "earlier-certificates": "all there",
  "other-certificates": "none",
  "trust-pool-policy": "no URL",
  "crl-check": "required",
  "licence-mode": "smart",
  "licence-transport": "none",
  registration: "registered",
  authorization: "none",
  "answers-to-reading": "all",
};

const AFTER: ComparableFacts = {
  ...BEFORE,
  "required-roots": "held",
  "bundle-in-pool": "whole",
  "answer-to-step": "accepted",
};

/** @param otherwise what is seen in the lab before the first step, and is not so. */
export function rehearsalOfPlan({ plan }: ApprovedPlan, otherwise: ComparableFacts = {}): Rehearsal {
  const at = "2022-02-23T05:00:00.000Z";
  const names = plan.waves.flatMap(({ devices }) => devices.map(({ device }) => device));
  const rehearsal: Rehearsal = {
    formatVersion: 1,
    digest: "",
    planDigest: plan.digest,
    at,
    madeWith: { version: "0.1.0", seed: 1 },
    lab: { name: "LAB 0000", noticeDigest: plan.digest, from: at, to: at },
    also: [],
    waves: plan.waves.map(({ name }) => ({ wave: name, failures: 0, gate: "opens" })),
    devices: names.map((device) => ({
      device,
      outcome: "done",
      looks: [{ ...BEFORE, ...otherwise }, AFTER, AFTER],
      unlike: [],
    })),
  };
  return { ...rehearsal, digest: rehearsalDigestOf(rehearsal) };
}

/**
 * What a fleet's story needs to be told about its notice: dates, releases and the certificates that old and new
 * releases ship. It knows no outcome.
 */

import type { CertificateRef } from "../certificates/roles.js";
import type { LicenseSpec, Platform, RouterSpec } from "../options.js";

export interface FleetStory {
  /**
   * Lab time at the start; what came before is placed before it. About two weeks before the first cut-over, every
   * router's next monthly contact falls after that cut-over and within four weeks of the start.
   */
  readonly startAt: Date;
  /** Releases that the notice lists, for example `6.6.3`. */
  readonly listedReleases: readonly string[];
  /** A release that it does not list, for example `7.3.5`. */
  readonly unlistedRelease: string;
  /** Keys of `realCertificates` that every Built-In pool of this fleet holds, in order. */
  readonly realBuiltIn: readonly string[];
}

export const DAY_MS = 86_400_000;

/** The Built-In set of a release that lacks the required root: real ones first, then the retired root, then the signer root. */
export function oldBuiltIn(story: FleetStory): CertificateRef[] {
  return [...story.realBuiltIn.map((real) => ({ real })), { standIn: "retired" }, { standIn: "signer" }];
}

/** The Built-In set of a later release, which has the required root as well. */
export function newBuiltIn(story: FleetStory): CertificateRef[] {
  return [...oldBuiltIn(story), { standIn: "required" }];
}

/** The n-th listed release that a platform could run; wraps around. */
function listedRelease(story: FleetStory, platform: Platform, nth: number): string {
  const fitting = story.listedReleases.filter((release) => runsOn(release, platform));
  if (fitting.length === 0) throw new RangeError(`no listed release runs on ${platform}`);
  return fitting[nth % fitting.length]!;
}

/** Registered for `ageDays`, with the last contact `contactDaysAgo` before the start. */
export function registered(
  story: FleetStory,
  ageDays: number,
  contactDaysAgo: number,
  compliance: "in-compliance" | "out-of-compliance" = "in-compliance",
): LicenseSpec {
  return {
    state: "registered",
    registeredAt: new Date(Math.round(story.startAt.getTime() - ageDays * DAY_MS)),
    lastContactAt: new Date(Math.round(story.startAt.getTime() - contactDaysAgo * DAY_MS)),
    compliance,
  };
}

/** A router with an old Built-In set and a healthy registration: the usual case, to be varied. */
export function exposedRouter(story: FleetStory, name: string, platform: Platform, nth: number): RouterSpec {
  return {
    name,
    platform,
    release: listedRelease(story, platform, nth),
    builtIn: oldBuiltIn(story),
    // An odd moment of its own, so that a fleet does not call in chorus.
    license: registered(story, 120, 1 + (nth % 12) + ((nth * 7_919_333) % 86_400_000) / DAY_MS),
  };
}

function runsOn(release: string, platform: Platform): boolean {
  const major = Number(release.split(".")[0]);
  if (platform === "asr9000") return major === 6;
  if (platform === "cisco8000") return major >= 7;
  return /^6\.[3-9]|^7\.[1-9]/.test(release);
}

/** Whether a release such as `7.10.1` came after another: number by number. */
export function isAfter(release: string, other: string): boolean {
  const [ours, theirs] = [release, other].map((text) =>
    text.split(".").map((part) => Number.parseInt(part, 10)),
  );
  for (const [index, number] of ours!.entries()) {
    if (number !== theirs![index]) return number > (theirs![index] ?? -1);
  }
  return false;
}

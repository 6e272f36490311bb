/**
 * When the licensing agent last reached the cloud. A failure overwrites the success that it prints; what the cloud
 * granted with that success still shows it: an authorization for 90 days, an identity for a year. Both are printed a
 * few minutes short, so a success counted back from them is never too late.
 */
import type { LicenceFacts } from "../evidence/evidence.js";

const DAY_MS = 86_400_000;
const AUTHORIZATION_DAYS = 90;
const IDENTITY_DAYS = 365;

/** The latest success that the agent prints or implies, ISO 8601; undefined where it shows none. */
export function lastSuccessOf(licence: LicenceFacts): string | undefined {
  const { lastSuccessAt, registration } = licence;
  const shown = [
    lastSuccessAt,
    daysBefore(authorizationEndsAt(licence), AUTHORIZATION_DAYS),
    registration.status === "registered" ? daysBefore(registration.expiresAt, IDENTITY_DAYS) : undefined,
  ];
  return shown
    .filter((at) => at !== undefined)
    .sort((a, b) => Date.parse(a) - Date.parse(b))
    .at(-1);
}

/** Until when the cloud authorized the use: the deadline ahead, or the day since which it has run out. */
export function authorizationEndsAt({ mode, authorization, communicationDeadline }: LicenceFacts) {
  // By policy there is no authorization; what is printed there is when a report is to be acknowledged.
  if (mode !== "smart") return undefined;
  return authorization?.status === "expired" ? authorization.since : communicationDeadline;
}

function daysBefore(at: string | undefined, days: number): string | undefined {
  return at === undefined ? undefined : new Date(Date.parse(at) - days * DAY_MS).toISOString();
}

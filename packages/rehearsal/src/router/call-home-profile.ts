/** The Call Home profiles of a configuration: which one carries licensing, which one Smart Call Home, and to where. */
import { type Configuration, findStatement, isSet, type Statement } from "./configuration.js";

export function profiles(configuration: Configuration): Statement[] {
  const callHome = findStatement(configuration, "call-home");
  return (callHome?.children ?? []).filter(({ text }) => text.startsWith("profile "));
}

/** The active profile that reports licensing data, while the service is on. */
export function licensingProfile(configuration: Configuration): Statement | undefined {
  return reporting(configuration, "reporting smart-licensing-data");
}

/** The active profile that reports Smart Call Home data, while the service is on. */
export function smartCallHomeProfile(configuration: Configuration): Statement | undefined {
  return reporting(configuration, "reporting smart-call-home-data");
}

export function profileName(profile: Statement): string {
  return profile.text.slice("profile ".length);
}

/** The first http destination of a profile. */
export function profileUrl(profile: Statement | undefined): string | undefined {
  const prefix = "destination address http ";
  return profile?.children.find(({ text }) => text.startsWith(prefix))?.text.slice(prefix.length);
}

export function isActive(profile: Statement): boolean {
  return isSet(profile.children, "active");
}

function reporting(configuration: Configuration, statement: string): Statement | undefined {
  if (!isSet(configuration, "call-home", "service active")) return undefined;
  return profiles(configuration).find((profile) => isActive(profile) && isSet(profile.children, statement));
}

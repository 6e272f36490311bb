/**
 * How a router's licensing agents send a message and what they say when that fails: transport and destination from the
 * configuration, the words of failures from real log lines. What a message is about is the agents' business.
 */
import { licensingProfile, profileUrl } from "./call-home-profile.js";
import { isSet, settingOf } from "./configuration.js";
import { type CloudMessage, type Contact, type ContactFailure, contact } from "./contact.js";
import { callHomeEgress, smartTransportEgress } from "./egress.js";
import type { RouterHost } from "./host.js";
import type { AgentTransport } from "./licensing-state.js";
import { usesPolicy } from "./release.js";

/** The name that an agent tries where no address of a license utility is configured. */
const DEFAULT_UTILITY_URL = "http://cslu-local:8182/cslu/v1/pi";

export function transportOf(router: RouterHost): AgentTransport {
  const configuration = router.running();
  const chosen = (["smart", "callhome", "cslu", "off"] as const).find((transport) =>
    isSet(configuration, `license smart transport ${transport}`),
  );
  return chosen ?? (usesPolicy(router.release) ? "cslu" : "callhome");
}

/** Where messages go; undefined where no active profile takes them or the transport is off. */
function destinationOf(router: RouterHost): string | undefined {
  const configuration = router.running();
  switch (transportOf(router)) {
    case "callhome":
      return profileUrl(licensingProfile(configuration));
    case "cslu":
      return utilityUrl(router) ?? DEFAULT_UTILITY_URL;
    case "smart":
      return smartUrl(router) ?? router.surroundings.serviceUrl("licensing-smart");
    case "off":
      return undefined;
  }
}

/** The configured Smart Transport URL, if there is one. */
export function smartUrl(router: RouterHost): string | undefined {
  const configuration = router.running();
  return settingOf(configuration, "license smart url smart") ?? settingOf(configuration, "license smart url");
}

/** The configured address of a license utility, if there is one. */
export function utilityUrl(router: RouterHost): string | undefined {
  return settingOf(router.running(), "license smart url cslu");
}

/** One message over the transport that the configuration names. */
export function sendLicensing(
  router: RouterHost,
  message: CloudMessage["message"],
  idToken?: string,
): Promise<Contact> {
  const url = destinationOf(router);
  if (url === undefined) return Promise.resolve({ ok: false, failure: "transport-disabled" });
  const configuration = router.running();
  const egress =
    transportOf(router) === "callhome" ? callHomeEgress(configuration) : smartTransportEgress(configuration);
  return contact(router, url, egress, message, idToken);
}

export function reasonOf(router: RouterHost, failure: ContactFailure): string {
  switch (failure) {
    case "transport-disabled":
      return transportOf(router) === "off" ? "Communications init failure" : TRANSPORT_DISABLED;
    case "name-unresolved":
      return "Unable to resolve server hostname/domain name";
    case "empty-response":
      return "Received empty response from server";
    default:
      return transportOf(router) === "callhome"
        ? "Fail to send out Call Home HTTP message"
        : "Communication message send error";
  }
}

export function logCommunicationFailure(router: RouterHost, reason: string): void {
  const peer =
    transportOf(router) === "cslu"
      ? "Cisco Smart License Utility (CSLU)"
      : "Cisco Smart Software Manager (CSSM)";
  logLicensing(router, 3, "COMM_FAILED", `Communications failure with the ${peer} : ${reason}`);
}

export function logLicensing(router: RouterHost, severity: number, mnemonic: string, text: string): void {
  const code = `LICENSE-SMART_LIC-${severity}-${mnemonic}`;
  router.logMessage({ process: "smartlicserver", jobId: 127, code, text });
}

/** The words of the message, from a real log line. */
const TRANSPORT_DISABLED =
  'The action failed because smart license transport is disabled in call-home. Please retry after manually enabling smart license transport with command "reporting smart-licensing-data" under the profile you want to send out Smart Licensing data, and also make sure the profile is active.';

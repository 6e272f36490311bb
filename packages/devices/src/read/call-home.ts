/** What the device's call-home configuration says. That a profile is configured does not mean that it works. */
import type { CallHomeFacts, CallHomeProfile } from "@reroot/core";
import type { CallHome, ShownProfile } from "../parsers/show-call-home.js";
import type { ConfigLine } from "../parsers/show-running-config.js";

/**
 * The profile that ships with the release sends to Cisco and reports both kinds of data unless the
 * configuration says otherwise (Cisco, Smart Call Home configuration guide).
 */
const SHIPPED_PROFILE = "CiscoTAC-1";
const SHIPPED_DESTINATION = "https://tools.cisco.com/its/service/oddce/services/DDCEService";
const REPORTS = ["smart-call-home-data", "smart-licensing-data"] as const;

/** From the statements of `call-home`. */
export function callHomeFacts(statements: readonly ConfigLine[]): CallHomeFacts {
  return {
    serviceActive: statements.some(({ text }) => text === "service active"),
    profiles: statements.filter(({ text }) => text.startsWith("profile ")).map(profileOf),
    ...named("vrf", statements, /^vrf (\S{1,64})$/),
    ...named("sourceInterface", statements, /^source-interface (\S{1,64})$/),
  };
}

function named<Name extends "vrf" | "sourceInterface">(
  name: Name,
  statements: readonly ConfigLine[],
  pattern: RegExp,
): { readonly [Key in Name]?: string } {
  for (const { text } of statements) {
    const value = pattern.exec(text)?.[1];
    if (value !== undefined) return { [name]: value } as { [Key in Name]: string };
  }
  return {};
}

/**
 * From what the device shows, where a capture holds no configuration: the settings and all profiles, in one
 * output or in two.
 */
export function callHomeShown(outputs: readonly CallHome[]): CallHomeFacts | undefined {
  const feature = outputs.map((one) => one.feature).find((one) => one !== undefined);
  const profiles = outputs.find((one) => one.profiles.length > 0)?.profiles;
  if (feature === undefined || profiles === undefined) return undefined;
  const settings = Object.assign({}, ...outputs.map((one) => one.settings)) as Record<string, string>;
  const vrf = settings["vrf for call-home messages"];
  const sourceInterface = settings["source interface"];
  return {
    serviceActive: feature === "enable",
    profiles: profiles.map(profileShown),
    ...(vrf !== undefined && { vrf }),
    ...(sourceInterface !== undefined && { sourceInterface }),
  };
}

function profileShown({ name, isActive, transportMethod, ...shown }: ShownProfile): CallHomeProfile {
  const transport = /http/i.test(transportMethod) ? "http" : "email";
  return {
    name,
    active: isActive,
    transport,
    destinations: transport === "http" ? shown.httpAddresses : shown.emailAddresses,
    reports: REPORTS.filter((data) =>
      shown.reportingData.some((one) => one.toLowerCase() === data.replace(/-data$/, "").replace(/-/g, " ")),
    ),
  };
}

/** The proxy of call-home messages, `host:port`, where one is configured. */
export function callHomeProxy(statements: readonly ConfigLine[]): string | undefined {
  for (const { text } of statements) {
    const proxy = /^http-proxy (\S{1,255}) port (\d{1,5})$/.exec(text);
    if (proxy) return `${proxy[1]}:${proxy[2]}`;
  }
  return undefined;
}

function profileOf({ text, children }: ConfigLine): CallHomeProfile {
  const name = text.replace(/^profile /, "");
  const lines = children.map((child) => child.text);
  const http = addressesOf(lines, "http");
  const email = addressesOf(lines, "email");
  const isShipped = name === SHIPPED_PROFILE;
  const transport = transportOf(lines, http.length > 0);
  const shipped = isShipped && transport === "http" ? [SHIPPED_DESTINATION] : [];
  return {
    name,
    active: lines.includes("active"),
    transport,
    destinations: transport === "http" ? (http.length > 0 ? http : shipped) : email,
    reports: reportsOf(lines, isShipped),
  };
}

function addressesOf(lines: readonly string[], kind: "http" | "email"): readonly string[] {
  const start = `destination address ${kind} `;
  return lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length).trim());
}

/** Without a method the default is e-mail; an HTTP address alone shows what is meant. */
function transportOf(lines: readonly string[], hasHttpAddress: boolean): CallHomeProfile["transport"] {
  const methods = lines.flatMap(
    (line) => /^destination transport-method (http|email)$/.exec(line)?.[1] ?? [],
  );
  if (methods.includes("http") || (methods.length === 0 && hasHttpAddress)) return "http";
  return "email";
}

function reportsOf(lines: readonly string[], isShipped: boolean): CallHomeProfile["reports"] {
  const isSaid = lines.some((line) => line.startsWith("reporting "));
  return REPORTS.filter((data) => lines.includes(`reporting ${data}`) || (isShipped && !isSaid));
}

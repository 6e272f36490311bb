/** What a device said, fact by fact, as somebody reads it who knows the commands and not our files. */
import { type DeviceFacts, type Evidence, lastSuccessOf } from "@reroot/core";
import { count, joined } from "./count.js";
import { minute } from "./dates.js";
import { type FactInWords, factInWords } from "./fact-in-words.js";
import { furtherFactsInWords } from "./further-facts.js";
import { asSentence } from "./words.js";

export function factsInWords(facts: DeviceFacts, pools: Evidence["pools"]): readonly FactInWords[] {
  return [
    factInWords("System", facts.system, ({ os, release, platform, hostName }) => [
      [os, release, platform].filter(Boolean).join(" "),
      ...(hostName === undefined ? [] : [`calls itself ${hostName}`]),
    ]),
    factInWords("Clock", facts.clock, ({ deviceTime, aheadSeconds }) => [
      minute(deviceTime),
      ...(aheadSeconds === undefined ? [] : [apart(aheadSeconds)]),
    ]),
    factInWords("Trust pool", facts.trustPool, (digest) => poolLines(pools[digest] ?? [], digest)),
    factInWords("Trust pool policy", facts.trustPoolPolicy, ({ bundleUrl, crl, vrf }) => [
      `revocation lists ${crl}`,
      ...(bundleUrl === undefined ? [] : [`bundle from ${bundleUrl}`]),
      ...(vrf === undefined ? [] : [`VRF ${vrf}`]),
    ]),
    factInWords("Licensing", facts.licence, licenceLines),
    factInWords("Call Home", facts.callHome, ({ serviceActive, profiles }) => [
      serviceActive ? "service active" : "service not active",
      ...profiles.map(
        ({ name, active, transport, destinations, reports }) =>
          `profile ${name}: ${active ? "active" : "not active"}, ${transport}${destinations.length > 0 ? `, to ${destinations.join(", ")}` : ""}${reports.length > 0 ? `, reports ${joined(reports)}` : ""}`,
      ),
    ]),
    factInWords("HTTP client", facts.httpClient, ({ peerVerification, proxy, vrf, sourceInterface }) => [
      peerVerification === "off-seen"
        ? "certificate verification is switched off"
        : "verification is not seen to be off",
      ...(proxy === undefined ? [] : [`proxy ${proxy}`]),
      ...(vrf === undefined ? [] : [`VRF ${vrf}`]),
      ...(sourceInterface === undefined ? [] : [`source interface ${sourceInterface}`]),
    ]),
    factInWords("Name resolution", facts.nameResolution, ({ lookup, nameServers, staticHosts }) => [
      `lookup ${lookup}`,
      nameServers.length > 0 ? `name servers ${nameServers.join(", ")}` : "no name server",
      ...Object.entries(staticHosts).map(([name, addresses]) => `${name} is ${addresses.join(", ")}`),
    ]),
    factInWords("Log", facts.log, ({ oldestAt, messages }) => [
      `${count(messages.length, "message")} on licensing, Call Home and TLS${oldestAt === undefined ? "" : `; it reaches back to ${minute(oldestAt)}`}`,
      ...messages
        .slice(-NEWEST_MESSAGES)
        .map(({ at, mnemonic, text }) => `${at === undefined ? "" : `${minute(at)} `}${mnemonic}: ${text}`),
    ]),
    ...furtherFactsInWords(facts, pools),
  ];
}

/** How many of the newest messages are shown. */
const NEWEST_MESSAGES = 3;

type Value<Name extends keyof DeviceFacts> = Extract<DeviceFacts[Name], { readonly known: true }>["value"];

function licenceLines(licence: Value<"licence">): readonly string[] {
  const { mode, transport, transportUrl, registration, authorization, lastContact } = licence;
  const succeededAt = lastSuccessOf(licence);
  return [
    `mode ${mode}${transport === undefined ? "" : `, transport ${transport}`}${transportUrl === undefined ? "" : ` to ${transportUrl}`}`,
    `registration: ${registration.status}${registration.failureReason === undefined ? "" : ` ("${registration.failureReason}")`}`,
    ...(authorization
      ? [
          `authorization: ${authorization.status}${authorization.since === undefined ? "" : ` since ${minute(authorization.since)}`}`,
        ]
      : []),
    ...(lastContact
      ? [
          `last contact ${lastContact.result} on ${minute(lastContact.at)}${lastContact.failureReason === undefined ? "" : ` ("${lastContact.failureReason}")`}`,
        ]
      : []),
    ...(succeededAt === undefined ? [] : [`last success on ${minute(succeededAt)}`]),
  ];
}

function poolLines(labels: Evidence["pools"][string], digest: string): readonly string[] {
  const of = (set: "Built-In" | "Downloaded") => labels.filter((label) => label.set === set).length;
  return [
    `${count(labels.length, "certificate")}: ${of("Built-In")} built in, ${of("Downloaded")} downloaded`,
    `pool ${digest.replace(/^sha256:/, "").slice(0, 16)}`,
  ];
}

function apart(aheadSeconds: number): string {
  const seconds = Math.round(Math.abs(aheadSeconds));
  if (seconds === 0) return "agrees with ours";
  const amount = seconds < 7200 ? count(seconds, "second") : count(Math.round(seconds / 3600), "hour");
  return asSentence(`${amount} ${aheadSeconds > 0 ? "ahead of" : "behind"} ours`).replace(/\.$/, "");
}

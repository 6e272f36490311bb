/**
 * What a device said that no verdict rests on, as somebody reads it who is about to touch it. Facts that
 * nobody asked for are left out.
 */
import { type DeviceFacts, type Evidence, type Known, lockHolder, mayDo } from "@reroot/core";
import { count, joined } from "./count.js";
import { type FactInWords, factInWords } from "./fact-in-words.js";

/** Certificates that stand in a trustpoint and in the trust pool alike are one trust, kept twice. */
export function furtherFactsInWords(facts: DeviceFacts, pools: Evidence["pools"]): readonly FactInWords[] {
  const pool = facts.trustPool.known ? (pools[facts.trustPool.value] ?? []) : [];
  return [
    fact("NTP", facts.ntp, ({ synchronized, stratum, reference }) => [
      synchronized
        ? `synchronized, stratum ${stratum}${reference === undefined ? "" : `, to ${reference}`}`
        : "not synchronized",
    ]),
    fact("Standby", facts.standby, ({ state, notReady }) => [
      { none: "none", ready: "ready", "not-ready": `not ready: ${joined(notReady)}` }[state],
    ]),
    fact("Install", facts.installRequest, ({ state, request, percent }) => [
      `${{ idle: "nothing under way", "in-progress": "under way", "awaiting-operator": "a change waits to be applied" }[state]}${request === undefined ? "" : `: ${request}`}${percent === undefined ? "" : `, ${percent} %`}`,
    ]),
    fact("Secure domain router", facts.secureDomainRouter, ({ name, nodes }) => [
      `${name}${nodes.length > 0 ? `, on ${joined(nodes)}` : ""}`,
    ]),
    fact("Logged-in user", facts.userTasks, (value) => [
      `${value.username}${value.groups.length > 0 ? `, in ${joined(value.groups)}` : ", in no group"}`,
      `${mayDo(value, "crypto", "write") || mayDo(value, "crypto", "execute") ? "may" : "may not"} change what belongs to crypto`,
    ]),
    fact("Other configuration sessions", facts.configurationSessions, (value) => {
      const holder = lockHolder(value);
      return [
        count(value.sessions.length, "session"),
        ...(holder ? [`${holder.user} on ${holder.line} holds the lock`] : []),
      ];
    }),
    fact("Newest commit", facts.commitHistory, ({ newest }) => [
      newest === undefined ? "none" : `${newest.id} by ${newest.user} (${newest.client})`,
    ]),
    fact("Room", facts.fileSystems, ({ fileSystems }) =>
      fileSystems
        .filter(
          ({ isWritable, prefixes }) =>
            isWritable && prefixes.some((prefix) => /^(?:hard)?disk\d?[ab]?:$/.test(prefix)),
        )
        .map(
          ({ prefixes, freeBytes, sizeBytes }) =>
            `${prefixes.join(" ")} ${megabytes(freeBytes)} of ${megabytes(sizeBytes)} free`,
        ),
    ),
    fact("Trustpoints", facts.trustpointCertificates, ({ certificates }) => {
      if (certificates.length === 0) return ["hold no certificate"];
      const held = new Set(pool.flatMap(({ sha1, serial }) => [sha1, serial]));
      const twice = certificates.filter(({ sha1, serial }) => held.has(sha1 ?? serial));
      const points = new Set(certificates.map(({ trustpoint }) => trustpoint));
      return [
        `${count(certificates.length, "certificate")} in ${count(points.size, "trustpoint")}`,
        ...twice.map(
          ({ trustpoint, subject }) => `${trustpoint} holds what the trust pool holds too: ${subject}`,
        ),
      ];
    }),
    fact("VRFs", facts.vrfs, ({ names }) => [names.length > 0 ? joined(names) : "none is configured"]),
    fact("Licences in use", facts.licenceUsage, ({ licences }) =>
      licences.length === 0
        ? ["none"]
        : licences.map(({ name, count: used, status }) => `${used} of ${name}, ${status}`),
    ),
    fact("Licence identity", facts.productIdentity, ({ pid, serialNumber }) => [`${pid}, ${serialNumber}`]),
    fact("Call Home messages", facts.callHomeStatistics, ({ succeeded, failed, lastSent }) => [
      `${succeeded} sent, ${failed} failed${lastSent === undefined ? "" : `; the last one ${lastSent}`}`,
    ]),
    fact("Ping", facts.ping, ({ host, sent, received }) => [`${received} of ${sent} answers from ${host}`]),
  ].flat();
}

/** Nothing where nobody asked. */
function fact<T>(
  name: string,
  known: Known<T> | undefined,
  lines: (value: T) => readonly string[],
): readonly FactInWords[] {
  const wasAsked = known && (known.known || known.reason.code !== "evidence/not-read");
  return wasAsked ? [factInWords(name, known, lines)] : [];
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1_000_000).toLocaleString("en")} MB`;
}

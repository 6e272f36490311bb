/**
 * Which commands show which fact. One table, for whoever reads only some of them; what an audit reads
 * altogether, and in which order, stands in `fleet/read-device.ts`.
 */
import type { DeviceFacts } from "@reroot/core";
import type { ReadCommand } from "../session/read-grammar.js";

/** Facts that a session is read for; a ping is a line of its own. */
export type ReadFact = Exclude<keyof DeviceFacts, "ping">;

export const COMMANDS_OF_FACT: Readonly<Record<ReadFact, readonly [ReadCommand, ...ReadCommand[]]>> = {
  system: ["show version"],
  clock: ["show clock"],
  trustPool: ["show crypto ca trustpool"],
  trustPoolPolicy: ["show crypto ca trustpool policy"],
  // Call Home's destination tells an on-premises server from the cloud.
  licence: ["show license status", "show running-config call-home"],
  callHome: ["show running-config call-home"],
  httpClient: ["show running-config http client", "show running-config call-home"],
  nameResolution: ["show running-config domain"],
  log: ["show logging", "show clock"],
  ntp: ["show ntp status"],
  redundancy: ["show redundancy summary"],
  standby: ["show redundancy summary"],
  licenceUsage: ["show license usage"],
  productIdentity: ["show license udi"],
  install: ["show install active summary"],
  installRequest: ["show install request"],
  storage: ["dir harddisk:"],
  fileSystems: ["show filesystem"],
  cryptoConfiguration: ["show running-config crypto"],
  licenceConfiguration: ["show running-config license"],
  trustpointCertificates: ["show crypto ca certificates"],
  // Its time is in the device's zone.
  callHomeStatistics: ["show call-home statistics", "show clock"],
  commitHistory: ["show configuration commit list 1"],
  configurationSessions: ["show configuration sessions"],
  userTasks: ["show user all"],
  secureDomainRouter: ["show sdr detail"],
  vrfs: ["show running-config vrf"],
};

/** Each command once, in the order of the facts; times need the device's clock, which comes first. */
export function commandsFor(facts: readonly ReadFact[]): readonly ReadCommand[] {
  return [...new Set(facts.flatMap((fact) => COMMANDS_OF_FACT[fact]))].sort(
    (a, b) => Number(b === "show clock") - Number(a === "show clock"),
  );
}

/**
 * All parsers, by platform and command. Commands may be abbreviated as a device allows it: any prefix
 * of each word that fits one known command only.
 */
import type { Result } from "@reroot/pki";
import { abbreviates, commandWords } from "./command-words.js";
import { dirXr } from "./dir-iosxr.js";
import type { Parser, Platform } from "./parser.js";
import { pingXr } from "./ping-iosxr.js";
import { showCallHome } from "./show-call-home.js";
import { showCallHomeStatistics } from "./show-call-home-statistics.js";
import { showClock } from "./show-clock.js";
import { showConfigurationCommitListXr } from "./show-configuration-commit-list-iosxr.js";
import { showConfigurationSessionsXr } from "./show-configuration-sessions-iosxr.js";
import { showCryptoCaCertificatesXr } from "./show-crypto-ca-certificates-iosxr.js";
import { showFilesystemXr } from "./show-filesystem-iosxr.js";
import { showInstallActiveSummaryXr } from "./show-install-active-summary-iosxr.js";
import { showInstallRequestXr } from "./show-install-request-iosxr.js";
import { showInventory } from "./show-inventory.js";
import { showLicenseAll } from "./show-license-all.js";
import { showLicenseStatus } from "./show-license-status.js";
import { showLicenseSummary, showLicenseUdi, showLicenseUsage } from "./show-license-usage.js";
import { showLogging } from "./show-logging.js";
import { showMd5FileXr } from "./show-md5-file-iosxr.js";
import { showNtpStatus } from "./show-ntp-status.js";
import { showPlatformXr } from "./show-platform-iosxr.js";
import { showRedundancySummaryXr } from "./show-redundancy-summary-iosxr.js";
import { showRunningConfig } from "./show-running-config.js";
import { showSdrDetailXr } from "./show-sdr-detail-iosxr.js";
import { showTrustPoolXr } from "./show-trustpool-iosxr.js";
import { showTrustPoolPolicyXr } from "./show-trustpool-policy-iosxr.js";
import { showUserXr } from "./show-user-iosxr.js";
import { showVersionXr } from "./show-version-iosxr.js";

export type ParserLookupFailure =
  /** No parser of the platform fits; `commands` are those that it has. */
  | {
      readonly code: "parse/unknown-command";
      readonly platform: Platform;
      readonly command: string;
      readonly commands: readonly string[];
    }
  /** The abbreviation fits several commands. */
  | {
      readonly code: "parse/ambiguous-command";
      readonly platform: Platform;
      readonly command: string;
      readonly candidates: readonly string[];
    };

const PARSERS: readonly Parser[] = [
  showVersionXr,
  showTrustPoolXr,
  showTrustPoolPolicyXr,
  showLicenseStatus,
  showLogging,
  showClock,
  showLicenseUdi,
  showLicenseUsage,
  showLicenseSummary,
  showLicenseAll,
  showRunningConfig,
  showPlatformXr,
  showRedundancySummaryXr,
  showNtpStatus,
  showInventory,
  showInstallActiveSummaryXr,
  dirXr,
  showConfigurationCommitListXr,
  showConfigurationSessionsXr,
  showInstallRequestXr,
  showUserXr,
  showFilesystemXr,
  showMd5FileXr,
  showSdrDetailXr,
  showCallHome,
  showCallHomeStatistics,
  showCryptoCaCertificatesXr,
  pingXr,
];

export function listParsers(): readonly Parser[] {
  return PARSERS;
}

/**
 * The parser for a command as typed: `show cry ca trustpool`. A pipe behind it changes nothing. A
 * command given in full wins over longer ones that it begins.
 */
export function findParser(platform: Platform, command: string): Result<Parser, ParserLookupFailure> {
  const typed = commandWords(command);
  const known = PARSERS.filter((parser) => parser.platforms.includes(platform));
  const fitting = known.filter((parser) => abbreviates(typed, parser.command.split(" ")));
  const exact = fitting.find((parser) => parser.command === typed.join(" "));
  const parser = exact ?? fitting[0] ?? withArguments(typed, known);
  if (!parser) {
    const commands = known.map(({ command: name }) => name);
    return { ok: false, failure: { code: "parse/unknown-command", platform, command, commands } };
  }
  if (!exact && fitting.length > 1) {
    const candidates = fitting.map(({ command: name }) => name);
    return { ok: false, failure: { code: "parse/ambiguous-command", platform, command, candidates } };
  }
  return { ok: true, value: parser };
}

/** Of those that take words behind their name the one whose name is longest. */
function withArguments(typed: readonly string[], known: readonly Parser[]): Parser | undefined {
  return known
    .filter(({ takesArguments, command }) => {
      const words = command.split(" ");
      return takesArguments === true && abbreviates(typed.slice(0, words.length), words);
    })
    .sort((a, b) => b.command.length - a.command.length)[0];
}

/**
 * All parsers, by platform and command. Commands may be abbreviated as a device allows it: any prefix
 * of each word that fits one known command only.
 */
import type { Result } from "@reroot/pki";
import { abbreviates, commandWords } from "./command-words.js";
import { dirXr } from "./dir-iosxr.js";
import type { Parser, Platform } from "./parser.js";
import { showClock } from "./show-clock.js";
import { showInstallActiveSummaryXr } from "./show-install-active-summary-iosxr.js";
import { showInventory } from "./show-inventory.js";
import { showLicenseAll } from "./show-license-all.js";
import { showLicenseStatus } from "./show-license-status.js";
import { showLicenseSummary, showLicenseUdi, showLicenseUsage } from "./show-license-usage.js";
import { showLogging } from "./show-logging.js";
import { showNtpStatus } from "./show-ntp-status.js";
import { showPlatformXr } from "./show-platform-iosxr.js";
import { showRedundancySummaryXr } from "./show-redundancy-summary-iosxr.js";
import { showRunningConfig } from "./show-running-config.js";
import { showTrustPoolXr } from "./show-trustpool-iosxr.js";
import { showTrustPoolPolicyXr } from "./show-trustpool-policy-iosxr.js";
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
  const parser = exact ?? fitting[0];
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

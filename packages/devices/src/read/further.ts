/**
 * Facts that no rule decides by, and that people ask for next: time source, redundancy, licences in use,
 * packages, free storage, and what is configured under `crypto ca` and `license smart`.
 */
import type { CryptoConfigurationFacts, DeviceFacts, Known, LicenceConfigurationFacts } from "@reroot/core";
import { dirXr } from "../parsers/dir-iosxr.js";
import { showInstallActiveSummaryXr } from "../parsers/show-install-active-summary-iosxr.js";
import { type LicenseAll, showLicenseAll } from "../parsers/show-license-all.js";
import { showLicenseUdi, showLicenseUsage } from "../parsers/show-license-usage.js";
import { showNtpStatus } from "../parsers/show-ntp-status.js";
import { showRedundancySummaryXr } from "../parsers/show-redundancy-summary-iosxr.js";
import type { ConfigLine } from "../parsers/show-running-config.js";
import { configurationOf } from "./configuration.js";
import { derive, type Reading } from "./reading.js";

export type FurtherFacts = Required<
  Pick<
    DeviceFacts,
    | "ntp"
    | "redundancy"
    | "licenceUsage"
    | "productIdentity"
    | "install"
    | "storage"
    | "cryptoConfiguration"
    | "licenceConfiguration"
  >
>;

const STORAGE = "dir harddisk:";
const MOST_LISTED = 60;

export function furtherFacts(reading: Reading): FurtherFacts {
  return {
    ntp: derive(reading.parse(showNtpStatus), ({ synchronized, stratum, reference }) => ({
      synchronized,
      stratum,
      ...(reference !== undefined && { reference }),
    })),
    redundancy: derive(reading.parse(showRedundancySummaryXr), ({ pairs }) => ({
      pairs: pairs.map(({ node, standby, detail }) => ({
        active: node,
        ...(standby !== undefined && { standby }),
        ...(detail !== undefined && { detail }),
      })),
    })),
    licenceUsage: derive(
      orFromAll(reading, reading.parse(showLicenseUsage), ({ usage }) => usage),
      ({ licenses }) => ({
        licences: licenses.slice(0, MOST_LISTED).map(({ name, count, status }) => ({ name, count, status })),
      }),
    ),
    productIdentity: derive(
      orFromAll(reading, reading.parse(showLicenseUdi), ({ udi }) => udi),
      ({ pid, serialNumber }) => ({
        pid,
        serialNumber,
      }),
    ),
    install: derive(reading.parse(showInstallActiveSummaryXr), ({ packages, secureDomainRouters }) => ({
      packages: packages.slice(0, MOST_LISTED),
      secureDomainRouters,
    })),
    storage: derive(reading.parseAs(dirXr, STORAGE), ({ path, total, free }) => ({
      path,
      totalBytes: total.bytes,
      freeBytes: free.bytes,
    })),
    cryptoConfiguration: derive(configurationOf(reading, "crypto"), cryptoConfiguration),
    licenceConfiguration: derive(configurationOf(reading, "license"), licenceConfiguration),
  };
}

/** A capture may hold `show license all`, which has the same texts under titles. */
function orFromAll<T>(reading: Reading, own: Known<T>, part: (all: LicenseAll) => T | undefined): Known<T> {
  if (own.known || own.reason.code !== "evidence/not-read") return own;
  const all = reading.parse(showLicenseAll);
  const value = all.known ? part(all.value) : undefined;
  return all.known && value !== undefined ? { ...all, value } : own;
}

/** From the statements of `crypto`; `ca` may stand in front of each, or once above them. */
function cryptoConfiguration(statements: readonly ConfigLine[]): CryptoConfigurationFacts {
  const lines = statements.flatMap((line) =>
    line.text === "ca"
      ? line.children
      : line.text.startsWith("ca ")
        ? [{ ...line, text: line.text.slice(3) }]
        : [],
  );
  const trustpoints = lines
    .filter(({ text }) => /^trustpoint \S/.test(text))
    .map(({ text, children }) => {
      const below = children.map((child) => child.text);
      return {
        name: text.slice("trustpoint ".length),
        crl: below.includes("crl optional") ? ("optional" as const) : ("required" as const),
        ...namedValue("enrollmentUrl", below, /^enrollment url (\S{1,800})$/),
        ...namedValue("vrf", below, /^vrf (\S{1,64})$/),
      };
    });
  const own = lines.map(({ text }) => text);
  return {
    ...namedValue("httpProxy", own, /^http-proxy (\S{1,255}(?: port \d{1,5})?)$/),
    ...namedValue("sourceInterface", own, /^source-interface (?:ipv[46] )?(\S{1,64})$/),
    trustpoints: trustpoints.slice(0, MOST_LISTED),
  };
}

/** From the statements of `license`; `smart` may stand in front of each, or once above them. */
function licenceConfiguration(statements: readonly ConfigLine[]): LicenceConfigurationFacts {
  const lines = statements.flatMap(({ text, children }) =>
    text === "smart" ? children.map((child) => child.text) : text.startsWith("smart ") ? [text.slice(6)] : [],
  );
  return {
    ...namedValue("transport", lines, /^transport (\S{1,32})$/),
    ...namedValue("url", lines, /^url (?:(?:cslu|default|smart|utility) )?(\S{1,800})$/),
    ...namedValue("proxy", lines, /^proxy (?:address |hostname )?(\S{1,255}(?: port \d{1,5})?)$/),
    ...namedValue("vrf", lines, /^vrf (\S{1,64})$/),
    ...namedValue("sourceInterface", lines, /^source-interface (\S{1,64})$/),
    reservation: lines.includes("reservation"),
  };
}

function namedValue<Name extends string>(
  name: Name,
  lines: readonly string[],
  pattern: RegExp,
): { readonly [Key in Name]?: string } {
  for (const line of lines) {
    const value = pattern.exec(line)?.[1];
    if (value !== undefined) return { [name]: value } as { [Key in Name]: string };
  }
  return {};
}

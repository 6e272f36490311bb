/** The trust pool's commands. */
import { isSet, settingOf } from "../../router/configuration.js";
import { importBundle } from "../../router/import-bundle.js";
import type { EmulatedRouter } from "../../router/router.js";
import { showTrustPool } from "../../router/trust-pool-text.js";
import { type CommandContext, type CommandTable, changes, reads } from "../command.js";

export const TRUST_POOL_COMMANDS: CommandTable = [
  ["show crypto ca trustpool", reads(({ router }) => showTrustPool(router.pool))],
  ["show crypto ca trustpool policy", reads(({ router }) => showPolicy(router))],
  ["crypto ca trustpool import url clean", changes(({ router }) => clean(router))],
  ["crypto ca trustpool import url <url>", changes(importFrom)],
];

const POLICY = "crypto ca trustpool policy";

/** Reconstructed: no public sample shows this output on IOS XR. */
function showPolicy(router: EmulatedRouter): string[] {
  const configuration = router.running();
  const url = settingOf(configuration, POLICY, "cabundle url");
  const vrf = settingOf(configuration, POLICY, "vrf");
  const description = settingOf(configuration, POLICY, "description");
  return [
    "",
    "Trustpool Policy",
    "",
    ...(description === undefined ? [] : [`  Description: ${description}`]),
    `  CA Bundle Location: ${url ?? `Default (${router.surroundings.defaultBundleUrl})`}`,
    `  CRL: ${isSet(configuration, POLICY, "crl optional") ? "Optional" : "Mandatory"}`,
    `  VRF: ${vrf ?? "Default"}`,
    "",
  ];
}

function clean(router: EmulatedRouter): string[] {
  router.cleanPool();
  return [];
}

/** Nothing is printed on success: what an import came to is to be read from the pool. */
async function importFrom({ router, parameters }: CommandContext): Promise<string[]> {
  const outcome = await importBundle(router, parameters.url!);
  return outcome.ok ? [] : ["% Trustpool import failed"];
}

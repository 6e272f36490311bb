/** What the accounts know when a lab begins: the entitlements that were bought, and the routers that are registered. */
import type { RouterSpec } from "../options.js";
import { ENTITLEMENT, type SmartAccounts, VIRTUAL_ACCOUNT } from "./accounts.js";

export interface BookedRouter {
  readonly name: string;
  readonly productId: string;
  readonly serialNumber: string;
  readonly license: RouterSpec["license"];
}

/** Where the routers are that are out of compliance at the start: this account has no entitlements. */
const SHORT_ACCOUNT = "Lab Short Account";

/** The usual account has an entitlement for every router, whether it is registered or not. */
export function openingBooks(accounts: SmartAccounts, routers: readonly BookedRouter[]): void {
  accounts.setPurchased(VIRTUAL_ACCOUNT, ENTITLEMENT, routers.length);
  for (const { license, ...router } of routers) {
    if (license.state !== "registered") continue;
    const isShort = license.compliance === "out-of-compliance";
    accounts.enter({
      ...router,
      virtualAccount: isShort ? SHORT_ACCOUNT : VIRTUAL_ACCOUNT,
      registeredAt: license.registeredAt,
      lastContactAt: license.lastContactAt,
      uses: [{ tag: ENTITLEMENT, count: 1 }],
    });
    if (isShort) accounts.setPurchased(SHORT_ACCOUNT, ENTITLEMENT, 0);
  }
}

/** The licensing side's books on the management port: read them, and do one thing at a time to them. */

import { type Given, numberOf, objectOf, onlyFields, textOf } from "../given.js";
import type { LabAccounts } from "../lab-types.js";
import type { Resource } from "./port.js";

export function accountsResource(accounts: LabAccounts): Resource {
  const get = () => ({
    virtualAccounts: accounts.virtualAccounts(),
    entitlements: accounts.balances(),
    tokens: accounts.tokens(),
    devices: accounts.devices(),
  });
  const put = (body: Given) => {
    onlyFields(body, ["open", "purchase", "createToken", "revokeToken", "removeDevice"]);
    if (body.open !== undefined) accounts.openAccount(textOf(body.open, "open"));
    if (body.purchase !== undefined) purchase(accounts, objectOf(body.purchase, "purchase"));
    if (body.revokeToken !== undefined) accounts.revokeToken(textOf(body.revokeToken, "revokeToken"));
    if (body.removeDevice !== undefined) {
      const device = textOf(body.removeDevice, "removeDevice");
      if (!accounts.remove(device)) throw new RangeError(`no device ${device} is registered`);
    }
    if (body.createToken === undefined) return get();
    return { created: accounts.createToken(wishOf(objectOf(body.createToken, "createToken"))), ...get() };
  };
  return { get, put };
}

function purchase(accounts: LabAccounts, given: Given): void {
  onlyFields(given, ["virtualAccount", "tag", "purchased"]);
  accounts.setPurchased(
    textOf(given.virtualAccount, "virtualAccount"),
    textOf(given.tag, "tag"),
    numberOf(given.purchased, "purchased"),
  );
}

function wishOf(given: Given) {
  onlyFields(given, ["virtualAccount", "days", "maximumUses"]);
  return {
    ...(given.virtualAccount === undefined
      ? {}
      : { virtualAccount: textOf(given.virtualAccount, "virtualAccount") }),
    ...(given.days === undefined ? {} : { days: numberOf(given.days, "days") }),
    ...(given.maximumUses === undefined ? {} : { maximumUses: numberOf(given.maximumUses, "maximumUses") }),
  };
}

import { beforeEach, describe, expect, it } from "vitest";
import { ENTITLEMENT, SmartAccounts, VIRTUAL_ACCOUNT } from "./accounts.js";

const DAY = 86_400_000;
const device = (name: string) => ({ name, productId: "NCS-55A2-MOD-S", serialNumber: `FOC${name}` });

describe("the books of licensing", () => {
  let now: Date;
  let accounts: SmartAccounts;
  beforeEach(() => {
    now = new Date("2022-01-20T00:00:00Z");
    accounts = new SmartAccounts({ now: () => now });
    accounts.setPurchased(VIRTUAL_ACCOUNT, ENTITLEMENT, 2);
  });

  it("accepts a token until it expires, is used up or is revoked", () => {
    const expiring = accounts.createToken({ days: 30 }).token;
    const once = accounts.createToken({ maximumUses: 1 }).token;
    const revoked = accounts.createToken({}).token;
    accounts.revokeToken(revoked);
    expect(accounts.register(device("a"), expiring, now)).toEqual({ compliance: "in-compliance" });
    expect(accounts.register(device("b"), once, now)).toEqual({ compliance: "in-compliance" });
    expect(accounts.register(device("c"), once, now)).toEqual({ refused: "used-up" });
    expect(accounts.register(device("c"), revoked, now)).toEqual({ refused: "revoked" });
    expect(accounts.register(device("c"), "made up", now)).toEqual({ refused: "unknown" });
    expect(accounts.register(device("c"), undefined, now)).toEqual({ refused: "unknown" });
    now = new Date(now.getTime() + 30 * DAY);
    expect(accounts.register(device("c"), expiring, now)).toEqual({ refused: "expired" });
    expect(accounts.devices().map(({ name }) => name)).toEqual(["a", "b"]);
    expect(accounts.tokens().find(({ token }) => token === once)).toMatchObject({ uses: 1 });
  });

  it("puts everyone who uses an entitlement out of compliance when too few were bought, and back", () => {
    for (const name of ["a", "b", "c"]) accounts.register(device(name), accounts.labToken, now);
    expect(accounts.balances()).toContainEqual({
      virtualAccount: VIRTUAL_ACCOUNT,
      tag: ENTITLEMENT,
      purchased: 2,
      inUse: 3,
    });
    expect(accounts.contact("a", now)).toBe("out-of-compliance");
    accounts.remove("c");
    expect(accounts.contact("a", now)).toBe("in-compliance");
    expect(accounts.contact("c", now)).toBeUndefined();
  });

  it("moves a device that registers with another account's token, and counts it once", () => {
    accounts.openAccount("Branch");
    const { token } = accounts.createToken({ virtualAccount: "Branch" });
    accounts.register(device("a"), accounts.labToken, now);
    expect(accounts.register(device("a"), token, now)).toEqual({ compliance: "out-of-compliance" });
    accounts.setPurchased("Branch", ENTITLEMENT, 1);
    expect(accounts.contact("a", now)).toBe("in-compliance");
    expect(accounts.balances().map(({ inUse }) => inUse)).toEqual([0, 1]);
  });

  it("refuses what no account has", () => {
    expect(() => accounts.createToken({ days: 366 })).toThrow(/at most 365/);
    expect(() => accounts.createToken({ virtualAccount: "Nowhere" })).toThrow(/Nowhere/);
    expect(() => accounts.createToken({ maximumUses: 0 })).toThrow(/maximumUses/);
    expect(() => accounts.setPurchased(VIRTUAL_ACCOUNT, ENTITLEMENT, -1)).toThrow(/purchased/);
    expect(() => accounts.revokeToken("made up")).toThrow(/no such token/);
  });
});

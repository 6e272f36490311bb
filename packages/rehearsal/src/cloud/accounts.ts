/**
 * The licensing side's books: virtual accounts with their registration tokens and entitlements, and the devices that are
 * registered in them. Compliance is counted, not told: a device is out of compliance while an entitlement that it uses is
 * used more often in its account than was bought. It knows nothing of how devices reach it.
 */
import { randomBytes } from "node:crypto";
import type { LabClock } from "../clock.js";

export type Compliance = "in-compliance" | "out-of-compliance";

export interface IdToken {
  readonly token: string;
  readonly virtualAccount: string;
  readonly createdAt: Date;
  /** Absent: it does not expire. */
  readonly expiresAt?: Date;
  /** Absent: it may be used any number of times. */
  readonly maximumUses?: number;
  readonly uses: number;
  readonly revokedAt?: Date;
}

/** What a device uses, as licensing counts it. */
export interface EntitlementUse {
  readonly tag: string;
  readonly count: number;
}

export interface RegisteredDevice {
  readonly name: string;
  readonly productId: string;
  readonly serialNumber: string;
  readonly virtualAccount: string;
  readonly registeredAt: Date;
  /** Of any message by this device that was accepted. */
  readonly lastContactAt: Date;
  readonly uses: readonly EntitlementUse[];
}

export interface EntitlementBalance {
  readonly virtualAccount: string;
  readonly tag: string;
  readonly purchased: number;
  readonly inUse: number;
}

/** Why a token is not accepted. */
export type TokenRefusal = "unknown" | "expired" | "used-up" | "revoked";

export const SMART_ACCOUNT = "Lab Smart Account";
export const VIRTUAL_ACCOUNT = "Lab Virtual Account";
/** What every emulated router uses, as its `show license usage` says. */
export const ENTITLEMENT = "ADV-RTU";

const DAY_MS = 86_400_000;
/** The vendor's own limit for a token. */
const MAXIMUM_TOKEN_DAYS = 365;

export class SmartAccounts {
  /** The token of the lab itself: any number of uses, no expiry. */
  readonly labToken: string;
  readonly #clock: Pick<LabClock, "now">;
  readonly #tokens = new Map<string, IdToken>();
  readonly #devices = new Map<string, RegisteredDevice>();
  /** By virtual account, then by tag: how many were bought. */
  readonly #purchased = new Map<string, Map<string, number>>([[VIRTUAL_ACCOUNT, new Map()]]);
  /** The same, how many are used; kept in step with the devices, because every message asks. */
  readonly #inUse = new Map<string, number>();

  constructor(clock: Pick<LabClock, "now">) {
    this.#clock = clock;
    this.labToken = this.createToken({}).token;
  }

  /** Throws RangeError for a lifetime or a number of uses that no token has. */
  createToken(wish: {
    readonly virtualAccount?: string;
    /** 1 to 365. */
    readonly days?: number;
    readonly maximumUses?: number;
  }): IdToken {
    const { virtualAccount = VIRTUAL_ACCOUNT, days, maximumUses } = wish;
    if (days !== undefined && !(days > 0 && days <= MAXIMUM_TOKEN_DAYS))
      throw new RangeError(`a token lasts at most ${MAXIMUM_TOKEN_DAYS} days, not ${days}`);
    if (maximumUses !== undefined && !(Number.isInteger(maximumUses) && maximumUses > 0))
      throw new RangeError(`"maximumUses" must be a whole number above 0`);
    this.#account(virtualAccount);
    const createdAt = this.#clock.now();
    const token: IdToken = {
      token: `LAB-${randomBytes(12).toString("hex")}`,
      virtualAccount,
      createdAt,
      ...(days === undefined ? {} : { expiresAt: new Date(createdAt.getTime() + days * DAY_MS) }),
      ...(maximumUses === undefined ? {} : { maximumUses }),
      uses: 0,
    };
    this.#tokens.set(token.token, token);
    return token;
  }

  /** Throws RangeError for a token that there is not. */
  revokeToken(token: string): void {
    const known = this.#tokens.get(token);
    if (known === undefined) throw new RangeError("there is no such token");
    this.#tokens.set(token, { ...known, revokedAt: this.#clock.now() });
  }

  /** Opens a virtual account unless there is one of that name. */
  openAccount(virtualAccount: string): void {
    if (!this.#purchased.has(virtualAccount)) this.#purchased.set(virtualAccount, new Map());
  }

  /** Says how many of an entitlement an account has; takes effect with each device's next message. */
  setPurchased(virtualAccount: string, tag: string, purchased: number): void {
    if (!Number.isInteger(purchased) || purchased < 0)
      throw new RangeError(`"purchased" must be a whole number, 0 or more`);
    this.#account(virtualAccount).set(tag, purchased);
  }

  /** Puts a device into an account, which is opened if need be: registered before the lab began, or moved. */
  enter(device: RegisteredDevice): void {
    this.openAccount(device.virtualAccount);
    this.remove(device.name);
    this.#devices.set(device.name, device);
    this.#count(device, 1);
  }

  /** Registers a device, or registers it anew, in the account of the token. */
  register(
    device: Pick<RegisteredDevice, "name" | "productId" | "serialNumber">,
    token: string | undefined,
    at: Date,
  ): { readonly refused: TokenRefusal } | { readonly compliance: Compliance } {
    const known = token === undefined ? undefined : this.#tokens.get(token);
    if (known === undefined) return { refused: "unknown" };
    const refused = this.#refusalOf(known, at);
    if (refused !== undefined) return { refused };
    this.#tokens.set(known.token, { ...known, uses: known.uses + 1 });
    const entered: RegisteredDevice = {
      ...device,
      virtualAccount: known.virtualAccount,
      registeredAt: at,
      lastContactAt: at,
      uses: this.#devices.get(device.name)?.uses ?? [{ tag: ENTITLEMENT, count: 1 }],
    };
    this.enter(entered);
    return { compliance: this.#complianceOf(entered) };
  }

  /** Notes a contact; undefined for a device that is not registered. */
  contact(name: string, at: Date): Compliance | undefined {
    const device = this.#devices.get(name);
    if (device === undefined) return undefined;
    this.#devices.set(name, { ...device, lastContactAt: at });
    return this.#complianceOf(device);
  }

  /** Whether there was such a device. */
  remove(name: string): boolean {
    const device = this.#devices.get(name);
    if (device !== undefined) this.#count(device, -1);
    return this.#devices.delete(name);
  }

  /** Where a device is registered; the usual account for one that is not. */
  virtualAccountOf(name: string): string {
    return this.#devices.get(name)?.virtualAccount ?? VIRTUAL_ACCOUNT;
  }

  tokens(): readonly IdToken[] {
    return [...this.#tokens.values()];
  }

  devices(): readonly RegisteredDevice[] {
    return [...this.#devices.values()];
  }

  virtualAccounts(): readonly string[] {
    return [...this.#purchased.keys()];
  }

  balances(): readonly EntitlementBalance[] {
    const balances: EntitlementBalance[] = [];
    for (const [virtualAccount, tags] of this.#purchased)
      for (const [tag, purchased] of tags)
        balances.push({
          virtualAccount,
          tag,
          purchased,
          inUse: this.#inUse.get(`${virtualAccount}/${tag}`) ?? 0,
        });
    return balances;
  }

  #refusalOf({ revokedAt, expiresAt, maximumUses, uses }: IdToken, at: Date): TokenRefusal | undefined {
    if (revokedAt !== undefined) return "revoked";
    if (expiresAt !== undefined && expiresAt <= at) return "expired";
    return maximumUses !== undefined && uses >= maximumUses ? "used-up" : undefined;
  }

  #complianceOf({ virtualAccount, uses }: RegisteredDevice): Compliance {
    const bought = this.#account(virtualAccount);
    const isShort = ({ tag }: EntitlementUse) =>
      (this.#inUse.get(`${virtualAccount}/${tag}`) ?? 0) > (bought.get(tag) ?? 0);
    return uses.some(isShort) ? "out-of-compliance" : "in-compliance";
  }

  #count({ virtualAccount, uses }: RegisteredDevice, sign: 1 | -1): void {
    for (const { tag, count } of uses) {
      const key = `${virtualAccount}/${tag}`;
      this.#inUse.set(key, (this.#inUse.get(key) ?? 0) + sign * count);
    }
  }

  #account(name: string): Map<string, number> {
    const account = this.#purchased.get(name);
    if (account !== undefined) return account;
    throw new RangeError(
      `there is no virtual account ${name}; there is ${this.virtualAccounts().join(", ")}`,
    );
  }
}

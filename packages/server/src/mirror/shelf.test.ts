/** What may be served, with the vendor's own bundles. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CISCO_SIGNER_ROOTS } from "@reroot/pki";
import { describe, expect, it } from "vitest";
import { devicesByAddress } from "./device-addresses.js";
import { shelve } from "./shelf.js";

const folder = fileURLToPath(new URL("../../../../../shared/data/bundles/", import.meta.url));
const isThere = existsSync(folder);
const PINS = { signerRoots: CISCO_SIGNER_ROOTS };
const bytesOf = (name: string) => new Uint8Array(readFileSync(path.join(folder, name)));

it.runIf(process.env.CI)("has the public samples", () => expect(isThere).toBe(true));

describe.skipIf(!isThere)("a shelf", () => {
  it("serves a verified bundle under its name and its digest", () => {
    // Digests by sha256sum(1) and md5sum(1).
    const content = bytesOf("ios-v10-2021-09.p7b");
    const shelf = shelve([{ from: "http://www.cisco.com/security/pki/trs/ios.p7b", content }], PINS);
    expect(shelf.ok && shelf.value.bundles).toMatchObject([
      { name: "ios", title: "Trusted Intersect Bundle", version: "10", certificates: 108 },
    ]);
    expect(shelf.ok && shelf.value.at("/ios/ios.p7b")?.content).toEqual(content);
  });

  it("takes two bundles, and the same one twice, but not two under one name", () => {
    const ten = bytesOf("ios-v10-2021-09.p7b");
    const core = bytesOf("ios_core-v4-2017-01.p7b");
    const names = (offered: Parameters<typeof shelve>[0]) => {
      const shelf = shelve(offered, PINS);
      return shelf.ok ? shelf.value.bundles.map(({ name }) => name) : shelf.failure.code;
    };
    expect(
      names([
        { from: "a/ios.p7b", content: ten },
        { from: "b/ios_core.p7b", content: core },
      ]),
    ).toEqual(["ios", "ios_core"]);
    expect(
      names([
        { from: "a/ios.p7b", content: ten },
        { from: "b/ios.p7b", content: ten },
      ]),
    ).toEqual(["ios"]);
    expect(
      names([
        { from: "a/ios.p7b", content: ten },
        { from: "b/ios.p7b", content: core },
      ]),
    ).toBe("mirror/name-taken");
  });

  it("serves nothing where one bundle does not verify", () => {
    const good = { from: "ios.p7b", content: bytesOf("ios-v10-2021-09.p7b") };
    const changed = Uint8Array.from(good.content);
    const at = Math.floor(changed.length / 2);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const shelf = shelve([good, { from: "changed.p7b", content: changed }], PINS);
    expect(shelf).toMatchObject({
      ok: false,
      failure: { code: "mirror/bundle-refused", from: "changed.p7b" },
    });
    const pinless = shelve([good], { signerRoots: [] });
    expect(pinless).toMatchObject({ ok: false, failure: { failure: { code: "bundle/signer-not-pinned" } } });
  });

  it.each(["/", "http://host/", "..p7b", "sha256.p7b", "a b.p7b", `${"x".repeat(80)}.p7b`])(
    "needs a plain name: %s",
    (from) => {
      const shelf = shelve([{ from, content: bytesOf("ios_core-v4-2017-01.p7b") }], PINS);
      expect(shelf).toMatchObject({ ok: false, failure: { code: "mirror/bundle-unnamed" } });
    },
  );

  it("does not change with the bytes that it was given", () => {
    const content = bytesOf("ios_core-v4-2017-01.p7b");
    const shelf = shelve([{ from: "ios_core.p7b", content }], PINS);
    content.fill(0);
    expect(shelf.ok && shelf.value.at("/ios_core/ios_core.p7b")?.content[0]).toBe(0x30);
  });
});

describe("an address", () => {
  const device = (name: string, host: string) => ({ name, host, port: 22, groups: [] });
  it("is the device's that has it, by itself or by its name", async () => {
    const devices = [
      device("r1", "192.0.2.1"),
      device("r2", "r2.example"),
      device("r3", "gone.example"),
      device("r4", "192.0.2.9"),
      device("r5", "192.0.2.9"),
      device("r6", "2001:DB8::1"),
    ];
    const at = await devicesByAddress({ devices }, async (host) => {
      if (host === "r2.example") return ["192.0.2.2"];
      throw new Error("ENOTFOUND");
    });
    expect(["192.0.2.1", "::ffff:192.0.2.2", "192.0.2.3", "192.0.2.9", "2001:db8::1"].map(at)).toEqual([
      "r1",
      "r2",
      undefined,
      undefined,
      "r6",
    ]);
  });
});

/** What is offered to a plan, with the vendor's own bundles behind the addresses. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { noticeById } from "../files/notices.js";
import { realWorld } from "../world.js";
import type { Fetched } from "./fetch-file.js";
import { offerBundles, recheckBundle } from "./offer-bundle.js";

const folder = fileURLToPath(new URL("../../../../../shared/data/bundles/", import.meta.url));
const isThere = existsSync(folder);
const bytesOf = (name: string): Fetched => ({
  ok: true,
  bytes: new Uint8Array(readFileSync(`${folder}${name}`)),
});
const TRS = "http://www.cisco.com/security/pki/trs";

it.runIf(process.env.CI)("has the public samples", () => expect(isThere).toBe(true));

async function offered(files: Readonly<Record<string, Fetched>>) {
  const notice = await noticeById(realWorld(), "fn72290");
  const asked: string[] = [];
  const offers = await offerBundles(notice, async (url) => {
    asked.push(url);
    return files[url] ?? { ok: false, detail: "the server answers 404" };
  });
  return {
    asked,
    offers: offers.map((one) => (one.ok ? [one.bundle.url, one.bundle.version] : one.reason.code)),
  };
}

describe.skipIf(!isThere)("the bundles on offer", () => {
  it("are looked for at both locations, each file once, the notice's own first", async () => {
    const ten = bytesOf("ios-v10-2021-09.p7b");
    const { asked, offers } = await offered({
      [`${TRS}/ios.p7b`]: ten,
      [`${TRS.replace("http:", "https:")}/current/ios/ios.p7b`]: ten,
      [`${TRS}/ios_core.p7b`]: bytesOf("ios_core-v4-2017-01.p7b"),
    });
    expect(asked).toHaveLength(6);
    expect(offers).toEqual([
      [`${TRS}/ios.p7b`, "10"],
      [`${TRS}/ios_core.p7b`, "4"],
    ]);
  });

  it("say why the notice's own cannot be had, although there are others", async () => {
    const current = `${TRS.replace("http:", "https:")}/current/ios/ios.p7b`;
    const { offers } = await offered({ [current]: bytesOf("ios-v10-2021-09.p7b") });
    expect(offers).toEqual(["plan/bundle-unavailable", [current, "10"]]);
  });

  it("never hold one that does not verify", async () => {
    const { bytes } = bytesOf("ios_core-v4-2017-01.p7b") as Extract<Fetched, { ok: true }>;
    bytes[5_000] = (bytes[5_000] ?? 0) ^ 1;
    const { offers } = await offered({ [`${TRS}/ios_core.p7b`]: { ok: true, bytes } });
    expect(offers).toEqual(["plan/bundle-unavailable"]);
  });

  it("are checked again by the file's own digest", async () => {
    // By sha256sum(1).
    const sha256 = "C598B34335427710F67ED889BB72EE7F9E89CDA34859F480E401F508E24EC8AF";
    expect(await recheckBundle("u", async () => bytesOf("ios-v10-2021-09.p7b"))).toEqual({ sha256 });
    expect(await recheckBundle("u", async () => ({ ok: false, detail: "gone" }))).toEqual({
      unavailable: "gone",
    });
  });
});

import { describe, expect, it } from "vitest";
import { signBundle } from "../certificates/bundle.js";
import { ThrowAwayCa } from "../certificates/throw-away-ca.js";
import { storyOptions } from "../testing/story.js";
import { JudgedBundles } from "./judged-bundles.js";
import { TrustPool } from "./trust-pool.js";

describe("judgements that are kept", async () => {
  const ca = await ThrowAwayCa.create(storyOptions([]).standIns);
  const [retired, required, signer] = [ca.standIns.retired, ca.standIns.required, ca.standIns.signer].map(
    ({ calendar }) => calendar,
  );
  const content = { name: "Lab", version: "1", signedAt: new Date("2021-09-01T12:00:00Z") };
  const bytes = signBundle({ ...content, certificates: [required!] }, ca.bundleSigner);
  const holder = () => new TrustPool([retired!, signer!], [], "merge");

  it("are one for equal content and equal Built-In sets, in whatever order and whatever was downloaded", () => {
    const bundles = new JudgedBundles();
    const first = bundles.judge(bytes, holder());
    expect(first.ok).toBe(true);
    expect(bundles.judge(Buffer.from(bytes), new TrustPool([signer!, retired!], [required!], "merge"))).toBe(
      first,
    );
  });

  it("are not those of a pool without the signer's root, nor of other content", () => {
    const bundles = new JudgedBundles();
    bundles.judge(bytes, holder());
    // A root that was downloaded vouches for no bundle.
    const other = bundles.judge(bytes, new TrustPool([retired!], [signer!], "merge"));
    expect(other).toEqual({ ok: false, refusal: "unknown-signer" });
    const changed = Buffer.from(bytes);
    changed[Math.floor(changed.length / 2)]! ^= 1;
    expect(bundles.judge(changed, holder()).ok).toBe(false);
  });
});

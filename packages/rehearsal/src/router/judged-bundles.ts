/**
 * Judgements of bundles that were made already, by the bundle's content and the Built-In set that judged it: a fleet
 * that imports one bundle verifies it once for each kind of pool, and its routers share what they took from it.
 */
import { createHash } from "node:crypto";
import type { TrustPool } from "./trust-pool.js";
import { type BundleJudgement, judgeBundle } from "./verify-bundle.js";

const MAXIMUM_JUDGEMENTS = 256;

export class JudgedBundles {
  readonly #judgements = new Map<string, BundleJudgement>();

  judge(bytes: Uint8Array, pool: TrustPool): BundleJudgement {
    const key = `${createHash("sha256").update(bytes).digest("hex")} ${pool.builtInDigest()}`;
    const known = this.#judgements.get(key);
    if (known !== undefined) return known;
    const judgement = judgeBundle(bytes, pool.builtIn);
    const oldest = this.#judgements.keys().next().value;
    if (this.#judgements.size >= MAXIMUM_JUDGEMENTS && oldest !== undefined) this.#judgements.delete(oldest);
    this.#judgements.set(key, judgement);
    return judgement;
  }
}

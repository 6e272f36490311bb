/**
 * Fetches one file by the strict rules of `http-get.ts`: bounded in size and time, redirected to the same host
 * only and never from HTTPS to plain HTTP. It does not judge what it fetched.
 */
import { fetchFailureInWords } from "../words/fetch-failure.js";
import { getBytes, type HttpLimits } from "./http-get.js";

export type Fetched =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly detail: string };

/** No bundle is nearly as large; what is silent for so long would fail a device as well. */
export const BUNDLE_LIMITS: HttpLimits = { bytes: 16 * 1024 * 1024, silenceMs: 30_000, wholeMs: 5 * 60_000 };

/** Never rejects for what the server or the network did: `detail` says it in a few words. */
export async function fetchFile(url: string, limits: HttpLimits = BUNDLE_LIMITS): Promise<Fetched> {
  const got = await getBytes(url, limits);
  return got.ok
    ? { ok: true, bytes: got.value }
    : { ok: false, detail: fetchFailureInWords(got.failure).sentence };
}

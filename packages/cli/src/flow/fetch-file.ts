/**
 * Fetches one file over HTTP, bounded in size and time. A redirect is followed on the same host only:
 * whoever controls the answer must not be able to send us anywhere. It does not judge what it fetched.
 */

export type Fetched =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly detail: string };

export interface FetchLimits {
  readonly bytes: number;
  readonly timeoutMs: number;
}

const BUNDLE_LIMITS: FetchLimits = { bytes: 16 * 1024 * 1024, timeoutMs: 30_000 };

const MOST_REDIRECTS = 3;

/** Never rejects for what the server or the network did: `detail` says it in a few words. */
export async function fetchFile(url: string, limits: FetchLimits = BUNDLE_LIMITS): Promise<Fetched> {
  const signal = AbortSignal.timeout(limits.timeoutMs);
  try {
    let from = new URL(url);
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const response = await fetch(from, { redirect: "manual", signal });
      const onward = response.headers.get("location");
      if (response.status < 300 || response.status > 399 || onward === null)
        return await bodyOf(response, limits);
      await response.body?.cancel();
      const next = new URL(onward, from);
      if (next.hostname !== from.hostname)
        return refused(`the server sends us on to another host, ${next.hostname}`);
      from = next;
    }
    return refused(`more than ${MOST_REDIRECTS} redirects`);
  } catch (error) {
    if (signal.aborted) return refused(`no complete answer within ${limits.timeoutMs / 1000} s`);
    return refused(innermostMessage(error));
  }
}

async function bodyOf(response: Response, limits: FetchLimits): Promise<Fetched> {
  if (response.status !== 200) {
    await response.body?.cancel();
    return refused(`the server answers ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > limits.bytes) return refused(`more than ${limits.bytes} bytes`);
    chunks.push(chunk);
  }
  return { ok: true, bytes: new Uint8Array(Buffer.concat(chunks)) };
}

function refused(detail: string): Fetched {
  return { ok: false, detail };
}

/** `fetch` says only "fetch failed"; what happened stands in its cause. */
function innermostMessage(error: unknown): string {
  let at: unknown = error;
  while (at instanceof Error && at.cause instanceof Error) at = at.cause;
  const code = at instanceof Error && "code" in at ? `${String(at.code)} ` : "";
  return at instanceof Error ? `${code}${at.message}`.trim() : String(at);
}

/**
 * Asks for one resource over HTTP. A redirect is followed to the same host only, and never from HTTPS to
 * HTTP: whoever controls an answer must not be able to send us anywhere else. Judges nothing that it gets.
 */
import { failed, type Result, success } from "@reroot/pki";
import { codeOf, type NetworkTrouble, networkTrouble } from "./network-trouble.js";

export type HttpFailure =
  | { readonly code: "fetch/not-a-url"; readonly text: string }
  | { readonly code: "fetch/redirect-to-other-host"; readonly host: string; readonly to: string }
  /** From HTTPS to plain HTTP. */
  | { readonly code: "fetch/redirect-to-plain-http"; readonly to: string }
  | { readonly code: "fetch/too-many-redirects"; readonly limit: number }
  | { readonly code: "fetch/refused-by-server"; readonly status: number }
  | {
      readonly code: "fetch/no-connection";
      readonly host: string;
      readonly trouble: NetworkTrouble;
      readonly detail: string;
    }
  /** The server's own certificate was refused by this machine. */
  | { readonly code: "fetch/certificate-refused"; readonly host: string; readonly detail: string }
  | { readonly code: "fetch/timed-out"; readonly seconds: number }
  | { readonly code: "fetch/too-large"; readonly limit: number }
  /** The connection ended before the answer was complete; `bytes` had come. */
  | { readonly code: "fetch/cut-short"; readonly bytes: number };

export interface HttpLimits {
  readonly bytes: number;
  /** Without anything coming in. */
  readonly silenceMs: number;
  /** For the whole of it. */
  readonly wholeMs: number;
}

export interface Answer {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Ends the connection; for answers whose content is not wanted. */
  discard(): Promise<void>;
}

const MOST_REDIRECTS = 5;

/** The text of a resource, in UTF-8. Never rejects for what the server or the network did. */
export async function getText(url: string, limits: HttpLimits): Promise<Result<string, HttpFailure>> {
  const got = await getBytes(url, limits);
  return got.ok ? success(new TextDecoder().decode(got.value)) : got;
}

/** The bytes of a resource. Never rejects for what the server or the network did. */
export async function getBytes(url: string, limits: HttpLimits): Promise<Result<Uint8Array, HttpFailure>> {
  const watch = new Watch(limits);
  try {
    const answer = await getFollowing(url, {}, watch);
    if (!answer.ok) return answer;
    if (answer.value.status !== 200) {
      await answer.value.discard();
      return failed({ code: "fetch/refused-by-server", status: answer.value.status });
    }
    const chunks: Uint8Array[] = [];
    const read = await readAll(answer.value, watch, async (chunk) => void chunks.push(chunk));
    return read.ok ? success(new Uint8Array(Buffer.concat(chunks))) : read;
  } finally {
    watch.end();
  }
}

/** Asks, and follows redirects. The caller ends the watch. */
export async function getFollowing(
  text: string,
  headers: Readonly<Record<string, string>>,
  watch: Watch,
): Promise<Result<Answer, HttpFailure>> {
  const first = httpUrl(text);
  if (!first) return failed({ code: "fetch/not-a-url", text });
  let url: URL = first;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    const asked = await ask(url, headers, watch);
    if (!asked.ok) return asked;
    const { status, body } = asked.value;
    const onward = status >= 300 && status <= 399 ? asked.value.headers.get("location") : null;
    if (onward === null) return success(answerOf(url, asked.value));
    await body?.cancel().catch(() => {});
    const next: URL | undefined = URL.canParse(onward, url.href) ? new URL(onward, url) : undefined;
    if (!next) return failed({ code: "fetch/refused-by-server", status });
    const refusal = redirectRefusal(url, next);
    if (refusal) return failed(refusal);
    url = next;
  }
  return failed({ code: "fetch/too-many-redirects", limit: MOST_REDIRECTS });
}

/** Whether a server may send us from one URL to another, and if not, why. */
export function redirectRefusal(from: URL, to: URL): HttpFailure | undefined {
  if (to.protocol !== "http:" && to.protocol !== "https:") return { code: "fetch/not-a-url", text: to.href };
  const isUpgrade =
    from.protocol === "http:" && to.protocol === "https:" && from.port === "" && to.port === "";
  if (from.hostname !== to.hostname || (from.port !== to.port && !isUpgrade)) {
    return { code: "fetch/redirect-to-other-host", host: from.host, to: to.host };
  }
  if (from.protocol === "https:" && to.protocol === "http:") {
    return { code: "fetch/redirect-to-plain-http", to: to.href };
  }
  return undefined;
}

/** Hands every piece to `take`, within the limits of the watch; answers with the number of bytes. */
export async function readAll(
  answer: Answer,
  watch: Watch,
  take: (chunk: Uint8Array) => Promise<void>,
  before = 0,
): Promise<Result<number, HttpFailure>> {
  let bytes = before;
  const chunks = answer.chunks[Symbol.asyncIterator]();
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = await chunks.next();
    } catch {
      return failed(watch.failure ?? { code: "fetch/cut-short", bytes });
    }
    if (next.done) return success(bytes);
    watch.heard();
    bytes += next.value.length;
    if (bytes > watch.limits.bytes) {
      await answer.discard();
      return failed({ code: "fetch/too-large", limit: watch.limits.bytes });
    }
    await take(next.value);
  }
}

/** Ends what takes too long: silence, or the whole of it. */
export class Watch {
  failure: HttpFailure | undefined;
  readonly #stop = new AbortController();
  readonly #whole: NodeJS.Timeout;
  #silence: NodeJS.Timeout | undefined;

  constructor(readonly limits: HttpLimits) {
    this.#whole = setTimeout(() => this.#timedOut(limits.wholeMs), limits.wholeMs);
    this.heard();
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  heard(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#timedOut(this.limits.silenceMs), this.limits.silenceMs);
  }

  end(): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#silence);
  }

  #timedOut(afterMs: number): void {
    this.failure ??= { code: "fetch/timed-out", seconds: afterMs / 1000 };
    this.#stop.abort();
  }
}

function httpUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  // What is fetched is public; a password would end up in logs.
  return url.username === "" && url.password === "" ? url : undefined;
}

async function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  watch: Watch,
): Promise<Result<Response, HttpFailure>> {
  try {
    // Sizes and ranges count the bytes of the file itself.
    const response = await fetch(url, {
      headers: { ...headers, "accept-encoding": "identity" },
      redirect: "manual",
      signal: watch.signal,
    });
    watch.heard();
    return success(response);
  } catch (error) {
    return failed(watch.failure ?? connectionFailure(url, error));
  }
}

function answerOf(url: URL, { status, headers, body }: Response): Answer {
  return {
    url,
    status,
    headers,
    chunks: body ?? NOTHING,
    discard: async () => {
      // A body that is being read is locked, and ends with its reader.
      await body?.cancel().catch(() => {});
    },
  };
}

const NOTHING: AsyncIterable<Uint8Array> = { async *[Symbol.asyncIterator]() {} };

function connectionFailure(url: URL, error: unknown): HttpFailure {
  const code = codeOf(error);
  const detail = innermostMessage(error);
  if (code !== undefined && CERTIFICATE_TROUBLE.test(code)) {
    return { code: "fetch/certificate-refused", host: url.hostname, detail };
  }
  return { code: "fetch/no-connection", host: url.hostname, trouble: networkTrouble(code), detail };
}

/** OpenSSL's names for what is wrong with a chain, as Node reports them. */
const CERTIFICATE_TROUBLE = /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/;

function innermostMessage(error: unknown): string {
  let at: unknown = error;
  for (let depth = 0; at instanceof Error && at.cause instanceof Error && depth < 8; depth++) at = at.cause;
  return at instanceof Error ? at.message : String(at);
}

/**
 * Fetches the devices that NetBox lists, page by page, for core to read. The server's certificate is always
 * verified, the token goes to the host that was named and to no other, and sizes, pages and times are
 * bounded. It does not know what stands in a page but for the link to the next.
 */
import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import type { InventoryFile } from "@reroot/core";
import { Refusal } from "../refusal.js";

export interface NetboxRequest {
  /** Of the server, or of its list of devices with filters: `https://netbox.example.net/api/dcim/devices/?site=paris`. */
  readonly url: string;
  readonly token: string;
  /** Called with the devices so far and the total. */
  readonly tell: (done: number, total: number) => void;
}

/** @throws {Refusal} for whatever the address, the server or the network does. */
export async function netboxPages({ url, token, tell }: NetboxRequest): Promise<InventoryFile[]> {
  const start = listOf(url);
  const authorization = authorizationFor(token);
  const pages: InventoryFile[] = [];
  const seen = new Set<string>();
  let [at, characters, devices] = [start, 0, 0];
  for (;;) {
    seen.add(at.href);
    const text = await pageAt(at, authorization);
    const { count, results, next } = linkIn(text, at);
    pages.push({ path: at.href, text, part: { kind: "source" } });
    devices += results;
    characters += text.length;
    tell(devices, count);
    if (next === undefined) return pages;
    if (pages.length >= MOST_PAGES || characters > MOST_CHARACTERS) throw tooMuch(start);
    at = nextOf(next, start);
    if (seen.has(at.href)) throw broken(at, "its pages lead round in a circle");
  }
}

/** Checks an address before anybody is asked for a token. @throws {Refusal} */
export function checkNetboxUrl(url: string): void {
  listOf(url);
}

const MOST_PAGES = 2_000;
const MOST_CHARACTERS = 96 * 1024 * 1024;
const MOST_BYTES_A_PAGE = 32 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
/** Below MAX_PAGE_SIZE, which is 1000 by default (NetBox, "REST API Overview", pagination). */
const PAGE_SIZE = "250";

function listOf(given: string): URL {
  if (!URL.canParse(given)) throw new Refusal({ sentence: "This is not an address.", place: given });
  const url = new URL(given);
  if (url.username !== "" || url.password !== "") {
    throw new Refusal({
      sentence: "An address must not hold a user name or a password: arguments can be read by every user.",
      place: "--inventory",
      advice: "Give a NetBox token by REROOT_NETBOX_TOKEN, --inventory-token-fd or the prompt.",
    });
  }
  if (url.protocol !== "https:" && !isThisMachine(url.hostname)) {
    throw new Refusal({
      sentence: "The token would go over the network in the clear.",
      place: given,
      advice: "Use https:// instead.",
    });
  }
  url.hash = "";
  if (!/\/api\/dcim\/devices\/?$/.test(url.pathname))
    url.pathname = `${url.pathname.replace(/\/(api\/?)?$/, "")}/api/dcim/devices/`;
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  const defaults = { limit: PAGE_SIZE, status: "active", exclude: "config_context" };
  for (const [key, value] of Object.entries(defaults)) {
    if (!url.searchParams.has(key)) url.searchParams.set(key, value);
  }
  return url;
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "[::1]" || (isIP(host) === 4 && host.startsWith("127."));
}

/** Tokens of NetBox 4.5 and later begin with `nbt_` and are bearer tokens; those before have a scheme of their own. */
function authorizationFor(token: string): string {
  const bare = token.trim().replace(/^(Bearer|Token)\s+/i, "");
  if (!/^[\x21-\x7e]+$/.test(bare)) {
    throw new Refusal({
      sentence: "The NetBox token is empty, or holds characters that no token has.",
      advice: "Give the token alone, in one line.",
    });
  }
  return `${bare.startsWith("nbt_") ? "Bearer" : "Token"} ${bare}`;
}

function pageAt(url: URL, authorization: string): Promise<string> {
  const client = url.protocol === "https:" ? https : http;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const headers = { Authorization: authorization, Accept: "application/json", "User-Agent": "reroot" };
  return new Promise<string>((resolve, reject) => {
    // Said expressly: NODE_TLS_REJECT_UNAUTHORIZED=0 in somebody's environment must not switch it off.
    const request = client.get(url, { headers, signal, rejectUnauthorized: true }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const fault = answerFault(response, url);
      if (fault) {
        response.destroy();
        reject(fault);
        return;
      }
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MOST_BYTES_A_PAGE) chunks.push(chunk);
        else {
          // Before the end of the connection gives a reason of its own.
          reject(broken(url, `a page has more than ${MOST_BYTES_A_PAGE} bytes`));
          response.destroy();
        }
      });
      response.on("error", (error) => reject(networkFault(error, url)));
      response.on("aborted", () => reject(broken(url, "the connection ended in the middle of a page")));
      response.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    });
    request.on("error", (error) => reject(signal.aborted ? slow(url) : networkFault(error, url)));
  });
}

function answerFault({ statusCode = 0, headers }: http.IncomingMessage, url: URL): Refusal | undefined {
  if (statusCode === 200) return undefined;
  if (statusCode === 401 || statusCode === 403) {
    return new Refusal({
      sentence: `NetBox refuses the token (${statusCode}).`,
      place: url.href,
      advice: "Check that it is whole, not expired, allowed from this address, and may view devices.",
    });
  }
  if (statusCode >= 300 && statusCode < 400) {
    return new Refusal({
      sentence: `The server sends us on to ${headers.location ?? "another address"}; a token is not carried there.`,
      place: url.href,
      advice: "If you trust that address, give it as --inventory.",
    });
  }
  const advice =
    statusCode === 404 ? "Give the address of NetBox itself, or of its /api/dcim/devices/." : undefined;
  return new Refusal({
    sentence: `The server answers ${statusCode}.`,
    place: url.href,
    ...(advice && { advice }),
  });
}

function linkIn(text: string, url: URL): { count: number; results: number; next: string | undefined } {
  let page: unknown;
  try {
    page = JSON.parse(text);
  } catch {
    throw broken(url, "the answer is not JSON");
  }
  const { count, results, next } = (page ?? {}) as Record<string, unknown>;
  if (!Array.isArray(results) || typeof count !== "number")
    throw broken(url, "the answer is not a list of NetBox");
  return { count, results: results.length, next: typeof next === "string" ? next : undefined };
}

/** NetBox behind a proxy may name itself http or another port: of its link, only the query is taken. */
function nextOf(next: string, start: URL): URL {
  const named = URL.canParse(next, start.href) ? new URL(next, start) : undefined;
  if (named?.hostname !== start.hostname || named.pathname !== start.pathname) {
    throw new Refusal({
      sentence: `The next page is said to be at ${named?.host ?? "no readable address"}; the token is not carried there.`,
      place: start.href,
      advice:
        "Give NetBox by the name that it has in its own links, or mend the Host header that its proxy sends.",
    });
  }
  const url = new URL(start);
  url.search = named.search;
  return url;
}

function networkFault(error: Error, url: URL): Refusal {
  const code = "code" in error ? String(error.code) : "";
  const isTrust = /CERT|SIGNATURE|SELF_SIGNED|ISSUER/.test(code);
  return new Refusal({
    sentence: isTrust
      ? `The server's certificate is not trusted: ${error.message}.`
      : `NetBox cannot be reached: ${error.message}.`,
    place: url.origin,
    ...(isTrust && { advice: "If it comes from your own CA: NODE_EXTRA_CA_CERTS=ca.pem reroot ..." }),
  });
}

function slow(url: URL): Refusal {
  return broken(url, `no whole page within ${TIMEOUT_MS / 1000} s`);
}

function tooMuch(url: URL): Refusal {
  return new Refusal({
    sentence: "NetBox lists more than is read at once.",
    place: url.href,
    advice: "Filter in the address, such as ?site=paris or ?role=router, and audit one part at a time.",
  });
}

function broken(url: URL, what: string): Refusal {
  return new Refusal({ sentence: `NetBox cannot be read: ${what}.`, place: url.href });
}

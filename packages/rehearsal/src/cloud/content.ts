/**
 * Sends a file over HTTP as RFC 9110 wants it: entity tag, conditional requests, one byte range. It knows nothing of what
 * the file is.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface Content {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly modifiedAt: Date;
}

/** Something that goes wrong on the way: the answer waits for real milliseconds, or ends after so many bytes. */
export interface Hindrance {
  readonly delayMs?: number;
  readonly cutAfterBytes?: number;
}

/** Answers GET and HEAD; returns the status. */
export async function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content,
  hindrance: Hindrance = {},
): Promise<number> {
  const { status, headers, body } = answerTo(request, content);
  if (hindrance.delayMs !== undefined)
    await new Promise((done) => setTimeout(done, hindrance.delayMs).unref());
  response.writeHead(status, { ...headers, connection: "close" });
  const sent = request.method === "HEAD" ? undefined : body;
  if (sent !== undefined && hindrance.cutAfterBytes !== undefined && hindrance.cutAfterBytes < sent.length)
    response.write(sent.subarray(0, hindrance.cutAfterBytes), () => request.socket.destroy());
  else response.end(sent);
  return status;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: Uint8Array;
}

function answerTo(request: IncomingMessage, { bytes, type, modifiedAt }: Content): Answer {
  if (request.method !== "GET" && request.method !== "HEAD")
    return { status: 405, headers: { allow: "GET, HEAD" } };
  const tag = `"${createHash("sha256").update(bytes).digest("hex")}"`;
  const common = { etag: tag, "last-modified": modifiedAt.toUTCString(), "accept-ranges": "bytes" };
  if (isUnchanged(request, tag, modifiedAt)) return { status: 304, headers: common };
  const whole = { ...common, "content-type": type };
  const range = hasRangeInForce(request, tag) ? rangeOf(request.headers.range!, bytes.length) : "whole";
  if (range === "whole")
    return { status: 200, headers: { ...whole, "content-length": bytes.length }, body: bytes };
  if (range === "unsatisfiable")
    return { status: 416, headers: { ...common, "content-range": `bytes */${bytes.length}` } };
  const part = bytes.subarray(range.first, range.last + 1);
  const contentRange = `bytes ${range.first}-${range.last}/${bytes.length}`;
  return {
    status: 206,
    headers: { ...whole, "content-range": contentRange, "content-length": part.length },
    body: part,
  };
}

/** RFC 9110 section 13.2.2: If-None-Match first, and If-Modified-Since only in its absence. */
function isUnchanged({ headers }: IncomingMessage, tag: string, modifiedAt: Date): boolean {
  const tags = headers["if-none-match"];
  if (tags !== undefined)
    return tags.split(",").some((one) => ["*", tag].includes(one.trim().replace(/^W\//, "")));
  const since = Date.parse(headers["if-modified-since"] ?? "");
  return Math.floor(modifiedAt.getTime() / 1_000) * 1_000 <= since;
}

/** RFC 9110 sections 13.1.5 and 14.2: only for GET, and only if what If-Range names is what there is now. */
function hasRangeInForce({ method, headers }: IncomingMessage, tag: string): boolean {
  const condition = headers["if-range"];
  return method === "GET" && headers.range !== undefined && (condition === undefined || condition === tag);
}

/** One range of bytes; what cannot be read, and several ranges at once, may be ignored (RFC 9110 section 14.2). */
function rangeOf(
  header: string,
  length: number,
): "whole" | "unsatisfiable" | { readonly first: number; readonly last: number } {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  const [, from = "", to = ""] = match ?? [];
  if (match === null || (from === "" && to === "")) return "whole";
  if (from === "") {
    const wanted = Math.min(Number(to), length);
    return wanted === 0 ? "unsatisfiable" : { first: length - wanted, last: length - 1 };
  }
  const first = Number(from);
  const last = to === "" ? length - 1 : Math.min(Number(to), length - 1);
  if (to !== "" && Number(to) < first) return "whole";
  return first >= length ? "unsatisfiable" : { first, last };
}

/**
 * What a request asks for, and the head of the answer: GET and HEAD of a shelved bundle, whole or one range of it
 * (RFC 9110, sections 13 and 14). Pure. Whatever else is asked for is answered with an empty body.
 */
import type { BundleShelf, ShelvedBundle } from "./shelf.js";

export interface AskedFor {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly header: (name: string) => string | undefined;
}

export interface AnswerHead {
  readonly status: 200 | 206 | 304 | 400 | 404 | 405 | 416;
  readonly headers: Readonly<Record<string, string>>;
  readonly bundle?: ShelvedBundle;
  /** First and last byte of the body; absent where there is none. */
  readonly body?: { readonly from: number; readonly to: number };
}

export function answerTo(asked: AskedFor, shelf: BundleShelf): AnswerHead {
  const { method, target, header } = asked;
  if (method !== "GET" && method !== "HEAD")
    return { status: 405, headers: { ...EMPTY, allow: "GET, HEAD" } };
  if (header("content-length") !== undefined || header("transfer-encoding") !== undefined) {
    return { status: 400, headers: EMPTY };
  }
  const bundle = shelf.at(target);
  if (!bundle) return { status: 404, headers: EMPTY };
  const etag = `"${bundle.sha256.toLowerCase()}"`;
  const common = { etag, "accept-ranges": "bytes", "cache-control": "no-cache" };
  if (names(header("if-none-match"), etag)) return { status: 304, headers: common, bundle };
  const about = { ...common, "content-type": "application/x-pkcs7-certificates" };
  const range = rangeIn(asked, etag, bundle.content.length);
  if (range === "none-of-it") {
    const headers = { ...EMPTY, ...common, "content-range": `bytes */${bundle.content.length}` };
    return { status: 416, headers, bundle };
  }
  const { from, to } = range ?? { from: 0, to: bundle.content.length - 1 };
  const headers = {
    ...about,
    "content-length": String(to - from + 1),
    ...(range && { "content-range": `bytes ${from}-${to}/${bundle.content.length}` }),
  };
  return { status: range ? 206 : 200, headers, bundle, ...(method === "GET" && { body: { from, to } }) };
}

const EMPTY = { "content-length": "0" } as const;

/** Strong comparison will do for both headers: no tag of ours is weak (section 8.8.3.2). */
function names(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === "*" || header.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}

/** Undefined: all of it. Several ranges at once may be answered with all of it (section 14.2). */
function rangeIn(
  { method, header }: AskedFor,
  etag: string,
  length: number,
): { readonly from: number; readonly to: number } | "none-of-it" | undefined {
  const text = header("range");
  // A range in a HEAD is ignored, and one for another file (section 13.1.5) too.
  if (text === undefined || method === "HEAD") return undefined;
  const condition = header("if-range");
  if (condition !== undefined && condition !== etag) return undefined;
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(text.trim()) ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "")
    return Number(last) === 0 ? "none-of-it" : { from: Math.max(0, length - Number(last)), to: length - 1 };
  const from = Number(first);
  const to = last === "" ? length - 1 : Math.min(Number(last), length - 1);
  if (last !== "" && Number(last) < from) return undefined;
  return from >= length ? "none-of-it" : { from, to };
}

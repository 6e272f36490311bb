/** What is asked and what is answered, by RFC 9110. */
import { describe, expect, it } from "vitest";
import { answerTo } from "./requested.js";
import { shelfOf, TEN_BYTES } from "./testing/shelves.js";

const SHELF = shelfOf();
const [{ sha256, paths }] = SHELF.bundles as [(typeof SHELF.bundles)[number]];
const [PATH, BY_DIGEST] = paths;
const TAG = `"${sha256.toLowerCase()}"`;

const ask = (method: string, target: string, headers: Readonly<Record<string, string>> = {}) =>
  answerTo({ method, target, header: (name) => headers[name] }, SHELF);

describe("a mirror's answer", () => {
  it.each([PATH, BY_DIGEST])("is the whole bundle for GET %s", (target) => {
    expect(ask("GET", target)).toMatchObject({
      status: 200,
      headers: { etag: TAG, "content-length": "10", "accept-ranges": "bytes" },
      body: { from: 0, to: TEN_BYTES.length - 1 },
    });
  });

  it("is the same head without a body for HEAD", () => {
    const { body, ...head } = ask("GET", PATH);
    expect(body).toBeDefined();
    expect(ask("HEAD", PATH)).toEqual(head);
  });

  it.each([
    // RFC 9110, section 14.1.2, for a length of 10.
    ["bytes=0-4", "bytes 0-4/10", 5],
    ["bytes=5-", "bytes 5-9/10", 5],
    ["bytes=-3", "bytes 7-9/10", 3],
    ["bytes=-30", "bytes 0-9/10", 10],
    ["bytes=8-200", "bytes 8-9/10", 2],
    ["BYTES=9-9", "bytes 9-9/10", 1],
  ])("is the range %s", (range, contentRange, length) => {
    expect(ask("GET", PATH, { range })).toMatchObject({
      status: 206,
      headers: { "content-range": contentRange, "content-length": String(length), etag: TAG },
    });
  });

  it.each(["bytes=10-", "bytes=10-12", "bytes=-0"])("is 416 for %s, which is none of it", (range) => {
    expect(ask("GET", PATH, { range })).toMatchObject({
      status: 416,
      headers: { "content-range": "bytes */10" },
    });
  });

  it.each(["bytes=4-2", "bytes=0-1,4-5", "lines=1-2", "bytes=", "bytes=a-b", "bytes=-"])(
    "is all of it for %s, which is no range of the one kind that is served",
    (range) => {
      expect(ask("GET", PATH, { range })).toMatchObject({ status: 200, body: { from: 0, to: 9 } });
    },
  );

  it("takes a range only of the file that it is meant for", () => {
    expect(ask("GET", PATH, { range: "bytes=5-", "if-range": TAG }).status).toBe(206);
    expect(ask("GET", PATH, { range: "bytes=5-", "if-range": '"other"' }).status).toBe(200);
    expect(ask("GET", PATH, { range: "bytes=5-", "if-range": `W/${TAG}` }).status).toBe(200);
    expect(ask("HEAD", PATH, { range: "bytes=5-" }).status).toBe(200);
  });

  it.each([TAG, `"x", ${TAG}`, `W/${TAG}`, "*"])("is 304 for one who has it: %s", (tag) => {
    const answer = ask("GET", PATH, { "if-none-match": tag });
    expect(answer).toMatchObject({ status: 304, headers: { etag: TAG } });
    expect(answer.body).toBeUndefined();
  });

  it.each([
    "/",
    "/ios",
    "/ios/",
    "/ios/ios.p7b?x=1",
    "/ios/../ios/ios.p7b",
    "/IOS/IOS.p7b",
    "//ios/ios.p7b",
    "/ios/ios.p7b/",
    "/etc/passwd",
    "/%69os/ios.p7b",
    "http://other/ios/ios.p7b",
    "*",
    "",
    "__proto__",
  ])("is nothing for %j", (target) => {
    expect(ask("GET", target)).toEqual({ status: 404, headers: { "content-length": "0" } });
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", ""])("is 405 for %j", (method) => {
    expect(ask(method, PATH)).toEqual({
      status: 405,
      headers: { allow: "GET, HEAD", "content-length": "0" },
    });
  });

  it("is 400 for a request that brings a body", () => {
    expect(ask("GET", PATH, { "content-length": "3" }).status).toBe(400);
    expect(ask("GET", PATH, { "transfer-encoding": "chunked" }).status).toBe(400);
  });
});

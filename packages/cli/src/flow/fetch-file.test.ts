import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchFile } from "./fetch-file.js";

let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    switch (request.url) {
      case "/file":
        return response.end("content");
      case "/missing":
        return response.writeHead(404).end();
      case "/here":
        return response.writeHead(302, { location: "/file" }).end();
      case "/elsewhere":
        return response.writeHead(302, { location: "http://elsewhere.invalid/file" }).end();
      case "/circle":
        return response.writeHead(302, { location: "/circle" }).end();
      case "/large":
        return response.end("x".repeat(2000));
      default:
        // Never answers.
        return undefined;
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const limits = { bytes: 1000, silenceMs: 60_000, wholeMs: 60_000 };
/** For what never comes: how long nobody waits does not matter. */
const impatient = { ...limits, silenceMs: 300, wholeMs: 300 };

describe("fetchFile", () => {
  it("fetches, and follows a redirect on the same host", async () => {
    for (const path of ["/file", "/here"]) {
      const fetched = await fetchFile(url + path, limits);
      expect(fetched.ok && new TextDecoder().decode(fetched.bytes)).toBe("content");
    }
  });

  it.each([
    ["/missing", "404"],
    ["/elsewhere", "another host, elsewhere.invalid"],
    ["/circle", "more than 5 times"],
    ["/large", "more than 1000 bytes"],
    ["/silent", "no complete answer within 0.3 s"],
  ])("answers %s with a reason", async (path, reason) => {
    const within = path === "/silent" ? impatient : limits;
    expect(await fetchFile(url + path, within)).toEqual({
      ok: false,
      detail: expect.stringContaining(reason),
    });
  });

  it("answers with a reason where nobody listens, and where the address is none", async () => {
    expect(await fetchFile("http://127.0.0.1:9/", limits)).toMatchObject({ ok: false });
    expect(await fetchFile("ios.p7b", limits)).toMatchObject({ ok: false });
  });
});

/** `reroot bundle fetch` and `feed` against a server on loopback that does not behave. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { download } from "../src/flow/download.js";
import { redirectRefusal } from "../src/flow/http-get.js";
import { commandLine } from "../src/testing/command-line.js";

const genuine = fileURLToPath(
  new URL("../../../../shared/data/bundles/ios-v10-2021-09.p7b", import.meta.url),
);
const shell = commandLine();
let server: Server;
let url: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {};
let requests: { path: string; range: string | undefined; ifRange: string | undefined }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const { range, "if-range": ifRange } = request.headers;
    requests.push({ path: request.url ?? "", range, ifRange: ifRange as string | undefined });
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  requests = [];
  for (const end of ["", ".part", ".part.json", ".refused"])
    rmSync(join(shell.directory, `ios.p7b${end}`), { force: true });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  shell.remove();
});

const there = (name: string) => existsSync(join(shell.directory, name));
const fetchIt = async (...argv: readonly string[]) => {
  const { code, out, err } = await shell.run("bundle", "fetch", `${url}/ios.p7b`, ...argv, "--json");
  return { code, err, value: JSON.parse(out) };
};

function haveBundle(): boolean {
  if (existsSync(genuine)) return true;
  if (process.env.CI) throw new Error(`public test data is missing: expected it at ${genuine}`);
  console.warn(`skipped: public test data is not at ${genuine}`);
  return false;
}

describe.skipIf(!haveBundle())("a genuine bundle", () => {
  const bytes = haveBundle() ? readFileSync(genuine) : Buffer.alloc(0);
  const half = bytes.length >> 1;
  const whole = (response: ServerResponse, etag = '"v10"') =>
    response.writeHead(200, { etag, "content-length": bytes.length }).end(bytes);
  /** Sends the first half and breaks off. */
  const cut = (response: ServerResponse, headers: Record<string, string> = { etag: '"v10"' }) => {
    response.writeHead(200, { ...headers, "content-length": bytes.length });
    response.write(bytes.subarray(0, half), () => setTimeout(() => response.destroy(), 50));
  };
  const rest = (request: IncomingMessage, response: ServerResponse, etag = '"v10"') => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1]);
    response
      .writeHead(206, { etag, "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` })
      .end(bytes.subarray(from));
  };
  const dgst = (hash: string) =>
    execFileSync("openssl", ["dgst", hash, genuine], { encoding: "utf8" }).trim().split("= ")[1];

  it("is fetched, verified, and stands under its name with its checksums", async () => {
    answer = (_request, response) => whole(response);
    const { code, err, value } = await fetchIt();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(value).toMatchObject({
      ok: true,
      url: `${url}/ios.p7b`,
      file: "ios.p7b",
      bytes: bytes.length,
      resumedAt: 0,
      sha256: dgst("-sha256"),
      md5: dgst("-md5"),
      name: "Trusted Intersect Bundle",
      version: "10",
      certificates: 108,
      requiredRoots: [{ commonName: "IdenTrust Commercial Root CA 1", held: true }],
    });
    expect(readFileSync(join(shell.directory, "ios.p7b"))).toEqual(bytes);
    expect([there("ios.p7b.part"), there("ios.p7b.part.json")]).toEqual([false, false]);
  });

  it("with one byte changed never gets the good name, and leaves what has it alone", async () => {
    const changed = Buffer.from(bytes);
    changed[half] = (changed[half] ?? 0) ^ 1;
    answer = (_request, response) => response.end(changed);
    writeFileSync(join(shell.directory, "ios.p7b"), "the good one from before");
    const { code, value } = await fetchIt();
    expect(code).toBe(1);
    expect(value).toMatchObject({
      ok: false,
      file: "ios.p7b.refused",
      failure: { code: "bundle/digest-mismatch" },
    });
    expect(readFileSync(join(shell.directory, "ios.p7b"), "utf8")).toBe("the good one from before");
    expect(readFileSync(join(shell.directory, "ios.p7b.refused"))).toEqual(changed);
    expect(there("ios.p7b.part")).toBe(false);
  });

  it("that breaks off is kept in part, and --resume goes on from there", async () => {
    answer = (request, response) => (request.headers.range ? rest(request, response) : cut(response));
    const first = await fetchIt();
    expect(first).toMatchObject({ code: 2, value: { ok: false, failure: { code: "fetch/cut-short" } } });
    expect(first.err).toContain("--resume");
    expect(there("ios.p7b")).toBe(false);
    const kept = readFileSync(join(shell.directory, "ios.p7b.part"));
    expect(kept).toEqual(bytes.subarray(0, kept.length));
    expect(kept.length).toBeGreaterThan(0);
    const second = await fetchIt("--resume");
    expect(second).toMatchObject({ code: 0, value: { ok: true, resumedAt: kept.length } });
    expect(requests.at(-1)).toEqual({ path: "/ios.p7b", range: `bytes=${kept.length}-`, ifRange: '"v10"' });
    expect(readFileSync(join(shell.directory, "ios.p7b"))).toEqual(bytes);
  });

  it.each<[string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ["the file has changed meanwhile", (_request, response) => whole(response, '"v11"')],
    [
      "the server answers with the rest of another file",
      (request, response) => rest(request, response, '"v11"'),
    ],
    [
      "the server answers from the beginning",
      (_request, response) =>
        response
          .writeHead(206, { etag: '"v10"', "content-range": `bytes 0-${bytes.length - 1}/${bytes.length}` })
          .end(bytes),
    ],
    [
      "the server answers with another piece",
      (_request, response) =>
        response
          .writeHead(206, { etag: '"v10"', "content-range": `bytes 0-9/${bytes.length}` })
          .end(bytes.subarray(0, 10)),
    ],
    ["the server knows no such range", (_request, response) => response.writeHead(416).end()],
  ])("is begun anew where %s", async (_what, second) => {
    answer = (_request, response) => cut(response);
    await fetchIt();
    answer = (request, response) =>
      request.headers.range ? second(request, response) : whole(response, '"v11"');
    expect(await fetchIt("--resume")).toMatchObject({ code: 0, value: { ok: true, resumedAt: 0 } });
    expect(readFileSync(join(shell.directory, "ios.p7b"))).toEqual(bytes);
  });

  it.each([
    ["no ETag and no date", {}],
    ["a weak ETag", { etag: 'W/"v10"' }],
  ])(
    "is begun anew where the server gave %s: nothing says that it is the same file",
    async (_what, headers) => {
      answer = (_request, response) => cut(response, headers);
      await fetchIt();
      answer = (_request, response) => whole(response);
      expect(await fetchIt("--resume")).toMatchObject({ code: 0, value: { resumedAt: 0 } });
      expect(requests.at(-1)?.range).toBeUndefined();
    },
  );

  it("is not gone on with when another address is asked", async () => {
    answer = (_request, response) => cut(response);
    await fetchIt();
    answer = (_request, response) => whole(response);
    await shell.run("bundle", "fetch", `${url}/other/ios.p7b`, "--resume");
    expect(requests.at(-1)).toEqual({ path: "/other/ios.p7b", range: undefined, ifRange: undefined });
  });

  it("says whether it helps, to a person", async () => {
    answer = (_request, response) => whole(response);
    const { code, out } = await shell.run("bundle", "fetch", `${url}/ios.p7b`, "--out", "ios.p7b");
    expect(code).toBe(0);
    expect(out).toContain("verified  Trusted Intersect Bundle, version 10");
    expect(out).toContain("it holds IdenTrust Commercial Root CA 1, which FN72290 requires");
    expect(out).toContain(`MD5           ${dgst("-md5")}  as \`show md5 file\` prints it`);
  });
});

describe("a server that does not behave", () => {
  it.each<[string, string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ["is another one", "fetch/redirect-to-other-host", redirecting("http://localhost:9/ios.p7b")],
    [
      "is another port of the same one",
      "fetch/redirect-to-other-host",
      redirecting("http://127.0.0.1:9/ios.p7b"),
    ],
    ["sends us to a file", "fetch/not-a-url", redirecting("file:///etc/passwd")],
    ["sends us in a circle", "fetch/too-many-redirects", redirecting("/ios.p7b")],
    ["sends us nowhere", "fetch/refused-by-server", (_request, response) => response.writeHead(302).end()],
    [
      "has no such file",
      "fetch/refused-by-server",
      (_request, response) => response.writeHead(404).end("no"),
    ],
    [
      "sends too much, and says so",
      "fetch/too-large",
      (_request, response) => response.end(Buffer.alloc(2000)),
    ],
    [
      "sends without end",
      "fetch/too-large",
      (_request, response) => {
        const more = () =>
          void (response.destroyed || response.write(Buffer.alloc(500), () => setImmediate(more)));
        more();
      },
    ],
    ["hangs up", "fetch/no-connection", (request) => request.socket.destroy()],
  ])("%s: %s", async (_what, failure, misbehaviour) => {
    answer = misbehaviour;
    const { code, err, value } = await fetchIt("--max-bytes", "1000");
    expect({ code, failure: value.failure.code }).toEqual({ code: 2, failure });
    expect(err).toMatch(/^error .*\nwhere .*\n {2}try /);
    expect([there("ios.p7b"), there("ios.p7b.refused")]).toEqual([false, false]);
  });

  it("leaves nothing behind of what was too large", async () => {
    answer = (_request, response) => {
      response.write(Buffer.alloc(900));
      setTimeout(() => response.end(Buffer.alloc(900)), 20);
    };
    await fetchIt("--max-bytes", "1000");
    expect([there("ios.p7b.part"), there("ios.p7b.part.json")]).toEqual([false, false]);
  });

  it.each([
    ["says nothing", () => {}],
    ["stops speaking", (_request: IncomingMessage, response: ServerResponse) => void response.write("begun")],
  ])("%s: it is not waited for", async (_what, misbehaviour) => {
    answer = misbehaviour;
    const limits = { bytes: 1000, silenceMs: 200, wholeMs: 60_000 };
    const part = join(shell.directory, "ios.p7b.part");
    expect(await download({ url: `${url}/ios.p7b`, part, resume: false, limits })).toEqual({
      ok: false,
      failure: { code: "fetch/timed-out", seconds: 0.2 },
    });
  });

  it("drips: the whole of it is bounded too", async () => {
    answer = (_request, response) => {
      const drip = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(drip));
    };
    const limits = { bytes: 1_000_000, silenceMs: 60_000, wholeMs: 300 };
    const part = join(shell.directory, "ios.p7b.part");
    expect(await download({ url: `${url}/ios.p7b`, part, resume: false, limits })).toMatchObject({
      failure: { code: "fetch/timed-out", seconds: 0.3 },
    });
  });

  it("serves a web page: it is refused as a bundle", async () => {
    answer = (_request, response) => response.end("<html>Sign in to the guest network</html>");
    expect(await fetchIt()).toMatchObject({
      code: 1,
      value: { file: "ios.p7b.refused", failure: { code: "bundle/not-cms" } },
    });
  });

  it("is not there", async () => {
    const { code, out } = await shell.run("bundle", "fetch", "http://127.0.0.1:9/ios.p7b", "--json");
    expect({ code, failure: JSON.parse(out).failure }).toEqual({
      code: 2,
      failure: {
        code: "fetch/no-connection",
        host: "127.0.0.1",
        trouble: expect.stringMatching(/^(connection-refused|other)$/),
        detail: expect.any(String),
      },
    });
  });
});

describe("redirects", () => {
  const refusal = (from: string, to: string) => redirectRefusal(new URL(from), new URL(to))?.code;

  it.each([
    ["https://a.example/x", "https://a.example/y", undefined],
    ["http://a.example/x", "https://a.example/x", undefined],
    ["https://a.example/x", "http://a.example/x", "fetch/redirect-to-plain-http"],
    ["https://a.example/x", "https://b.example/x", "fetch/redirect-to-other-host"],
    ["https://a.example/x", "https://a.example.evil.example/x", "fetch/redirect-to-other-host"],
    ["http://a.example/x", "https://a.example:8443/x", "fetch/redirect-to-other-host"],
    ["https://a.example/x", "https://a.example@b.example/x", "fetch/redirect-to-other-host"],
  ])("from %s to %s: %s", (from, to, code) => {
    expect(refusal(from, to)).toBe(code);
  });
});

describe("a change feed", () => {
  const feed = readFileSync(new URL("scenarios/files/feed.xml", import.meta.url), "utf8");
  const REQUIRED = "5D56499BE4D2E08BCFCAD08A3E38723D50503BDE706948E42F55603019E528AE";
  const read = async (given: string) => {
    const { code, out } = await shell.run("bundle", "feed", given, "--json");
    return { code, value: JSON.parse(out) };
  };

  it("is read from an address, with the notices that it concerns", async () => {
    answer = (_request, response) => response.end(feed);
    const { code, value } = await read(`${url}/rss.xml`);
    expect(code).toBe(0);
    expect(value.releases.map((one: { currentVersion: string }) => one.currentVersion)).toEqual(["12", "11"]);
    expect(value.notices).toContainEqual({
      notice: "fn72290",
      role: "required",
      commonName: "IdenTrust Commercial Root CA 1",
      sha256: REQUIRED,
      version: "11",
      change: "additions",
      isLoss: false,
    });
  });

  it.each<[string, string, (request: IncomingMessage, response: ServerResponse) => void]>([
    ["is a web page", "feed/not-rss", (_request, response) => response.end("<html></html>")],
    ["is missing", "fetch/refused-by-server", (_request, response) => response.writeHead(404).end()],
    ["is elsewhere", "fetch/redirect-to-other-host", redirecting("http://localhost:9/rss.xml")],
    ["is too large", "fetch/too-large", (_request, response) => response.end(Buffer.alloc(5 << 20))],
  ])("%s: %s", async (_what, failure, misbehaviour) => {
    answer = misbehaviour;
    const { code, value } = await read(`${url}/rss.xml`);
    expect({ code, failure: value.failure.code }).toEqual({ code: 2, failure });
  });
});

function redirecting(location: string) {
  return (_request: IncomingMessage, response: ServerResponse) => response.writeHead(302, { location }).end();
}

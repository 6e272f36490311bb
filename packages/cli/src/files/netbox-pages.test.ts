/** Against a server of the test's own, which answers as NetBox's documentation says ("REST API Overview"). */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { commandLine } from "../testing/command-line.js";
import { netboxPages } from "./netbox-pages.js";

const TOKEN = "0123456789abcdef0123456789abcdef01234567";
const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: http.IncomingMessage, response: http.ServerResponse) => void;

async function serving(server: http.Server, scheme: string): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const httpServer = (answer: Answer) => serving(http.createServer(answer), "http");

const device = (number: number) => ({
  name: `r${number}`,
  status: { value: "active" },
  primary_ip4: { address: `192.0.2.${number}/24` },
});

/** Pages of `limit` devices; `next` as told by `nextFor`. */
function netbox(total: number, nextFor: (query: URLSearchParams, host: string) => string): Answer {
  return (request, response) => {
    const url = new URL(request.url ?? "", `http://${request.headers.host}`);
    const [limit, offset] = [
      Number(url.searchParams.get("limit")),
      Number(url.searchParams.get("offset") ?? 0),
    ];
    const results = Array.from({ length: Math.min(limit, total - offset) }, (_, index) =>
      device(offset + index + 1),
    );
    url.searchParams.set("offset", String(offset + limit));
    const next = offset + limit < total ? nextFor(url.searchParams, url.host) : null;
    response.end(JSON.stringify({ count: total, next, previous: null, results }));
  };
}

const onTheSameHost = (query: URLSearchParams, host: string) => `http://${host}/api/dcim/devices/?${query}`;
const fetching = (url: string, token = TOKEN) => netboxPages({ url, token, tell: () => {} });

describe("netboxPages", () => {
  it("asks for active devices, with the token, page by page", async () => {
    const asked: string[] = [];
    const authorizations = new Set<string | undefined>();
    const answer = netbox(7, onTheSameHost);
    const url = await httpServer((request, response) => {
      asked.push(request.url ?? "");
      authorizations.add(request.headers.authorization);
      answer(request, response);
    });
    const told: string[] = [];
    const pages = await netboxPages({
      url: `${url}/?limit=3&site=paris`,
      token: TOKEN,
      tell: (done, total) => told.push(`${done}/${total}`),
    });
    const query = "limit=3&site=paris&status=active&exclude=config_context";
    expect(asked).toEqual([
      `/api/dcim/devices/?${query}`,
      `/api/dcim/devices/?${query}&offset=3`,
      `/api/dcim/devices/?${query}&offset=6`,
    ]);
    expect([...authorizations]).toEqual([`Token ${TOKEN}`]);
    expect(told).toEqual(["3/7", "6/7", "7/7"]);
    expect(pages.map(({ path }) => path)).toEqual(asked.map((path) => `${url}${path}`));
  });

  it("tokens of NetBox 4.5 and later are bearer tokens, however they are pasted", async () => {
    const seen: (string | undefined)[] = [];
    const answer = netbox(1, onTheSameHost);
    const url = await httpServer((request, response) => {
      seen.push(request.headers.authorization);
      answer(request, response);
    });
    await fetching(url, "nbt_key.secret");
    await fetching(url, "Bearer nbt_key.secret\n");
    expect(seen).toEqual(["Bearer nbt_key.secret", "Bearer nbt_key.secret"]);
    await expect(fetching(url, "two\nlines")).rejects.toThrow("holds characters that no token has");
  });

  it("its filters and its path are kept as they are given", async () => {
    const asked: string[] = [];
    const answer = netbox(1, onTheSameHost);
    const url = await httpServer((request, response) => {
      asked.push(request.url ?? "");
      answer(request, response);
    });
    await fetching(`${url}/netbox/`);
    await fetching(`${url}/netbox/api/dcim/devices?status=staged&limit=10`);
    expect(asked).toEqual([
      "/netbox/api/dcim/devices/?limit=250&status=active&exclude=config_context",
      "/netbox/api/dcim/devices/?status=staged&limit=10&exclude=config_context",
    ]);
  });

  it("a next page on another host is not asked for", async () => {
    let isAsked = false;
    const elsewhere = await httpServer((_, response) => {
      isAsked = true;
      response.end();
    });
    const other = elsewhere.replace("127.0.0.1", "localhost");
    const url = await httpServer(netbox(7, (query) => `${other}/api/dcim/devices/?${query}`));
    await expect(fetching(`${url}/?limit=3`)).rejects.toThrow("the token is not carried there");
    expect(isAsked).toBe(false);
  });

  it("a link that names http or another port on the same host is followed where we began", async () => {
    const url = await httpServer(netbox(5, (query) => `https://127.0.0.1/api/dcim/devices/?${query}`));
    await expect(fetching(`${url}/?limit=3`)).resolves.toHaveLength(2);
  });

  it("pages that lead round in a circle end", async () => {
    const url = await httpServer(
      netbox(7, (_, host) => `http://${host}/api/dcim/devices/?limit=3&status=active&exclude=config_context`),
    );
    await expect(fetching(`${url}/?limit=3`)).rejects.toThrow("round in a circle");
  });

  it.each<[string, Answer, string]>([
    [
      "a token that is refused",
      (_, response) => response.writeHead(403).end("{}"),
      "NetBox refuses the token (403).",
    ],
    [
      "a redirect",
      (_, response) => response.writeHead(302, { location: "http://192.0.2.9/" }).end(),
      "a token is not carried there",
    ],
    [
      "an address that is not NetBox's",
      (_, response) => response.writeHead(404).end(),
      "The server answers 404.",
    ],
    ["a login page", (_, response) => response.end("<html>"), "the answer is not JSON"],
    ["another API", (_, response) => response.end("[]"), "the answer is not a list of NetBox"],
    [
      "a connection that ends",
      (_, response) => response.writeHead(200, { "content-length": 99 }).write("{", () => response.destroy()),
      "NetBox cannot be re",
    ],
  ])("%s is said so", async (_, answer, sentence) => {
    const url = await httpServer(answer);
    await expect(fetching(url)).rejects.toThrow(sentence);
  });

  it("a page without end is cut off", async () => {
    const url = await httpServer((_, response) => {
      const megabyte = Buffer.alloc(1024 * 1024, " ");
      const more = () => {
        while (response.writable && response.write(megabyte));
        if (response.writable) response.once("drain", more);
      };
      response.on("error", () => {});
      more();
    });
    await expect(fetching(url)).rejects.toThrow("a page has more than 33554432 bytes");
  });

  it("a certificate that nobody vouches for is refused, whatever the environment says", async () => {
    const folder = mkdtempSync(join(tmpdir(), "reroot-test-"));
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const openssl = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=netbox -addext subjectAltName=IP:127.0.0.1 -keyout ${key} -out ${cert}`;
    execFileSync("openssl", openssl.split(" "), { stdio: "ignore" });
    let isAsked = false;
    const answer: Answer = (_, response) => {
      isAsked = true;
      response.end("{}");
    };
    const server = https.createServer({ key: readFileSync(key), cert: readFileSync(cert) }, answer);
    const url = await serving(server, "https");
    rmSync(folder, { recursive: true });
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      await expect(fetching(url)).rejects.toThrow("The server's certificate is not trusted");
    } finally {
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    }
    expect(isAsked).toBe(false);
  });
});

describe("reroot inventory show --inventory URL", () => {
  it("shows the devices of all pages, and never the token", async () => {
    const url = await httpServer(netbox(5, onTheSameHost));
    const shell = commandLine({ environment: { REROOT_NETBOX_TOKEN: TOKEN } });
    const { code, out, err } = await shell.run(
      "inventory",
      "show",
      "--inventory",
      `${url}/?limit=3`,
      "--json",
    );
    shell.remove();
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out).devices.map(({ name }: { name: string }) => name)).toEqual([
      "r1",
      "r2",
      "r3",
      "r4",
      "r5",
    ]);
    expect(out).not.toContain(TOKEN);
  });
});

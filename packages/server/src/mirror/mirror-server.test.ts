/** The server on a real socket, with clients that behave and clients that do not. */
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { devicesByAddress } from "./device-addresses.js";
import { fetchLog } from "./fetch-log.js";
import { mirrorLog } from "./mirror-log.js";
import { type Mirror, type MirrorLimits, startMirror } from "./mirror-server.js";
import { shelfOf } from "./testing/shelves.js";

/** More than the system's buffers hold, so that a slow reader is noticed. */
const LARGE = new Uint8Array(24 * 1024 * 1024).map((_, index) => index % 251);

const mirrors: Mirror[] = [];
afterEach(async () => {
  await Promise.all(mirrors.splice(0).map((mirror) => mirror.stop()));
});

async function serving(content?: Uint8Array, limits: Partial<MirrorLimits> = {}, address = "127.0.0.1") {
  const lines: string[] = [];
  const logged: string[] = [];
  const fetches = fetchLog((line) => lines.push(line));
  const inventory = { devices: [{ name: "r1", host: "127.0.0.1", port: 22, groups: [] }] };
  const started = await startMirror({
    address,
    port: 0,
    shelf: shelfOf(content),
    deviceAt: await devicesByAddress(inventory, async () => []),
    fetches,
    log: mirrorLog((line) => logged.push(line)),
    now: () => new Date("2022-02-23T06:08:10.000Z"),
    limits: { stopMs: 500, ...limits },
  });
  if (!started.ok) return { failure: started.failure, lines, logged };
  mirrors.push(started.value);
  return { mirror: started.value, url: started.value.urlOf("ios") ?? "", fetches, lines, logged };
}

async function mustServe(...given: Parameters<typeof serving>) {
  const served = await serving(...given);
  if (!served.mirror) throw new Error(served.failure.code);
  return served;
}

/** Sends text as it stands and answers with everything that comes back. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (data) => {
      heard += data.toString("latin1");
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(heard));
  });
}

describe("a mirror", () => {
  it("hands out the bundle, byte by byte, and writes down who took it", async () => {
    const { url, fetches, lines } = await mustServe(LARGE.subarray(0, 300_000));
    const answer = await fetch(url);
    const body = Buffer.from(await answer.arrayBuffer());
    expect(body.equals(Buffer.from(LARGE.subarray(0, 300_000)))).toBe(true);
    await expect.poll(() => lines.length).toBe(1);
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      format: "reroot-mirror-fetch/1",
      at: "2022-02-23T06:08:10.000Z",
      address: "127.0.0.1",
      device: "r1",
      method: "GET",
      path: "/ios/ios.p7b",
      status: 200,
      bytes: 300_000,
      end: "complete",
    });
    expect([...fetches.whole().keys()]).toEqual(["r1"]);
  });

  it("hands out a part of it where one asks for that", async () => {
    const { mirror } = await mustServe(LARGE.subarray(0, 100_000));
    const heard = await raw(mirror.port, "GET /ios/ios.p7b HTTP/1.0\r\nrange: bytes=1000-1999\r\n\r\n");
    const [head = "", body = ""] = heard.split(/\r\n\r\n([\s\S]*)/);
    expect(head).toMatch(/^HTTP\/1\.1 206 Partial Content\r\n/);
    expect(head).toMatch(/\r\ncontent-range: bytes 1000-1999\/100000/i);
    expect(Buffer.from(body, "latin1").equals(Buffer.from(LARGE.subarray(1_000, 2_000)))).toBe(true);
  });

  it("counts nobody as served who went away in the middle", async () => {
    const { mirror, fetches, lines } = await mustServe(LARGE);
    await new Promise<void>((gone) => {
      const socket = connect(mirror.port, "127.0.0.1", () =>
        socket.write("GET /ios/ios.p7b HTTP/1.0\r\n\r\n"),
      );
      socket.once("data", () => socket.destroy());
      socket.on("close", () => gone());
    });
    await expect.poll(() => lines.length).toBe(1);
    const fetched = JSON.parse(lines[0] as string);
    expect(fetched).toMatchObject({ status: 200, end: "broken-off" });
    expect(fetched.bytes).toBeLessThan(LARGE.length);
    expect(fetches.whole().size).toBe(0);
  });

  it.each([
    "GET /secret HTTP/1.0\r\n\r\n",
    "GET /ios/../../etc/passwd HTTP/1.0\r\n\r\n",
    "POST /ios/ios.p7b HTTP/1.0\r\ncontent-length: 3\r\n\r\nabc",
    "GET /ios/ios.p7b HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc",
    "nonsense\r\n\r\n",
    "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
    `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`,
  ])("answers nothing else: %j", async (text) => {
    const { mirror } = await mustServe();
    const heard = await raw(mirror.port, text.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nconnection: close\r\n"));
    expect(heard).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(heard.split("\r\n\r\n").slice(1).join("")).toBe("");
  });

  it("waits for nobody who does not ask, and for nobody who does not take", async () => {
    const { mirror, lines } = await mustServe(LARGE, { silenceMs: 300, requestMs: 300 });
    await raw(mirror.port, "GET /ios");
    await new Promise<void>((closed) => {
      const socket = connect(mirror.port, "127.0.0.1", () => {
        socket.write("GET /ios/ios.p7b HTTP/1.0\r\n\r\n");
        socket.pause();
      });
      socket.on("error", () => {});
      // Paused, so that only the other side's going away ends it.
      const look = setInterval(() => {
        if (lines.length === 0) return;
        clearInterval(look);
        socket.destroy();
        closed();
      }, 50);
    });
    expect(JSON.parse(lines[0] as string)).toMatchObject({ end: "broken-off" });
  });

  it("turns away whoever comes beyond the number of connections, and says so", async () => {
    const { mirror, logged } = await mustServe(undefined, { connections: 1 });
    const first = connect(mirror.port, "127.0.0.1");
    await new Promise((connected) => first.once("connect", connected));
    expect(await raw(mirror.port, "GET /ios/ios.p7b HTTP/1.0\r\n\r\n")).toBe("");
    expect(logged.some((line) => line.includes("too many connections"))).toBe(true);
    first.destroy();
  });

  it("ends what is under way, but not for ever", async () => {
    const { mirror, lines } = await mustServe(LARGE, { stopMs: 200 });
    const socket = connect(mirror.port, "127.0.0.1", () => {
      socket.write("GET /ios/ios.p7b HTTP/1.0\r\n\r\n");
      socket.pause();
    });
    socket.on("error", () => {});
    await expect.poll(() => mirror.busy()).toBe(1);
    expect(await mirror.stop()).toEqual({ unfinished: 1 });
    await expect.poll(() => lines.length).toBe(1);
    socket.destroy();
    mirrors.length = 0;
  });

  it("stops at once when nobody is fetching", async () => {
    const { mirror, url } = await mustServe();
    await (await fetch(url)).arrayBuffer();
    expect(await mirror.stop()).toEqual({ unfinished: 0 });
    await expect(fetch(url)).rejects.toThrow();
    mirrors.length = 0;
  });
});

describe("an address to listen on", () => {
  it.each(["0.0.0.0", "::", "0:0:0:0:0:0:0:0"])("is never every address: %s", async (address) => {
    expect((await serving(undefined, {}, address)).failure).toEqual({
      code: "mirror/every-address",
      address,
    });
  });

  it.each([
    ["192.0.2.1", "http://192.0.2.1:0"],
    ["mirror.example.com", "mirror.example.com"],
    ["", ""],
  ])("is one of this machine's: %j", async (address, shown) => {
    expect((await serving(undefined, {}, address)).failure).toEqual({
      code: "mirror/address-not-ours",
      address: shown,
    });
  });

  it("is nobody else's", async () => {
    const { mirror } = await mustServe();
    const second = await startMirror({
      address: "127.0.0.1",
      port: mirror.port,
      shelf: shelfOf(),
      deviceAt: () => undefined,
      fetches: fetchLog(() => {}),
      log: mirrorLog(() => {}),
      now: () => new Date(0),
    });
    expect(second).toMatchObject({ ok: false, failure: { code: "mirror/address-in-use" } });
  });
});

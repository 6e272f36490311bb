import { createServer as createTcpServer, type Server } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { readCertificate } from "@reroot/pki";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type IssuedCertificate, ThrowAwayCa } from "../testing/certificates.js";
import { CertificateTap } from "./certificate-tap.js";
import { observeEndpoint } from "./observe-endpoint.js";
import { readServedChain } from "./served-chain.js";

const authority = new ThrowAwayCa();
const CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign";
const retired = authority.root("retired-root");
const required = authority.root("required-root");
const intermediate = authority.issue("intermediate", required, CA);
const stray = authority.issue("stray", retired, CA);
const leaf = authority.issue("leaf", intermediate, "subjectAltName=DNS:tools.example.net");
afterAll(() => authority.remove());

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as { port: number }).port;
}

function serving(chain: readonly IssuedCertificate[], options: TlsOptions = {}): Promise<number> {
  const cert = chain.map(({ pem }) => pem).join("");
  return listening(
    createServer({ cert, key: chain[0]?.key, ...options }, (socket) => socket.on("error", () => {})),
  );
}

function certificate({ der }: IssuedCertificate) {
  const read = readCertificate(der);
  if (!read.ok) throw new Error(read.failure.code);
  return read.value;
}

const NOW = new Date();

function look(port: number, roots: readonly IssuedCertificate[], host = "tools.example.net") {
  return observeEndpoint({
    host,
    port: 443,
    connectTo: { host: "127.0.0.1", port },
    timeoutMs: 10_000,
    roots: roots.map(certificate),
    now: () => NOW,
  });
}

const sha256 = (chain: readonly IssuedCertificate[]) => chain.map((one) => one.sha256);

describe("looking at an endpoint", () => {
  it("records the chain as served, and the root it leads to", async () => {
    const port = await serving([leaf, intermediate]);
    expect(await look(port, [retired, required])).toEqual({
      host: "tools.example.net",
      port: 443,
      at: NOW.toISOString(),
      served: {
        known: true,
        shownBy: [],
        value: {
          certificates: sha256([leaf, intermediate]),
          leafNotAfter: certificate(leaf).notAfter.toISOString(),
          rootSha256: required.sha256,
        },
      },
    });
  });

  it("names no root where none of those in question completes the chain", async () => {
    const port = await serving([leaf, intermediate]);
    const { served } = await look(port, [retired]);
    expect(served).toMatchObject({ known: true, value: { certificates: sha256([leaf, intermediate]) } });
    expect(served).not.toHaveProperty("value.rootSha256");
  });

  it("adds nothing that was not served: a missing intermediate stays missing", async () => {
    const { served } = await look(await serving([leaf]), [required]);
    expect(served).toMatchObject({ value: { certificates: sha256([leaf]) } });
    expect(served).not.toHaveProperty("value.rootSha256");
  });

  it("keeps order and strangers as they were sent", async () => {
    const sent = [leaf, stray, intermediate, required];
    const { served } = await look(await serving(sent), [required]);
    expect(served).toMatchObject({ value: { certificates: sha256(sent), rootSha256: required.sha256 } });
  });

  it("reads a server that speaks TLS 1.3 only", async () => {
    const { served } = await look(await serving([leaf, intermediate], { minVersion: "TLSv1.3" }), [required]);
    expect(served).toMatchObject({
      value: { certificates: sha256([leaf, intermediate]), rootSha256: required.sha256 },
    });
  });

  it("reads an old server", async () => {
    const options = { maxVersion: "TLSv1", minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const { served } = await look(await serving([leaf, intermediate], options), [required]);
    expect(served).toMatchObject({ value: { rootSha256: required.sha256 } });
  });

  it("reads a server that wants a certificate of ours and then breaks off", async () => {
    const options = { requestCert: true, rejectUnauthorized: true, maxVersion: "TLSv1.2" } as const;
    const { served } = await look(await serving([leaf, intermediate], options), [required]);
    expect(served).toMatchObject({ value: { certificates: sha256([leaf, intermediate]) } });
  });

  it("leads an expired leaf to its root all the same", async () => {
    const port = await serving([leaf, intermediate]);
    const later = new Date(certificate(leaf).notAfter.getTime() + 86_400_000);
    const observed = await observeEndpoint({
      host: "127.0.0.1",
      port,
      timeoutMs: 10_000,
      roots: [certificate(required)],
      now: () => later,
    });
    expect(observed.served).toMatchObject({ value: { rootSha256: required.sha256 } });
  });

  it("asks for the name, and sends nothing but the handshake", async () => {
    const names: unknown[] = [];
    const sent: Buffer[] = [];
    const server = createServer(
      {
        cert: leaf.pem,
        key: leaf.key,
        SNICallback: (name, done) => done(null, void names.push(name) as undefined),
      },
      (socket) => {
        socket.on("data", (data) => sent.push(data));
        socket.on("error", () => {});
      },
    );
    await look(await listening(server), [required]);
    await new Promise((done) => server.close(done));
    expect(names).toEqual(["tools.example.net"]);
    expect(Buffer.concat(sent).length).toBe(0);
  });
});

describe("an endpoint that cannot be looked at", () => {
  const failureOf = async (port: number, timeoutMs = 10_000) => {
    const chain = await readServedChain({ host: "127.0.0.1", port, timeoutMs });
    return chain.ok ? "served" : chain.failure.code;
  };

  it("is not there", async () => {
    const server = createTcpServer();
    const port = await listening(server);
    await new Promise((done) => server.close(done));
    servers.pop();
    expect(await failureOf(port)).toBe("probe/unreachable");
    expect((await look(port, [])).served).toMatchObject({
      known: false,
      reason: { code: "evidence/unreachable" },
    });
  });

  it("says nothing", async () => {
    const port = await listening(createTcpServer((socket) => socket.on("error", () => {})));
    expect(await failureOf(port, 200)).toBe("probe/timed-out");
  });

  it.each([
    ["something else", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["nothing and goes", ""],
    ["half a record", "\x16\x03\x03\xff\xff\x0b"],
    ["a certificate list that overruns", "\x16\x03\x03\x00\x0a\x0b\x00\x00\x06\x00\x00\x03\x00\x00\x09"],
  ])("says %s", async (_what, text) => {
    const port = await listening(
      createTcpServer((socket) => {
        socket.on("error", () => {});
        socket.end(text, "latin1");
      }),
    );
    expect(await failureOf(port)).toBe("probe/handshake-failed");
  });

  it("floods", () => {
    const tap = new CertificateTap();
    const record = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(0x4000, 0x0b)]);
    for (let count = 0; count < 200; count++) tap.take(record);
    expect(tap.certificates).toBeUndefined();
  });
});

/** `reroot endpoint probe` against servers on loopback, with chains and dates made by the openssl command. */
import { readFileSync, writeFileSync } from "node:fs";
import { createServer as createTcpServer, type Server } from "node:net";
import { join } from "node:path";
import { createServer, type TlsOptions } from "node:tls";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { commandLine } from "../src/testing/command-line.js";
import { CA, type DatedCertificate, DatedCertificates } from "../src/testing/dated-certificates.js";

const authority = new DatedCertificates();
const span = { from: "20200101000000Z", to: "20300101000000Z" };
const root = authority.issue({ name: "required-root", ...span, extensions: CA });
const stranger = authority.issue({ name: "other-root", ...span, extensions: CA });
const issuing = authority.issue({ name: "issuing-ca", issuer: root, ...span, extensions: CA });
const leaf = authority.issue({
  name: "leaf",
  issuer: issuing,
  from: "20220101000000Z",
  to: "20221231235959Z",
  extensions: ["subjectAltName=DNS:tools.example.net,IP:127.0.0.1"],
});

const shell = commandLine({ now: () => new Date("2022-03-01T09:00:00Z") });
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => {
  authority.remove();
  shell.remove();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as { port: number }).port;
}

function serving(chain: readonly DatedCertificate[], options: TlsOptions = {}): Promise<number> {
  const cert = chain.map(({ pem }) => pem).join("");
  return listening(
    createServer({ cert, key: leaf.key, ...options }, (socket) => socket.on("error", () => {})),
  );
}

const answering = (bytes: Buffer) =>
  listening(
    createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end(bytes));
    }),
  );

const json = async (...argv: readonly string[]) => {
  const { code, out, err } = await shell.run("endpoint", "probe", ...argv, "--json");
  return { code, err, value: JSON.parse(out) };
};

/** As a router prints an entry of its pool. */
function printed(subject: string, serial: string, sha1: string): string {
  return `Trustpool: Downloaded
=====================================================
CA certificate
  Serial Number  : ${serial}
  Subject:
        ${subject}
  Issued By      :
        ${subject}
  Validity Start : 00:00:00 UTC Wed Jan 01 2020
  Validity End   : 00:00:00 UTC Tue Jan 01 2030
  SHA1 Fingerprint:
         ${sha1}
`;
}

describe("the chain as served", () => {
  it("is recorded in the server's order, strangers included, and saved as it is", async () => {
    const port = await serving([leaf, stranger, issuing]);
    const { code, err, value } = await json(`127.0.0.1:${port}`, "--save", "chain.pem");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(value.chain.map((row: { sha256: string }) => row.sha256)).toEqual(
      [leaf, stranger, issuing].map(({ sha256 }) => sha256),
    );
    expect(value.chain[0]).toEqual({
      sha256: leaf.sha256,
      sha1: leaf.sha1,
      subject: "CN=leaf",
      issuer: "CN=issuing-ca",
      serial: leaf.serial.replaceAll(":", ""),
      notBefore: "2022-01-01T00:00:00.000Z",
      notAfter: "2022-12-31T23:59:59.000Z",
      names: ["tools.example.net", "127.0.0.1"],
    });
    expect(value).toMatchObject({
      serverName: "127.0.0.1",
      connectedTo: { address: "127.0.0.1", port },
      lookedAt: "2022-03-01T09:00:00.000Z",
      notice: "fn72290",
      leadsTo: [],
      pool: null,
      answer: null,
      timeline: null,
    });
    const saved = readFileSync(join(shell.directory, "chain.pem"), "utf8");
    expect(saved).toBe([leaf, stranger, issuing].map(({ pem }) => pem).join(""));
  });

  it("has a row for a certificate that cannot be read", async () => {
    const garbage = Buffer.from("not a certificate");
    const list = Buffer.concat([leaf.der, garbage].flatMap((der) => [uint24(der.length), der]));
    const body = Buffer.concat([uint24(list.length), list]);
    const message = Buffer.concat([Buffer.from([11]), uint24(body.length), body]);
    const record = Buffer.concat([
      Buffer.from([22, 3, 3, message.length >> 8, message.length & 255]),
      message,
    ]);
    const { code, value } = await json(`127.0.0.1:${await answering(record)}`);
    expect(code).toBe(0);
    expect(value.chain[0].sha256).toBe(leaf.sha256);
    expect(value.chain[1]).toMatchObject({ failure: { code: expect.stringMatching(/^der\//) } });
  });
});

describe("the answer for a pool", () => {
  const probe = async (pool: string, ...more: readonly string[]) => {
    const port = await serving([leaf, issuing]);
    const elsewhere = ["--connect-to", `127.0.0.1:${port}`, "--pool", pool];
    return json("tools.example.net", ...elsewhere, ...more);
  };

  it("accepted: with the path", async () => {
    const { code, value } = await probe(authority.fileOf(root));
    expect(code).toBe(0);
    expect(value.answer).toEqual({
      at: "2022-03-01T09:00:00.000Z",
      outcome: "accepted",
      anchorSha256: root.sha256,
      basis: "chain",
      path: [
        { sha256: leaf.sha256, subject: "CN=leaf" },
        { sha256: issuing.sha256, subject: "CN=issuing-ca" },
        { sha256: root.sha256, subject: "CN=required-root" },
      ],
      tried: [],
    });
  });

  it("refused: with the most specific reason, the certificate concerned and the paths tried", async () => {
    const { code, value } = await probe(authority.fileOf(stranger));
    expect(code).toBe(1);
    expect(value.answer).toMatchObject({
      outcome: "refused",
      reason: {
        code: "forecast/chain-refused",
        because: {
          code: "chain/root-not-in-pool",
          certificate: { sha256: issuing.sha256 },
          issuer: "CN=required-root",
        },
      },
      path: null,
    });
    expect(value.answer.tried[0].path.map((one: { sha256: string }) => one.sha256)).toEqual([
      leaf.sha256,
      issuing.sha256,
    ]);
  });

  it.each([
    ["2021-12-31", "chain/not-yet-valid"],
    ["2023-01-01", "chain/expired"],
  ])("refused on %s: %s", async (at, because) => {
    const { code, value } = await probe(authority.fileOf(root), "--at", at);
    expect(code).toBe(1);
    expect(value.answer.reason.because).toMatchObject({
      code: because,
      certificate: { sha256: leaf.sha256 },
    });
  });

  it("refused for another name, and --sni says which one counts", async () => {
    const other = await probe(authority.fileOf(root), "--sni", "other.example.net");
    expect(other.code).toBe(1);
    expect(other.value).toMatchObject({
      serverName: "other.example.net",
      answer: { reason: { because: { code: "chain/name-mismatch" } } },
    });
  });

  it("for a period: the intervals and why each ends", async () => {
    const { code, value } = await probe(authority.fileOf(root), "--at", "2021-06-01..2023-05-31");
    expect(code).toBe(1);
    expect(
      value.timeline.map(({ from, until, outcome, reason }: Record<string, never>) => [
        from,
        until,
        outcome,
        (reason as { because: { code: string } } | undefined)?.because.code,
      ]),
    ).toEqual([
      ["2021-06-01T00:00:00.000Z", "2022-01-01T00:00:00.000Z", "refused", "chain/not-yet-valid"],
      ["2022-01-01T00:00:00.000Z", "2023-01-01T00:00:00.000Z", "accepted", undefined],
      ["2023-01-01T00:00:00.000Z", "2023-06-01T00:00:00.000Z", "refused", "chain/expired"],
    ]);
    expect((await probe(authority.fileOf(root), "--at", "2022-01-01..2022-12-31")).code).toBe(0);
  });

  it("undetermined where the pool as printed holds what nobody can resolve, until a catalogue does", async () => {
    writeFileSync(join(shell.directory, "pool.txt"), printed("CN=required-root", root.serial, root.sha1));
    const doubtful = await probe("pool.txt");
    expect(doubtful.code).toBe(3);
    expect(doubtful.value.answer).toMatchObject({
      outcome: "undetermined",
      reason: {
        code: "forecast/unresolved-entries",
        entries: [{ label: { subject: "CN=required-root", sha1: root.sha1 } }],
      },
    });
    expect(doubtful.value.pool.unresolved).toMatchObject([
      { subject: "CN=required-root", why: "label/not-in-catalogue" },
    ]);
    const resolved = await probe("pool.txt", "--catalogue", authority.fileOf(root));
    expect(resolved.code).toBe(0);
    expect(resolved.value.answer.anchorSha256).toBe(root.sha256);
  });

  it("undetermined where a certificate of the pool cannot be read", async () => {
    const broken = `${stranger.pem}-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n`;
    writeFileSync(join(shell.directory, "broken.pem"), broken);
    expect((await probe("broken.pem")).code).toBe(3);
    writeFileSync(join(shell.directory, "broken.pem"), broken + root.pem);
    expect((await probe("broken.pem")).code).toBe(0);
  });

  it("for a device of an audit", async () => {
    const label = {
      set: "Downloaded",
      subject: "CN=required-root",
      issuer: "CN=required-root",
      serial: root.serial,
      notBefore: "2020-01-01T00:00:00Z",
      notAfter: "2030-01-01T00:00:00Z",
      sha1: root.sha1,
    };
    const device = (name: string, trustPool: object) => ({
      device: name,
      readAt: "2022-02-28T00:00:00.000Z",
      facts: { trustPool },
    });
    const evidence = {
      formatVersion: 1,
      gatheredAt: "2022-02-28T00:00:00.000Z",
      devices: [
        device("par-core-1", { known: true, value: "digest", shownBy: [] }),
        device("lyo-edge-1", {
          known: false,
          reason: { code: "evidence/not-read", command: "show crypto ca trustpool" },
        }),
      ],
      pools: { digest: [label] },
      endpoints: [],
    };
    writeFileSync(join(shell.directory, "evidence.json"), JSON.stringify(evidence));
    const asked = ["--evidence", ".", "--catalogue", authority.fileOf(root)];
    const { code, value } = await probe("par-core-1", ...asked);
    expect({ code, pool: value.pool.name }).toEqual({ code: 0, pool: "par-core-1" });
    expect(await probe("lyo-edge-1", ...asked)).toMatchObject({
      code: 3,
      value: { error: { message: expect.stringContaining("was not read") } },
    });
    expect((await probe("nobody", ...asked)).code).toBe(2);
  });

  it("for a person", async () => {
    const port = await serving([leaf, issuing]);
    const where = ["tools.example.net", "--connect-to", `127.0.0.1:${port}`];
    const { code, out } = await shell.run(
      "endpoint",
      "probe",
      ...where,
      "--pool",
      authority.fileOf(stranger),
    );
    expect(code).toBe(1);
    const plain = out.replaceAll(String(port), "PORT").replaceAll(authority.folder, "DIR");
    expect(plain).toBe(`tools.example.net at 127.0.0.1:PORT  2 certificates served by 127.0.0.1, port PORT
  as tools.example.net

#  Valid from  Valid until  SHA-256              Subject, issuer, names
1  2022-01-01  2022-12-31   ${leaf.sha256.slice(0, 16)}...  CN=leaf; issued by CN=issuing-ca; for tools.example.net, 127.0.0.1
2  2020-01-01  2030-01-01   ${issuing.sha256.slice(0, 16)}...  CN=issuing-ca; issued by CN=required-root

leads to      none of the roots of FN72290, by the certificates served
pool          DIR/other-root.pem: PEM, 1 certificate
refused       On 2022-03-01 09:00:00 UTC, the pool does not hold CN=required-root, and the server does not send it; it is the issuer of CN=issuing-ca.
concerns      CN=issuing-ca (SHA-256 ${issuing.sha256.slice(0, 16)}...)
tried         CN=leaf < CN=issuing-ca
              Its issuer CN=required-root is not among the roots that count: CN=issuing-ca.
try           If that is a root, import a bundle that holds it. If it is an intermediate, the server must send it.
`);
  });
});

describe("a server that cannot be looked at", () => {
  const failure = async (...argv: readonly string[]) => {
    const { code, err, value } = await json(...argv);
    expect(err).toMatch(/^error .*\nwhere .*\n {2}try /);
    return { code, failure: value.failure.code };
  };

  it("is not there", async () => {
    const port = await listening(createTcpServer());
    const server = servers.pop();
    await new Promise((done) => server?.close(done));
    expect(await failure(`127.0.0.1:${port}`)).toEqual({ code: 2, failure: "endpoint/connection-refused" });
  });

  it("has a name that nobody knows", async () => {
    // RFC 6761, section 6.4: there is no such name; without name servers, nobody says so.
    const { code, failure: why } = await failure("tools.invalid");
    expect(code).toBe(2);
    expect(["endpoint/name-not-resolved", "endpoint/name-servers-silent"]).toContain(why);
  });

  it("says nothing", async () => {
    const port = await listening(createTcpServer((socket) => socket.on("error", () => {})));
    expect(await failure(`127.0.0.1:${port}`, "--timeout", "1")).toEqual({
      code: 2,
      failure: "endpoint/timed-out",
    });
  });

  it("speaks something else", async () => {
    const port = await answering(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
    expect(await failure(`127.0.0.1:${port}`)).toEqual({ code: 2, failure: "endpoint/not-tls" });
  });

  it("hangs up", async () => {
    const port = await answering(Buffer.alloc(0));
    expect(await failure(`127.0.0.1:${port}`)).toEqual({
      code: 2,
      failure: "endpoint/handshake-broken-off",
    });
  });

  it("refuses, and the alert is named", async () => {
    // RFC 8446, section 6: a fatal alert, unrecognized_name (112).
    const port = await answering(Buffer.from([21, 3, 3, 0, 2, 2, 112]));
    const { code, err, value } = await json(`127.0.0.1:${port}`);
    expect({ code, failure: value.failure }).toEqual({
      code: 2,
      failure: { code: "endpoint/tls-alert", alert: 112 },
    });
    expect(err).toContain("unrecognized_name");
  });
});

function uint24(value: number): Buffer {
  return Buffer.from([value >> 16, (value >> 8) & 255, value & 255]);
}

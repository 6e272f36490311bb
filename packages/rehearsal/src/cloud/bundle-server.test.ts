import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Lab, rehearsalFleet, startLab } from "../index.js";
import { http, opensslVerdict } from "../testing/outside.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

const TRS = "/security/pki/trs/";
let lab: Lab;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bundles-"));
  const base = rehearsalFleet(story)[0]!;
  const withNewSigner = [...base.builtIn, { authority: "new-signer" as const }];
  lab = await startLab(
    storyOptions([
      { ...base, name: "old-signer-only" },
      { ...base, name: "both-signers", builtIn: withNewSigner },
    ]),
  );
});
afterEach(() => {
  lab.bundle.setFault(undefined);
  lab.bundle.setScenario("good");
  lab.bundle.setSigner("current", "old");
});
afterAll(async () => {
  await lab.stop();
  rmSync(folder, { recursive: true });
});

const at = (path: string) => lab.bundle.published.find(({ url }) => url.endsWith(path))!.loopbackUrl;

/** The certificates inside a bundle and whether openssl accepts its signature under a root. */
function opened(bundle: Buffer, rootPem: string): string {
  writeFileSync(join(folder, "b"), bundle);
  writeFileSync(join(folder, "r"), rootPem);
  const verify = [
    "cms",
    "-verify",
    "-purpose",
    "any",
    "-inform",
    "DER",
    "-in",
    "b",
    "-CAfile",
    "r",
    "-binary",
  ];
  execFileSync("openssl", [...verify, "-no-CApath", "-out", "inner"], { cwd: folder, stdio: "pipe" });
  const print = ["pkcs7", "-inform", "DER", "-in", "inner", "-print_certs", "-noout"];
  return execFileSync("openssl", print, { cwd: folder, encoding: "utf8" });
}

describe("what is published, as openssl reads it", () => {
  it("has core, intersect and union at the old and the current path", async () => {
    expect(lab.bundle.published.map(({ url }) => url).sort()).toEqual(
      [
        "http://www.cisco.com/security/pki/trs/ios.p7b",
        "http://www.cisco.com/security/pki/trs/ios_core.p7b",
        "http://www.cisco.com/security/pki/trs/ios_union.p7b",
        ...["ios", "ios_core", "ios_union"].flatMap((name) => [
          `https://www.cisco.com/security/pki/trs/current/${name}/${name}.p7b`,
          `https://www.cisco.com/security/pki/trs/current/${name}/rss.xml`,
        ]),
      ].sort(),
    );
    for (const path of ["ios.p7b", "current/ios_core/ios_core.p7b", "current/ios_union/ios_union.p7b"]) {
      const { status, headers, body } = await http(at(TRS + path));
      expect(status).toBe(200);
      expect(headers["content-type"]).toBe("application/pkcs7-mime");
      expect(opened(body, lab.standIns.signer.pem)).toContain(
        `IdenTrust Commercial Root CA 1 (LAB ${lab.id})`,
      );
    }
    expect((await http(at(`${TRS}ios.p7b`).replace("ios.p7b", "other.p7b"))).status).toBe(404);
  });

  it("signs the current path under the new root when told so; a router takes it only if it holds that root", async () => {
    lab.bundle.setSigner("current", "new");
    const { body } = await http(at(`${TRS}current/ios/ios.p7b`));
    expect(opened(body, lab.authority("new-signer").pem)).toContain("IdenTrust");
    expect(() => opened(body, lab.standIns.signer.pem)).toThrow(/self-signed certificate|issuer certificate/);
    const url = "http://www.cisco.com/security/pki/trs/current/ios/ios.p7b";
    const pools = await Promise.all(["old-signer-only", "both-signers"].map((name) => importedOn(name, url)));
    expect(pools[0]).not.toContain(lab.standIns.required.sha1);
    expect(pools[1]).toContain(lab.standIns.required.sha1);
  });

  it("tells what changed, in the feed's JSON", async () => {
    const { headers, body } = await http(at(`${TRS}current/ios/rss.xml`));
    expect(headers["content-type"]).toBe("application/rss+xml");
    const item = /<item>[\s\S]*<description>([\s\S]*?)<\/description>/.exec(body.toString("utf8"))![1]!;
    const changes = JSON.parse(item.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
    expect(changes).toMatchObject({
      currentVersion: "10",
      prevVersion: "9",
      additions: [{ certSha256: lab.standIns.required.sha256 }],
      deletions: [],
      markedForRemoval: [{ certSha256: lab.standIns.retired.sha256 }],
    });
    expect(changes.additions[0].certSubjectDn).toContain("CN=IdenTrust Commercial Root CA 1");
  });

  it("answers over https too, under the root that the schedule says", async () => {
    const host = lab.cloud.hosts.find((one) => one.host === "www.cisco.com")!;
    const { verdict } = await opensslVerdict(folder, host, lab.standIns.retired.pem, lab.clock.now());
    expect(verdict).toBe("ok");
    const url = "https://www.cisco.com/security/pki/trs/current/ios_union/ios_union.p7b";
    expect(await importedOn("old-signer-only", url)).toContain(lab.standIns.required.sha1);
  });
});

async function importedOn(name: string, url: string): Promise<string> {
  const client = await TestClient.connect(lab, lab.devices.find((device) => device.name === name)!);
  await client.shell();
  await client.command("terminal length 0");
  await client.command(`crypto ca trustpool import url ${url}`);
  const pool = await client.command("show crypto ca trustpool");
  client.end();
  return pool;
}

describe("HTTP, by RFC 9110", () => {
  const url = () => at(`${TRS}ios.p7b`);
  const get = (headers: Record<string, string>, method = "GET") => http(url(), { method, headers });

  it("sends a range, the end of the file, or the whole where the range makes no sense", async () => {
    const whole = (await get({})).body;
    const part = await get({ range: "bytes=10-19" });
    expect(part.status).toBe(206);
    expect(part.headers["content-range"]).toBe(`bytes 10-19/${whole.length}`);
    expect(part.body).toEqual(whole.subarray(10, 20));
    expect((await get({ range: "bytes=-5" })).body).toEqual(whole.subarray(-5));
    expect((await get({ range: `bytes=${whole.length - 3}-` })).body).toEqual(whole.subarray(-3));
    const beyond = await get({ range: `bytes=${whole.length}-` });
    expect(beyond.status).toBe(416);
    expect(beyond.headers["content-range"]).toBe(`bytes */${whole.length}`);
    for (const range of ["bytes=9-3", "lines=1-2", "bytes=a-b", "bytes=0-1,4-5"])
      expect(await get({ range })).toMatchObject({ status: 200, body: whole });
  });

  it("knows its entity tag and date", async () => {
    const { headers, body } = await get({});
    const etag = String(headers.etag);
    expect(await get({ "if-none-match": `"other", W/${etag}` })).toMatchObject({ status: 304 });
    expect(await get({ "if-modified-since": String(headers["last-modified"]) })).toMatchObject({
      status: 304,
    });
    expect((await get({ "if-modified-since": "Thu, 01 Jan 2015 00:00:00 GMT" })).status).toBe(200);
    expect((await get({ range: "bytes=0-0", "if-range": etag })).status).toBe(206);
    expect((await get({ range: "bytes=0-0", "if-range": '"other"' })).status).toBe(200);
    const head = await get({}, "HEAD");
    expect([head.headers["content-length"], head.body.length]).toEqual([String(body.length), 0]);
    expect(await get({}, "DELETE")).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
    lab.bundle.setScenario("tampered");
    expect((await get({ "if-none-match": etag })).status).toBe(200);
  });

  it("fails when it is told to", async () => {
    lab.bundle.setFault({ status: 503 });
    expect((await get({})).status).toBe(503);
    lab.bundle.setFault({ cutAfterBytes: 100 });
    await expect(get({})).rejects.toThrow(/aborted|hang up|ECONNRESET/);
  });
});

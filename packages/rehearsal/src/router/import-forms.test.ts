import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, type RouterSpec, rehearsalFleet, startLab } from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

const [base] = rehearsalFleet(story) as [RouterSpec];
/** A root that none of the lab's bundles holds. */
const earlier = { downloaded: [{ authority: "new-signer" as const }] };
const BUNDLE = "http://www.cisco.com/security/pki/trs/ios.p7b";

let lab: Lab;
const clients = new Map<string, TestClient>();
beforeAll(async () => {
  lab = await startLab(
    storyOptions([
      { ...base, name: "one" },
      { ...base, ...earlier, name: "merging", importMode: "merge" },
      { ...base, ...earlier, name: "replacing", importMode: "replace" },
    ]),
  );
  for (const device of lab.devices) {
    const client = await TestClient.connect(lab, device);
    await client.shell();
    await client.command("terminal length 0");
    clients.set(device.name, client);
  }
});
afterAll(async () => {
  for (const client of clients.values()) client.end();
  await lab.stop();
});

const on = (name: string) => clients.get(name)!;
const said = (client: TestClient, line: string, answer: RegExp) => {
  client.type(`${line}\r`);
  return client.until(answer);
};
const pool = (name: string) => on(name).command("show crypto ca trustpool");

describe("a mirror", () => {
  it("is reached by its name, by an address behind a route, and by one of loopback; nothing else is there", async () => {
    const mirrors = [
      "http://mirror.example:8080/ios/ios.p7b",
      "http://10.20.30.40/b.p7b",
      "http://127.0.0.1:9/x/b.p7b",
    ];
    const options = storyOptions([
      {
        ...base,
        name: "one",
        configuration: "router static\n address-family ipv4 unicast\n  10.20.30.40/32 192.0.2.1\n",
      },
    ]);
    const mirrored = await startLab({ ...options, bundle: { ...options.bundle, mirrors } });
    const [device] = mirrored.devices;
    const client = await TestClient.connect(mirrored, device!);
    await client.shell();
    await client.command("terminal length 0");
    for (const url of mirrors) {
      await client.command("crypto ca trustpool import url clean");
      expect(await client.command(`crypto ca trustpool import url ${url}`)).not.toContain("%");
      const held = await client.command("show crypto ca trustpool");
      expect(held, url).toContain(mirrored.standIns.required.sha1);
    }
    expect(await client.command("crypto ca trustpool import url http://10.20.30.40/other.p7b")).toContain(
      "failed",
    );
    client.end();
    await mirrored.stop();
  });
});

describe("an import", () => {
  it.each([
    "disk0:/b.p7b",
    "/disk0:/b.p7b",
    "disk0:b.p7b",
    "harddisk:/b.p7b",
    "/harddisk:/b.p7b",
    "/tmp/pki_bundle_0.p7b",
  ])("from %s takes the file that was copied there", async (path) => {
    const client = on("one");
    await client.command("crypto ca trustpool import url clean");
    await said(client, `copy ${BUNDLE} ${path}`, /Destination filename \[\/(?!\/)\S+\]\?$/);
    expect(await said(client, "", /#$/)).toContain("Copy operation success");
    expect(await pool("one")).not.toContain(lab.standIns.required.sha1);
    expect(await client.command(`crypto ca trustpool import url ${path}`)).not.toContain("%");
    expect(await pool("one")).toContain(lab.standIns.required.sha1);
    await said(client, `delete ${path}`, /\[confirm\]$/);
    await said(client, "", /#$/);
    expect(await client.command(`crypto ca trustpool import url ${path}`)).toContain("import failed");
  });

  it("over https from the bundle's current place", async () => {
    await on("one").command("crypto ca trustpool import url clean");
    const url = "https://www.cisco.com/security/pki/trs/current/ios/ios.p7b";
    expect(await on("one").command(`crypto ca trustpool import url ${url}`)).not.toContain("%");
    expect(await pool("one")).toContain(lab.standIns.required.sha1);
    expect(lab.cloud.history.at(-1)).toMatchObject({ host: "www.cisco.com", status: 200 });
  });

  it("adds to the certificates of earlier ones, or takes their place, as the switch says", async () => {
    const before = lab.authority("new-signer").sha1;
    for (const name of ["merging", "replacing"]) {
      expect(await pool(name)).toContain(before);
      await on(name).command(`crypto ca trustpool import url ${BUNDLE}`);
      expect(await pool(name)).toContain(lab.standIns.required.sha1);
    }
    expect(await pool("merging")).toContain(before);
    expect(await pool("replacing")).not.toContain(before);
  });
});

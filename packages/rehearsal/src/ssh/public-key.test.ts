import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, rehearsalFleet, startLab } from "../index.js";
import { hasOpenSsh, OpenSsh } from "../testing/openssh.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

describe.skipIf(!hasOpenSsh)(
  "log-in by public key, with OpenSSH's own keys (skipped where ssh is missing)",
  () => {
    const folder = mkdtempSync(join(tmpdir(), "lab-keys-"));
    const made = (name: string, type: string) => {
      const file = join(folder, name);
      spawnSync("ssh-keygen", ["-q", "-t", type, "-N", "", "-C", name, "-f", file]);
      return { file, line: readFileSync(`${file}.pub`, "utf8").trim() };
    };
    const known = made("known", "ed25519");
    const imported = made("imported", "rsa");
    const stranger = made("stranger", "ed25519");
    let lab: Lab;
    let ssh: OpenSsh;
    beforeAll(async () => {
      lab = await startLab({
        ...storyOptions(rehearsalFleet(story).slice(0, 1)),
        authorizedKeys: [known.line],
      });
      ssh = new OpenSsh(lab);
    });
    afterAll(async () => {
      ssh.remove();
      rmSync(folder, { recursive: true });
      await lab.stop();
    });

    const logIn = (key: { file: string }, user = lab.username) => {
      const { host, port } = lab.devices[0]!;
      const only = ["PubkeyAuthentication=yes", "PreferredAuthentications=publickey", "IdentitiesOnly=yes"];
      // The first value of an option counts in OpenSSH, so that these must come before the helper's own.
      return ssh.run("ssh", ["-i", key.file, "-p", String(port), `${user}@${host}`, "show clock"], "", only);
    };

    it("takes a key of the options, and no other, for no other user", async () => {
      expect(await logIn(known)).toMatchObject({ status: 0, text: expect.stringContaining("UTC") });
      expect((await logIn(stranger)).status).not.toBe(0);
      expect((await logIn(known, "somebody")).status).not.toBe(0);
    });

    it("takes a key that was copied to the router and imported", async () => {
      expect((await logIn(imported)).status).not.toBe(0);
      const { host, port } = lab.devices[0]!;
      const copied = await ssh.run("scp", [
        "-O",
        "-P",
        String(port),
        `${imported.file}.pub`,
        `${lab.username}@${host}:disk0:/key.pub`,
      ]);
      expect(copied.status).toBe(0);
      const client = await TestClient.connect(lab, lab.devices[0]!);
      await client.shell();
      expect(await client.command("crypto key import authentication rsa disk0:/none")).toContain(
        "% No such file",
      );
      await client.command("crypto key import authentication rsa disk0:/key.pub");
      client.end();
      expect(await logIn(imported)).toMatchObject({ status: 0 });
    });

    it("takes a key in the form of the vendor's guide: the base64 decoded", async () => {
      const decoded = made("decoded", "rsa");
      const file = join(folder, "decoded.bin");
      writeFileSync(file, Buffer.from(decoded.line.split(" ")[1]!, "base64"));
      const { host, port } = lab.devices[0]!;
      const to = `${lab.username}@${host}:disk0:/decoded.bin`;
      await ssh.run("scp", ["-O", "-P", String(port), file, to]);
      const client = await TestClient.connect(lab, lab.devices[0]!);
      await client.shell();
      const import_ = "crypto key import authentication rsa username";
      expect(await client.command(`${import_} nobody disk0:/decoded.bin`)).toContain("% There is no user");
      expect((await logIn(decoded)).status).not.toBe(0);
      await client.command(`${import_} ${lab.username} disk0:/decoded.bin`);
      client.end();
      expect(await logIn(decoded)).toMatchObject({ status: 0 });
    });
  },
);

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasOpenSsh } from "../testing/openssh.js";
import { freshHostKey } from "./host-key.js";
import { createSshServer } from "./ssh2.js";

describe("host keys", () => {
  it("are read by ssh2, every one of 2,000", () => {
    for (let count = 0; count < 2_000; count += 1) createSshServer(freshHostKey(), () => {});
  });

  it.skipIf(!hasOpenSsh)(
    "are read by ssh-keygen, which finds the same public key (skipped where ssh is missing)",
    () => {
      const folder = mkdtempSync(join(tmpdir(), "lab-key-"));
      const key = freshHostKey();
      writeFileSync(join(folder, "key"), key.private, { mode: 0o600 });
      const found = spawnSync("ssh-keygen", ["-y", "-f", join(folder, "key")], { encoding: "utf8" });
      rmSync(folder, { recursive: true });
      expect(found.stdout.trim()).toBe(`${key.public} lab`);
    },
  );
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inventoryTexts } from "./inventory-folder.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "reroot-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
}

const parts = async (given: string) => {
  const { files, notOpened } = await inventoryTexts(folder, given);
  return {
    files: files.map(
      ({ path, part }) => `${path}: ${part.kind === "variables" ? `${part.of} ${part.below}` : part.kind}`,
    ),
    notOpened,
  };
};

describe("inventoryTexts", () => {
  it("of a folder: sources, variables, and the names of what is not opened", async () => {
    write("inv/hosts", "inv/edge/more.yml", "inv/group_vars/all/a.yml", "inv/host_vars/r1.yml");
    write("inv/README.md", "inv/script.py", "inv/.git/config", "inv/hosts~", "inv/group_vars/.hidden");
    expect(await parts("inv")).toEqual({
      files: [
        "inv/edge/more.yml: source",
        "inv/group_vars/all/a.yml: group all/a.yml",
        "inv/host_vars/r1.yml: host r1.yml",
        "inv/hosts: source",
      ],
      notOpened: ["inv/README.md", "inv/hosts~", "inv/script.py"],
    });
  });

  it("of a file: what lies beside it, and nothing else", async () => {
    write(
      "inv/hosts.yaml",
      "inv/groups.yaml",
      "inv/defaults.yml",
      "inv/other.ini",
      "inv/group_vars/core",
      "inv/deep/hosts",
    );
    expect((await parts("inv/hosts.yaml")).files).toEqual([
      "inv/hosts.yaml: source",
      "inv/defaults.yml: companion",
      "inv/group_vars/core: group core",
      "inv/groups.yaml: companion",
    ]);
  });

  it("only regular files are opened, and a link that leads back ends", async () => {
    write("inv/hosts");
    symlinkSync(join(folder, "inv"), join(folder, "inv", "again"));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, "inv", "socket"), resolve));
    const { files } = await parts("inv");
    server.close();
    expect(files.at(-1)).toBe("inv/hosts: source");
    expect(files.filter((file) => file.includes("socket"))).toEqual([]);
  });

  it("a folder without any is refused", async () => {
    write("inv/README.md");
    await expect(inventoryTexts(folder, "inv")).rejects.toThrow("The folder holds no inventory.");
    await expect(inventoryTexts(folder, "nowhere")).rejects.toThrow("There is no such file or folder.");
  });
});

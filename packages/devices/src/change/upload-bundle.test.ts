/** Copying a bundle to a device, by SFTP and by SCP, to servers that misbehave. */
import { createHash } from "node:crypto";
import type { Transcript } from "@reroot/core";
import { afterEach, describe, expect, it } from "vitest";
import { deviceAccess, straightRoutes } from "../fleet/access.js";
import { type FileServer, type FileServerMood, fileServer } from "../testing/file-server.js";
import { LIMITS, LOGIN, trustingHostKeys } from "../testing/sessions.js";
import { carryOutAction } from "./carry-out.js";

const PATH = "harddisk:/reroot-1a2b3c4d.p7b";
/** Larger than what is under way at once. */
const BUNDLE = new Uint8Array(400_000).map((_, index) => (index * 31) % 251);
const digest = (name: string) => createHash(name).update(BUNDLE).digest("hex");
const ACTION = {
  kind: "copy-file",
  path: PATH,
  bytes: BUNDLE.length,
  sha256: digest("sha256").toUpperCase(),
  md5: digest("md5"),
} as const;

const servers: FileServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function copying(
  mood: FileServerMood,
  changes: { bundle?: Uint8Array; action?: Partial<typeof ACTION>; server?: FileServer } = {},
) {
  const server = changes.server ?? (await fileServer(mood));
  servers.push(server);
  const transcripts: Transcript[] = [];
  const access = deviceAccess({
    routeTo: straightRoutes({ loginFor: () => LOGIN, hostKeys: trustingHostKeys() }),
    limits: { ...LIMITS, msBetweenSessions: 0, commandTimeoutMs: 1_500 },
  });
  const outcome = await carryOutAction(
    { name: "r1", host: "127.0.0.1", port: server.port, groups: [] },
    { ...ACTION, ...changes.action },
    {
      access,
      deliver: (transcript) => transcripts.push(transcript),
      now: () => new Date("2022-02-23T06:08:10.000Z"),
      bundle: changes.bundle ?? BUNDLE,
    },
  );
  return { server, outcome, transcripts };
}

describe("copying a bundle", () => {
  it("sends it by SFTP, byte by byte, to the very path", async () => {
    const { server, outcome, transcripts } = await copying({});
    expect(outcome).toEqual({ result: "accepted", shownBy: [transcripts[0]?.id] });
    expect(server.files.get(PATH)?.equals(Buffer.from(BUNDLE))).toBe(true);
    expect(server.closed).toEqual([PATH]);
    expect(transcripts[0]?.output).toContain(`as ${PATH}`);
    expect(server.connections()).toBe(1);
  });

  it("spells the path as the device takes it", async () => {
    const { server, outcome } = await copying({ takes: /^\// });
    expect(outcome).toMatchObject({ result: "accepted" });
    expect(server.closed).toEqual([`/${PATH}`]);
  });

  it.each([{ without: ["sftp"] } satisfies FileServerMood, { takes: /^never/ }])(
    "uses SCP on a second connection where SFTP will not do: %j",
    async (mood) => {
      const { server, outcome } = await copying(mood);
      expect(outcome).toMatchObject({ result: "accepted" });
      expect(server.files.get(`/${PATH}`)?.equals(Buffer.from(BUNDLE))).toBe(true);
      expect(server.connections()).toBe(2);
    },
  );

  it.each([
    ["open", 3, "Permission denied", "not-authorized"],
    ["open", 4, "No space left on device", "no-space"],
    ["write", 4, "No space left on device", "no-space"],
    ["close", 4, "Failure", "upload-refused"],
  ] as const)("hands on the refusal at %s: %i %s", async (at, status, text, because) => {
    const { server, outcome } = await copying({ refuses: { at, status, text } });
    expect(outcome).toMatchObject({ result: "refused", because });
    expect(server.closed).toEqual([]);
    expect(server.connections()).toBe(1);
  });

  it.each(["open", "close"] as const)("hands on what SCP complains of at %s", async (at) => {
    const refuses = { at, status: 4, text: "No space left on device" } as const;
    const { outcome } = await copying({ without: ["sftp"], refuses });
    expect(outcome).toMatchObject({
      result: "refused",
      because: "no-space",
      text: "No space left on device",
    });
  });

  it("says so where the device takes no files at all", async () => {
    const { outcome } = await copying({ without: ["sftp", "scp"] });
    expect(outcome).toMatchObject({ result: "refused", because: "upload-refused" });
  });

  it.each([[[]], [["sftp"]]] as const)(
    "does not know what came of a transfer that broke off, without %j",
    async (without) => {
      for (const cutAfter of [0, 1, 32_768, 200_000, BUNDLE.length - 1]) {
        const { server, outcome } = await copying({ cutAfter, without });
        expect(outcome.result, `cut after ${cutAfter}`).toBe("unknown");
        expect(server.closed).toEqual([]);
      }
    },
  );

  it("does not wait for ever for a device that says nothing", async () => {
    const { outcome } = await copying({ silent: true });
    expect(outcome).toMatchObject({ result: "unknown", detail: expect.stringContaining("nothing moved") });
  });

  it("replaces what an earlier attempt left behind", async () => {
    const server = await fileServer();
    (server.files as Map<string, Buffer>).set(PATH, Buffer.alloc(500_000, 1));
    const { outcome } = await copying({}, { server });
    expect(outcome).toMatchObject({ result: "accepted" });
    expect(server.files.get(PATH)?.equals(Buffer.from(BUNDLE))).toBe(true);
  });

  it.each([
    ["other bytes", { bundle: new Uint8Array(BUNDLE.length) }],
    ["another length", { action: { bytes: 1 as never } }],
    ["another MD5", { action: { md5: "00".repeat(16) } }],
  ])("connects to nobody with a bundle that is not the approved one: %s", async (_what, changes) => {
    const server = await fileServer();
    await expect(copying({}, { ...changes, server })).rejects.toThrow("not those of the approved bundle");
    expect(server.connections()).toBe(0);
  });
});

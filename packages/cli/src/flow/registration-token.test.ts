import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApprovedPlan } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { realWorld } from "../world.js";
import { registrationToken, rememberedToken } from "./registration-token.js";

const TOKEN = "NGIxOWQ5YTAtN2Q1Ny00ZTk1LTk1MjItYmE3ZmY0ODdjZTQ1%3D%0A";

function approvedWith(kind: string, also?: readonly string[]): ApprovedPlan {
  return {
    plan: { waves: [{ devices: [{ steps: [{ kind }] }] }] },
    approval: { ...(also && { also }) },
  } as unknown as ApprovedPlan;
}

const given = (REROOT_REGISTRATION_TOKEN: string | undefined) => ({
  ...realWorld(),
  environment: { REROOT_REGISTRATION_TOKEN },
  stderr: { write: () => {}, isTerminal: false, columns: 80 },
});

describe("a registration token", () => {
  it("is taken where an approved plan registers a device, without what a paste leaves around it", async () => {
    const approved = approvedWith("register", ["registration"]);
    expect(await registrationToken(approved, given(` ${TOKEN}\n`))).toBe(TOKEN);
  });

  it.each([
    ["nothing registers", approvedWith("import-bundle", ["registration"])],
    ["nobody said yes to it", approvedWith("register")],
    ["the yes is to something else", approvedWith("register", ["crl-optional"])],
  ])("is asked of nobody where %s", async (_why, approved) => {
    expect(await registrationToken(approved, given(TOKEN))).toBeUndefined();
  });

  it.each([
    [undefined, "is needed"],
    ["two words", "is not one word"],
    ["short", "is not one word"],
    [`${TOKEN}?`, "is not one word"],
  ])("is refused, and not shown: %j", async (token, said) => {
    const refused = registrationToken(approvedWith("register", ["registration"]), given(token));
    await expect(refused).rejects.toThrow(said);
    await refused.catch((error: Error) => expect(error.message).not.toContain(TOKEN));
  });
});

describe("a worker's registration token", () => {
  const registers = () => approvedWith("register", ["registration"]);

  it("is read once from its descriptor, and serves every rollout that registers, and no other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "reroot-token-"));
    writeFileSync(join(folder, "token"), `${TOKEN}\n`);
    const descriptor = openSync(join(folder, "token"), "r");
    const tokenFor = rememberedToken(given(undefined), descriptor);
    expect(await tokenFor(approvedWith("import-bundle", ["registration"]))).toBeUndefined();
    const both = await Promise.all([tokenFor(registers()), tokenFor(registers())]);
    closeSync(descriptor);
    rmSync(folder, { recursive: true });
    expect([...both, await tokenFor(registers())]).toEqual([TOKEN, TOKEN, TOKEN]);
    expect(await tokenFor(approvedWith("register"))).toBeUndefined();
  });

  it("is asked for again where none was given: the next rollout may find one", async () => {
    const world = given(undefined);
    const tokenFor = rememberedToken(world);
    await expect(tokenFor(registers())).rejects.toThrow("is needed");
    world.environment.REROOT_REGISTRATION_TOKEN = TOKEN;
    expect(await tokenFor(registers())).toBe(TOKEN);
  });
});

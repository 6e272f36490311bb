/** A lab like another lab that was audited: found as the first one was, stand-ins and troubles included. */
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { commandLine } from "../src/testing/command-line.js";

interface Ready {
  readonly password: string;
  readonly username: string;
  readonly hostKeys: string;
  readonly inventory: string;
  readonly labNotice: string;
  readonly management: string;
  readonly labTime: string;
  readonly unlike?: readonly { readonly device: string; readonly kind: string }[];
}

interface Found {
  readonly device: string;
  readonly verdict: string;
  readonly release?: string;
  readonly services: readonly { readonly basis?: string; readonly alsoNeedsRoot?: boolean }[];
}

const environment: Record<string, string> = {};
const shell = commandLine({ environment });
afterAll(() => shell.remove());

async function inLab<T>(options: readonly string[], work: (ready: Ready) => Promise<T>): Promise<T> {
  const lab = shell.start("lab", "up", "--json", "--clock-rate", "0", ...options);
  const ready = JSON.parse(await lab.firstLine) as Ready;
  environment.REROOT_PASSWORD = ready.password;
  try {
    return await work(ready);
  } finally {
    expect(await lab.stop()).toMatchObject({ code: 0, err: "" });
  }
}

async function audit({ labNotice, inventory, hostKeys, username }: Ready, out: string) {
  const lab = [
    "--lab-notice",
    labNotice,
    "--inventory",
    inventory,
    "--known-hosts",
    hostKeys,
    "--user",
    username,
  ];
  const { out: text } = await shell.run("audit", ...lab, "--out", out, "--json");
  return (JSON.parse(text) as { readonly findings: readonly Found[] }).findings;
}

/** What the two labs must agree in. */
function essence(findings: readonly Found[]) {
  return findings.map(({ device, verdict, release, services }) => ({
    device,
    verdict,
    release,
    bases: services.map(({ basis }) => basis),
    alsoNeedsRoot: services.map(({ alsoNeedsRoot }) => alsoNeedsRoot),
  }));
}

describe("lab up --like", () => {
  it("makes a lab whose audit finds what the audit that it resembles found", async () => {
    const first = await inLab([], async (ready) => {
      const to = JSON.stringify({ now: "2022-02-23T06:00:00Z" });
      await fetch(`${ready.management}/clock`, { method: "PUT", body: to });
      return audit(ready, "first");
    });
    expect(new Set(first.map(({ verdict }) => verdict)).size).toBe(7);
    const second = await inLab(["--like", "first"], async (ready) => {
      expect(ready.labTime).toBe("2022-02-23T06:00:00.000Z");
      expect(ready.unlike?.map(({ device, kind }) => `${device} ${kind}`)).toEqual([]);
      return audit(ready, "second");
    });
    expect(essence(second)).toEqual(essence(first));
  });

  it("refuses what is neither an audit nor an inventory, and other ways to say who the routers are", async () => {
    const nothing = await shell.run("lab", "up", "--like", join(shell.directory, "nothing"));
    expect(nothing).toMatchObject({ code: 2, out: "" });
    const both = await shell.run("lab", "up", "--like", "first", "--devices", "3");
    expect(both.code).toBe(2);
    expect(both.err).toContain("--devices");
  });
});

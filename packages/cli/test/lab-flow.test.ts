/**
 * Every command of the flow, one after the other, against a lab: what a team does with its routers. The
 * lab is another command, and nothing is shared with it but what it prints and writes.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandLine, type Running } from "../src/testing/command-line.js";

interface Ready {
  readonly ready: boolean;
  readonly devices: readonly { readonly name: string; readonly host: string; readonly port: number }[];
  readonly username: string;
  readonly password: string;
  readonly hostKeys: string;
  readonly inventory: string;
  readonly labNotice: string;
  readonly management: string;
}

const shell = commandLine();
let lab: Running;
let ready: Ready;
let ours: ReturnType<typeof commandLine>;

beforeAll(async () => {
  lab = shell.start("lab", "up", "--json");
  ready = JSON.parse(await lab.firstLine) as Ready;
  ours = commandLine({ environment: { REROOT_PASSWORD: ready.password } });
});

afterAll(async () => {
  expect(await lab.stop()).toMatchObject({ code: 0, err: "" });
  shell.remove();
  ours.remove();
});

const setLabTime = (now: string) =>
  fetch(`${ready.management}/clock`, { method: "PUT", body: JSON.stringify({ now }) });

describe("a migration, command by command", () => {
  it("audits, plans, approves, applies and proves", async () => {
    const labFiles = ["--lab-notice", ready.labNotice];
    const login = ["--known-hosts", ready.hostKeys, "--user", ready.username];
    await setLabTime("2022-02-23T06:00:00Z");

    const audit = await ours.run(
      "audit",
      ...labFiles,
      "--inventory",
      ready.inventory,
      ...login,
      "--out",
      "run",
      "--json",
    );
    expect(audit).toMatchObject({ code: 1, err: "" });
    const found = JSON.parse(audit.out);
    expect(found.notice).toMatchObject({ id: "fn72290", lab: true });
    const verdicts = new Map<string, string>(
      found.findings.map((one: { device: string; verdict: string }) => [one.device, one.verdict]),
    );
    // By their making: lab-007 has the bundle, lab-008 is on a reservation, lab-012 is unreachable.
    expect([...verdicts].filter(([device]) => ["lab-007", "lab-008", "lab-012"].includes(device))).toEqual([
      ["lab-007", "protected"],
      ["lab-008", "not-applicable"],
      ["lab-012", "undetermined"],
    ]);

    const refused = await ours.run("plan", "run");
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("which no production command accepts");

    const plan = await ours.run("plan", "run", ...labFiles, "--author", "Ada", "--json");
    expect(plan).toMatchObject({ code: 1, err: "" });
    expect((await ours.run("apply", "run", ...labFiles, ...login)).err).toContain("reroot approve");
    expect(await ours.run("approve", "run", "--by", "Grace")).toMatchObject({ code: 0 });

    const apply = await ours.run("apply", "run", ...labFiles, ...login, "--json");
    expect(apply).toMatchObject({ code: 0, err: "" });
    const { proof, report } = JSON.parse(apply.out);
    expect(readFileSync(report, "utf8")).toContain("REHEARSAL");

    expect(await ours.run("proof", "check", proof)).toMatchObject({ code: 1 });
    expect(await ours.run("proof", "check", proof, "--rehearsal")).toMatchObject({ code: 0 });
    writeFileSync(
      join(ours.directory, "tampered.json"),
      readFileSync(proof, "utf8").replace("Grace", "Grade"),
    );
    const tampered = await ours.run("proof", "check", "tampered.json", "--rehearsal", "--json");
    expect(tampered.code).toBe(1);
    expect(JSON.parse(tampered.out).failure.code).toBe("proof/altered");

    for (const file of readdirSync(dirname(proof))) {
      expect(readFileSync(join(dirname(proof), file), "utf8"), file).not.toContain(ready.password);
    }

    const again = await ours.run("plan", "run", ...labFiles);
    expect(again.code).toBe(2);
    expect(again.err).toContain("carried out");
  });

  it("sends nothing to a device whose host key is not known", async () => {
    writeFileSync(join(ours.directory, "no_hosts"), "");
    const [first] = ready.devices;
    const audit = await ours.run(
      ...["audit", `${first?.host}:${first?.port}`, "--lab-notice", ready.labNotice],
      ...["--known-hosts", "no_hosts", "--user", ready.username, "--json"],
    );
    expect(audit.code).toBe(3);
    expect(audit.out).toContain("evidence/host-key-refused");
  });

  it("refuses the notice of a lab that is not there", async () => {
    const elsewhere = join(ours.directory, "elsewhere");
    mkdirSync(elsewhere);
    copyFileSync(ready.labNotice, join(elsewhere, "lab-notice.yaml"));
    const audit = await ours.run("audit", "r1", "--lab-notice", join(elsewhere, "lab-notice.yaml"));
    expect(audit.code).toBe(2);
    expect(audit.err).toContain("lab.json");
    expect(dirname(ready.labNotice)).not.toBe(elsewhere);
  });
});

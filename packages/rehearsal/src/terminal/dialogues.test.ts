/**
 * Sessions as captured from real equipment, typed as an unseen client would. Each names the state of unicon's recorded
 * dialogues (mock_data/iosxr), or the public thread, that shows it.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, rehearsalFleet, startLab } from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

let lab: Lab;
const opened: TestClient[] = [];
/** The NCS 5500 (eXR), the ASR 9000 (classic) and the 8000 of the rehearsal's fleet. */
const [EXR, CLASSIC, LATEST] = [0, 1, 2];

beforeAll(async () => {
  lab = await startLab(storyOptions(rehearsalFleet(story).slice(0, 3)));
});
afterAll(async () => {
  for (const client of opened) client.end();
  await lab.stop();
});

async function login(index: number): Promise<TestClient> {
  const client = await TestClient.connect(lab, lab.devices[index]!);
  opened.push(client);
  await client.shell();
  return client;
}

/** Types a line and returns all that came until `end`. */
async function say(client: TestClient, line: string, end: RegExp): Promise<string> {
  client.type(`${line}\r`);
  return client.until(end);
}

describe("questions", () => {
  it("clears the log by y or n only (states prompt_yn, half_confirm_prompt, again_confirm_prompt)", async () => {
    const client = await login(EXR);
    await say(client, "clear logging", /\rClear logging buffer \[confirm\] \[y\/n\] :$/);
    await say(client, "", /\rClear logging buffer \[confirm with only 'y' or 'n'\] \[y\/n\] :$/);
    expect(await say(client, "n", /#$/)).toMatch(/^n\r\nRP\/0\/RP0\/CPU0:lab-001#$/);
  });

  it("asks ping's questions one by one (states ping_proto to ping1_sweep)", async () => {
    const client = await login(EXR);
    await say(client, "ping", /\rProtocol \[ipv4\]: $/);
    await say(client, "", /\rTarget IP address: $/);
    await say(client, "192.0.2.53", /\rRepeat count \[5\]: $/);
    await say(client, "3", /\rDatagram size \[100\]: $/);
    await say(client, "", /\rTimeout in seconds \[2\]: $/);
    await say(client, "", /\rExtended commands\? \[no\]: $/);
    await say(client, "n", /\rSweep range of sizes\? \[no\]: $/);
    const answer = await say(client, "n", /#$/);
    expect(answer).toContain(
      "Sending 3, 100-byte ICMP Echos to 192.0.2.53, timeout is 2 seconds:\r\n!!!\r\n",
    );
    expect(answer).toContain("Success rate is 100 percent (3/3), round-trip min/avg/max = 1/1/3 ms");
  });

  it("pings with options in any order, and says when nobody answers (enable: ping 10.0.0.1)", async () => {
    const client = await login(EXR);
    const text = await client.command("ping vrf default ipv4 10.9.9.9 timeout 1 count 2 size 64");
    expect(text).toContain(
      "Sending 2, 64-byte ICMP Echos to 10.9.9.9, timeout is 1 seconds:\n..\nSuccess rate is 0 percent (0/2)",
    );
    const refused = await client.command("ping 10.9.9.9 count 0");
    expect(refused).toContain(`${" ".repeat("RP/0/RP0/CPU0:lab-001#ping 10.9.9.9 count ".length)}^\n`);
  });

  it.each([
    [EXR, "Proceed with reload?  [confirm]", "after"],
    [LATEST, "Proceed with reload? [confirm]", "after"],
    [CLASSIC, "Proceed with reload? [confirm]", "before"],
  ] as const)(
    "asks before a reload as platform %s does (ncs540_reload_proceed, spitfire_reload_confirm, reload_confirm_prompt)",
    async (index, question, backup) => {
      const client = await login(index);
      const asked = await say(client, "reload", /\[confirm\]$/);
      expect(asked.endsWith(question)).toBe(true);
      expect(asked.includes("BACKUP HAS COMPLETED SUCCESSFULLY")).toBe(backup === "before");
      expect(await say(client, "n", /#$/)).not.toContain("BACKUP");
    },
  );

  it("asks before a hardware module reloads (reload_hardware_confirm_prompt)", async () => {
    const client = await login(CLASSIC);
    await say(client, "admin hw-module location all reload", /Reload hardware module \? \[no,yes\] $/);
    expect(await say(client, "no", /#$/)).toMatch(/lab-002#$/);
  });

  it("makes folders, copies the configuration and asks before it overwrites", async () => {
    const client = await login(CLASSIC);
    await client.command("terminal length 0");
    await say(client, "mkdir harddisk:/kept", /\rCreate directory filename \[harddisk:\/kept\]\?$/);
    expect(await say(client, "", /#$/)).toContain("Created dir harddisk:/kept");
    const copy = "copy running-config harddisk:/kept/now.cfg";
    await say(client, copy, /\rDestination file name \(control-c to abort\): \[\/kept\/now\.cfg\]\?$/);
    expect(await say(client, "", /#$/)).toMatch(
      /Building configuration\.\r\n\d+ lines built in 1 second\r\n\[OK\]\r\n/,
    );
    await say(client, copy, /\]\?$/);
    await say(client, "", /The destination file already exists\. Do you want to overwrite\? \[no\]:$/);
    expect(await say(client, "no", /#$/)).toContain("Copy operation aborted");
    expect(await client.command("more harddisk:/kept/now.cfg")).toContain("hostname lab-002");
  });
});

describe("planes beside EXEC", () => {
  it("has the shell's prompt of each architecture (bash_console, bash_console2, spitfire_xr_run)", async () => {
    const prompts = ["[xr-vm_node0_RP0_CPU0:~]$", "#", "[node0_RP0_CPU0:~]$"];
    for (const [index, prompt] of prompts.entries()) {
      const client = await login(index);
      client.type("run\r");
      const text = await client.until(/(\$|\r\n#)$/);
      expect(text.endsWith(`\r\n${prompt}`)).toBe(true);
      client.type("nonsense\rexit\r");
      expect(await client.until(/lab-00\d#$/)).toContain("nonsense: command not found");
    }
  });

  it("greets in the administration plane of eXR, and has its clock (bash_console6, admin_bash_console6)", async () => {
    const client = await login(EXR);
    const greeted = await say(client, "admin", /sysadmin-vm:0_RP0#$/);
    expect(greeted).toContain("connected from 127.0.0.1 using ssh on sysadmin-vm:0_RP0");
    const platform = await say(client, "show platform | include RP0", /#$/);
    expect(platform).toMatch(/\r\n\w{3} \w{3} [ \d]\d {2}\d\d:\d\d:\d\d\.\d{3} UTC\+00:00\r\n0\/RP0\/CPU0/);
    await say(client, "config", /sysadmin-vm:0_RP0\(config\)#$/);
    expect(await say(client, "show configuration", /#$/)).toContain("% No configuration changes found.");
    await say(client, "end", /sysadmin-vm:0_RP0#$/);
    await say(client, "run", /\[sysadmin-vm:0_RP0:~\]\$$/);
    expect(await say(client, "pwd", /\$$/)).toContain("/misc/disk1");
    await say(client, "exit", /sysadmin-vm:0_RP0#$/);
    await say(client, "exit", /lab-001#$/);
  });

  it("configures administration on classic by its own prompt (admin2, admin_config2)", async () => {
    const client = await login(CLASSIC);
    await say(client, "admin", /lab-002\(admin\)#$/);
    await say(client, "config", /lab-002\(admin-config\)#$/);
    await say(client, "exit", /lab-002\(admin\)#$/);
    client.type("exit\r");
    await client.until(/lab-002#$/);
  });
});

describe("configuration", () => {
  it("needs do for what is not configuration (cisco.iosxr issue 314: the caret below `version`)", async () => {
    const client = await login(LATEST);
    await say(client, "configure", /\(config\)#$/);
    const refused = await say(client, "show version", /#$/);
    const column = "RP/0/RP0/CPU0:lab-003(config)#show ".length;
    expect(refused).toContain(`\r\n\r${" ".repeat(column)}^\r\n% Invalid input detected at '^' marker.\r\n`);
    expect(await say(client, "do show version", /#$/)).toContain("Cisco IOS XR Software");
    expect(await say(client, "show running-config hostname", /#$/)).toContain("hostname lab-003");
    await say(client, "abort", /lab-003#$/);
  });

  it("commits with options in the orders that clients send", async () => {
    const client = await login(LATEST);
    for (const [number, commit] of [
      "commit show-error",
      "commit label A confirmed 60",
      "commit confirmed minutes 2 label B comment two words",
      "commit best-effort comment quoted",
    ].entries()) {
      await say(client, "configure", /\(config\)#$/);
      await say(client, `domain name n${number}.example`, /#$/);
      expect(await say(client, commit, /#$/)).not.toContain("%");
      await say(client, "commit", /#$/);
      await say(client, "end", /lab-003#$/);
      expect(await client.command("show running-config domain name")).toContain(`n${number}.example`);
    }
    const details = await client.command("show configuration commit list detail");
    expect(details).toMatch(/CommitId: \d+ +Label: B\n.*\n.*\n {6}Comment: {2}two words/);
    await say(client, "configure", /\(config\)#$/);
    await say(client, "domain name x.example", /#$/);
    expect(await say(client, "commit confirmed 29", /#$/)).toContain("% Invalid input detected");
    await say(client, "abort", /lab-003#$/);
  });

  it("loads what a commit did and what undoes it, and says what it could not read", async () => {
    const client = await login(CLASSIC);
    for (const line of ["configure", "domain name loaded.example", "commit label LOADED", "end"])
      await say(client, line, /#$/);
    await say(client, "configure", /\(config\)#$/);
    expect(await say(client, "load rollback changes to LOADED", /#$/)).toMatch(
      /Loading\.\r\n\d+ bytes parsed in 1 sec/,
    );
    expect(await say(client, "show configuration", /#$/)).toContain("domain name lab.example");
    await say(client, "clear", /#$/);
    expect(await say(client, "show configuration", /#$/)).not.toContain("domain name");
    expect(await say(client, "load harddisk:/missing.cfg", /#$/)).toContain("% Couldn't open file");
    await say(client, "abort", /lab-002#$/);
  });

  it("refuses what a failed commit was, at leaving as well (failed_config_uncommitted, failed_config_show)", async () => {
    lab.setFault("lab-002", { kind: "commit-rejected", reason: "Invalid config" });
    const client = await login(CLASSIC);
    await say(client, "configure", /\(config\)#$/);
    await say(client, "domain name refused.example", /#$/);
    await say(client, "end", /\[cancel\]:$/);
    expect(await say(client, "yes", /#$/)).toContain("% Failed to commit one or more configuration items");
    expect(await say(client, "show configuration failed", /#$/)).toMatch(
      /refused\.example\r\n!!% Invalid config\r\nend/,
    );
    expect(await say(client, "commit show-error", /#$/)).toContain("!!% Invalid config");
    await say(client, "abort", /lab-002#$/);
    lab.clearFault("lab-002", "commit-rejected");
  });
});

describe("what clients configure on log-in", () => {
  it("moves from block to block without exit, as unicon configures a console (config, config_line)", async () => {
    const client = await login(CLASSIC);
    const lines = [
      ["configure terminal", "config"],
      ["logging console disable", "config"],
      ["line console", "config-line"],
      ["exec-timeout 0 0", "config-line"],
      ["absolute-timeout 0", "config-line"],
      ["line default", "config-line"],
      ["session-timeout 0", "config-line"],
      ["interface Loopback7", "config-if"],
      ["description seven", "config-if"],
      ["interface Loopback8", "config-if"],
      ["logging events link-status", "config-if"],
      ["hostname lab-002", "config"],
    ] as const;
    for (const [line, mode] of lines) expect(await say(client, line, /#$/)).toContain(`lab-002(${mode})#`);
    await say(client, "commit", /#$/);
    await say(client, "end", /lab-002#$/);
    await client.command("terminal length 0");
    const running = await client.command("show running-config");
    expect(running).toContain("line console\n exec-timeout 0 0\n absolute-timeout 0\n!\n");
    expect(running).toContain("line default\n exec-timeout 30 0\n session-timeout 0\n!\n");
    expect(running).toContain("interface Loopback7\n description seven\n!\n");
    expect(running).toContain("interface Loopback8\n logging events link-status\n!\n");
  });

  it("asks before a large commit (the question that Netmiko and Ansible answer)", async () => {
    const client = await login(CLASSIC);
    await say(client, "configure", /\(config\)#$/);
    client.type(Array.from({ length: 1_000 }, (_, index) => `domain list d${index}.example\r`).join(""));
    await client.until(/d999\.example\r\n.*#$/s);
    await say(
      client,
      "commit",
      /This could be a few minutes if your config is large\. Confirm\? \[y\/n\]\[confirm\]$/,
    );
    expect(await say(client, "y", /#$/)).toMatch(/^y\r\nRP\/0\/RSP0\/CPU0:lab-002\(config\)#$/);
    await say(client, "end", /lab-002#$/);
    expect(await client.command("show running-config domain | utility wc -l")).toMatch(/\n1\d{3}$/);
  });
});

describe("typing", () => {
  it("moves, erases and recalls with the keys of the command line", async () => {
    const client = await login(EXR);
    // Ctrl-A, Ctrl-E, Ctrl-B, Ctrl-W, Ctrl-U, Ctrl-K, arrows.
    client.type("clock\x01show \x05 extra\x17\x17clock\r");
    expect(await client.until(/#$/)).toContain("UTC Thu Jan 20 2022");
    client.type("nonsense\x15show cloc\x02\x02\x0b\x1b[A\r");
    expect(await client.until(/#$/)).toContain("UTC Thu Jan 20 2022");
    client.type("sh\x1b[D\x1b[C\tclo\tdetailed\x1bb\x1bd\r");
    expect(await client.until(/#$/)).toContain("UTC Thu Jan 20 2022");
    expect(await client.command("show history")).toContain("show clock");
  });

  it("gives a new line after Ctrl-C, and nothing of what was typed", async () => {
    const client = await login(EXR);
    client.type("show cl\x03");
    expect(await client.until(/#$/)).toMatch(/\^C\r\nRP\/0\/RP0\/CPU0:lab-001#$/);
    client.type("\r");
    expect(await client.until(/#$/)).toBe("\r\nRP/0/RP0/CPU0:lab-001#");
  });

  it("leaves configuration at Ctrl-Z, with the question, and does nothing in EXEC", async () => {
    const client = await login(EXR);
    client.type("\x1a");
    expect(await client.until(/#$/)).toBe("\r\nRP/0/RP0/CPU0:lab-001#");
    await say(client, "configure", /\(config\)#$/);
    await say(client, "domain name z.example", /#$/);
    client.type("\x1a");
    await client.until(/\[cancel\]:$/);
    await say(client, "no", /lab-001#$/);
  });

  it("takes type-ahead through a question and beyond", async () => {
    const client = await login(EXR);
    client.type("configure\rdomain name ahead.example\rend\rno\rshow clock\r");
    const text = await client.until(/2022\r\n.*#$/s);
    expect(text).toContain("[cancel]:no\r\n");
    expect(await client.command("show running-config domain name")).not.toContain("ahead.example");
  });

  it("puts the caret below a filter that it does not know, and runs nothing", async () => {
    const client = await login(EXR);
    const text = await client.command("show version | frobnicate x");
    const column = "RP/0/RP0/CPU0:lab-001#show version | ".length;
    expect(text).toBe(`${" ".repeat(column)}^\n% Invalid input detected at '^' marker.`);
    expect(await client.command("show version | include")).toBe("% Incomplete command.");
  });

  it("helps in the middle of a word and behind a blank", async () => {
    const client = await login(EXR);
    client.type("show lic?");
    expect(await client.until(/show lic$/)).toBe("show lic?\r\nlicense\r\nRP/0/RP0/CPU0:lab-001#show lic");
    client.type("\x15terminal length ?");
    expect(await client.until(/length $/)).toContain("\r\n  <0-512>\r\n");
    client.type("\x03");
    await client.until(/#$/);
  });
});

describe("sessions beside each other", () => {
  it("number their lines from the lowest that is free, and see each other", async () => {
    const [one, two] = [await login(LATEST), await login(LATEST)];
    const users = await two.command("who");
    expect(users).toMatch(/\n\* {2}vty\d+ +lab +ssh +0 {2}00:00:0\d +127\.0\.0\.1$/m);
    expect(users.match(/vty\d+/g)!.length).toBeGreaterThan(1);
    one.end();
  });
});

describe("directories", () => {
  it("are shown in three layouts (genieparser Dir 1 and 2; an 8000's public capture)", async () => {
    const layouts = [
      /^\nDirectory of \/misc\/disk1\n {3}12 -rw-r--r-- 1 +\d+ \w{3} [ \d]\d \d\d:\d\d a\.txt\n\n\d+ kbytes total \(\d+ kbytes free\)$/,
      /^\nDirectory of harddisk:\n\n\d+ +-rwx {2}\d+ +\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d 2022 {2}a\.txt\n\n\d+ bytes total \(\d+ bytes free\)$/,
      /^\nDirectory of harddisk:\n {3}12 -rw-r--r--\. 1 +\d+ \w{3} [ \d]\d \d\d:\d\d a\.txt\n\n\d+ kbytes total \(\d+ kbytes free\)$/,
    ];
    for (const [index, layout] of layouts.entries()) {
      const client = await login(index);
      await client.command("terminal exec prompt no-timestamp");
      await client.command("show clock | file harddisk:/a.txt");
      expect(await client.command("dir harddisk:/a.txt")).toMatch(layout);
      expect(await client.command("dir /tmp")).toContain("No files in directory");
    }
  });
});

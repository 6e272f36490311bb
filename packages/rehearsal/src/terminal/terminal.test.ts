import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Lab, rehearsalFleet, startLab } from "../index.js";
import { TestClient } from "../testing/ssh-client.js";
import { story, storyOptions } from "../testing/story.js";

let lab: Lab;
let client: TestClient;

beforeAll(async () => {
  lab = await startLab(storyOptions(rehearsalFleet(story).slice(0, 3)));
  client = await TestClient.connect(lab, lab.devices[0]!);
  await client.shell();
  await client.command("terminal length 0");
});
afterAll(async () => {
  client.end();
  await lab.stop();
});

// The carriage return in front is the one of captured sessions.
const TIMESTAMP = /^\r[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.\d{3} UTC$/;
const prompt = "RP/0/RP0/CPU0:lab-001#";

describe("the terminal", () => {
  it("echoes, prints a timestamp line before output unless told not to, and prompts again", async () => {
    client.type("show clock\r");
    const [echo, stamp, clock, end] = (await client.until(/#$/)).split("\r\n");
    expect(echo).toBe("show clock");
    expect(stamp).toMatch(TIMESTAMP);
    expect(clock).toMatch(/^\d\d:\d\d:\d\d\.\d{3} UTC Thu Jan 20 2022$/);
    expect(end).toBe(prompt);
    await client.command("terminal exec prompt no-timestamp");
    expect(await client.command("show clock")).toMatch(/^\d\d:\d\d:\d\d\.\d{3} UTC Thu Jan 20 2022$/);
    await client.command("terminal exec prompt timestamp");
  });

  it("answers an empty line with a prompt and no timestamp", async () => {
    client.type("\r");
    expect(await client.until(/#$/)).toBe(`\r\n${prompt}`);
  });

  it.each(["\r", "\n", "\r\n"])("takes %j as one line end", async (end) => {
    client.type(`show clock${end}`);
    const text = await client.until(/#$/);
    expect(text.split(prompt)).toHaveLength(2);
  });

  it("takes a command typed one character at a time, its line end after its echo, and erasing", async () => {
    for (const character of "show clocks") client.type(character);
    await client.until(/clocks$/);
    client.type("\x7f");
    await client.until(/\x08 \x08$/);
    client.type("\r");
    expect(await client.until(/#$/)).toContain("UTC Thu Jan 20 2022");
  });

  it("puts the caret under the word at fault, behind the prompt", async () => {
    const text = await client.command("show crypto frob");
    expect(text).toBe(
      `${" ".repeat(prompt.length + "show crypto ".length)}^\n% Invalid input detected at '^' marker.`,
    );
  });

  it("tells incomplete from ambiguous, and takes any unambiguous abbreviation", async () => {
    expect(await client.command("show crypto ca")).toBe("% Incomplete command.");
    expect(await client.command("show c")).toBe("% Ambiguous command");
    expect(await client.command("sh ver | i Soft")).toMatch(/\nCisco IOS XR Software, Version 6\.5\.3$/);
  });

  it("lists what may follow at ?", async () => {
    client.type("show license ?");
    const text = await client.until(/license $/);
    for (const word of ["all", "status", "summary", "udi", "usage"]) expect(text).toContain(`  ${word}\r\n`);
    client.type("status\r");
    await client.until(/#$/);
  });

  it("filters output", async () => {
    const body = async (text: string) => (await client.command(text)).split("\n").slice(1);
    const whole = await body("show version");
    expect(await body("show version | include uptime|Version")).toEqual(
      whole.filter((line) => /uptime|Version/.test(line)),
    );
    expect(await body("show version | exclude :")).toEqual(whole.filter((line) => !line.includes(":")));
    expect((await body("show version | begin Build"))[0]).toBe("Build Information:");
    expect(await body("show version | utility head -n 3")).toEqual(whole.slice(0, 3));
    expect(await body("show version | utility tail -n 2")).toEqual(whole.slice(-2));
    expect(await body("show version | utility egrep -i version | count Cisco")).toEqual([
      "Number of lines which match regexp = 1",
    ]);
    expect((await body("show version | utility wc -l"))[0]).toBe(String(whole.length));
    expect(await body("show running-config | section call-home")).toContain(
      "  destination transport-method http",
    );
  });

  it("pages: space for a page, return for a line, q to stop, and the mark erased", async () => {
    const paged = await TestClient.connect(lab, lab.devices[0]!);
    await paged.shell();
    paged.type("show license all\r");
    const first = await paged.until(/--More-- $/);
    expect(first.split("\r\n").slice(1, -1)).toHaveLength(23);
    paged.type("\r");
    expect((await paged.until(/--More-- $/)).replaceAll(/[\b ]{30}/g, "").split("\r\n")).toHaveLength(2);
    paged.type(" ");
    await paged.until(/--More-- $/);
    paged.type("q");
    expect(await paged.until(/#$/)).toMatch(/^[\b ]+RP\/0\/RP0\/CPU0:lab-001#$/);
    paged.end();
  });

  it("shows log messages as they come with terminal monitor, and the prompt again", async () => {
    await client.command("terminal monitor");
    client.type("crypto ca trustpool import url /tmp/none.p7b\r");
    const text = await client.until(/marker|failed\r\n.*#$/s);
    expect(text).toMatch(
      /\r\nRP\/0\/RP0\/CPU0:Jan 20 .* UTC: cepki\[279\]: %SECURITY-PKI-6-ERR_1_PARAM : Download failed/,
    );
    await client.command("terminal no-monitor");
  });

  it("prompts as each platform does", async () => {
    const prompts = [];
    for (const device of lab.devices) {
      const other = await TestClient.connect(lab, device);
      prompts.push((await other.shell()).trim());
      other.end();
    }
    expect(prompts).toEqual([prompt, "RP/0/RSP0/CPU0:lab-002#", "RP/0/RP0/CPU0:lab-003#"]);
  });

  it("enters admin mode by the platform's own prompt", async () => {
    client.type("admin\r");
    await client.until(/sysadmin-vm:0_RP0#$/);
    client.type("exit\r");
    await client.until(/CPU0:lab-001#$/);
  });
});

describe("configuration", () => {
  const type = async (text: string) => {
    client.type(`${text}\r`);
    return client.until(/(#|\]:)$/);
  };

  it("keeps a candidate until commit, and shows it as a change and as a diff", async () => {
    expect(await type("configure terminal")).toMatch(/\(config\)#$/);
    expect(await type("crypto ca trustpool policy")).toMatch(/\(config-trustpool\)#$/);
    await type("cabundle url http://mirror.example/ios.p7b");
    expect(await type("show configuration")).toContain(
      "crypto ca trustpool policy\r\n cabundle url http://mirror.example/ios.p7b\r\n!\r\nend\r\n",
    );
    expect(await type("show commit changes diff")).toContain(
      "+   cabundle url http://mirror.example/ios.p7b",
    );
    expect(await client.command("do show running-config crypto")).toContain(
      "% No such configuration item(s)",
    );
    await type("commit comment mirror");
    await type("end");
    expect(await client.command("show running-config crypto")).toContain(
      " cabundle url http://mirror.example/ios.p7b",
    );
    expect(await client.command("show crypto ca trustpool policy")).toContain(
      "http://mirror.example/ios.p7b",
    );
    expect(await client.command("show logging | include DB_COMMIT")).toContain(
      "Configuration committed by user 'lab'",
    );
  });

  it("removes what no names, also through a block in one line", async () => {
    await type("configure");
    await type("no crypto ca trustpool policy cabundle url");
    await type("crypto ca trustpool policy crl optional");
    expect(await type("commit")).not.toContain("%");
    await type("end");
    const text = await client.command("show running-config crypto ca trustpool policy");
    expect(text).toContain(" crl optional");
    expect(text).not.toContain("cabundle");
  });

  it("asks before it leaves changes behind: cancel, no, yes", async () => {
    const question = "Uncommitted changes found, commit them before exiting(yes/no/cancel)? [cancel]:";
    await type("configure");
    await type("domain name one.example");
    expect((await type("end")).endsWith(question)).toBe(true);
    expect(await type("")).toMatch(/\(config\)#$/);
    await type("exit");
    expect(await type("no")).toMatch(/lab-001#$/);
    expect(await client.command("show running-config domain")).not.toContain("one.example");
    await type("configure");
    await type("domain name two.example");
    await type("end");
    expect(await type("yes")).toMatch(/lab-001#$/);
    expect(await client.command("show running-config domain")).toContain("domain name two.example");
  });

  it("aborts, refuses what it does not know with the caret, and says when there is nothing to commit", async () => {
    await type("configure");
    expect(await type("commit")).toContain("% No configuration changes to commit.");
    const wrong = await type("frobnicate");
    expect(wrong).toContain(
      `${" ".repeat("RP/0/RP0/CPU0:lab-001(config)#".length)}^\r\n% Invalid input detected at '^' marker.`,
    );
    await type("hostname other");
    expect(await type("abort")).toMatch(/CPU0:lab-001#$/);
  });

  it("tells a session that another one has committed meanwhile", async () => {
    const other = await TestClient.connect(lab, lab.devices[0]!);
    await other.shell();
    await type("configure");
    await type("domain name three.example");
    for (const line of ["configure", "ssh timeout 60", "commit", "end"]) {
      other.type(`${line}\r`);
      await other.until(/#$/);
    }
    client.type("commit\r");
    expect(await client.until(/\[no\]:$/)).toContain("One or more commits have occurred from other");
    expect(await type("yes")).toMatch(/\(config\)#$/);
    await type("end");
    const running = await client.command("show running-config");
    expect(running).toContain("domain name three.example");
    expect(running).toContain("ssh timeout 60");
    other.end();
  });

  it("rolls an unconfirmed commit back when its time is over", async () => {
    await type("configure");
    await type("domain name four.example");
    await type("commit confirmed 60");
    await type("end");
    expect(await client.command("show running-config domain")).toContain("four.example");
    await lab.advanceTo(new Date(lab.clock.now().getTime() + 61_000));
    expect(await client.command("show running-config domain")).not.toContain("four.example");
  });

  it("goes by a new host name at once", async () => {
    await type("configure");
    await type("hostname a-host-name-that-is-longer-than-31-characters");
    expect(await type("commit")).toMatch(/CPU0:a-host-name-that-is-longer-than\(config\)#$/);
    await type("hostname lab-001");
    await type("commit");
    await type("end");
  });
});

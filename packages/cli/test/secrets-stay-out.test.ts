/**
 * Secrets planted wherever a device or an operator can have put them, and then looked for in every file that a
 * run leaves and in everything that it prints.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { commandLine } from "../src/testing/command-line.js";

const shell = commandLine({ now: () => new Date("2022-03-01T09:00:00Z") });
afterAll(() => shell.remove());

let planted = 0;
/** A secret that is found again wherever it went. */
const secret = () => `Zx9q${planted++}pLanted`;

/** As IOS XR prints it; the parts that an audit looks at have secrets of their own. */
const configuration = () => `!! IOS XR Configuration 7.3.2
!! Last configuration change at Tue Feb 22 10:00:00 2022 by netops
!
hostname edge-1
username netops
 group root-lr
 secret 10 $6$${secret()}
!
tacacs-server host 192.0.2.7 port 49
 key 7 ${secret()}
!
radius-server key ${secret()}
snmp-server community ${secret()} RO
snmp-server host 192.0.2.8 traps version 2c ${secret()}
snmp-server user u g v3 auth sha encrypted ${secret()} priv aes 128 encrypted ${secret()}
key chain ISIS
 key 1
  key-string password ${secret()}
 !
!
router bgp 65000
 neighbor 192.0.2.9
  password encrypted ${secret()}
 !
!
router isis CORE
 lsp-password hmac-md5 encrypted ${secret()}
!
router ospf 1
 area 0
  message-digest-key 1 md5 encrypted ${secret()}
 !
!
macsec-policy P
 conf-offset CONF-OFFSET-0
!
unheard-of feature master-key ${secret()} mode fast
call-home
 service active
 http-proxy https://proxyuser:${secret()}@proxy.example port 8080
 profile CiscoTAC-1
  active
  destination transport-method http
  destination address http https://u:${secret()}@tools.cisco.com/its/service/oddce/services/DDCEService
 !
!
http client proxy-server proxy.example port 8080 password 7 ${secret()}
crypto ca trustpoint Trustpool
 crl optional
 password ${secret()}
 enrollment url http://enrol:${secret()}@ca.example
!
crypto ca trustpool policy
 cabundle url https://u:${secret()}@mirror.example/ios.p7b
!
license smart proxy username u password ${secret()}
end
`;

const log = () => `login: netops
Password: ${secret()}
RP/0/RP0/CPU0:edge-2#license smart register idtoken ${secret()} force
Wed Feb 23 06:00:00.000 UTC
RP/0/RP0/CPU0:edge-2#copy ftp://ops:${secret()}@192.0.2.1/ios.p7b harddisk:
RP/0/RP0/CPU0:edge-2#show logging
Wed Feb 23 06:00:01.000 UTC
Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)

Log Buffer (2097152 bytes):

RP/0/RP0/CPU0:Feb 22 10:00:07.962 UTC: config[65747]: %MGBL-CONFIG-6-CMD : username bob password 7 ${secret()}
RP/0/RP0/CPU0:Feb 22 10:00:08.962 UTC: smartlicserver[127]: %LICENSE-SMART_LIC-3-AGENT_REG_FAILED : Smart Agent for licensing registration with https://u:${secret()}@tools.cisco.com failed: idtoken ${secret()}
RP/0/RP0/CPU0:edge-2#show running-config
Wed Feb 23 06:00:02.000 UTC
${configuration()}
RP/0/RP0/CPU0:edge-2#configure
RP/0/RP0/CPU0:edge-2(config)#username eve secret 0 ${secret()}
RP/0/RP0/CPU0:edge-2(config)#end
RP/0/RP0/CPU0:edge-2#`;

function everyFileIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name);
    return statSync(file).isDirectory() ? everyFileIn(file) : [file];
  });
}

describe("a run over captures full of secrets", () => {
  it("leaves none of them, in no file and on no stream", async () => {
    const captures = join(shell.directory, "captures");
    mkdirSync(join(captures, "edge-1"), { recursive: true });
    writeFileSync(join(captures, "edge-1", "show_running-config.txt"), configuration());
    writeFileSync(
      join(captures, "edge-1", "show_running-config_crypto.txt"),
      `crypto ca trustpoint T\n password ${secret()}\n enrollment url https://x:${secret()}@ca.example\n!`,
    );
    writeFileSync(join(captures, "edge-2.log"), log());
    writeFileSync(join(captures, "edge-3"), configuration());
    writeFileSync(
      join(captures, "edge-4.txt"),
      `------------------ show version ------------------\n\npassword ${secret()}\n\n------------------ show running-config ------------------\n\n${configuration()}`,
    );
    // No capture at all, and told so without a word of it.
    writeFileSync(join(captures, "notes.txt"), `the enable password is ${secret()}`);
    const reports = ["--html", "out/a.html", "--csv", "out/a.csv", "--markdown", "out/a.md"];
    mkdirSync(join(shell.directory, "out"));
    const audit = await shell.run(
      "audit",
      "--captures",
      captures,
      "--at",
      "2022-02-23",
      "--out",
      "out/run",
      ...reports,
      "--json",
    );
    const said = [audit.out, audit.err];
    for (const device of ["edge-1", "edge-2", "edge-3", "edge-4"]) {
      const { out, err } = await shell.run("explain", device, "--run", "out/run", "--json");
      said.push(out, err);
    }
    const parsed = await shell.run("parse", "show running-config", join(captures, "edge-3"));
    expect(parsed.code).toBe(0);
    said.push(parsed.out, parsed.err);
    const files = everyFileIn(join(shell.directory, "out"));
    expect(files.length).toBeGreaterThan(5);
    expect(planted).toBeGreaterThan(80);
    for (const file of files) expect(readFileSync(file, "utf8"), file).not.toMatch(/Zx9q\d+pLanted/);
    expect(said.join("\n")).not.toMatch(/Zx9q\d+pLanted/);
    // What the rules look at is still there.
    const { devices } = JSON.parse(readFileSync(join(shell.directory, "out/run/evidence.json"), "utf8"));
    const edge = devices.find(({ device }: { device: string }) => device === "edge-3");
    expect(edge.facts.callHome.value).toMatchObject({
      serviceActive: true,
      profiles: [{ name: "CiscoTAC-1", active: true }],
    });
    expect(edge.facts.cryptoConfiguration.value.trustpoints).toMatchObject([
      { name: "Trustpool", crl: "optional" },
    ]);
  });
});

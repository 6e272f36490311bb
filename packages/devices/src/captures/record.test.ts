import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { deviceAccess, straightRoutes } from "../fleet/access.js";
import { recordDevice } from "../fleet/record-device.js";
import { type MisbehavingRouter, misbehavingRouter } from "../testing/misbehaving-router.js";
import { VERSION } from "../testing/router-outputs.js";
import { LIMITS, LOGIN, trustingHostKeys } from "../testing/sessions.js";
import { readCaptures } from "./captures.js";
import { readRecording, writeRecording } from "./record.js";

let router: MisbehavingRouter | undefined;
afterEach(() => router?.close());

const PROMPT = "RP/0/RP0/CPU0:paris-edge-1#";

describe("a recording", () => {
  it("makes visible what a terminal hides", () => {
    const raw = `show clock\r\n\r\x1b[K 06:08:09.250 UTC \r\nblank at the end \n\ttab\\é\n${PROMPT}`;
    const lines = writeRecording({ exchanges: [{ command: "show clock", raw }] }, "secrets-out").split("\n");
    expect(lines.slice(lines.indexOf("$ show clock"))).toEqual([
      "$ show clock",
      "show clock\\r",
      "\\r\\e[K 06:08:09.250 UTC\\s\\r",
      "blank at the end\\s",
      "\\ttab\\\\\\xe9",
      `${PROMPT}\\c`,
      "",
    ]);
  });

  it("reads back to the very characters, whatever they are", () => {
    const raw = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({
        unit: fc.constantFrom("\r", "\n", " ", "\\", "$", "c", "s", "x", "u{", "\x1b", "é", "😀"),
      }),
    );
    fc.assert(
      fc.property(fc.array(raw, { minLength: 1, maxLength: 3 }), (texts) => {
        const exchanges = texts.map((text) => ({ command: "show clock", raw: text }));
        expect(readRecording(writeRecording({ exchanges }, "secrets-out"))).toEqual({ exchanges });
      }),
    );
  });

  it("holds no secret, and no name, address or serial number where it is to be anonymous", () => {
    const raw = [
      "show running-config call-home\r",
      " http-proxy 10.1.2.3 port 8080\r",
      " password 7 0822455D0A16\r",
      "  vrf MGMT 2001:470::9 and 10.1.2.3, 10.1.2.4.\r",
      "  PID:ASR-9006-AC,SN:FOX1810G8LR\r",
      "  Smart Account: Example Carrier Inc\r",
      "  Serial Number : 05:09:00:00:00:00:00:01 at 06:08:09.250\r",
      "Version 6.1.4.10I\r",
      PROMPT,
    ].join("\n");
    const text = writeRecording(
      { exchanges: [{ command: "show running-config call-home", raw }] },
      "anonymous",
    );
    for (const gone of ["10.1.2", "0822455D", "2001:470", "FOX1810", "Example Carrier", "paris"]) {
      expect(text).not.toContain(gone);
    }
    for (const kept of [
      " http-proxy 198.51.100.2 port 8080",
      "2001:db8::2 and 198.51.100.2, 198.51.100.4.",
      "05:09:00:00:00:00:00:01 at 06:08:09.250",
      "Version 6.1.4.10I",
      "PID:ASR-9006-AC,SN:SERIAL00001",
      "RP/0/RP0/CPU0:router#",
    ]) {
      expect(text).toContain(kept);
    }
  });

  it("gives hosts, domains, users, people and customers other names, the same ones throughout", () => {
    const config = [
      "show running-config domain\r",
      "!! Last configuration change at Sun Jan 16 00:10:22 2022 by jdoe\r",
      "domain name core.carrier.net\r",
      "call-home\r",
      " contact-email-addr noc@carrier.net\r",
      ' customer-id "Carrier 4711"\r',
      " http-proxy proxy.carrier.net port 8080\r",
      "  destination address http https://tools.cisco.com/its/service/oddce/services/DDCEService\r",
      " description to Frankfurt, circuit 12\r",
      PROMPT,
    ].join("\n");
    const user = [
      "show user all\r",
      "Username: jdoe\r",
      "User jdoe has the following Task ID(s):\r",
      "1    1000005304            jdoe      vty3:node0_RP0_CPU  CLI         Wed Apr  8 11:35:01 2020\r",
      "00001000-000043a7-00000000     vty0       jdoe     Sun Sep 20 23:11:08 2026 *\r",
      "Smart Licensing via proxy.carrier.net of router.core.carrier.net\r",
      PROMPT,
    ].join("\n");
    const text = writeRecording(
      {
        exchanges: [
          { command: "show running-config domain", raw: config },
          { command: "show user all", raw: user },
        ],
      },
      "anonymous",
    );
    for (const gone of ["jdoe", "carrier", "Carrier", "4711", "Frankfurt"]) expect(text).not.toContain(gone);
    for (const kept of [
      "tools.cisco.com",
      "Username: user1",
      "CLI         Wed Apr  8 11:35:01 2020",
      " port 8080",
    ]) {
      expect(text).toContain(kept);
    }
  });

  it("of a session is a capture like any other", async () => {
    router = await misbehavingRouter({ outputs: { "show version": VERSION } });
    const { port } = router;
    const routeTo = straightRoutes({ loginFor: () => LOGIN, hostKeys: trustingHostKeys() });
    const access = deviceAccess({ routeTo, limits: LIMITS });
    const recording = await recordDevice({ name: "r1", host: "127.0.0.1", port, groups: [] }, access);
    if (!recording.ok) throw new Error(recording.failure.code);
    const text = writeRecording(recording.value, "anonymous");
    const [device] = readCaptures([{ path: "iosxr-7.3.2-test.txt", text }]).devices;
    const version = device?.transcripts.find(({ command }) => command === "show version");
    expect(version).toMatchObject({ prompt: "RP/0/RP0/CPU0:router#" });
    expect(version?.output.replaceAll("\r", "")).toContain(VERSION.trimEnd());
    expect(device?.transcripts.length).toBeGreaterThan(8);
  });
});

/** What is made of a device's words for one command: imports, deletions, registrations with a token. */
import type { Transcript } from "@reroot/core";
import { afterEach, describe, expect, it } from "vitest";
import { deviceAccess, straightRoutes } from "../fleet/access.js";
import {
  type MisbehavingRouter,
  misbehavingRouter,
  type Play,
  type RouterScript,
} from "../testing/misbehaving-router.js";
import { LIMITS, LOGIN, trustingHostKeys } from "../testing/sessions.js";
import { carryOutAction } from "./carry-out.js";

const URL = "http://www.cisco.com/security/pki/trs/ios.p7b";
const IMPORT = `crypto ca trustpool import url ${URL}`;
const FILE = "harddisk:/reroot-1a2b3c4d.p7b";
const TOKEN = "NGIxOWQ5YTAtN2Q1Ny00ZTk1LTk1MjItYmE3ZmY0ODdjZTQ1%3D%0A";

const routers: MisbehavingRouter[] = [];
afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.close()));
});

async function sending(command: string, outputs: RouterScript["outputs"], registrationToken?: string) {
  const router = await misbehavingRouter({ outputs });
  routers.push(router);
  const transcripts: Transcript[] = [];
  const access = deviceAccess({
    routeTo: straightRoutes({ loginFor: () => LOGIN, hostKeys: trustingHostKeys() }),
    limits: { ...LIMITS, msBetweenSessions: 0, commandTimeoutMs: 1_000 },
  });
  const outcome = await carryOutAction(
    { name: "r1", host: "127.0.0.1", port: router.port, groups: [] },
    { kind: "exec", command },
    {
      access,
      deliver: (transcript) => transcripts.push(transcript),
      now: () => new Date("2022-02-23T06:08:10.000Z"),
      ...(registrationToken !== undefined && { registrationToken }),
    },
  );
  const lines = router.typed.filter((line) => line !== "" && !line.startsWith("terminal "));
  return { router, outcome, transcripts, lines };
}

const log = (...lines: readonly string[]) =>
  [
    "Syslog logging: enabled (0 messages dropped, 0 flushes, 0 overruns)",
    "",
    "Log Buffer (2097152 bytes):",
    "",
    ...lines,
  ].join("\n");

/** The line of the field notice, at another time. */
const downloadFailed = (at: string) =>
  `RP/0/RP0/CPU0:${at} UTC: cepki[279]: %SECURITY-PKI-6-ERR_1_PARAM : Download failed, HTTP returned an error`;

describe("an import", () => {
  it("is told from its own log message, where the terminal says nothing", async () => {
    const { outcome } = await sending(IMPORT, {
      [IMPORT]: "",
      "show logging": log(downloadFailed("Feb 23 06:08:07.900")),
    });
    expect(outcome).toMatchObject({
      result: "refused",
      because: "download-failed",
      text: "Download failed, HTTP returned an error",
    });
  });

  it("is not taken for failed by what was logged before it", async () => {
    const { outcome } = await sending(IMPORT, {
      [IMPORT]: "",
      "show logging": log(downloadFailed("Feb 22 09:57:24.025"), downloadFailed("Feb 23 06:08:07.100")),
    });
    expect(outcome).toMatchObject({ result: "accepted" });
  });

  it.each([
    ["Trustpool bundle import failed, signature verification failed", "signature-refused"],
    ["Trustpool bundle import failed, bundle is not signed by a trusted root", "signature-refused"],
    ["Trustpool bundle import failed, not a valid PKCS7 bundle", "not-a-bundle"],
    ["Download failed, no space left on device", "no-space"],
  ])("tells apart what the log says: %s", async (text, because) => {
    const { outcome } = await sending(IMPORT, {
      [IMPORT]: "% Trustpool import failed",
      "show logging": log(
        `RP/0/RP0/CPU0:Feb 23 06:08:07.950 UTC: cepki[279]: %SECURITY-PKI-6-ERR_1_PARAM : ${text}`,
      ),
    });
    expect(outcome).toMatchObject({ result: "refused", because, text });
  });

  it("stands as the terminal has it where the log cannot be read", async () => {
    const { outcome } = await sending(IMPORT, { [IMPORT]: "% Trustpool import failed" });
    expect(outcome).toMatchObject({
      result: "refused",
      text: "% Trustpool import failed",
    });
    expect(outcome).not.toHaveProperty("because");
  });

  it("is accepted only once the prompt is back, wherever the session breaks off", async () => {
    const said = "\r\n\rWed Feb 23 06:08:07.562 UTC\r\n100 certificates imported\r\n";
    for (let cut = 0; cut <= said.length; cut += 11) {
      const { outcome } = await sending(IMPORT, {
        [IMPORT]: (play: Play) => {
          play.say(said.slice(0, cut));
          play.disconnect();
          return new Promise(() => {});
        },
      });
      expect(outcome.result, `cut after ${cut}`).toBe("unknown");
    }
  });
});

describe("a deletion", () => {
  it.each([`Delete ${FILE}[confirm]`, `Delete /${FILE} [confirm]`])(
    "answers for the approved path: %s",
    async (question) => {
      const { router } = await sending(`delete ${FILE}`, {
        [`delete ${FILE}`]: (play: Play) => {
          play.say(question);
          return new Promise(() => {});
        },
      });
      // The prompt never comes: what counts here is what was typed.
      expect(router.received().endsWith(`delete ${FILE}\n\n`)).toBe(true);
    },
  );

  it.each([
    "Delete harddisk:/other.p7b[confirm]",
    `Delete ${FILE}.bak[confirm]`,
    `Delete disk0:/reroot-1a2b3c4d.p7b[confirm]`,
    `Really delete everything below ${FILE} [confirm]`,
  ])("leaves any other question alone: %s", async (question) => {
    const { router, outcome } = await sending(`delete ${FILE}`, {
      [`delete ${FILE}`]: (play: Play) => {
        play.say(question);
        return new Promise(() => {});
      },
    });
    expect(outcome).toMatchObject({ result: "unknown" });
    expect(router.received().endsWith(`delete ${FILE}\n`)).toBe(true);
  });
});

describe("a registration", () => {
  const REGISTER = "license smart register idtoken <token>";
  const TYPED = `license smart register idtoken ${TOKEN}`;
  const SAID =
    "license smart register: Registration process is in progress.\nUse the 'show license status' command.";

  it("types the token, and writes it nowhere", async () => {
    const { outcome, transcripts, lines } = await sending(
      REGISTER,
      { [TYPED]: `${SAID}\nsaw ${TOKEN}` },
      TOKEN,
    );
    expect(lines).toEqual([TYPED]);
    expect(outcome).toMatchObject({ result: "accepted" });
    expect(transcripts.map(({ command }) => command)).toEqual([REGISTER.replace("<token>", "<redacted>")]);
    expect(JSON.stringify([outcome, transcripts])).not.toContain(TOKEN);
    expect(transcripts[0]?.output).toContain("saw <redacted>");
  });

  it("keeps it out of what is said of a session that broke", async () => {
    const { outcome, transcripts } = await sending(
      REGISTER,
      {
        [TYPED]: (play: Play) => {
          play.say(`${TOKEN} was wrong`);
          play.disconnect();
          return new Promise(() => {});
        },
      },
      TOKEN,
    );
    expect(outcome).toMatchObject({ result: "unknown" });
    expect(JSON.stringify([outcome, transcripts])).not.toContain(TOKEN.slice(0, 12));
  });

  it.each([
    [undefined, "token-missing"],
    ["two words", "token-unusable"],
    ["NGIxOWQ5YTA\nreload", "token-unusable"],
    ["NGIxOWQ5YTAtN2Q1?", "token-unusable"],
    ["", "token-unusable"],
  ])("connects to nobody with %j for a token", async (token, because) => {
    await expect(sending(REGISTER, {}, token)).rejects.toThrow(because);
    expect(routers.at(-1)?.connections()).toBe(0);
  });
});

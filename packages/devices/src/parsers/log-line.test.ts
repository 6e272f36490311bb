import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bufferLineReader, readLogMessage } from "./log-line.js";
import { hasSharedData, readShared } from "./testing/corpus.js";

describe("log messages", () => {
  it.skipIf(!hasSharedData)(
    "reads every real line of IOS XR and IOS XE, whichever of the three forms",
    () => {
      for (const file of ["syslog/xr_real_lines.txt", "syslog/xe_real_lines.txt"]) {
        for (const line of readShared(file).split("\n").filter(Boolean)) {
          const message = readLogMessage(line);
          // The line's own words, found without the parser: the last `X-3-Y` in front of the text.
          const signature = /%?([A-Z_-]+)-([0-7])-([A-Z0-9_]+)\s?(?::|$)/.exec(line);
          const origin = signature?.[1] as string;
          expect(message, line).toMatchObject({
            facility: origin.slice(origin.lastIndexOf("-") + 1),
            severity: Number(signature?.[2]),
            mnemonic: signature?.[3],
          });
          expect(line.trimEnd().endsWith(message?.text.trimEnd() as string), line).toBe(true);
        }
      }
    },
  );

  it("takes the frame apart", () => {
    const text =
      "RP/0/RP0/CPU0:Feb 22 09:57:36.246 UTC: http_client[255]: %SECURITY-XR_SSL-3-CERT_VERIFY_ERR_2_PARAM : SSL certificate verify error";
    expect(readLogMessage(text)).toEqual({
      node: "RP/0/RP0/CPU0",
      at: "Feb 22 09:57:36.246 UTC",
      process: "http_client",
      jobId: 255,
      category: "SECURITY",
      facility: "XR_SSL",
      severity: 3,
      mnemonic: "CERT_VERIFY_ERR_2_PARAM",
      text: "SSL certificate verify error",
    });
    expect(readLogMessage("RP/0/RP0/CPU0:2022 Feb 22 10:00:07.962 UTC: exec[1]: text: more")).toMatchObject({
      at: "2022 Feb 22 10:00:07.962 UTC",
      process: "exec",
      text: "text: more",
    });
    expect(readLogMessage("000123: *Mar  1 00:00:12.345: %SYS-5-CONFIG_I: Configured")).toMatchObject({
      facility: "SYS",
      mnemonic: "CONFIG_I",
    });
  });

  it("takes nothing else for a message", () => {
    for (const line of [
      "",
      "  Status: REGISTERED",
      "Wed Feb 23 06:08:07.562 UTC",
      "RP/0/RP0/CPU0:ios#show version",
      "% Invalid input detected at '^' marker.",
      "0/RP0/CPU0        A99-RP-F(Active)           IOS XR RUN        NSHUT",
      "Feb 23 2022 05:56:41 UTC",
    ]) {
      expect(readLogMessage(line), line).toBeUndefined();
    }
  });
});

describe("lines of a logging buffer", () => {
  const XR = "RP/0/RP0/CPU0:Feb 22 09:57:36.246 UTC: ";

  it("are read alike the first time and each time after", () => {
    const read = bufferLineReader();
    for (const jobId of [255, 255, 256, 255]) {
      expect(
        read(`${XR}http_client[${jobId}]: %SECURITY-XR_SSL-3-CERT_VERIFY_ERR : Peer: no: cert`, 7),
      ).toEqual({
        node: "RP/0/RP0/CPU0",
        at: "Feb 22 09:57:36.246 UTC",
        line: 7,
        process: "http_client",
        jobId,
        category: "SECURITY",
        facility: "XR_SSL",
        severity: 3,
        mnemonic: "CERT_VERIFY_ERR",
        text: "Peer: no: cert",
      });
    }
  });

  it("never tell anything of the lines before them", () => {
    const piece = fc.constantFrom(
      XR,
      "Oct 22 16:06:08.270: ",
      "sshd[12]: ",
      "sshd[13]:",
      "[1]:",
      "%A-SYS-5-UP",
      "%A-SYS-5-UP ",
      "SYS-5-UP",
      "SYS-5-OTHER",
      ": ",
      ":",
      " ",
      "text",
      "%",
      "-3-",
      "a".repeat(300),
    );
    const line = fc.array(piece, { maxLength: 7 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
        const read = bufferLineReader();
        for (const [index, text] of lines.entries())
          expect(read(text, index)).toEqual(bufferLineReader()(text, index));
      }),
    );
  });
});

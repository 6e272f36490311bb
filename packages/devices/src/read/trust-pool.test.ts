import { known } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { Reading } from "./reading.js";
import { makeTranscript } from "./transcript.js";
import { trustPoolFact } from "./trust-pool.js";

const ENTRY = (set: string, sha1: string) => `Trustpool: ${set}
==================================================
CA certificate
  Serial Number  : 05:09
  Subject:
        CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM
  Issued By      :
        CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM
  Validity Start : 18:27:00 UTC Fri Nov 24 2006
  Validity End   : 18:23:33 UTC Mon Nov 24 2031
  SHA1 Fingerprint:
         ${sha1}
`;
const A = "CA3AFBCF1240364B44B216208880483919937CF7";
const B = "A14B48D943EE0A0E40904F3CE0A4C09193515D3F";

function read(device: string, output: string) {
  const transcript = makeTranscript({
    device,
    command: "show crypto ca trustpool",
    output,
    at: "2022-02-23T06:08:07.000Z",
  });
  return { id: transcript.id, fact: trustPoolFact(new Reading([transcript], new Map()), undefined) };
}

describe("the trust pool", () => {
  it("is the same for every device that prints it, and each shows its own", () => {
    const first = read("r1", `Wed Feb 23 06:08:07.562 UTC\n\n${ENTRY("Built-In", A)}`);
    const second = read("r2", `Wed Feb 23 06:09:17.112 UTC\n\n${ENTRY("Built-In", A)}`);
    if (!first.fact.known) throw new Error(JSON.stringify(first.fact));
    expect(first.fact.value.labels).toEqual([
      {
        set: "Built-In",
        serial: "0509",
        subject: "CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM",
        issuer: "CN=QuoVadis Root CA 2,O=QuoVadis Limited,C=BM",
        notBefore: "2006-11-24T18:27:00.000Z",
        notAfter: "2031-11-24T18:23:33.000Z",
        sha1: A,
      },
    ]);
    expect(second.fact).toEqual(known(first.fact.value, second.id));
  });

  it("is another one where any character differs", () => {
    const digests = [A, B].map((sha1) => {
      const { fact } = read("r3", ENTRY("Built-In", sha1));
      return fact.known && fact.value.digest;
    });
    expect(new Set(digests).size).toBe(2);
    expect(read("r4", `${ENTRY("Built-In", A)}  Rubbish\n`).fact.known).toBe(false);
  });

  it("is unknown where something else stands above it, known or not", () => {
    expect(read("r5", `% Something is wrong\n${ENTRY("Built-In", A)}`).fact.known).toBe(false);
  });
});

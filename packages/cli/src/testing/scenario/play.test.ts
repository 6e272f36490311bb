/** The runner of scenarios: that it plays what is written, and that it sees when something else comes out. */
import { describe, expect, it } from "vitest";
import { historyLines } from "./history-lines.js";
import { play } from "./play.js";
import { readScript } from "./script.js";

const REFUSED = "$ reroot notice show\n! error  missing required argument 'id'\n= 2\n";

const LAB = `lab> up --mix one.json
lab-001  ncs5500    7.3.2
lab> clock 2022-03-15T06:00:00Z
lab time 2022-03-15 06:00:00 UTC

RP/0/RP0/CPU0:lab-001#show clock
Tue Mar 15 06:00:00.000 UTC
06:00:00.000 UTC Tue Mar 15 2022
RP/0/RP0/CPU0:lab-001#exit
(the connection is closed)

-- one.json --
{ "format": "lab-mix/1", "routers": [{ "platform": "ncs5500", "release": "7.3.2" }] }
`;

describe("a scenario", () => {
  it("comes out as it is written, command, lab and terminal alike, and twice the same", async () => {
    expect(await play(LAB)).toBe(LAB);
    expect(await play(LAB)).toBe(LAB);
  });

  it.each([
    ["a line that a router prints", "06:00:00.000 UTC", "07:00:00.000 UTC"],
    ["a router's prompt", "RP/0/RP0/CPU0:lab-001#show", "RP/0/RP1/CPU0:lab-001#show"],
    ["the lab's own word", "lab time 2022-03-15 06", "lab time 2022-03-15 07"],
    ["a release", "7.3.2\nlab>", "7.3.1\nlab>"],
    ["an end", "(the connection is closed)", "RP/0/RP0/CPU0:lab-001#"],
  ])("does not come out as written where %s differs, and says what came", async (_, real, wrong) => {
    const written = LAB.replace(real, wrong);
    expect(written).not.toBe(LAB);
    expect(await play(written)).toBe(LAB);
  });

  it("shows a command's stderr and exit code, and takes wrong ones for what they are", async () => {
    expect(await play(REFUSED.replace("= 2", "= 0"))).toBe(REFUSED);
    expect(await play(REFUSED.replace("! ", ""))).toBe(REFUSED);
  });

  it("has one command in the background, by its address, until it is stopped", async () => {
    const up = "$ reroot lab up --devices 1 --json &\n= &\n";
    const played = await play(`${up}\n$ kill %1\n= 1\n`);
    expect(played).toMatch(
      /^\$ reroot lab up --devices 1 --json &\n\{.*LISTENER.*\}\n= &\n\n\$ kill %1\n= 0\n$/,
    );
    await expect(play(`${up}\n${up}`)).rejects.toThrow("one command in the background");
    await expect(play("$ kill %1\n= 0\n")).rejects.toThrow("nothing runs in the background");
  });

  it("refuses a line that is none of a scenario's", () => {
    expect(() => readScript("reroot audit\n")).toThrow("not a line of a scenario: reroot audit");
  });

  it("refuses what the lab does not know", async () => {
    await expect(play("lab> fault lab-001 dns-down\n")).rejects.toThrow("no lab is up");
    const unknown = LAB.replace("clock 2022-03-15T06:00:00Z", "fault lab-001 flood");
    await expect(play(unknown)).rejects.toThrow(/the lab refuses faults: .*kind/);
  });
});

describe("history lines", () => {
  const seen = (at: string, outcome: "accepted" | "refused") => ({
    kind: "handshake" as const,
    sequence: 1,
    at,
    host: "tools.cisco.com",
    from: { address: "127.0.0.1", port: 1, device: "lab-001" },
    chain: [],
    root: { commonName: "Root", sha256: "" },
    outcome,
  });

  it("say once what is only repeated, and count it", () => {
    const lines = historyLines([
      seen("2022-01-01T00:00:00.000Z", "accepted"),
      seen("2022-01-02T00:00:00.000Z", "refused"),
      seen("2022-01-03T00:00:00.000Z", "refused"),
      seen("2022-01-04T00:00:00.000Z", "refused"),
    ]);
    expect(lines).toEqual([
      "2022-01-01 00:00:00  lab-001  handshake with tools.cisco.com, chain under Root, accepted",
      "2022-01-02 00:00:00  lab-001  handshake with tools.cisco.com, chain under Root, refused",
      "2022-01-04 00:00:00  the last of 2 more of the same",
    ]);
  });
});

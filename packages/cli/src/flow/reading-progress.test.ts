import { type DeviceReading, type UnknownReason, unknown } from "@reroot/core";
import { describe, expect, it } from "vitest";
import { readingProgress } from "./reading-progress.js";

function readingOf(reason: UnknownReason): DeviceReading {
  const nothing = unknown(reason);
  const facts = { system: nothing } as unknown as DeviceReading["evidence"]["facts"];
  return { evidence: { device: "r1", readAt: "2022-02-23T06:00:00.000Z", facts } };
}

const READ = {
  evidence: { device: "r1", readAt: "", facts: { system: { known: true, value: {}, shownBy: [] } } },
} as unknown as DeviceReading;

describe("progress of reading", () => {
  it("tells rate and remaining time once a few were read, and redraws ten times a second at most", () => {
    let now = 0;
    const progress = readingProgress("1,000 devices", 1000, () => now);
    const told: string[] = [];
    for (let done = 0; done < 1000; done++) {
      now += 25;
      const text = progress.read(READ);
      if (text !== undefined) told.push(text);
    }
    expect(told[0]).toBe("Reading 1,000 devices: 1 done");
    // 25 ms each: 40 a second, and 1,000 of them take 25 seconds.
    expect(told[1]).toBe("Reading 1,000 devices: 5 done, 40 a second, about 25 s left");
    expect(told.at(-1)).toMatch(/^Reading 1,000 devices: 1,000 done, 40 a second$/);
    expect(told.length).toBeLessThanOrEqual(252);
  });

  it("goes by the rate of the last ten seconds: slow devices come at the end", () => {
    let now = 0;
    const progress = readingProgress("100 devices", 100, () => now);
    let text: string | undefined;
    for (let done = 0; done < 90; done++) {
      now += 10;
      text = progress.read(READ);
    }
    now += 60_000;
    text = progress.read(readingOf({ code: "evidence/unreachable", detail: "no answer" }));
    // One in ten seconds: nine more take a minute and a half.
    expect(text).toBe("Reading 100 devices: 91 done (1 not read whole), 6.0 a minute, about 2 min left");
  });
});

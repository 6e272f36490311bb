import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY } from "./policy.js";
import { readPolicy } from "./policy-file.js";

const AT = new Date("2022-02-23T06:00:00Z");
const read = (text: string) => readPolicy(text, "policy.yaml", "ann", AT);

describe("readPolicy", () => {
  it("leaves what a file does not say as it is without a file", () => {
    expect(read("formatVersion: 1\n")).toEqual({ ok: true, value: { ...DEFAULT_POLICY, author: "ann" } });
  });

  it("takes each setting", () => {
    const text = `formatVersion: 1
remedies: [import-from-mirror, import-from-file]
mirror: { url: "http://192.0.2.10:8080/ios/ios.p7b", configureCabundle: true }
waves: { canary: 2, sizes: [10, "25%"], by: site }
pace: { concurrency: 20, perSite: 2, startsPerMinute: 30 }
windows:
  - { days: [sat, sun], from: "01:00", to: "05:00", timeZone: Europe/Paris, sites: [par] }
gate: { failuresAllowed: 1, soakSeconds: 600, requiredVerdicts: [protected] }
approval: { approvers: [Grace], differsFromAuthor: true }
renewal: { deadlineSeconds: 900, jitterSeconds: 60 }
registration: never
crlOptional: offer
callHomeTest: never
`;
    expect(read(text)).toMatchObject({
      ok: true,
      value: {
        remedies: ["import-from-mirror", "import-from-file"],
        mirror: { url: "http://192.0.2.10:8080/ios/ios.p7b", configure: "configure-cabundle" },
        waves: { canary: 2, sizes: [10, "25%"], by: "site" },
        pace: { concurrency: 20, perSite: 2, startsPerMinute: 30 },
        windows: [{ timeZone: "Europe/Paris", sites: ["par"] }],
        gate: { failuresAllowed: 1, soakSeconds: 600, requiredVerdicts: ["protected"] },
        approvers: { names: ["Grace"], author: "must-not-approve" },
        renewal: { deadlineSeconds: 900, jitterSeconds: 60 },
        registration: "never",
        crlOptional: "offer",
        callHomeTest: "never",
      },
    });
  });

  it.each([
    ["a setting that nobody knows", "formatVersion: 1\ncanary: 1\n", 2, "canary"],
    ["a share beyond all", 'formatVersion: 1\nwaves:\n  sizes: ["120%"]\n', 3, "waves.sizes[0]"],
    [
      "a window in no time zone",
      'formatVersion: 1\nwindows:\n  - from: "01:00"\n    to: "02:00"\n    timeZone: Mars/Olympus\n',
      5,
      "windows[0].timeZone",
    ],
    [
      "a window that is over",
      'formatVersion: 1\nwindows:\n  - dates: ["2022-02-01"]\n    from: "01:00"\n    to: "02:00"\n    timeZone: UTC\n',
      3,
      "windows[0]",
    ],
    [
      "a window that ends when it begins",
      'formatVersion: 1\nwindows:\n  - from: "01:00"\n    to: "01:00"\n    timeZone: UTC\n',
      4,
      "windows[0].to",
    ],
    ["a mirror that is not named", "formatVersion: 1\nremedies: [import-from-mirror]\n", 2, "remedies"],
    [
      "a mirror whose URL would be two commands",
      'formatVersion: 1\nmirror:\n  url: "http://192.0.2.1/x reload"\n',
      3,
      "mirror.url",
    ],
    ["no version", "waves: { canary: 1 }\n", 1, "formatVersion"],
  ])("refuses %s, and says in which line", (_, text, line, field) => {
    const answer = read(text);
    expect(answer).toMatchObject({
      ok: false,
      failure: { code: "policy/fields-wrong", problems: [{ line, field }] },
    });
  });

  it("refuses what is no YAML", () => {
    expect(read("waves: [")).toMatchObject({ failure: { code: "policy/not-yaml" } });
  });
});

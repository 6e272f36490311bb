/** What `accept:crash` compares can find each fault it claims to look for: a sound rollout, spoiled one way at a time. */
import { describe, expect, it } from "vitest";
import { faultsFound } from "../accept/compare.mjs";

const IMPORT = "crypto ca trustpool import url http://mirror.example/ios.p7b";
const RENEW = "license smart renew auth";
const CABUNDLE = "crypto ca trustpool policy cabundle url http://mirror.example/ios.p7b";

function soundRollout() {
  const device = (name: string) => ({
    device: name,
    steps: [
      { kind: "set-bundle-url", action: { kind: "configure", lines: [CABUNDLE], comment: "by plan" } },
      { kind: "import-bundle", action: { kind: "exec", command: IMPORT } },
      { kind: "renew-authorization", action: { kind: "exec", command: RENEW } },
    ],
  });
  const plan = {
    waves: [
      { name: "canary", devices: [device("r1")] },
      { name: "wave-1", devices: [device("r2")] },
    ],
  };
  const journal = [
    { event: "wave-opened", wave: "canary" },
    ...journalOf("r1", plan.waves[0]!.devices[0]!.steps),
    { event: "gate-passed", wave: "canary" },
    { event: "wave-opened", wave: "wave-1" },
    ...journalOf("r2", plan.waves[1]!.devices[0]!.steps),
    { event: "ended", completed: true },
  ].map((entry, index) => ({ ...entry, sequence: index + 1 }) as Record<string, unknown>);
  const deeds = ["r1", "r2"].map((name) => ({
    name,
    deeds: [
      deedOf(1, "configure terminal", "06:00:00"),
      deedOf(2, "commit comment by plan", "06:00:01"),
      { ...deedOf(3, IMPORT, "06:00:02"), poolAfter: 9 },
      deedOf(4, RENEW, "06:00:03"),
    ],
  }));
  const state = (configuration: string[]) =>
    ["r1", "r2"].map((name) => ({ name, configuration, pool: { holdsRequiredRoot: true } }));
  return {
    plan,
    journal,
    spoiled: new Set<string>(),
    closedGate: false,
    deeds,
    before: state(["hostname r"]),
    truth: state([
      "hostname r",
      "crypto ca trustpool policy",
      " cabundle url http://mirror.example/ios.p7b",
      "!",
    ]),
    requests: ["r1", "r2"].map((name) => ({
      from: { device: name },
      message: "authorization-renewal",
      status: 200,
      at: "06:00:04",
    })),
  };
}

function journalOf(device: string, steps: readonly { action: object }[]) {
  return [
    ...steps.flatMap(({ action }, step) => [
      { event: "intent", intent: { device, step, attempt: 1, action } },
      { event: "outcome", device, step, attempt: 1, outcome: { result: "accepted" } },
    ]),
    { event: "device-done", device },
  ];
}

function deedOf(sequence: number, command: string, at: string) {
  return { sequence, command, at, poolBefore: 6, poolAfter: 6 };
}

type Rollout = ReturnType<typeof soundRollout>;

describe("the comparison of accept:crash", () => {
  it("finds nothing in a sound rollout", () => {
    expect(faultsFound(soundRollout())).toEqual([]);
  });

  it.each<[string, (rollout: Rollout) => void, RegExp]>([
    [
      "a command nobody approved",
      ({ deeds }) => void deeds[0]!.deeds.push(deedOf(5, "reload", "07")),
      /not approved: reload/,
    ],
    [
      "a router that is not in the plan",
      ({ deeds }) => void deeds.push({ name: "r9", deeds: [deedOf(1, RENEW, "06")] }),
      /r9 is not in the plan/,
    ],
    [
      "a line that came with a commit",
      ({ truth }) => void truth[0]!.configuration.push("crl optional"),
      /configured what was not approved: crl optional/,
    ],
    [
      "a command without an intent",
      ({ journal }) => void journal.splice(1, 2),
      /came 1 times, intended 0 times/,
    ],
    [
      "an import after one that worked",
      ({ deeds }) => void deeds[0]!.deeds.push({ ...deedOf(5, IMPORT, "07"), poolBefore: 9, poolAfter: 9 }),
      /imported again/,
    ],
    [
      "a renewal after one that was answered",
      ({ deeds }) => void deeds[0]!.deeds.push(deedOf(5, RENEW, "06:00:04")),
      /renewed again/,
    ],
    ["a device that nobody ended", ({ journal }) => forget(journal, "device-done", "r2"), /came to 0 ends/],
    [
      "a device that is done without the root",
      ({ truth }) => {
        truth[1]!.pool = { holdsRequiredRoot: false };
      },
      /lacks the required root/,
    ],
    [
      "a device that is done without a contact",
      ({ requests }) => void requests.pop(),
      /answered nothing since the renewal/,
    ],
    [
      "a device that is done in spite of its fault",
      ({ spoiled }) => void spoiled.add("r1"),
      /a fault was in its way/,
    ],
    [
      "a wave begun before its gate",
      ({ journal }) => forget(journal, "gate-passed"),
      /begun before the gate of canary/,
    ],
    [
      "a command behind a closed gate",
      ({ journal }) => void journal.splice(journal.findIndex(({ wave }) => wave === "wave-1")),
      /behind a closed gate/,
    ],
    ["a rollout without an end", ({ journal }) => void journal.pop(), /it ends with/],
    ["an entry that is lost", ({ journal }) => void journal.splice(2, 1), /has a gap at 3/],
  ])("finds %s", (_, spoil, sentence) => {
    const rollout = soundRollout();
    spoil(rollout);
    expect(faultsFound(rollout)).toContainEqual(expect.stringMatching(sentence));
  });
});

function forget(journal: Record<string, unknown>[], event: string, device?: string) {
  const at = journal.findIndex(
    (entry) => entry.event === event && (device === undefined || entry.device === device),
  );
  journal.splice(at, 1);
}

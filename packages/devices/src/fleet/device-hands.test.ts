import {
  type ApprovedPlan,
  approve,
  type Inventory,
  type Plan,
  planDigestOf,
  type Transcript,
} from "@reroot/core";
import { afterEach, describe, expect, it } from "vitest";
import { hasSharedData } from "../parsers/testing/corpus.js";
import {
  INVALID,
  type MisbehavingRouter,
  misbehavingRouter,
  type RouterScript,
} from "../testing/misbehaving-router.js";
import { noticeOutputs } from "../testing/router-outputs.js";
import { LIMITS, LOGIN, trustingHostKeys } from "../testing/sessions.js";
import { deviceAccess, straightRoutes } from "./access.js";
import { deviceHands } from "./device-hands.js";

const IMPORT = "crypto ca trustpool import url http://www.cisco.com/security/pki/trs/ios.p7b";
const RENEW = "license smart renew auth";
const WANTED = ["clock", "pool", "licence"] as const;

function planFor(device: string, commands: readonly string[] = [IMPORT, RENEW]): Plan {
  const body: Plan = {
    formatVersion: 2,
    digest: "",
    notice: { id: "fn72290", revision: "1.1", digest: "sha256:00" },
    assessmentDigest: "sha256:00",
    author: "author",
    createdAt: "2022-02-23T06:00:00.000Z",
    pace: { concurrency: 1 },
    pools: {},
    waves: [
      {
        name: "canary",
        gate: { failuresAllowed: 0, soakSeconds: 0 },
        devices: [
          {
            device,
            remedy: "import-from-default-url",
            because: [{ code: "remedy/first-choice" }],
            basedOn: { pool: "sha256:00", verdict: "failing" },
            steps: commands.map((command) => ({
              kind: "import-bundle",
              action: { kind: "exec", command },
              requiredRoots: [],
            })),
            undo: { kind: "none", because: "earlier-downloaded-certificates" },
            cautions: [],
          },
        ],
      },
    ],
    heldBack: [],
    untouched: [],
  };
  return { ...body, digest: planDigestOf(body) };
}

function approved(plan: Plan): ApprovedPlan {
  const answer = approve(plan, "approver", new Date("2022-02-23T06:05:00.000Z"));
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.value;
}

const routers: MisbehavingRouter[] = [];
afterEach(async () => {
  await Promise.all(routers.splice(0).map((router) => router.close()));
});

/** Carries out a line wherever it stands in the plan; a line that stands nowhere, as its first step. */
function sender(hands: ReturnType<typeof deviceHands>, { plan }: ApprovedPlan) {
  const steps = plan.waves[0]?.devices[0]?.steps ?? [];
  return (device: string, command: string) => {
    const step = steps.findIndex(({ action }) => action.kind === "exec" && action.command === command);
    return hands.carryOut(device, Math.max(0, step), { kind: "exec", command });
  };
}

async function handsFor(changes: Partial<RouterScript>, plan: ApprovedPlan = approved(planFor("r1"))) {
  const router = await misbehavingRouter(changes);
  routers.push(router);
  const transcripts: Transcript[] = [];
  const inventory: Inventory = {
    devices: [{ name: "r1", host: "127.0.0.1", port: router.port, groups: [] }],
  };
  const limits = { ...LIMITS, msBetweenSessions: 0, commandTimeoutMs: 3_000 };
  const access = deviceAccess({
    routeTo: straightRoutes({ loginFor: () => LOGIN, hostKeys: trustingHostKeys() }),
    limits,
  });
  const hands = deviceHands({
    access,
    inventory,
    approved: plan,
    deliver: (transcript) => transcripts.push(transcript),
    now: () => new Date("2022-02-23T06:08:10.000Z"),
  });
  return { hands, send: sender(hands, plan), router, transcripts };
}

const lines = (router: MisbehavingRouter) =>
  router.typed.filter((line) => line !== "" && !line.startsWith("terminal "));

describe("sending", () => {
  it("sends the planned line and says that the device took it", async () => {
    const { send, router, transcripts } = await handsFor({ outputs: { [IMPORT]: "" } });
    const outcome = await send("r1", IMPORT);
    expect(outcome).toEqual({ result: "accepted", shownBy: transcripts.map(({ id }) => id) });
    expect(lines(router)).toEqual([IMPORT, "show logging"]);
  });

  it.each([
    ["an invalid command", "command-unknown", INVALID, "% Invalid input detected at '^' marker."],
    [
      "a failed import",
      "download-failed",
      "Trustpool: Download failed, HTTP returned an error\r\n",
      "Trustpool: Download failed, HTTP returned an error",
    ],
    [
      "a user without the right",
      "not-authorized",
      "% This command is not authorized\r\n",
      "% This command is not authorized",
    ],
  ])("hands on the device's refusal: %s", async (_what, because, said, text) => {
    const { send, transcripts } = await handsFor({ outputs: { [IMPORT]: (play) => play.say(said) } });
    expect(await send("r1", IMPORT)).toEqual({
      result: "refused",
      because,
      text,
      shownBy: [transcripts[0]?.id],
    });
  });

  it.each(["", "Import SUCCEEDED\r\n", "something that nobody has seen yet\r\n"])(
    "never takes words for success: %j is only not a refusal",
    async (said) => {
      const { send } = await handsFor({ outputs: { [IMPORT]: (play) => play.say(said) } });
      expect(await send("r1", IMPORT)).toMatchObject({ result: "accepted" });
    },
  );

  it("does not know what came of a command after which the connection was lost", async () => {
    const { send, router } = await handsFor({
      outputs: {
        [IMPORT]: (play) => {
          play.disconnect();
          return new Promise(() => {});
        },
      },
    });
    expect(await send("r1", IMPORT)).toMatchObject({ result: "unknown" });
    expect(lines(router)).toEqual([IMPORT]);
  });

  it("leaves a question unanswered, and does not know the outcome", async () => {
    const { send, router } = await handsFor({
      outputs: {
        [RENEW]: (play) => {
          play.say("Really renew? [confirm]");
          return new Promise(() => {});
        },
      },
    });
    expect(await send("r1", RENEW)).toMatchObject({ result: "unknown" });
    expect(router.typed.at(-1)).toBe(RENEW);
  });

  it("says that nothing was sent where no session came about", async () => {
    const { send, router } = await handsFor({ password: "another" });
    expect(await send("r1", IMPORT)).toMatchObject({
      result: "not-sent",
      detail: expect.stringMatching(/./),
    });
    expect(router.typed).toEqual([]);
  });

  it.each([
    "show version",
    "crypto ca trustpool import url http://192.0.2.1/other.p7b",
    `${IMPORT} `,
    `${IMPORT}\nreload`,
    "license smart deregister",
    "",
  ])("connects to nobody for a line outside the plan: %j", async (line) => {
    const { send, router } = await handsFor({});
    await expect(send("r1", line)).rejects.toThrow("of the approved plan");
    expect(router.connections()).toBe(0);
  });

  it("sends nothing for a plan that was changed after its approval", async () => {
    const plan = approved(planFor("r1"));
    const reload = { ...planFor("r1", ["reload"]), digest: plan.plan.digest };
    const { send, router } = await handsFor({}, { ...plan, plan: reload });
    await expect(send("r1", "reload")).rejects.toThrow("approval/plan-altered");
    expect(router.connections()).toBe(0);
  });

  it("sends nothing under another plan's approval", async () => {
    const other = approved(planFor("r1", [RENEW]));
    const { send, router } = await handsFor({}, { plan: planFor("r1"), approval: other.approval });
    await expect(send("r1", IMPORT)).rejects.toThrow("approval/other-plan");
    expect(router.connections()).toBe(0);
  });

  it("sends what was approved, whatever becomes of the plan in memory afterwards", async () => {
    const plan = structuredClone(approved(planFor("r1")));
    const { send, router } = await handsFor({ outputs: { [IMPORT]: "" } }, plan);
    Object.assign(plan.plan.waves[0]?.devices[0]?.steps[1]?.action ?? {}, { command: "reload" });
    await expect(send("r1", "reload")).rejects.toThrow("of the approved plan");
    expect(await send("r1", IMPORT)).toMatchObject({ result: "accepted" });
    expect(lines(router)).not.toContain("reload");
  });

  it("goes through the plan once, and not again for each device", async () => {
    const plan = approved(planFor("r1"));
    let looks = 0;
    const counting = {
      ...plan,
      get plan() {
        looks++;
        return plan.plan;
      },
    };
    const { hands } = await handsFor({}, counting);
    const atFirst = looks;
    await hands.observe("r1", ["files"]);
    await hands.carryOut("r1", 0, { kind: "exec", command: IMPORT });
    expect(looks).toBe(atFirst);
  });

  it("sends nothing to a device that the plan does not name", async () => {
    const { send, router } = await handsFor({}, approved(planFor("r2")));
    await expect(send("r1", IMPORT)).rejects.toThrow("change/device-not-in-plan");
    expect(router.connections()).toBe(0);
  });

  it("sends no line of a plan that holds two", async () => {
    const two = `${RENEW}\nreload`;
    const { send, router } = await handsFor({}, approved(planFor("r1", [two])));
    await expect(send("r1", two)).rejects.toThrow("change/command-not-one-line");
    expect(router.connections()).toBe(0);
  });
});

describe.skipIf(!hasSharedData)("observing", () => {
  it("sees clock, pool and licence with the audit's own eyes", async () => {
    const { hands } = await handsFor({ outputs: noticeOutputs() });
    const seen = await hands.observe("r1", WANTED);
    expect(seen).toMatchObject({
      device: "r1",
      at: "2022-02-23T06:08:10.000Z",
      clock: { known: true, value: { deviceTime: "2022-02-23T06:08:09.250Z" } },
      licence: { known: true, value: { lastContact: { result: "failed", at: "2022-02-23T06:08:07.000Z" } } },
    });
    expect(seen.pool.known && seen.pool.value.sha1).toContain("CA3AFBCF1240364B44B216208880483919937CF7");
  });

  it("says why it sees nothing", async () => {
    const { hands } = await handsFor({ password: "another" });
    const seen = await hands.observe("r1", WANTED);
    expect(seen.pool).toMatchObject({ known: false, reason: { code: "evidence/login-refused" } });
    expect(await hands.observe("r9", WANTED)).toMatchObject({
      pool: { reason: { code: "evidence/unreachable" } },
    });
  });
});

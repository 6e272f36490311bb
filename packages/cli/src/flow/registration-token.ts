/**
 * The token with which agents are registered: asked for only where an approved plan registers some, from a file
 * descriptor, the environment or a prompt. It is handed to the hands and kept nowhere.
 */
import type { ApprovedPlan } from "@reroot/core";
import { Refusal } from "../refusal.js";
import { secretFrom } from "../secrets.js";
import type { World } from "../world.js";

const SOURCE = {
  what: "The token with which devices are registered",
  variable: "REROOT_REGISTRATION_TOKEN",
  option: "--registration-token-fd",
  question: "Registration token: ",
};

/** @throws {Refusal} when one is needed and none is given, or what is given can be none. */
export async function registrationToken(
  approved: ApprovedPlan,
  world: World,
  descriptor?: number,
): Promise<string | undefined> {
  if (!needsToken(approved)) return undefined;
  const token = (await secretFrom(SOURCE, world, descriptor)).trim();
  if (/^[A-Za-z0-9+/=_.~%-]{8,1024}$/.test(token)) return token;
  // It is not shown: a token with one slip is nearly one.
  throw new Refusal({
    sentence: "What was given as a registration token is not one word of letters, digits and + / = % signs.",
    place: descriptor === undefined ? SOURCE.variable : SOURCE.option,
    advice: "Copy it from the licensing portal once more, without what stands around it.",
  });
}

/** For whoever carries several plans out: a descriptor can be read once, and nobody is asked twice. */
export function rememberedToken(
  world: World,
  descriptor?: number,
): (approved: ApprovedPlan) => Promise<string | undefined> {
  let known: string | undefined;
  let asking: Promise<unknown> = Promise.resolve();
  return (approved) => {
    const answer = asking.then(async () => {
      known ??= await registrationToken(approved, world, descriptor);
      return needsToken(approved) ? known : undefined;
    });
    asking = answer.catch(() => {});
    return answer;
  };
}

function needsToken({ plan, approval }: ApprovedPlan): boolean {
  const steps = plan.waves.flatMap(({ devices }) => devices).flatMap((device) => device.steps);
  return approval.also?.includes("registration") === true && steps.some(({ kind }) => kind === "register");
}

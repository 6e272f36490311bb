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
  { plan, approval }: ApprovedPlan,
  world: World,
  descriptor?: number,
): Promise<string | undefined> {
  const steps = plan.waves.flatMap(({ devices }) => devices).flatMap((device) => device.steps);
  const isNeeded =
    approval.also?.includes("registration") === true && steps.some(({ kind }) => kind === "register");
  if (!isNeeded) return undefined;
  const token = (await secretFrom(SOURCE, world, descriptor)).trim();
  if (/^[A-Za-z0-9+/=_.~%-]{8,1024}$/.test(token)) return token;
  // It is not shown: a token with one slip is nearly one.
  throw new Refusal({
    sentence: "What was given as a registration token is not one word of letters, digits and + / = % signs.",
    place: descriptor === undefined ? SOURCE.variable : SOURCE.option,
    advice: "Copy it from the licensing portal once more, without what stands around it.",
  });
}

/** `--only`: which devices of an earlier run are read again, by how their reading ended or by their verdict. */
import {
  hasStandby,
  type InventoryDevice,
  type ReadOutcome,
  readOutcome,
  VERDICTS,
  type Verdict,
} from "@reroot/core";
import { InvalidArgumentError } from "commander";
import type { EarlierRun } from "../files/earlier-run.js";
import { Refusal } from "../refusal.js";

/** How the reading ended, the verdict, or that another route processor stands by, whose pool has not been seen. */
export type Chosen = Exclude<ReadOutcome, "read"> | Verdict | typeof WITH_STANDBY;

export const WITH_STANDBY = "with-standby";

const OUTCOMES: readonly Chosen[] = ["failed", "unreachable", "not-read"];

/** For commander: `failed,unreachable`. */
export function selectors(text: string): readonly Chosen[] {
  const known: readonly string[] = [...OUTCOMES, WITH_STANDBY, ...VERDICTS];
  const given = text.split(",").map((one) => one.trim());
  const stray = given.find((one) => !known.includes(one));
  if (stray === undefined) return given as readonly Chosen[];
  throw new InvalidArgumentError(`"${stray}" is none of ${known.join(", ")}.`);
}

/** Those of the devices that the earlier run says so of, and those that it does not know. @throws {Refusal} when there is none. */
export function chosenAgain(
  devices: readonly InventoryDevice[],
  { evidence, assessment, folder }: Pick<EarlierRun, "evidence" | "assessment" | "folder">,
  only: readonly Chosen[] = OUTCOMES,
): readonly InventoryDevice[] {
  const outcomes = new Map(evidence.devices.map((one) => [one.device, readOutcome(one)]));
  const withStandby = new Set(
    evidence.devices.filter(({ facts }) => hasStandby(facts)).map(({ device }) => device),
  );
  const verdicts = new Map(assessment.findings.map(({ device, verdict }) => [device, verdict]));
  const chosen = devices.filter(({ name }) => {
    const [outcome, verdict] = [outcomes.get(name), verdicts.get(name)];
    return (
      outcome === undefined ||
      only.some(
        (one) => isOf(one, outcome) || one === verdict || (one === WITH_STANDBY && withStandby.has(name)),
      )
    );
  });
  if (chosen.length > 0) return chosen;
  throw new Refusal({
    sentence: `The earlier run has no device that is ${only.join(" or ")}.`,
    place: folder.path,
    advice: "Choose others with --only, or audit the whole inventory.",
  });
}

/** Who asks for what failed wants all that is missing: a device that nobody got to is missing too. */
function isOf(chosen: Chosen, outcome: ReadOutcome): boolean {
  return chosen === outcome || (chosen === "failed" && outcome === "not-read");
}

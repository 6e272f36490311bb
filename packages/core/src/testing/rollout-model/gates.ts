/** The rules about waves and their gates. A gate is judged here by the routers' own truth. */
import { deviceOf } from "../../rollout/progress.js";
import { affairsAfter } from "./affairs.js";
import { BUNDLES } from "./bundles.js";
import type { Played, Rule } from "./play.js";
import { secondOf } from "./router.js";

export const SOAK_AND_VERDICTS: Readonly<Record<string, Rule>> = {
  "no closed gate is crossed": ({ sent, journal, plan }) =>
    sent.flatMap(({ device, journalled, at }) => {
      const { gates } = affairsAfter(journal.slice(0, journalled));
      const index = plan.waves.findIndex(({ devices }) => devices.some((one) => one.device === device));
      const shut = plan.waves.slice(0, index).filter(({ name }) => gates.get(name) !== "passed");
      return shut.map(({ name }) => `${device} at ${at}, before the gate of ${name}`);
    }),

  "a gate is passed only with all devices at their end, few enough failures, and after its quiet time": (
    played,
  ) =>
    played.journal.flatMap((entry, index) => {
      if (entry.event !== "gate-passed") return [];
      const wave = played.plan.waves.find(({ name }) => name === entry.wave);
      if (!wave) return [`no wave ${entry.wave}`];
      const { devices } = affairsAfter(played.journal.slice(0, index));
      const members = wave.devices.map(({ device }) => ({ device, ...devices.get(device) }));
      const failures = members.filter((one) => countsAsFailure(one, wave.gate.requiredVerdicts, played));
      const latest = Math.max(...members.map(({ endedAt }) => endedAt ?? Number.POSITIVE_INFINITY));
      const isQuiet = secondOf(entry.at) >= latest + wave.gate.soakSeconds;
      const isEnded = members.every(({ state }) => state !== undefined && state !== "open");
      if (isEnded && isQuiet && failures.length <= wave.gate.failuresAllowed) return [];
      return [`${wave.name}: ${failures.length} failures, ended ${isEnded}, quiet ${isQuiet}`];
    }),

  "no wave opens unless what is served for it was found to be the approved bundle": ({ journal, plan }) =>
    journal.flatMap((entry, index) => {
      if (entry.event !== "wave-opened" || plan.undoes !== undefined) return [];
      const wave = plan.waves.find(({ name }) => name === entry.wave);
      const imports = (wave?.devices ?? []).flatMap(({ steps }) => steps).map(({ action }) => action);
      const fetches = imports.some((one) => one.kind === "exec" && /import url http/.test(one.command));
      const found = journal.slice(0, index).findLast((one) => one.event === "bundle-rechecked");
      const isThat =
        found?.event === "bundle-rechecked" &&
        found.wave === entry.wave &&
        found.found.every((one) => "sha256" in one && one.sha256 === BUNDLES.approved.sha256) &&
        secondOf(entry.at) - secondOf(found.at) <= 900;
      return isThat || !fetches ? [] : [entry.wave];
    }),

  "every device of a wave that was opened has one outcome, and every other one none": ({ journal, plan }) => {
    const { devices } = affairsAfter(journal);
    const opened = new Set(journal.flatMap((one) => (one.event === "wave-opened" ? [one.wave] : [])));
    return plan.waves.flatMap((wave) =>
      wave.devices.flatMap(({ device }) => {
        const { state = "open", ends = 0, retries = 0 } = devices.get(device) ?? {};
        const isOut = state !== "open" && ends === retries + 1;
        const isLeft = !journal.some((entry) => deviceOf(entry) === device);
        if (opened.has(wave.name) ? isOut : isLeft || state === "skipped") return [];
        return [`${device}: ${state}, ended ${ends} times`];
      }),
    );
  },
};

function countsAsFailure(
  { device, state }: { readonly device: string; readonly state?: string },
  required: readonly string[] | undefined,
  { fleet }: Played,
): boolean {
  if (state === "held" || state === "failed") return true;
  return state === "done" && required !== undefined && !required.includes(fleet.verdictOf(device));
}

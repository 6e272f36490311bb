/** Why a rollout cannot be begun or ordered about, and what is wrong with a backup, in words. */
import type { Complaint, RestoreFailure, RolloutFailure } from "@reroot/engine";
import { joined } from "./count.js";
import { databaseFailureInWords } from "./database-failure.js";
import { unknownCode, type Words } from "./words.js";

export function rolloutFailureInWords(failure: RolloutFailure): Words {
  switch (failure.code) {
    case "engine/device-claimed":
      return {
        sentence: `rollout ${failure.rollout} is to change ${someOf(failure.devices)} too, and has not ended`,
        advice: "Nothing of this plan was begun. Wait for that rollout to end, or cancel it.",
      };
    case "engine/record-behind":
      return {
        sentence: `the database knows ${failure.recorded} entries of rollout ${failure.rollout}, and the journal of this run has ${failure.journalled}`,
        advice:
          "Nothing was sent. The database was restored from an older backup: restore a newer one, or audit the devices and make a new plan.",
      };
    case "engine/no-such-rollout":
      return {
        sentence:
          failure.rollout === "" ? "there is no rollout yet" : `there is no rollout ${failure.rollout}`,
        advice: "`reroot status` lists those that there are; --state DIR or DATABASE_URL says where to look.",
      };
    case "engine/which-rollout":
      return {
        sentence: `several rollouts could be meant: ${failure.rollouts.join(", ")}`,
        advice: "Name one; the beginning of its name is enough.",
      };
    case "engine/rollout-ended":
      return {
        sentence: `rollout ${failure.rollout} has ended`,
        advice: "A device that was held or failed can be tried again: `reroot retry DEVICE ROLLOUT`.",
      };
    case "engine/not-paused":
      return {
        sentence: `rollout ${failure.rollout} is not paused`,
        advice: "`reroot status` shows how it stands.",
      };
    case "engine/already-paused":
      return {
        sentence: `rollout ${failure.rollout} is paused already`,
        advice: "`reroot resume` lets it go on.",
      };
    case "engine/already-cancelled":
      return {
        sentence: `rollout ${failure.rollout} was cancelled`,
        advice: "What it has not done needs a new plan: audit the devices again.",
      };
    case "engine/no-such-device":
      return {
        sentence: `rollout ${failure.rollout} has no device ${failure.device}`,
        advice: "Names are those of the plan.",
      };
    case "engine/device-ended":
      return {
        sentence: `${failure.device} has come to its end in rollout ${failure.rollout}`,
        advice: "There is nothing left of it to skip.",
      };
    case "engine/not-to-retry":
      return {
        sentence: `${failure.device} was neither held nor has it failed in rollout ${failure.rollout}`,
        advice: "Only such a device is tried again.",
      };
    case "engine/nothing-to-accept":
      return {
        sentence: `${failure.device} was not stopped for a difference from its rehearsal`,
        advice: "`reroot retry` without --accept-differences tries it again.",
      };
    case "engine/may-not-accept":
      return {
        sentence: `${failure.by} may not accept what differs from the rehearsal: the plan's policy names who may approve`,
        advice: "Ask one of them, and name them: `reroot retry DEVICE --accept-differences --by NAME`.",
      };
    default:
      return databaseFailureInWords(failure);
  }
}

export function restoreFailureInWords(failure: RestoreFailure): Words {
  switch (failure.code) {
    case "backup/damaged":
      return {
        sentence: `the backup is damaged at line ${failure.line}: ${failure.detail}`,
        advice: "Nothing was written. Use another copy of it.",
      };
    case "backup/newer":
      return {
        sentence: `a newer Reroot has written this backup (schema ${failure.found}; this one knows ${failure.known})`,
        advice: "Use that version. Nothing was written.",
      };
    case "backup/database-not-empty":
      return {
        sentence: `the database holds ${failure.rollouts} rollouts already`,
        advice: "Nothing was written. Restore into an empty one: --state NEW_DIR, or another DATABASE_URL.",
      };
    default:
      return unknownCode(failure);
  }
}

export function complaintInWords(complaint: Complaint): Words {
  switch (complaint.code) {
    case "record/journal-gap":
      return {
        sentence: `the journal of ${complaint.rollout} lacks the entry after number ${complaint.after}`,
        advice: "Somebody took entries away. Restore a backup; do not go on with this rollout.",
      };
    case "record/plan-altered":
      return {
        sentence: `the plan of ${complaint.rollout} is not the one that was approved (${complaint.failure})`,
        advice: "Somebody changed it in the database. Cancel the rollout, and restore a backup.",
      };
    case "record/progress-differs":
      return {
        sentence: `${complaint.rollout}: the journal says otherwise of ${complaint.what}`,
        advice: "The journal is what counts. Restore a backup, and report it: this must not happen.",
      };
    case "record/journal-not-protected":
      return {
        sentence: "entries of the journal can be changed or removed",
        advice: "Somebody switched its protection off in PostgreSQL. Restore a backup into a new database.",
      };
    case "record/worker-silent":
      return {
        sentence: `worker ${complaint.worker} has not been heard of since ${complaint.since}`,
        advice: "The next worker that starts takes over what it left.",
      };
    default:
      return unknownCode(complaint);
  }
}

function someOf(devices: readonly string[]): string {
  const shown = devices.slice(0, 5);
  const more = devices.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : joined(shown);
}

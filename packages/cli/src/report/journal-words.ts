/** One journal entry as a line for a reader. */
import { type BundleFound, type Difference, isUnexplained, type JournalEntry } from "@reroot/core";
import { count, joined } from "../words/count.js";
import { minute } from "../words/dates.js";
import { differencesInWords } from "../words/rehearsal.js";
import {
  endedEarlyInWords,
  intentInWords,
  outcomeInWords,
  stopReasonInWords,
} from "../words/rollout-words.js";
import { unknownReasonInWords } from "../words/unknown-reason.js";
import { unknownCode } from "../words/words.js";

export function journalEventInWords(entry: JournalEntry): {
  readonly device?: string;
  readonly text: string;
} {
  switch (entry.event) {
    case "started":
      return { text: `started, approved by ${entry.approvedBy}` };
    case "rehearsal-required":
      return { text: `every device must answer as in the rehearsal of ${minute(entry.madeAt)}` };
    case "compared-with-rehearsal":
      return { device: entry.device, text: compared(entry) };
    case "wave-opened":
      return { text: `${entry.wave} opened` };
    case "intent":
      return { device: entry.intent.device, text: `about to ${intentInWords(entry.intent)}` };
    case "observed":
      return { device: entry.observation.device, text: observed(entry.observation) };
    case "outcome":
      return { device: entry.device, text: outcomeInWords(entry.outcome) };
    case "step-met":
      return { device: entry.device, text: stepMet(entry) };
    case "step-skipped":
      return { device: entry.device, text: `step ${entry.step + 1} left out: it was not approved` };
    case "device-done":
      return { device: entry.device, text: "done" };
    case "device-held":
      return { device: entry.device, text: `held: ${stopReasonInWords(entry.reason).sentence}` };
    case "device-failed":
      return { device: entry.device, text: `failed: ${stopReasonInWords(entry.reason).sentence}` };
    case "device-skipped":
      return { device: entry.device, text: `skipped by ${decided(entry)}` };
    case "device-retried":
      return {
        device: entry.device,
        text: `taken up again${entry.accepts ? " with what differs from its rehearsal accepted" : ""}, after it was ${entry.after}, by ${decided(entry)}`,
      };
    case "taken-over":
      return { device: entry.device, text: `taken over by worker ${entry.worker}` };
    case "paused":
      return { text: `paused by ${decided(entry)}` };
    case "resumed":
      return { text: `resumed by ${decided(entry)}` };
    case "cancelled":
      return { text: `cancelled by ${decided(entry)}` };
    case "wave-waiting":
      return { text: `${entry.wave} waits for its window, which opens ${minute(entry.until)}` };
    case "bundle-rechecked":
      return { text: `bundle fetched again before ${entry.wave}: ${entry.found.map(found).join("; ")}` };
    case "wave-assessed":
      return {
        text: `${entry.wave} judged again: ${entry.short.length === 0 ? "every verdict is as the gate asks" : `short of it ${joined(entry.short.map(({ device, verdict }) => `${device} (${verdict})`))}`}`,
      };
    case "gate-passed":
      return { text: `gate after ${entry.wave} passed with ${count(entry.failures, "failure")}` };
    case "gate-closed":
      return {
        text: `gate after ${entry.wave} closed with ${count(entry.failures, "failure")}: later waves are not opened`,
      };
    case "ended":
      return { text: ended(entry) };
    default:
      return unknownCode(entry);
  }
}

function compared({ differences }: Extract<JournalEntry, { event: "compared-with-rehearsal" }>): string {
  if (differences.length === 0) return "as rehearsed";
  const unexplained = differences.filter(isUnexplained);
  const [what, shown] =
    unexplained.length > 0 ? ["not as rehearsed", unexplained] : ["as rehearsed, but for", differences];
  const why = unexplained.length > 0 ? "" : ` (${joined([...new Set(shown.map(whyExplained))])})`;
  return `${what}: ${differencesInWords(shown)}${why}`;
}

function whyExplained({ explained }: Difference): string {
  switch (explained) {
    case "accepted":
      return "accepted";
    case "answer-not-seen":
      return "the answer was not seen";
    default:
      return "not imitated in the lab";
  }
}

function stepMet({ step, lacking }: Extract<JournalEntry, { event: "step-met" }>): string {
  const said = `step ${step + 1} has had its effect`;
  return lacking
    ? `${said}; ${count(lacking.count, "certificate")} of the bundle not shown in the pool`
    : said;
}

function ended({ completed, because }: Extract<JournalEntry, { event: "ended" }>): string {
  if (completed) return "ended, complete";
  return `ended before it was complete${because ? `: ${endedEarlyInWords(because)}` : ""}`;
}

function decided({ by, why }: { readonly by: string; readonly why?: string }): string {
  return why === undefined ? by : `${by}: ${why}`;
}

function found(one: BundleFound): string {
  return "sha256" in one
    ? `${one.url} serves ${one.sha256.slice(0, 16)}...`
    : `${one.url}: ${one.unavailable}`;
}

type Observed = Extract<JournalEntry, { event: "observed" }>["observation"];

function observed({ deviceTime, poolDigest, lastContact, unseen }: Observed): string {
  if (unseen) return `could not be read: ${unknownReasonInWords(unseen).sentence}`;
  const said = [
    poolDigest && `trust pool ${poolDigest.replace(/^sha256:/, "").slice(0, 12)}`,
    lastContact && `last contact ${lastContact.result} ${lastContact.at.slice(0, 19).replace("T", " ")}`,
    deviceTime && `device clock ${deviceTime.slice(0, 19).replace("T", " ")}`,
  ].filter(Boolean);
  return said.length === 0 ? "read again, and nothing could be learned" : `read again: ${said.join(", ")}`;
}

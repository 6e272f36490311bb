/**
 * How far the reading of a fleet has got, how fast it goes, and how long it will take from here: for one
 * line on a terminal. The clock is an argument, in milliseconds of any origin.
 */
import { type DeviceReading, readOutcome } from "@reroot/core";
import { count } from "../words/count.js";

export interface ReadingProgress {
  /** Undefined where it was said a moment ago: a terminal need not be redrawn a thousand times a second. */
  read(reading: DeviceReading): string | undefined;
}

// The rate of the last devices tells more than that of all: slow ones come at the end.
const RECENT_MS = 10_000;
const REDRAW_MS = 100;
// Before that many were read, a rate is chance.
const FEWEST_FOR_A_RATE = 5;

export function readingProgress(what: string, total: number, now: () => number): ReadingProgress {
  const startedAt = now();
  const recent: number[] = [];
  let done = 0;
  let unread = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    read: ({ evidence }) => {
      const at = now();
      done++;
      if (readOutcome(evidence) !== "read") unread++;
      recent.push(at);
      while ((recent[0] ?? at) < at - RECENT_MS) recent.shift();
      if (at - drawnAt < REDRAW_MS && done < total) return undefined;
      drawnAt = at;
      const spanMs = Math.min(at - startedAt, RECENT_MS);
      const perSecond = spanMs > 0 && done >= FEWEST_FOR_A_RATE ? (recent.length * 1000) / spanMs : undefined;
      return inWords({ what, total, done, unread, perSecond });
    },
  };
}

interface State {
  readonly what: string;
  readonly total: number;
  readonly done: number;
  readonly unread: number;
  readonly perSecond: number | undefined;
}

/** `Reading 1,000 devices: 312 done (3 not read), 41 a second, about 17 s left` */
function inWords({ what, total, done, unread, perSecond }: State): string {
  const troubled = unread === 0 ? "" : ` (${unread.toLocaleString("en")} not read whole)`;
  const rate = perSecond === undefined ? "" : `, ${rateInWords(perSecond)}`;
  const left =
    perSecond === undefined || done >= total ? "" : `, about ${span((total - done) / perSecond)} left`;
  return `Reading ${what}: ${done.toLocaleString("en")} done${troubled}${rate}${left}`;
}

function rateInWords(perSecond: number): string {
  if (perSecond >= 10) return `${Math.round(perSecond).toLocaleString("en")} a second`;
  if (perSecond >= 1) return `${perSecond.toFixed(1)} a second`;
  return `${(perSecond * 60).toFixed(1)} a minute`;
}

function span(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return count(Math.round(seconds / 3600), "hour");
}

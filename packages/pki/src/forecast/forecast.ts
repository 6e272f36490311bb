/**
 * When would a device with this trust pool accept that endpoint? Answers for a whole period: intervals, each
 * with the outcome and its reason. Knows what is announced or was seen, never what a server really sends; and
 * says `undetermined` where the answer hangs on an entry that nobody could resolve.
 */
import { answerKey, type ForecastAnswer, handshakeAt } from "./handshake.js";
import { momentsOfChange } from "./moments.js";
import type { ForecastQuestion, ServedChain } from "./question.js";

export interface ForecastInterval {
  readonly from: Date;
  /** First moment that no longer belongs to it. */
  readonly until: Date;
  /** Undefined before the first stage begins. */
  readonly serves: ServedChain | undefined;
  readonly answer: ForecastAnswer;
}

/** The intervals of the period, in order and without gaps; neighbours differ in what is served or in the answer. */
export function forecast(question: ForecastQuestion): readonly ForecastInterval[] {
  const stages = [...question.timeline.stages].sort(
    (left, right) => left.from.getTime() - right.from.getTime(),
  );
  const intervals: ForecastInterval[] = [];
  const moments = momentsOfChange(question, stages);
  for (const [index, at] of moments.entries()) {
    const serves = stages.findLast((stage) => stage.from.getTime() <= at)?.serves;
    const until = new Date(moments[index + 1] ?? question.until.getTime());
    const answer = handshakeAt(question, serves, new Date(at));
    const before = intervals.at(-1);
    if (before && before.serves === serves && answerKey(before.answer) === answerKey(answer)) {
      intervals[intervals.length - 1] = { ...before, until };
    } else {
      intervals.push({ from: new Date(at), until, serves, answer });
    }
  }
  return intervals;
}

/** The first interval in which the handshake fails, hence the date on which the endpoint is lost. */
export function firstFailure(intervals: readonly ForecastInterval[]): ForecastInterval | undefined {
  return intervals.find(({ answer }) => answer.outcome === "fails");
}

// Where a rollout can be killed, and what was hit so far: every step that changes a router, by each remedy, before and
// after each of intent, send, effect and outcome; and what the rollout as a whole does.
import { chance } from "./chance.mjs";

/**
 * Between them lie all eight edges: before the intent; after it, which is before the sending; after the sending, which
 * is before the effect; after the effect, which is before the outcome; after the outcome.
 */
const MOMENTS = ["before-intent", "after-intent", "after-send", "after-effect", "after-outcome"];
const STEPS = [
  ["import-from-default-url", "import-bundle"],
  ["import-from-default-url", "renew-authorization"],
  ["import-from-mirror", "set-bundle-url"],
  ["import-from-mirror", "import-bundle"],
  ["import-from-mirror", "renew-authorization"],
  ["import-from-file", "copy-bundle"],
  ["import-from-file", "import-bundle"],
  ["import-from-file", "remove-file"],
  ["import-from-file", "renew-authorization"],
].map(([remedy, kind]) => ({ remedy, kind }));
/** A worker dies as soon as it has written one of these into the journal. */
const EVENTS = ["bundle-rechecked", "wave-opened", "gate-passed"];
/** Who dies at a moment; `database` alone dies at any time, and `paused` is a death while nothing may be begun. */
const WAYS = ["worker", "worker and database", "database", "database, at the start", "paused"];

export function crashMoments(seed) {
  const moments = [
    ...STEPS.flatMap((step) => MOMENTS.map((moment) => ({ ...step, moment }))),
    ...EVENTS.map((event) => ({ event })),
  ];
  const hits = new Map([...moments.map(keyOf), ...WAYS].map((key) => [key, 0]));
  const gaps = () => [...hits].filter(([, times]) => times === 0).map(([key]) => key);
  let round = 0;
  let open = chance(seed + round++).shuffled(moments);
  return {
    gaps,
    count: () => hits.size,
    /** What a run does not reach goes to the next ones; when all is hit, everything is tried again. */
    take(most) {
      if (open.length === 0) open = chance(seed + round++).shuffled(moments);
      // The first steps of a wave are over soon: who waits for them goes first.
      return open.splice(0, most).sort((one, other) => earliness(one) - earliness(other));
    },
    giveBack: (moment) => open.unshift(moment),
    hit: (key) => hits.set(key, hits.get(key) + 1),
    left: () => open.length,
    print() {
      const columns = (cells) => cells.map((cell) => String(cell).padEnd(14)).join("");
      console.log(`\n${"killed".padEnd(46)}${columns(MOMENTS)}`);
      for (const step of STEPS) {
        const counts = MOMENTS.map((moment) => hits.get(keyOf({ ...step, moment })));
        console.log(`${`${step.remedy}, ${step.kind}`.padEnd(46)}${columns(counts)}`);
      }
      const rest = [...EVENTS.map((event) => keyOf({ event })), ...WAYS];
      for (const key of rest) console.log(`${key.padEnd(46)}${hits.get(key)}`);
    },
  };
}

export function keyOf({ event, remedy, kind, moment }) {
  return event ? `at ${event}` : `${moment} of ${kind}, ${remedy}`;
}

function earliness({ event, kind }) {
  if (event) return event === "gate-passed" ? 1 : 0;
  return kind === "set-bundle-url" || kind === "copy-bundle" ? 0 : 2;
}

/** Which of a router's commits a command means: the last ones, one by its id or label, or one and all after it. */
import type { Commit } from "../router/commit.js";
import type { EmulatedRouter } from "../router/router.js";

export function lastCommits(router: EmulatedRouter, count: string): readonly Commit[] {
  const wanted = Number(count);
  return Number.isInteger(wanted) && wanted > 0 && wanted <= router.commits.length
    ? router.commits.slice(-wanted)
    : [];
}

export function commitNamed(router: EmulatedRouter, name: string): readonly Commit[] {
  return router.commits.filter(({ id, label }) => id === name || label === name);
}

export function commitsFrom(router: EmulatedRouter, name: string): readonly Commit[] {
  const index = router.commits.findIndex(({ id, label }) => id === name || label === name);
  return index === -1 ? [] : router.commits.slice(index);
}

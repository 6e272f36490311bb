/** What an emulated router can do by its release. */

/** From 24.1.1 on licensing goes by policy: no registration, no evaluation, usage reports instead. */
export function usesPolicy(release: string): boolean {
  return isFrom(release, 24, 1);
}

/** Whether a release such as `7.5.2` or `24.1.1` is of a train or later. */
function isFrom(release: string, major: number, minor: number): boolean {
  const [of = 0, at = 0] = release.split(".").map((part) => Number.parseInt(part, 10) || 0);
  return of > major || (of === major && at >= minor);
}

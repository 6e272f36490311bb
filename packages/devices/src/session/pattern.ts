/** Patterns of OpenSSH (ssh_config(5), PATTERNS), as its configuration and known_hosts use them. */

/** `*` stands for any run of characters, `?` for one; linear in pattern times name, never exponential. */
export function matchesPattern(pattern: string, name: string): boolean {
  let star = -1;
  let resume = 0;
  let at = 0;
  let index = 0;
  while (index < name.length) {
    if (pattern[at] === "*") {
      star = at++;
      resume = index;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[index])) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}

/**
 * A list of patterns of which one must fit, and none that begins with `!`. Both sides are compared as
 * they stand: who ignores case lowers them before.
 */
export function matchesPatternList(patterns: readonly string[], name: string): boolean {
  let isMatch = false;
  for (const pattern of patterns) {
    if (!pattern.startsWith("!")) isMatch ||= matchesPattern(pattern, name);
    else if (matchesPattern(pattern.slice(1), name)) return false;
  }
  return isMatch;
}

/**
 * Shell patterns on names: `*`, `?`, `[abc]`, `[a-z]`, `[!a-z]`, as in Python's fnmatch, which Ansible uses.
 * Matching takes at most length of name times length of pattern steps, whatever the pattern.
 */

export type NamePattern = (name: string) => boolean;

export function namePattern(pattern: string): NamePattern {
  const steps = stepsOf(pattern);
  return (name) => matches(steps, name);
}

type Step = "any" | ((character: string) => boolean);

function stepsOf(pattern: string): readonly Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern.charAt(at);
    const set = character === "[" ? /^\[(!?)(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null;
    if (character === "*") {
      if (steps.at(-1) !== "any") steps.push("any");
    } else if (character === "?") steps.push(() => true);
    else if (set) {
      steps.push(oneOf(set[2] ?? "", set[1] === "!" ? "outside" : "inside"));
      at += set[0].length - 1;
    } else steps.push((given) => given === character);
  }
  return steps;
}

function oneOf(characters: string, side: "inside" | "outside"): (character: string) => boolean {
  const ranges = [...characters.matchAll(/(.)-(.)|(.)/gsu)].map(([, from, to, single]) => ({
    from: from ?? single ?? "",
    to: to ?? single ?? "",
  }));
  return (given) => ranges.some(({ from, to }) => from <= given && given <= to) === (side === "inside");
}

/** Goes back to the last `*` and lets it take one character more, until something fits or nothing is left. */
function matches(steps: readonly Step[], name: string): boolean {
  let [step, at] = [0, 0];
  let [star, starAt] = [-1, 0];
  while (at < name.length) {
    const current = steps[step];
    if (current === "any") [star, starAt, step] = [step, at, step + 1];
    else if (current?.(name.charAt(at))) [step, at] = [step + 1, at + 1];
    else if (star >= 0) [step, at, starAt] = [star + 1, starAt + 1, starAt + 1];
    else return false;
  }
  return steps.slice(step).every((rest) => rest === "any");
}

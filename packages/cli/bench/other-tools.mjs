/** Python tools that do the same job, where they are installed: what they need of CPU time, by their own account. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A Python that has the module, or undefined: Debian's own is not always the first on the path. */
export function pythonWith(module) {
  return ["python3", "/usr/bin/python3"].find(
    (python) => spawnSync(python, ["-W", "ignore", "-c", `import ${module}`]).status === 0,
  );
}

/** What a script beside this file prints as JSON, given `input`. */
export function runPython(python, script, input) {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const ran = spawnSync(python, [file], { input, encoding: "utf8", maxBuffer: 2 ** 28, timeout: 900_000 });
  if (ran.status !== 0) throw new Error(`${script}: ${ran.stderr}`);
  return JSON.parse(ran.stdout);
}

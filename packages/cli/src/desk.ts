/**
 * What every command works with: its world, the pages that it writes on, and whether the caller is a
 * program (`--json`: one JSON value on stdout and nothing else) or a person.
 */
import { type Page, pageOn } from "./terminal/page.js";
import { type Progress, progressOn } from "./terminal/progress.js";
import type { World } from "./world.js";

export interface Desk {
  readonly world: World;
  /** stdout: the result. */
  readonly out: Page;
  /** stderr: what accompanies it. */
  readonly err: Page;
  /** On stderr, on a terminal only. */
  readonly progress: Progress;
  readonly json: boolean;
}

export function deskFor(world: World, json: boolean): Desk {
  return {
    world,
    out: pageOn(world.stdout, world.environment),
    err: pageOn(world.stderr, world.environment),
    progress: progressOn(world.stderr),
    json,
  };
}

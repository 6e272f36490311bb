import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// Tests read the packages' sources, never a stale build: see "exports" in each package.json.
const conditions = ["reroot-source", "node", "default"];

/** Files of whole commands mostly wait for routers: they come first, so that the others run beside them. */
class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) =>
      WAITING.findLastIndex((part) => moduleId.includes(part));
    return sorted.sort((a, b) => waits(b) - waits(a));
  }
}

/** The later, the earlier it begins. */
const WAITING = ["packages/engine/", "packages/cli/test/", "packages/cli/test/scenarios.test.ts"];

export default defineConfig({
  resolve: { conditions },
  // What is left to Node gets the conditions that go without saying from Node: "import" for a require is wrong.
  ssr: { resolve: { conditions, externalConditions: ["reroot-source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/*.test.ts"],
    setupFiles: ["test/set-up-property-tests.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: "forks",
    // Many tests wait for others; on two cores, Vitest by itself would use one.
    maxWorkers: Math.max(3, availableParallelism()),
    sequence: { sequencer: WaitingFirst },
  },
});

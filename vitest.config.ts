import { defineConfig } from "vitest/config";

// Tests read the packages' sources, never a stale build: see "exports" in each package.json.
const conditions = ["reroot-source", "node", "default"];

export default defineConfig({
  resolve: { conditions },
  // What is left to Node gets the conditions that go without saying from Node: "import" for a require is wrong.
  ssr: { resolve: { conditions, externalConditions: ["reroot-source"] } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/*.test.ts"],
    setupFiles: ["test/set-up-property-tests.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
});

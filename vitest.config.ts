import { defineConfig } from "vitest/config";

// Tests read the packages' sources, never a stale build: see "exports" in each package.json.
const conditions = ["reroot-source", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "packages/*/test/**/*.test.ts", "test/*.test.ts"],
    setupFiles: ["test/set-up-property-tests.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
});

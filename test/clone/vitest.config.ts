import { defineConfig } from "vitest/config";

// Not among the fast suites: it installs everything several times over. `npm run test:clone`.
export default defineConfig({
  test: {
    include: ["test/clone/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    pool: "forks",
    // Its tests are one story: after the first that fails, the others say nothing new.
    bail: 1,
  },
});

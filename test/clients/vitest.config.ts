import { defineConfig } from "vitest/config";

// Not among the fast suites: it needs the clients, which `.ci/run` installs. `npm run test:clients`.
export default defineConfig({
  test: {
    include: ["test/clients/*.test.ts"],
    globalSetup: ["test/clients/lab-process.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    pool: "forks",
    // Clients wait more than they work: Netmiko's careful mode sleeps for half a minute.
    maxWorkers: 4,
  },
});

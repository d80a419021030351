// One room is run by its folder (`npx vitest run test/store`). At most two workers; one mongod serves the whole run and
// starts when the first test file asks for it (test/run/).
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // The soak is run by itself, for so many minutes.
    include: [process.env["LAZYENGINE_SOAK"] === undefined ? "test/**/*.test.ts" : "test/chaos/soak.ts"],
    globalSetup: ["test/run/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Generous: tests wait for events, so a limit only tells a hang from a slow machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
    allowOnly: false,
    passWithNoTests: false,
  },
});

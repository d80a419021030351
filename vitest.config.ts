// One room is run by its folder (`npx vitest run test/store`). At most two workers; one mongod serves the whole run and
// starts when the first test file asks for it (test/run/).
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/run/longest-first.js";

export default defineConfig({
  test: {
    include: included(process.env),
    globalSetup: ["test/run/global-setup.ts"],
    sequence: { sequencer: LongestFirst },
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

/** By themselves are run the soak, for so many minutes, the upgrade from an older build, and the packages of a release. */
function included(env: NodeJS.ProcessEnv): string[] {
  if (env["LAZYENGINE_SOAK"] !== undefined) return ["test/chaos/soak.test.ts"];
  if (env["LAZYENGINE_PREVIOUS"] !== undefined) return ["test/chaos/upgrade.ts"];
  if (env["LAZYENGINE_RELEASE"] !== undefined) return ["test/package/*.test.ts", "test/package/released/*.ts"];
  return ["test/**/*.test.ts"];
}

// The one suite that every store passes.
import { afterAll, beforeAll, describe } from "vitest";
import type { StoreFixture } from "./store-fixture.js";
import { definitionSuite } from "./suites/definitions.js";
import { dispatchSuite } from "./suites/dispatch.js";
import { guardSuite } from "./suites/guards.js";
import { hintSuite } from "./suites/hints.js";
import { listSuite } from "./suites/lists.js";
import { othersSuite } from "./suites/others.js";
import { payloadSuite } from "./suites/payloads.js";
import { queueRateSuite } from "./suites/queue-rates.js";
import { queueSuite } from "./suites/queues.js";
import { retentionSuite } from "./suites/retention.js";
import { roundTripSuite } from "./suites/round-trip.js";
import { scheduleSuite } from "./suites/schedules.js";
import { sessionSuite } from "./suites/sessions.js";

/** `numRuns`: how many random segments make the round trip. */
export function storeSuite(name: string, open: () => Promise<StoreFixture>, numRuns: number): void {
  describe(name, () => {
    let opened: StoreFixture | undefined;
    const fixture = (): StoreFixture => {
      if (opened === undefined) throw new Error("the store was not opened");
      return opened;
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(async () => opened?.close());

    guardSuite(fixture);
    dispatchSuite(fixture);
    listSuite(fixture);
    sessionSuite(fixture);
    scheduleSuite(fixture);
    retentionSuite(fixture);
    hintSuite(fixture);
    othersSuite(fixture);
    payloadSuite(fixture);
    definitionSuite(fixture);
    queueSuite(fixture);
    queueRateSuite(fixture);
    roundTripSuite(fixture, numRuns);
  });
}

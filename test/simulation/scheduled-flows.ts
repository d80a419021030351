/**
 * Schedules by which small plain flows are run every few seconds, for some time.
 */

import type { SegmentBounds } from "../../src/core/definition/stored-form.js";
import { OVERLAP_POLICIES, type OverlapPolicy } from "../../src/core/schedules/schedule.js";
import type { SeededRandom } from "../core/seeded-random.js";
import { randomFlow, type SimulatedFlow } from "./workload.js";

const MAX_TASKS = 4;

export interface SimulatedSchedule {
  /** What each of its flows is; its id is the schedule's. */
  readonly flow: SimulatedFlow;
  readonly everyMs: number;
  readonly offsetMs: number;
  /** How long it is due, from when it is put. */
  readonly lastsMs: number;
  readonly overlapPolicy: OverlapPolicy;
}

export function randomSchedules(random: SeededRandom, bounds: SegmentBounds | undefined): readonly SimulatedSchedule[] {
  return Array.from({ length: 1 + random.below(2) }, (_, index) => ({
    flow: randomFlow(random, `every${index}`, bounds, MAX_TASKS),
    everyMs: 1_000 * (2 + random.below(10)),
    offsetMs: random.below(1_000),
    lastsMs: 10_000 + random.below(40_000),
    overlapPolicy: random.pick(OVERLAP_POLICIES),
  }));
}

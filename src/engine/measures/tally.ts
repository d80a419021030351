/**
 * What has happened in this process since its start, in plain numbers that only grow: whoever exports them reads them
 * when it is asked, so that counting costs the work itself next to nothing.
 */
import type { AttemptEnd } from "../../core/state/node-entry.js";
import type { FlowState } from "../../core/state/states.js";
import { Distribution } from "./distribution.js";

export class Tally {
  /** From the moment a task is ready until it is claimed; one for each claim. */
  readonly claims = new Distribution();
  /** From the moment that both a task and credit that a session has got back are there until it holds the task. */
  readonly refills = new Distribution();
  /** From the moment a timer is due until it is acted on; one for each timer. */
  readonly timers = new Distribution();
  /** From another process's commit until this one hears of it; one for each hint that tells its time. */
  readonly hints = new Distribution();
  /** How often hints may have been lost. */
  hintGaps = 0;
  /** Claims that ended, by how. */
  readonly attempts: Record<AttemptEnd, number> = {
    SUCCEEDED: 0,
    FAILED: 0,
    CANCELLED: 0,
    TIMEOUT: 0,
    LEASE_LOST: 0,
    RELEASED: 0,
  };
  flowsStarted = 0;
  /** Flows that ended, by their state; one that goes on after an end may end again. */
  readonly flowsEnded: Partial<Record<FlowState, number>> = { SUCCEEDED: 0, FAILED: 0, CANCELLED: 0, REVERTED: 0 };
  /** Flows that were deleted because their retention was over, those within others not counted. */
  flowsPruned = 0;
  /** Due times of schedules that this process has decided, by what became of them. */
  readonly dueTimes = { started: 0, skipped: 0, missed: 0, failed: 0 };
  /** From a due time until its flow is there. */
  readonly dueStarts = new Distribution();
  /** Segments that a round decided on without reading them, and those that it read. */
  readonly segments = { cached: 0, read: 0 };

  flowEnded(state: FlowState): void {
    this.flowsEnded[state] = (this.flowsEnded[state] ?? 0) + 1;
  }
}

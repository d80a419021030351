/**
 * What is known of a schedule from when it was put until it is deleted: another one under its id has a life of its own.
 */
import { dueFlowId } from "../../../src/core/schedules/scheduled-flow.js";
import type { ScheduleRecord } from "../../../src/store/schedule-store.js";

export class ScheduleLife {
  /** As it was stored first, and as it is now, or was at its end. */
  readonly first: ScheduleRecord;
  latest: ScheduleRecord;
  /** The flows that it was ever decided to start. */
  readonly decided = new Set<string>();
  /** The flows of those who have triggered it, whatever became of them. */
  readonly triggers = new Set<string>();
  isDeleted = false;
  /** Since when somebody knows that it is deleted, world time. */
  knownDeletedAt: number | undefined;

  constructor(first: ScheduleRecord) {
    this.first = first;
    this.latest = first;
    this.#learn(first);
  }

  /** Throws where the record does not follow from the one before it. */
  changed(record: ScheduleRecord): void {
    const { version, progress } = this.latest;
    if (record.version !== version + 1) throw new Error(`version ${record.version} after ${version}`);
    if (record.progress.cursor < progress.cursor) throw new Error("it goes back");
    this.latest = record;
    this.#learn(record);
  }

  /** All that was due until its end is decided, done and known to be. */
  get isOver(): boolean {
    const { wakeTime, paused, progress } = this.latest;
    return wakeTime === undefined && !paused && progress.buffered === undefined;
  }

  isDue(flowId: string): boolean {
    return this.dueTimes.some((time) => dueFlowId(this.first.scheduleId, time) === flowId);
  }

  /** After it was put, before its end. */
  get dueTimes(): readonly number[] {
    const { scheduleId, rules, progress } = this.first;
    const { timing, endTime = 0 } = rules;
    if (timing.kind !== "interval") throw new Error(`schedule ${scheduleId} has no interval`);
    const { everyMs, offsetMs } = timing;
    const first = Math.floor((progress.cursor - offsetMs) / everyMs) + 1;
    const last = Math.ceil((endTime - offsetMs) / everyMs) - 1;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * everyMs + offsetMs);
  }

  #learn({ progress: { flows, recent } }: ScheduleRecord): void {
    for (const { flowId, triggered } of flows) {
      this.decided.add(flowId);
      if (triggered === true) this.triggers.add(flowId);
    }
    for (const { flowId, triggered } of recent) if (triggered === true) this.triggers.add(flowId);
  }
}

/**
 * What is promised of schedules: each due time is decided once, whoever dies, and has at most one flow; as the overlap policy
 * says no two of them go on at once, and nothing is left out without being counted.
 */
import { dueFlowId } from "../../../src/core/schedules/scheduled-flow.js";
import type { ScheduleRecord } from "../../../src/store/schedule-store.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SimulatedFlow } from "../workload.js";
import type { World } from "../world/world.js";
import type { FlowHistory } from "./flow-history.js";
import type { Histories } from "./histories.js";

export class ScheduleStory {
  readonly #world: World;
  readonly #histories: Histories;
  /** By id, as it was stored first, and as it is now. */
  readonly #first = new Map<string, ScheduleRecord>();
  readonly #latest = new Map<string, ScheduleRecord>();
  readonly #wanted: ReadonlySet<string>;

  /** `flows`: what each of the schedules that are to be put runs, under the schedule's id. */
  constructor(world: World, histories: Histories, flows: readonly SimulatedFlow[]) {
    this.#world = world;
    this.#histories = histories;
    this.#wanted = new Set(flows.map(({ flowId }) => flowId));
  }

  stored(record: ScheduleRecord): void {
    const { scheduleId, version, progress } = record;
    const before = this.#latest.get(scheduleId);
    const { started, skipped, missed, failed } = progress.counts;
    const told = `schedule ${scheduleId} v${version}`;
    this.#world.note("store", `${told}: ${started} started, ${skipped} skipped, ${progress.flows.length} go on`);
    if (failed > 0 || missed > 0) this.#world.breaks(`${told}: ${failed} failed, ${missed} missed`);
    if (before !== undefined && version !== before.version + 1) this.#world.breaks(`${told} after ${before.version}`);
    if (before !== undefined && progress.cursor < before.progress.cursor) this.#world.breaks(`${told} goes back`);
    if (before === undefined) this.#first.set(scheduleId, record);
    this.#latest.set(scheduleId, record);
  }

  /** A flow that a schedule has started is due, is no second one, and is alone where the policy says so. */
  witness(before: SegmentRecord | undefined, after: SegmentRecord | undefined): void {
    if (before !== undefined || after === undefined || after.address.segment !== 0) return;
    const { flowId } = after.address;
    const record = this.#scheduleOf(flowId);
    if (record === undefined) return;
    const told = `${flowId} is started`;
    if (!this.#dueTimes(record).some((time) => dueFlowId(record.scheduleId, time) === flowId)) {
      this.#world.breaks(`${told}, and was never due`);
    }
    if (this.#histories.runs(flowId) > 1) this.#world.breaks(`${told} once more`);
    const others = this.#flowsOf(record).filter(({ flow, hasEnded }) => flow.flowId !== flowId && !hasEnded);
    if (record.rules.overlapPolicy !== "ALLOW_ALL" && others.length > 0) {
      this.#world.breaks(`${told}, and ${others[0]?.flow.flowId} has not ended`);
    }
  }

  /** Whether all that was due until the end of each schedule is decided, done and known to be. */
  get isOver(): boolean {
    return [...this.#wanted].every((id) => {
      const record = this.#latest.get(id);
      return record !== undefined && record.wakeTime === undefined && record.progress.buffered === undefined;
    });
  }

  /** Each due time was started or skipped, and what was started is there. */
  expectAllDecided(): void {
    for (const record of this.#latest.values()) {
      const { scheduleId, rules, progress } = record;
      const { started, skipped } = progress.counts;
      const due = this.#dueTimes(record).length;
      const told = `schedule ${scheduleId}: ${started} started, ${skipped} skipped`;
      if (started + skipped !== due) this.#world.breaks(`${told}, of ${due} due times`);
      const flows = this.#flowsOf(record).length;
      if (flows !== started) this.#world.breaks(`${told}, and there are ${flows} flows`);
      if (rules.overlapPolicy === "ALLOW_ALL" && skipped > 0) this.#world.breaks(`${told}, though all are allowed`);
    }
  }

  /** After it was put, before its end. */
  #dueTimes({ scheduleId, rules: { timing, endTime = 0 } }: ScheduleRecord): readonly number[] {
    if (timing.kind !== "interval") throw new Error(`schedule ${scheduleId} has no interval`);
    const { everyMs, offsetMs } = timing;
    const { cursor } = (this.#first.get(scheduleId) as ScheduleRecord).progress; // it is stored
    const first = Math.floor((cursor - offsetMs) / everyMs) + 1;
    const last = Math.ceil((endTime - offsetMs) / everyMs) - 1;
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * everyMs + offsetMs);
  }

  #scheduleOf(flowId: string): ScheduleRecord | undefined {
    return this.#latest.get(flowId.slice(0, Math.max(0, flowId.indexOf(":"))));
  }

  #flowsOf({ scheduleId }: ScheduleRecord): readonly FlowHistory[] {
    return this.#histories.currents.filter(({ flow }) => flow.flowId.startsWith(`${scheduleId}:`));
  }
}

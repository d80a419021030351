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
  /** Somebody pauses, resumes and triggers them. */
  isKept = false;
  /** How often each was asked to start a flow at once. */
  readonly #triggers = new Map<string, number>();

  /** `flows`: what each of the schedules that are to be put runs, under the schedule's id. */
  constructor(world: World, histories: Histories, flows: readonly SimulatedFlow[]) {
    this.#world = world;
    this.#histories = histories;
    this.#wanted = new Set(flows.map(({ flowId }) => flowId));
  }

  /** Those that are there. */
  get ids(): readonly string[] {
    return [...this.#latest.keys()];
  }

  /** Somebody asks it to start a flow at once, and repeats that until there is an answer. */
  triggered(scheduleId: string): void {
    this.#triggers.set(scheduleId, this.#triggersOf(scheduleId) + 1);
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
    const isDue = this.#dueTimes(record).some((time) => dueFlowId(record.scheduleId, time) === flowId);
    if (!isDue && !isTriggered(flowId)) this.#world.breaks(`${told}, and was never due`);
    const triggered = this.#flowsOf(record).filter(({ flow }) => isTriggered(flow.flowId)).length;
    const most = this.#triggersOf(record.scheduleId);
    if (triggered > most) this.#world.breaks(`${told}: ${triggered} were triggered by ${most} requests`);
    if (this.#histories.runs(flowId) > 1) this.#world.breaks(`${told} once more`);
    const others = this.#flowsOf(record).filter(({ flow, hasEnded }) => flow.flowId !== flowId && !hasEnded);
    if (record.rules.overlapPolicy !== "ALLOW_ALL" && others.length > 0) {
      this.#world.breaks(`${told}, and ${others[0]?.flow.flowId} has not ended`);
    }
  }

  /** Whether all that was due until the end of each schedule is decided, done and known to be. */
  get isOver(): boolean {
    if (this.isKept) return false;
    return [...this.#wanted].every((id) => {
      const record = this.#latest.get(id);
      return (
        record !== undefined &&
        record.wakeTime === undefined &&
        !record.paused &&
        record.progress.buffered === undefined
      );
    });
  }

  /** Each due time was started or skipped, and what was started is there. */
  expectAllDecided(): void {
    for (const record of this.#latest.values()) {
      const { scheduleId, rules, progress } = record;
      const { started, skipped } = progress.counts;
      const due = this.#dueTimes(record).length + this.#triggersOf(scheduleId);
      const told = `schedule ${scheduleId}: ${started} started, ${skipped} skipped`;
      if (started + skipped !== due) this.#world.breaks(`${told}, of ${due} due times and triggers`);
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

  #triggersOf(scheduleId: string): number {
    return this.#triggers.get(scheduleId) ?? 0;
  }

  #scheduleOf(flowId: string): ScheduleRecord | undefined {
    return this.#latest.get(flowId.slice(0, Math.max(0, flowId.indexOf(":"))));
  }

  #flowsOf({ scheduleId }: ScheduleRecord): readonly FlowHistory[] {
    return this.#histories.currents.filter(({ flow }) => flow.flowId.startsWith(`${scheduleId}:`));
  }
}

function isTriggered(flowId: string): boolean {
  return flowId.includes(":trigger:");
}

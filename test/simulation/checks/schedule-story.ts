/**
 * What is promised of schedules: each due time is decided once, whoever dies, and has at most one flow; as the overlap policy
 * says no two of them go on at once, and nothing is left out without being counted. What is deleted starts nothing more.
 */
import type { ScheduleRecord } from "../../../src/store/schedule-store.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SimulatedSchedule } from "../scheduled-flows.js";
import type { World } from "../world/world.js";
import type { FlowHistory } from "./flow-history.js";
import type { Histories } from "./histories.js";
import { ScheduleLife } from "./schedule-life.js";

/** A schedule is stored so long, at most, after the moment at which it was put: its process may pause, and the write be late. */
const STORED_WITHIN_MS = 60_000;

export class ScheduleStory {
  readonly #world: World;
  readonly #histories: Histories;
  /** By id, the latest last: all but that one are deleted. */
  readonly #lives = new Map<string, ScheduleLife[]>();
  readonly #wanted: ReadonlySet<string>;
  /** How many pause, resume, trigger, delete and put them. */
  keepers = 0;
  /** How often each was asked to start a flow at once. */
  readonly #triggers = new Map<string, number>();
  /** Who waits for the next decision of a schedule to start something. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** `schedules`: those that are to be put. */
  constructor(world: World, histories: Histories, schedules: readonly SimulatedSchedule[]) {
    this.#world = world;
    this.#histories = histories;
    this.#wanted = new Set(schedules.map(({ flow }) => flow.flowId));
  }

  /** Those that are there. */
  get ids(): readonly string[] {
    return [...this.#lives.keys()].filter((id) => this.current(id) !== undefined);
  }

  /** The one that is there. */
  current(scheduleId: string): ScheduleLife | undefined {
    const life = this.#lives.get(scheduleId)?.at(-1);
    return life?.isDeleted === true ? undefined : life;
  }

  /** Somebody asks it to start a flow at once, and repeats that until there is an answer. */
  triggered(scheduleId: string): void {
    this.#triggers.set(scheduleId, this.#triggersOf(scheduleId) + 1);
  }

  /** Resolves when it is decided that this schedule starts a flow, which is not there yet. */
  nextStart(scheduleId: string): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(scheduleId, [...(this.#waiting.get(scheduleId) ?? []), resolve]);
    });
  }

  stored(record: ScheduleRecord): void {
    const { scheduleId, version, progress } = record;
    const { started, skipped, missed, failed } = progress.counts;
    const told = `schedule ${scheduleId} v${version}`;
    this.#world.note("store", `${told}: ${started} started, ${skipped} skipped, ${progress.flows.length} go on`);
    if (failed > 0 || missed > 0) this.#world.breaks(`${told}: ${failed} failed, ${missed} missed`);
    this.#learn(record, told);
    if (!progress.flows.some((flow) => !flow.started)) return;
    const waiting = this.#waiting.get(scheduleId) ?? [];
    this.#waiting.delete(scheduleId);
    for (const resolve of waiting) resolve();
  }

  #learn(record: ScheduleRecord, told: string): void {
    const { scheduleId, incarnation, progress } = record;
    const life = this.current(scheduleId);
    try {
      if (life?.latest.incarnation === incarnation) {
        life.changed(record);
        return;
      }
      if (life !== undefined) throw new Error("there is another one");
      const late = this.#world.databaseTime() - progress.cursor;
      if (late > STORED_WITHIN_MS) throw new Error(`it was put, and makes up for the last ${late} ms`);
      this.#lives.set(scheduleId, [...(this.#lives.get(scheduleId) ?? []), new ScheduleLife(record)]);
    } catch (error) {
      this.#world.breaks(`${told}: ${(error as Error).message}`);
    }
  }

  deleted({ scheduleId }: Pick<ScheduleRecord, "scheduleId">): void {
    this.#world.note("store", `schedule ${scheduleId} is deleted`);
    const life = this.current(scheduleId);
    if (life !== undefined) life.isDeleted = true;
  }

  /** Somebody was told that it is deleted. */
  knownDeleted(scheduleId: string, life: ScheduleLife): void {
    if (!life.isDeleted) this.#world.breaks(`schedule ${scheduleId} was said to be deleted, and is there`);
    life.knownDeletedAt ??= this.#world.now;
  }

  /** A flow that a schedule has started is due, is no second one, and is alone where the policy says so. */
  witness(before: SegmentRecord | undefined, after: SegmentRecord | undefined): void {
    if (before !== undefined || after === undefined || after.address.segment !== 0) return;
    const { flowId } = after.address;
    const scheduleId = flowId.slice(0, Math.max(0, flowId.indexOf(":")));
    const lives = this.#lives.get(scheduleId);
    if (lives === undefined) return;
    const told = `${flowId} is started`;
    const isDue = lives.some((life) => life.isDue(flowId));
    if (!isDue && !isTriggered(flowId)) this.#world.breaks(`${told}, and was never due`);
    const deciders = lives.filter(({ decided }) => decided.has(flowId));
    if (deciders.length === 0) this.#world.breaks(`${told}, and it was never decided`);
    const gone = deciders.map(({ knownDeletedAt }) => knownDeletedAt);
    const since = gone.includes(undefined) ? undefined : Math.max(...gone.map((time) => time ?? 0));
    if (since !== undefined) {
      this.#world.breaks(`${told}, ${this.#world.now - since} ms after its schedule was said to be deleted`);
    }
    this.#expectFew(flowId, scheduleId, told);
    const life = this.current(scheduleId);
    if (life !== undefined) this.#expectAlone(life, flowId, told);
  }

  #expectFew(flowId: string, scheduleId: string, told: string): void {
    const all = this.#histories.currents.filter(({ flow }) => flow.flowId.startsWith(`${scheduleId}:`));
    const triggered = all.filter(({ flow }) => isTriggered(flow.flowId)).length;
    const most = this.#triggersOf(scheduleId);
    if (triggered > most) this.#world.breaks(`${told}: ${triggered} were triggered by ${most} requests`);
    if (this.#histories.runs(flowId) > 1) this.#world.breaks(`${told} once more`);
  }

  #expectAlone(life: ScheduleLife, flowId: string, told: string): void {
    if (!life.decided.has(flowId) || life.latest.rules.overlapPolicy === "ALLOW_ALL") return;
    const others = this.#flowsOf(life).filter(({ flow, hasEnded }) => flow.flowId !== flowId && !hasEnded);
    if (others.length > 0) this.#world.breaks(`${told}, and ${others[0]?.flow.flowId} has not ended`);
  }

  /** Whether all that was due until the end of each schedule, or its deletion, is decided, done and known to be. */
  get isOver(): boolean {
    if (this.keepers > 0) return false;
    return [...this.#wanted].every((id) => this.#lives.has(id) && this.current(id)?.isOver !== false);
  }

  /** Of those that are there each due time was started or skipped, and what was started is there. */
  expectAllDecided(): void {
    for (const [scheduleId, lives] of this.#lives) {
      const life = this.current(scheduleId);
      if (life !== undefined) this.#expectAllOf(life);
      const triggers = new Set(lives.flatMap((one) => [...one.triggers])).size;
      const asked = this.#triggersOf(scheduleId);
      // Who has asked one that was deleted meanwhile may have been refused.
      if (lives.length === 1 && life !== undefined && triggers !== asked) {
        this.#world.breaks(`schedule ${scheduleId}: ${triggers} were triggered by ${asked} requests`);
      }
    }
  }

  #expectAllOf(life: ScheduleLife): void {
    const { scheduleId, rules, progress } = life.latest;
    const { started, skipped } = progress.counts;
    const due = life.dueTimes.length + life.triggers.size;
    const told = `schedule ${scheduleId}: ${started} started, ${skipped} skipped`;
    if (started + skipped !== due) this.#world.breaks(`${told}, of ${due} due times and triggers`);
    const flows = this.#flowsOf(life).length;
    if (flows !== started) this.#world.breaks(`${told}, and there are ${flows} flows`);
    if (rules.overlapPolicy === "ALLOW_ALL" && skipped > 0) this.#world.breaks(`${told}, though all are allowed`);
  }

  #triggersOf(scheduleId: string): number {
    return this.#triggers.get(scheduleId) ?? 0;
  }

  #flowsOf({ decided }: ScheduleLife): readonly FlowHistory[] {
    return this.#histories.currents.filter(({ flow }) => decided.has(flow.flowId));
  }
}

function isTriggered(flowId: string): boolean {
  return flowId.includes(":trigger:");
}

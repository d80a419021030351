/**
 * What retention promises: what it deletes was due by the rules, with all that is within; what is due goes, and what is gone
 * is not found, nor a part of it. What nobody else deletes, and no rule lets go, stays.
 */
import type { RetentionRule } from "../../../src/core/retention/retention-rule.js";
import type { ParentLink } from "../../../src/core/state/nesting.js";
import { isEndedFlow } from "../../../src/core/state/states.js";
import type { RetentionRecord } from "../../../src/store/retention-store.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { World } from "../world/world.js";
import type { Histories } from "./histories.js";

/** Who has taken a page by rules that are replaced meanwhile goes on by them for so long, with pauses and late writes. */
const PASSES_END_WITHIN_MS = 90_000;
/** A process measures the database's clock about once a second, over a network that is slow now and then; clocks may jump. */
const CLOCKS_DIFFER_MS = 3_000;
const CLOCKS_JUMP_MS = 40_000;

/** After a pass that took long there is a long pause. */
const PASSES_COME_WITHIN_MS = 1_200_000;

type Header = SegmentRecord["flow"];

export class RetentionStory {
  readonly #world: World;
  readonly #histories: Histories;
  /** The latest last, with the world's time until which the ones before them held. */
  readonly #rules: { readonly rules: readonly RetentionRule[]; readonly generation: number; until: number }[] = [];
  readonly #gone = new Set<string>();
  /** Who waits for the next flow that goes. */
  #waiting: ((flowId: string) => void)[] = [];

  constructor(world: World, histories: Histories) {
    this.#world = world;
    this.#histories = histories;
  }

  /** Whether the flow has been deleted, and is not run again by now. */
  isGone(flowId: string): boolean {
    return this.#gone.has(flowId) && this.#histories.current(flowId) === undefined;
  }

  /** The id of the next flow at the top that it deletes. */
  nextGone(): Promise<string> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  stored({ rules, generation, deleted }: RetentionRecord): void {
    this.#world.note("store", `retention by rules ${generation}, ${deleted} are deleted`);
    const last = this.#rules.at(-1);
    if (last?.generation === generation) return;
    if (last !== undefined) last.until = this.#world.now;
    this.#rules.push({ rules, generation, until: Number.POSITIVE_INFINITY });
  }

  witness(before: SegmentRecord | undefined, after: SegmentRecord | undefined): void {
    if (before === undefined || after !== undefined || before.address.segment !== 0) return;
    const { address, flow } = before;
    const { flowId } = address;
    if (flow.parent !== undefined) this.#expectTopGone(flowId, flow);
    else if (!this.#histories.deletions.has(flowId)) this.#expectDue(flowId, flow);
    if (flow.parent !== undefined) return;
    this.#gone.add(flowId);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(flowId);
  }

  /** What is within another goes after the one at the top, or with a run of it that is gone. */
  #expectTopGone(flowId: string, flow: Header): void {
    // One that was never told to begin is nobody's.
    if (flow.parent?.order === undefined) return;
    let above: Header | undefined = flow;
    while (above?.parent !== undefined) {
      const { flowId: id, incarnation }: ParentLink = above.parent;
      const record: SegmentRecord | undefined = this.#histories.current(id)?.last;
      if (record?.address.incarnation !== incarnation) return;
      above = record.flow;
    }
    this.#world.breaks(`${flowId} is deleted, and all that it is within is there`);
  }

  #expectDue(flowId: string, flow: Header): void {
    const { now } = this.#world;
    const time = this.#world.databaseTime() + (this.#world.faults.clocksJump ? CLOCKS_JUMP_MS : CLOCKS_DIFFER_MS);
    const inForce = this.#rules.filter(({ until }) => until + PASSES_END_WITHIN_MS > now);
    if (inForce.some(({ rules }) => dueTime(rules, flow) <= time)) return;
    this.#world.breaks(`${flowId}, ${flow.state} since ${flow.endTime}, is deleted, and is not due`);
  }

  /** What will go by the rules that hold now does, once there are no faults. */
  async expectAllGone(): Promise<void> {
    const isThrough = await this.#world.run(this.#world.now + PASSES_COME_WITHIN_MS, () => this.#toGo.length === 0);
    if (!isThrough) this.#world.breaks(`not all that was due was deleted: ${this.#toGo.join(", ")}`);
  }

  /** Of those at the top. */
  get #toGo(): readonly string[] {
    const { rules = [] } = this.#rules.at(-1) ?? {};
    return this.#histories.currents.flatMap(({ flow, last }) => {
      const isTop = last !== undefined && last.flow.parent === undefined;
      return isTop && Number.isFinite(dueTime(rules, last.flow)) ? [flow.flowId] : [];
    });
  }
}

/** From when on it may go, by the first rule that it matches. */
function dueTime(rules: readonly RetentionRule[], { state, endTime, labels }: Header): number {
  if (!isEndedFlow(state) || endTime === undefined) return Number.POSITIVE_INFINITY;
  const rule = rules.find((one) => {
    const isOfState = one.states === undefined || one.states.length === 0 || one.states.includes(state);
    return isOfState && Object.entries(one.labels ?? {}).every(([key, value]) => labels[key] === value);
  });
  return rule?.olderThanMs === undefined ? Number.POSITIVE_INFINITY : endTime + rule.olderThanMs;
}

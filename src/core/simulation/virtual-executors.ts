/**
 * Executors that are not there: they take what is offered as long as they have slots, and bring the assumed outcome when
 * the assumed time is over. Adapters that are asked answer at once, and leave all as the definition has it; a controller
 * that is asked has its scope undone. A revert takes as long as the task, and succeeds.
 */
import type { Claimant, Command } from "../command.js";
import type { Change, Offers } from "../decision.js";
import { isEvaluationQueue } from "../definition/evaluation.js";
import { BinaryHeap } from "../state/binary-heap.js";
import { isOpenChild } from "../state/child-flow.js";
import { runsItems } from "../state/item-lists.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { Outcome } from "../state/outcome.js";
import type { Segment } from "../state/segment.js";
import { isAtWork } from "../state/states.js";
import type { SimulationSetting } from "./simulation.js";

export const CLAIMANT: Claimant = { session: "simulation", epoch: 1, worker: "simulation" };

const NOTHING = new Uint8Array(0);
const SUCCESS: Outcome = {
  kind: "result",
  result: { contentType: "", size: 0, data: NOTHING },
  digest: "succeeds by assumption",
};
const FAILURE: Outcome = {
  kind: "failure",
  failure: { type: "SIMULATED", message: "fails by assumption", retryable: true },
  digest: "fails by assumption",
};
const DECIDED = {
  outcome: { kind: "decided", digest: "decides nothing by assumption" },
  decision: { fired: [], skip: [], globals: {}, message: "" },
} as const;
const UNDONE = { ...DECIDED, decision: { ...DECIDED.decision, verdict: "REVERT" } } as const;

/** So many tasks are taken in one decision; what else is ready is claimed in the next. */
export const CLAIMS_AT_ONCE = 128;

/** What was claimed: tasks, and with them what adapters are asked. */
export interface Claims {
  readonly all: number;
  readonly tasks: number;
}

export const NO_CLAIMS: Claims = { all: 0, tasks: 0 };

interface Work {
  readonly time: number;
  readonly number: number;
  readonly attempt: number;
  /** Absent for what an outsider finishes. */
  readonly token: string | undefined;
}

export class VirtualExecutors {
  readonly #setting: SimulationSetting;
  readonly #work = new BinaryHeap<Work>((a, b) => a.time < b.time || (a.time === b.time && a.number < b.number));
  /** How many tries of each task have ended by assumption, by its name. */
  readonly #tries = new Map<string, number>();
  #held: number;
  #takes = CLAIMS_AT_ONCE;
  /** The tokens of what adapters are asked: that takes no slots. */
  readonly #asked = new Set<string>();

  /** What is under way in the segment already takes as long as is assumed, from when it began. */
  constructor(setting: SimulationSetting, segment: Segment, now: number) {
    this.#setting = setting;
    this.#held = segment.heldCount;
    for (const [number, entry] of segment.entries) {
      if (!isAtWork(entry.state)) continue;
      if (entry.evaluation !== undefined || runsItems(entry)) continue;
      const began = entry.claim?.claimTime ?? entry.deferred?.time ?? entry.startTime ?? now;
      this.#begin(segment, number, entry, began, now);
    }
  }

  readonly offers: Offers = {
    handsOut: () => true,
    permits: () => [],
    returned: () => undefined,
    take: (queue) => {
      const isTask = !isEvaluationQueue(queue);
      if ((isTask && this.free <= 0) || this.#takes === 0) return undefined;
      this.#takes -= 1;
      if (isTask) this.#held += 1;
      return CLAIMANT;
    },
    free: (_holder, token) => {
      if (!this.#asked.delete(token)) this.#held -= 1;
    },
  };

  get free(): number {
    const { slots } = this.#setting;
    return slots === 0 ? Number.MAX_SAFE_INTEGER : slots - this.#held;
  }

  /** A decision begins. */
  begin(): void {
    this.#takes = CLAIMS_AT_ONCE;
  }

  /** The last decision took as many as it may: there may be more to take. */
  get mayTakeMore(): boolean {
    return this.#takes === 0 && this.free > 0;
  }

  /** A claim command has taken so many tasks. */
  took(tasks: number): void {
    this.#held += tasks;
  }

  /** When the next outcome comes. */
  nextTime(): number | undefined {
    return this.#work.first()?.time;
  }

  /** What was claimed by these changes is worked on from now. Returns how much that is. */
  note(segment: Segment, changes: readonly Change[], now: number): Claims {
    let [all, tasks] = [0, 0];
    for (const change of changes) {
      if (change.kind !== "task" || !isAtWork(change.entry.state)) continue;
      const { claim } = change.entry;
      // A nested flow takes its time as a whole, and nobody's slot.
      if (isOpenChild(change.entry) && !isOpenChild(change.previous)) {
        this.#begin(segment, change.node, change.entry, now, now);
        continue;
      }
      if (claim === undefined || claim.token === change.previous?.claim?.token) continue;
      all += 1;
      if (change.entry.item === undefined) tasks += 1;
      this.#begin(segment, change.node, change.entry, now, now);
    }
    return { all, tasks };
  }

  /** The completion that is next; undefined where its attempt is over already. */
  next(segment: Segment): Command | undefined {
    const work = this.#work.pop();
    if (work === undefined) return undefined;
    const { number, token, attempt } = work;
    const entry = segment.entry(number);
    if (entry === undefined || !isAtWork(entry.state) || entry.attempt !== attempt || entry.claim?.token !== token)
      return undefined;
    const taskId = segment.taskId(number);
    const named = token === undefined ? { attempt } : { token };
    if (entry.item !== undefined) {
      return { kind: "complete", taskId, ...(entry.item.phase === "FAILURE" ? UNDONE : DECIDED), ...named };
    }
    if (entry.state === "REVERTING") return { kind: "complete", taskId, outcome: SUCCESS, ...named };
    const { name } = segment.node(number).task;
    const { outcome, failures } = this.#setting.assume(name);
    const tries = this.#tries.get(name) ?? 0;
    this.#tries.set(name, tries + 1);
    const fails = outcome === "FAIL" || tries < failures;
    if (isOpenChild(entry)) {
      const report = { kind: "ended" as const, outcome: fails ? FAILURE : SUCCESS };
      return { kind: "hear_child", incarnation: segment.address.incarnation, number, attempt, report };
    }
    return { kind: "complete", taskId, outcome: fails ? FAILURE : SUCCESS, ...named };
  }

  #begin(segment: Segment, number: number, entry: NodeEntry, began: number, now: number): void {
    const { attempt, claim, item } = entry;
    if (item !== undefined && claim !== undefined) this.#asked.add(claim.token);
    const durationMs = item === undefined ? this.#setting.assume(segment.node(number).task.name).durationMs : 0;
    this.#work.push({ time: Math.max(now, began + durationMs), number, attempt, token: claim?.token });
  }
}

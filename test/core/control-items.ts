/**
 * The items of tasks that run for each of a list, in random definitions: scripts of what becomes of them, and what the
 * contract says about them as plainly as it can be said. No import of the engine's own.
 */
import type { ControlTask } from "./control-graph.js";
import type { RunState } from "./control-runs.js";
import type { ScriptedOutcome } from "./random-graph.js";
import type { SeededRandom } from "./seeded-random.js";

export interface GraphItems {
  /** Of each item; of further tries those of the items behind it. */
  readonly outcomes: readonly ScriptedOutcome[];
  /** 0 = any number. */
  readonly most: number;
  readonly tolerated: number;
  readonly again: "FAILED_ITEMS" | "ALL_ITEMS";
  /** Of the task. */
  readonly tries: number;
  /** An expression gives the list. */
  readonly computed: boolean;
}

export type ItemState = "PENDING" | RunState;

const ENDED: readonly ItemState[] = ["SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED"];

export function randomItems(random: SeededRandom, hasCancelled: boolean): GraphItems {
  return {
    outcomes: Array.from({ length: random.below(5) }, (): ScriptedOutcome => {
      if (random.chance(0.3)) return "failure";
      return hasCancelled && random.chance(0.05) ? "cancelled" : "result";
    }),
    most: random.below(4),
    tolerated: random.pick([0, 0, 1]),
    again: random.pick(["FAILED_ITEMS", "ALL_ITEMS"]),
    tries: random.pick([1, 1, 2]),
    computed: random.chance(0.3),
  };
}

/** The task, and which of its items; no item where the id is that of a task. */
export function splitItem(taskId: string): { readonly whole: string; readonly index: number | undefined } {
  const [, whole = taskId, index] = /^(.*)\[(\d+)\]$/.exec(taskId) ?? [];
  return { whole, index: index === undefined ? undefined : Number(index) };
}

/** What becomes of the item when it has failed so often before. */
export function outcomeOfItem({ outcomes }: GraphItems, index: number, tries: number): ScriptedOutcome {
  return outcomes[(index + tries) % outcomes.length] ?? "result";
}

/** Those of one run. */
export class ItemsOfRun {
  readonly #script: GraphItems;
  #states: ItemState[];
  #tries = 0;
  /** How often each has failed. */
  #failures: number[] = [];

  constructor(script: GraphItems, states: readonly ItemState[] = script.outcomes.map(() => "PENDING" as const)) {
    this.#script = script;
    this.#states = [...states];
  }

  copy(): ItemsOfRun {
    const copy = new ItemsOfRun(this.#script, this.#states);
    copy.#tries = this.#tries;
    copy.#failures = [...this.#failures];
    return copy;
  }

  get states(): readonly ItemState[] {
    return this.#states;
  }

  failures(index: number): number {
    return this.#failures[index] ?? 0;
  }

  get isOver(): boolean {
    return this.#states.every((state) => ENDED.includes(state));
  }

  get mayTryAgain(): boolean {
    return this.#tries < this.#script.tries;
  }

  /** The task's turn has come, for the first time or again. */
  begin(): void {
    const left = this.#states.flatMap((state, index) => (state === "SUCCEEDED" ? [] : [index]));
    const again = this.#script.again === "ALL_ITEMS" || left.length === 0 ? [...this.#states.keys()] : left;
    if (this.#tries > 0) for (const index of again) this.#states[index] = "PENDING";
    this.#tries += 1;
    this.offer();
  }

  offer(): void {
    const { most } = this.#script;
    for (const [index, state] of this.#states.entries()) {
      const isFull = most > 0 && this.#states.filter((one) => one === "OPEN").length >= most;
      if (state === "PENDING" && !isFull) this.#states[index] = "OPEN";
    }
  }

  end(index: number, state: RunState): void {
    this.#states[index] = state;
    if (state === "FAILED") this.#failures[index] = this.failures(index) + 1;
  }

  /** What has not ended does. */
  close(state: RunState): void {
    this.#states = this.#states.map((one) => (ENDED.includes(one) ? one : state));
  }

  /** What the task has come to, by its items. */
  outcome(): RunState {
    if (this.#states.includes("CANCELLED")) return "CANCELLED";
    const failed = this.#states.filter((state) => state === "FAILED").length;
    return failed > this.#script.tolerated ? "FAILED" : "SUCCEEDED";
  }
}

/** Of one whose input cannot be computed: of the items that it was planned to run for none begins. */
export function unbegunItems({ items: script, asks }: ControlTask): { readonly items?: ItemsOfRun } {
  if (script === undefined || !asks.start) return {};
  const items = new ItemsOfRun(script);
  items.close("CANCELLED");
  return { items };
}
